"""Parts of a problem that contradict each other are refused before a run; no problem of the project is accused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory.engine.problem_check import check_arrays, check_separable
from adal_theory.trace.graph import COORDINATE, RUN, STEP
from adal_theory.trace.record import Shape

P = at.problems
RNG = np.random.default_rng(5)
run = partial(at.run, backend="reference")
SEPARABLE = {
    "linear": P.linear([1.6, -1.0, -1.0]),
    "many runs": P.linear(RNG.standard_normal((40, 3, 5))),
    "tiny": P.linear([1e-11]),
    "huge": P.linear([1e300, -1e300]),
    "absolute": P.absolute(3),
    "quadratic": P.quadratic(30, 1e12),
    "far": P.quadratic(3, centre=[5.0, -4.0, 0.1]),
    "flat": P.quadratic(2, curvature=1e-300),
    "drifting": P.drifting_quadratic(2),
    "long": P.drifting_quadratic(1, centres=RNG.standard_normal(5000)),
    "modulus": P.power(1.0),
    "root": P.power(1.5, 2),
    "steep": P.power(64, 2),
    "huber": P.huber(2),
    "cosine": P.cosine(2),
    "double_well": P.double_well(2),
    "geman_mcclure": P.geman_mcclure(2),
}


def shape(problem: Any) -> Shape:
    return Shape(
        data_axes=tuple(
            (n, (STEP if a.shape[0] > 1 else 0) | (COORDINATE if a.shape[1] > 1 else 0) | (RUN if a.ndim == 3 else 0))
            for n, a in problem.data.items()
        )
    )


@pytest.mark.parametrize("name", SEPARABLE)
def test_no_separable_problem_is_accused(name: str) -> None:
    problem = SEPARABLE[name]
    for box in (problem.box, (-30.0, 5.0), (0.1, 0.2), (1e-6, 2e-6), (-1e6, 1e6)):
        check_separable(problem, problem.data, shape(problem), box, True)
    check_separable(problem, problem.data, shape(problem), None, problem.name not in ("linear", "geman_mcclure"))


@pytest.mark.parametrize(
    "problem",
    [P.network("breast_cancer", hidden=2), P.logistic_regression(), P.matrix_factorisation(), P.phase_retrieval()],
    ids=lambda p: p.name,
)
def test_no_array_problem_is_accused(problem: Any) -> None:
    check_arrays(problem)


Q = P.quadratic(3)
WRONG: dict[str, tuple[Any, str]] = {
    "5 per cent": (replace(Q, gradient=lambda o, x, q: 1.05 * Q.gradient(o, x, q)), "its gradient is not that of its loss: at x"),
    "sign": (replace(Q, gradient=lambda o, x, q: -Q.gradient(o, x, q)), "its gradient is not"),
    "one side": (replace(P.power(3.0, 2), gradient=lambda o, x, q: x * x), "its gradient is not"),
    "factor": (replace(Q, loss=lambda o, x, q: 2.0 * Q.loss(o, x, q)), "its gradient is not"),
    "tiny": (replace(P.linear([1e-11]), gradient=lambda o, x, q: 2.0 * q.slope), "its gradient is not"),
    "later rows": (replace(P.linear([1.0, 2.0]), gradient=lambda o, x, q: o.minimum(q.slope, 1.0)), "its gradient is not"),
    "one coordinate": (replace(P.linear([[1.0, 2.0]]), gradient=lambda o, x, q: o.minimum(q.slope, 1.0)), "its gradient is not"),
    "features": (replace(P.linear([1.0, -2.0]), features=lambda o, q: (2.0 * q.slope,)), "Σ features · time_phi is not its loss"),
    "φ": (replace(P.linear([1.0, -2.0]), time_phi=lambda o, x, q: (x + 1.0,)), "Σ features · time_phi is not its loss"),
    "best": (replace(Q, best=lambda totals, box: np.full((1, 1), 0.5)), "its best fixed point up to step 1 is said to be x"),
    "other end": (replace(P.linear([1.0, -2.0]), best=lambda totals, box: np.where(totals[0] > 0, 1.0, -1.0)), "its best"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_fit_together(name: str) -> None:
    problem, word = WRONG[name]
    with pytest.raises(at.ConfigurationError, match=f"problem '{problem.name}': {word}") as told:
        run("adam", problem, 5)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("make", [P.absolute, P.huber, P.quadratic, P.double_well])
def test_a_best_point_that_holds_its_own_numbers_has_them_of_every_coordinate(make: Callable[..., Any]) -> None:
    """Beyond 16 coordinates only some are tried: `best` closes over the centre of all."""
    d = 40
    problem = make(d) if make is P.double_well else make(d, centre=np.linspace(-0.5, 0.5, d))
    data = run("adam", problem, 5)
    assert data.regret.notnull().all()
    off = replace(problem, best=lambda totals, box: problem.best(totals, box) + 0.3 * (np.arange(d) == d - 1))
    with pytest.raises(at.ConfigurationError, match="its best fixed point up to step 1"):
        run("adam", off, 5)


def test_a_point_of_ones_own_needs_no_best() -> None:
    wrong = WRONG["best"][0]
    assert run("adam", wrong, 5, comparator=0.3).regret.notnull().all()
    assert run("adam", wrong, 5, metrics="x").x.notnull().all()


@pytest.mark.parametrize("make", [P.logistic_regression, lambda: P.network("breast_cancer", hidden=2)])
def test_an_array_gradient_that_is_another(make: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    problem = make()
    plain = type(problem).gradient
    monkeypatch.setattr(type(problem), "gradient", lambda self, xp, x, batch: 1.1 * plain(self, xp, x, batch))
    with pytest.raises(at.ConfigurationError, match="its gradient is not that of its loss: along a random direction"):
        run("adam", problem, 3)
