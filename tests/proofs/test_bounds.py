"""The bounds of theory.md on runs, and where they do not apply."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr

import adal_theory as at
from adal_theory.proofs.bounds import weighted_regret_bound, worst_case_bound


def run(rule: str = "adal_ams", **changes: Any) -> xr.Dataset:
    params = {"eta": 1.0, "beta1": 0.0, "beta2": 0.999, "eps": 0.0} | changes.pop("params", {})
    given: dict[str, Any] = {"problem": at.problems.linear([0.01]), "steps": 1000, "x0": 1.0, "backend": "reference",
                             "metrics": ("weighted_regret", "bounds")} | changes
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
    data = run(problem=at.problems.linear([2.0, -1.0]), steps=2, x0=0.0,
               params={"eta": 0.5, "beta1": 0.5, "beta2": 0.64, "eps": 0.1, "delta": 0.3})
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
@pytest.mark.parametrize(("changes", "words"), [
    ({"params": {"beta1": 0.9, "beta2": 0.5}}, "gamma"),
    ({"step_schedule": "constant"}, "step_schedule"),
    ({"eps_placement": "denominator"}, "eps_placement"),
    ({"beta1_schedule": np.full(1000, 0.5)}, "beta1_schedule"),
    ({"box": None, "comparator": 0.0}, "no box"),
])
def test_refused_outside_its_assumptions(bound: Any, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(at.ConfigurationError, match=words):
        bound(run(**changes))


def test_refused_for_a_rule_without_running_maximum() -> None:
    data = at.run("adal", at.problems.linear([1.0]), 5, metrics="bounds", backend="reference")
    for bound in (weighted_regret_bound, worst_case_bound):
        with pytest.raises(at.ConfigurationError, match="adal_ams and amsgrad"):
            bound(data)
