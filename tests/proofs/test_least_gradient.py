"""D4's bound on runs: the proved term, by hand, and where it does not apply."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import xarray as xr

import adal_theory as at
from adal_theory.proofs.curves import nonconvex as least_gradient
from adal_theory.proofs.curves.nonconvex import least_gradient_bound
from adal_theory.prove import Theorem

CONSTANTS: dict[str, Any] = {"F_start": 2.5, "F_star": 0.5, "L": 3.0, "GF": 1.5, "G1": 4.0, "Ginf": 2.0}


def run(**changes: Any) -> xr.Dataset:
    params = {"eta": 0.5, "beta1": 0.25, "beta2": 0.9, "eps": 0.1, "delta": 0.4} | changes.pop("params", {})
    given: dict[str, Any] = {
        "rule": "adal_ams",
        "problem": at.problems.cosine(2),
        "steps": 50,
        "box": None,
        "metrics": "regret",
        "backend": "reference",
    } | changes
    return at.run(params=params, **given)


@pytest.mark.parametrize("delta", [0.4, 11.0])
def test_by_hand(delta: float) -> None:
    data = run(params={"delta": delta})
    steps, G = data["step"].values.astype(float), 8.0
    a_max, a_min = 1 / delta + 0.1, 1 / max(delta, G) + 0.1
    right = 2.0 + 2 * G * 1.5 * 0.5 * a_max / 0.75**2 + 2 * 3 * G**2 * 0.25 * a_max**2 * (2 + np.log(steps)) / 0.75**4
    assert np.allclose(least_gradient_bound(data, **CONSTANTS).values[0], right / (0.5 * a_min * np.sqrt(steps)), rtol=1e-13)


def test_parameters_and_starts_over_runs() -> None:
    data = run(runs=2, params={"eta": np.array([0.5, 0.1])})
    both = least_gradient_bound(data, **CONSTANTS | {"F_start": [2.5, 7.0]})
    for k, (eta, start) in enumerate(((0.5, 2.5), (0.1, 7.0))):
        alone = least_gradient_bound(run(params={"eta": eta}), **CONSTANTS | {"F_start": start})
        assert np.array_equal(both[k], alone[0])


def test_one_formula_and_it_is_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    data, proved = run(), least_gradient.theorem()
    assert isinstance(proved, Theorem)
    before = least_gradient_bound(data, **CONSTANTS)
    left, right = proved.conclusion.args
    monkeypatch.setattr(least_gradient, "theorem", lambda: SimpleNamespace(conclusion=left <= 2 * right))
    least_gradient.sides.cache_clear()
    try:
        assert np.allclose(least_gradient_bound(data, **CONSTANTS), 2 * before, rtol=1e-14)
    finally:
        least_gradient.sides.cache_clear()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rule": "adal", "params": {"delta": None}}, "adal_ams"),
        ({"box": (-1.0, 1.0)}, "box=None"),
        ({"params": {"delta": 0.0}}, "delta = 0"),
        ({"step_schedule": "constant"}, "step_schedule"),
        ({"bias_correction": False}, "bias_correction"),
        ({"norm": 2}, "norm"),
        ({"eps_placement": "denominator"}, "eps_placement"),
        ({"beta1_schedule": np.full(50, 0.5)}, "beta1_schedule"),
    ],
)
def test_refused_outside_its_assumptions(changes: dict[str, Any], words: str) -> None:
    if changes.get("rule") == "adal":
        data = at.run("adal", at.problems.cosine(2), 5, box=None, metrics="regret", backend="reference")
    else:
        data = run(**changes)
    with pytest.raises(at.ConfigurationError, match=words):
        least_gradient_bound(data, **CONSTANTS)
