"""The bounds of theory.md on runs, and where they do not apply."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import xarray as xr
from faithful.cases import Case

import adal_theory as at
from adal_theory.proofs.curves import cycle as counterexamples
from adal_theory.proofs.curves import regret as bounds
from adal_theory.proofs.curves.regret import weighted_regret_bound, worst_case_bound
from adal_theory.proofs.hypotheses import LIBRARY
from adal_theory.prove import InvalidInference, Theorem
from adal_theory.prove.semantics.evaluate import DecimalArithmetic, evaluate
from adal_theory.prove.update.decimal_losses import SeparableLosses
from adal_theory.prove.update.trajectory import Setup, Trajectory, noise_of
from adal_theory.rules import RULES


def run(rule: str = "adal_ams", **changes: Any) -> xr.Dataset:
    params = {"eta": 1.0, "beta1": 0.0, "beta2": 0.999, "eps": 0.0} | changes.pop("params", {})
    given: dict[str, Any] = {
        "problem": at.problems.linear([0.01]),
        "steps": 1000,
        "x0": 1.0,
        "backend": "reference",
        "metrics": ("weighted_regret", "bounds"),
    } | changes
    return at.run(rule, params=params, **given)


def test_a_floor_above_the_gradients_needs_the_maximum_in_b10() -> None:
    data = run(params={"delta": 1.0})
    regret = float(data.weighted_regret[0, -1])
    largest = 1e-4  # Ĝ = G1 G∞
    as_written = np.sqrt(1000) * (2**2 * largest / 2 + largest / np.sqrt(1e-3))
    assert regret > 1.5 * as_written  # theory.md's first term, with Ĝ alone, is broken
    assert (data.weighted_regret <= worst_case_bound(data)).all()
    assert (data.weighted_regret <= weighted_regret_bound(data)).all()


@pytest.mark.parametrize("bound", [weighted_regret_bound, worst_case_bound])
def test_by_hand_at_the_last_step(bound: Any) -> None:
    data = run(
        problem=at.problems.linear([2.0, -1.0]),
        steps=2,
        x0=0.0,
        params={"eta": 0.5, "beta1": 0.5, "beta2": 0.64, "eps": 0.1, "delta": 0.3},
    )
    ghat = [4.0, -1.0]
    v1 = 0.36 * 16
    v2 = 0.64 * v1 + 0.36
    root = np.sqrt(max(v1 / 0.36, v2 / (1 - 0.64**2)))
    m = [2.0, 0.5 * 2.0 - 0.5]
    scale = 0.5 * 1.5 / (0.5 * 0.6 * (1 - 0.5 / 0.8))
    if bound is weighted_regret_bound:
        by_hand = 4 * np.sqrt(2) / (2 * 0.5 * 0.5) * root / (1 + 0.1 * root)
        by_hand += scale / 2 * np.sqrt(1 + np.log(2)) * np.sqrt(ghat[0] ** 2 + ghat[1] ** 2)
        by_hand += 0.1 * 0.5 * 1.5 / (2 * 0.25) * (m[0] ** 2 + m[1] ** 2 / np.sqrt(2))
    else:
        by_hand = np.sqrt(2) * (4 * 4 / (2 * 0.5 * 0.5) + scale * 4 + 0.1 * 0.5 * 1.5 / 0.25 * 16)
    assert np.isclose(float(bound(data)[0, -1]), by_hand, rtol=1e-12)


@pytest.mark.parametrize("bound", [weighted_regret_bound, worst_case_bound])
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"params": {"beta1": 0.9, "beta2": 0.5}}, "gamma"),
        ({"step_schedule": "constant"}, "step_schedule"),
        ({"eps_placement": "denominator"}, "eps_placement"),
        ({"beta1_schedule": np.full(1000, 0.5)}, "beta1_schedule"),
        ({"box": None, "comparator": 0.0}, "no box"),
    ],
)
def test_refused_outside_its_assumptions(bound: Any, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(at.ConfigurationError, match=words):
        bound(run(**changes))


def test_refused_for_a_rule_without_running_maximum() -> None:
    data = at.run("adal", at.problems.linear([1.0]), 5, metrics="bounds", backend="reference")
    for bound in (weighted_regret_bound, worst_case_bound):
        with pytest.raises(at.ConfigurationError, match="adal_ams and amsgrad"):
            bound(data)


# --- the bound is the theorem's own right-hand side ----------------------------------------------------------------------

PARAMS = {"eta": 0.4, "beta1": 0.6, "beta2": 0.9, "eps": 0.05, "delta": 0.01}


@pytest.mark.parametrize("rule", ["adal_ams", "amsgrad"])
@pytest.mark.parametrize("bound", [weighted_regret_bound, worst_case_bound])
def test_equals_the_theorem_evaluated_in_decimals(rule: str, bound: Any) -> None:
    problem, n = at.problems.quadratic(3, 4.0), 40
    data = at.run(
        rule, problem, n, params=PARAMS, noise=at.noise.gaussian(0.2), seed=2, backend="reference", x0=0.5, metrics="bounds"
    )
    claim_id = bounds.B9[rule] if bound is weighted_regret_bound else "B10"
    run_ = Trajectory(
        Setup(
            RULES[rule],
            SeparableLosses(problem),
            n,
            PARAMS,
            [0.5] * 3,
            noise=noise_of(at.noise.gaussian(0.2), 2, 0, n, 3),
            x_star=[0.0] * 3,
        )
    )
    instance = Case(run_).instance(LIBRARY.get(claim_id))
    assert not isinstance(instance, str)
    exact = evaluate(LIBRARY.theorem(claim_id).conclusion.args[1], instance, DecimalArithmetic)
    assert float(bound(data)[0, -1]) == pytest.approx(float(exact), rel=1e-12)


def test_one_formula_and_it_is_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    data, proved = run(steps=20), LIBRARY.theorem("B10")
    assert isinstance(proved, Theorem) and bounds.theorem("B10") is proved
    before = worst_case_bound(data)
    twice = SimpleNamespace(conclusion=proved.conclusion.args[0] <= 2 * proved.conclusion.args[1])
    monkeypatch.setattr(bounds, "theorem", lambda _: twice)
    bounds.right_side.cache_clear()
    try:
        assert np.allclose(worst_case_bound(data), 2 * before, rtol=1e-14)
    finally:
        bounds.right_side.cache_clear()


def test_sums_that_a_run_does_not_record_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "RECORDED", {})
    bounds.right_side.cache_clear()
    try:
        with pytest.raises(InvalidInference, match="no value is known for H, g_hat, m"):
            weighted_regret_bound(run(steps=20))
    finally:
        bounds.right_side.cache_clear()


def test_dimensions_and_coordinates_of_many_runs() -> None:
    data = run(steps=30, params={"eta": [0.1, 0.2, 0.3], "beta1": [0.0, 0.5, 0.9]}, runs=3)
    found = weighted_regret_bound(data)
    assert found.dims == ("run", "step") and set(found.coords) == {"eta", "beta1", "step"}
    alone = run(steps=30, params={"eta": 0.3, "beta1": 0.9})
    assert np.allclose(found[2], weighted_regret_bound(alone)[0], rtol=1e-14)


def test_limits_of_c1_and_c3_are_read_off_the_theorems() -> None:
    assert pytest.approx(3 * np.sqrt(2) - 4, abs=1e-16) == counterexamples.BIASED_FIXED_POINT
    assert np.allclose(counterexamples.linear_regret_rate([1.45, 1.9]), [2 * 0.55 / 3, 2 * 0.1 / 3], rtol=1e-14)
    with pytest.raises(AttributeError, match="no attribute 'BIAS'"):
        counterexamples.__getattr__("BIAS")
