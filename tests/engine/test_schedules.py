"""Step sizes that reach 0, and schedules that are functions of t."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory.engine.schedules import tabulate
from adal_theory.proofs.curves.regret import weighted_regret_bound

STEPS = 200
PROBLEM = at.problems.quadratic(3)


def run(**given: Any) -> Any:
    return at.run(**{"rule": "adal_ams", "problem": PROBLEM, "steps": STEPS, "backend": "reference", **given})


def cosine(t: int) -> float:
    return 0.5 * (1 + math.cos(math.pi * t / STEPS)) if t < STEPS else 0.0


REACH_0 = {
    "warm-up from 0": (np.minimum(np.arange(STEPS) / 50, 1.0), 1),
    "cosine to 0": (cosine, STEPS),
    "zero": (lambda t: 0.0, 1),
    "a pause": (lambda t: float(t != 77), 77),
}


@pytest.mark.parametrize("name", REACH_0)
def test_a_step_size_of_0_is_taken_and_has_no_certificate(name: str) -> None:
    schedule, first = REACH_0[name]
    data = run(step_schedule=schedule)
    assert data.status[0] == "ok" and np.isfinite(data.regret.values).all()
    assert not {"certificate", "linearised_regret", "gamma_negative"} & set(data)
    assert data.attrs["certificate_missing"] == f"needs η_t > 0 (step_schedule makes it 0 at t = {first}) (B5)"
    with pytest.raises(
        at.ConfigurationError, match=f"metrics = certificate with step_schedule: theorem B5 needs .* at t = {first}"
    ):
        run(step_schedule=schedule, metrics=("regret", "certificate"))


def test_where_the_step_size_is_0_nothing_moves() -> None:
    data = run(step_schedule=lambda t: float(t > 50), record="all")
    x = data.x[0].values
    assert (x[:51] == PROBLEM.x0).all() and (x[51] != x[50]).all()


def test_engines_agree_on_a_step_size_of_0() -> None:
    one, other = (
        run(step_schedule=cosine, rule="adam", noise=at.noise.gaussian(), runs=5, backend=b) for b in ("reference", "numba")
    )
    assert one.regret.equals(other.regret) and one.x_final.equals(other.x_final)


@pytest.mark.parametrize(
    "f", [lambda t: 1 / np.sqrt(t), lambda t: t**-0.5, lambda t: 1 / math.sqrt(t)], ids=["arrays", "powers", "one by one"]
)
def test_a_function_is_its_array_is_its_name(f: Any) -> None:
    named = run()
    for given in (f, np.array([f(t) for t in range(1, STEPS + 1)])):
        data = run(step_schedule=given)
        assert np.allclose(data.regret, named.regret, rtol=1e-13) and data.certificate.notnull().all()
    assert run(step_schedule=np.arange(1, STEPS + 50) ** -0.5).regret.equals(
        run(step_schedule=np.arange(1, STEPS + 1) ** -0.5).regret
    )


def test_functions_that_arrays_would_mislead_are_asked_step_by_step() -> None:
    odd = {
        "overflow": lambda t: 1 / (1 + t**9),
        "sum": lambda t: float(np.sum(t)),
        "constant": lambda t: 0.25,
        "branch": lambda t: 1.0 if t < 10 else 0.5,
        "table": lambda t: [0.1, 0.2, 0.3][t % 3],
        "smallest": lambda t: float(np.min(t)),
    }
    for name, f in odd.items():
        assert np.array_equal(tabulate("s", f, 5000, "numbers"), [f(t) for t in range(1, 5001)]), name


def test_beta1_as_a_function() -> None:
    data = run(beta1_schedule=lambda t: 0.9 * 0.99**t)
    assert data.regret.equals(run(beta1_schedule=[0.9 * 0.99**t for t in range(1, STEPS + 1)]).regret)
    assert data.attrs["certificate_missing"] == "needs a constant beta1 (B5)"


COUNTER, RANDOM = itertools.count(1), np.random.default_rng(0)


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (lambda t: next(COUNTER), r"step_schedule gives .* at t = 1, and .* when asked again"),
        (lambda t: RANDOM.random(), "when asked again"),
        (lambda t: -1.0 if t == 7 else 1.0, r"step_schedule = -1 at t = 7 is outside \[0, inf\): choose finite values"),
        (lambda t: float("nan") if t == 3 else 1.0, "step_schedule = nan at t = 3"),
        (np.full(STEPS, np.inf), "step_schedule = inf at t = 1"),
        (lambda t: 1 / (t - 2), r"fails at t = 2 \(ZeroDivisionError: division by zero\)"),
        (lambda t: None, "None is not a number"),
        (lambda t: "1", "'1' is not a number"),
        (lambda t: 1j, "1j is not a number"),
        (lambda: 1.0, "fails at t = 1"),
        (lambda t: np.ones(2), "has shape"),
        (np.ones(3), "pass at least 200 values"),
        (0.5, r"has shape \(\)"),
    ],
)
def test_what_is_no_schedule_is_one_line(schedule: Any, words: str) -> None:
    with pytest.raises(at.ConfigurationError, match=words) as caught:
        run(step_schedule=schedule)
    assert "\n" not in str(caught.value)


def test_no_theorem_about_other_step_sizes_is_evaluated() -> None:
    """B9 is about η/√t: a function that gives the same numbers is not known to be it."""
    for schedule in ("constant", cosine, lambda t: t**-0.5):
        with pytest.raises(at.ConfigurationError, match=r"B9 is stated for step_schedule='1/sqrt\(t\)', the run has"):
            weighted_regret_bound(run(step_schedule=schedule, metrics="bounds"))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"params": {"eta": 1e-60}}, "parameter eta = 1e-60 is 0 in float32"),
        ({"params": {"beta2": 1 - 1e-9}}, "beta2 = 0.999999999 is 1 in float32"),
        ({"params": {"eps": 1e-50}}, "parameter eps = 1e-50 is 0"),
        ({"params": {"eta": 1e41}, "step_schedule": lambda t: 0.0 * t}, r"parameter eta = 1e\+41 is infinite in float32"),
        ({"x0": 1e39, "box": None, "rule": "sgd"}, r"x0 = 1e\+39 is infinite in float32"),
        ({"noise": at.noise.gaussian(1e-50)}, "noise.sigma = 1e-50 is 0"),
        ({"box": (0.1, 0.1 + 1e-12), "x0": 0.1}, "has equal ends in float32"),
        ({"problem": at.problems.linear([1e50])}, r"problem data 'slope' = 1e\+50 is infinite"),
        ({"step_schedule": lambda t: 1e300}, "is infinite"),
        ({"beta1_schedule": lambda t: 1 - 1e-12}, "which float32 rounds to 1"),
    ],
)
def test_what_float32_does_not_hold_is_refused(given: dict[str, Any], words: str) -> None:
    with pytest.raises(at.ConfigurationError, match=words):
        run(dtype="float32", **given)
    assert np.isfinite(run(**{"steps": 5, **given}).x_final.values).all()  # float64 does


def test_a_step_size_that_underflows_has_no_certificate() -> None:
    assert "step_schedule makes it 0 at t = 1" in run(dtype="float32", step_schedule=lambda t: 1e-60).attrs["certificate_missing"]
    assert "certificate_missing" not in run(step_schedule=lambda t: 1e-60).attrs
