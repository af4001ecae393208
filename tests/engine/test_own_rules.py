"""A rule of one's own runs with x and state alone; what it does not name is not reported, and it says so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory.rules.rule import BETA1, ETA, Rule


def signed(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    m = p.beta1 * state.m + (1.0 - p.beta1) * g
    return {"m": m, "x": opt.project(state.x - opt.step_size(p.eta) * o.sign(m))}


RULE = Rule(name="signed", title="sign descent", variant="", source="", parameters=(ETA, BETA1), state=("m",), step=signed)


@pytest.mark.parametrize("backend", ["reference", "numba"])
def test_it_runs_without_a_certificate(backend: str) -> None:
    data = at.run(RULE, at.problems.quadratic(d=2), 50, {"eta": 0.1}, backend=backend)
    assert data.status[0] == "ok" and np.isfinite(data.regret.values).all() and "certificate" not in data
    assert data.attrs["certificate_missing"] == (
        "needs a step that names g_hat, eta_prime, preconditioner, inverse_preconditioner (B5)"
    )


def test_what_is_asked_for_and_cannot_be_is_one_line() -> None:
    for group in ("certificate", "bounds"):
        with pytest.raises(at.ConfigurationError, match=f"metrics = {group} with signed: .*(names|return).* g_hat"):
            at.run(RULE, at.problems.quadratic(d=2), 5, metrics=("regret", group))


def flat(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    return {"x": state.x - p.eta * g}


FLAT = Rule(name="flat", title="", variant="", source="", parameters=(ETA,), state=(), step=flat)


def test_a_box_or_schedule_that_a_rule_has_no_use_for_is_refused() -> None:
    problem = at.problems.quadratic(d=2)
    with pytest.raises(at.ConfigurationError, match=r"box = \[-1.0, 1.0\] with flat: its step never calls opt.project"):
        at.run(FLAT, problem, 5)
    with pytest.raises(at.ConfigurationError, match=r"step_schedule with flat: its step never calls opt\.step_size"):
        at.run(FLAT, problem, 5, box=None, step_schedule="1/t")
    assert np.isfinite(at.run(FLAT, problem, 5, {"eta": 0.1}, box=None).x_final.values).all()


def test_data_that_change_in_time_need_features() -> None:
    def problem(data: Any) -> Any:
        return at.problems.Problem(
            "q", "", "", 2, lambda o, x, q: (x - q.c) ** 2, lambda o, x, q: 2.0 * (x - q.c), lambda totals, box: 0.25, {"c": data}
        )

    with pytest.raises(at.ConfigurationError, match="problem 'q': its data 'c' change in time, but it declares no features"):
        at.run("adam", problem(np.array([[0.25, 0.3], [0.0, 1.0]])), 5)
    with pytest.raises(at.ConfigurationError, match=r"problem data 'c' has shape \(2,\): pass \(period, 1 or 2"):
        at.run("adam", problem(np.ones(2)), 5)
    found = at.run("adam", problem(np.full((1, 2), 0.25)), 2000, {"eta": 0.1})  # a number is a best point for every coordinate
    assert 0 < float(found.regret[0, -1]) < 50


def test_what_is_no_problem_says_what_it_lacks() -> None:
    with pytest.raises(at.ConfigurationError, match="a dict without name, dimension, box, x0, formula is not a problem"):
        at.run("adam", {}, 5)
    with pytest.raises(at.ConfigurationError, match="noise = a ndarray is not a law"):
        at.run("adam", at.problems.quadratic(2), 5, noise=np.zeros(10_000))
