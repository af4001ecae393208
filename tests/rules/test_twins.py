"""Rules beside the same methods in PyTorch and optax: equal to 1e-12 with the stated differences allowed for, and only then."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import adal_theory as at

REFERENCE = Path(__file__).parents[1] / "reference"
spec = importlib.util.spec_from_file_location("optimisers", REFERENCE / "optimisers.py")
assert spec is not None and spec.loader is not None
optimisers = importlib.util.module_from_spec(spec)
spec.loader.exec_module(optimisers)
KEPT = json.loads(optimisers.FILE.read_text("utf-8"))
SAME = 1e-12  # of sizes around 1; both round some ten operations a step, over 40 steps


def ours(rule: str, params: dict[str, float], options: dict[str, Any]) -> NDArray[np.float64]:
    """x_2, x_3, …: linear losses have the gradients as they are given, wherever x is."""
    data = at.run(
        rule,
        at.problems.linear(KEPT["gradients"]),
        len(KEPT["gradients"]) + 1,
        params,
        x0=0.5,
        box=None,
        comparator=0.0,
        metrics="x",
        record="all",
        step_schedule="constant",
        backend="reference",
        **options,
    )
    return np.asarray(data.x.values[0, 1:])


@pytest.mark.parametrize("twin", optimisers.TWINS, ids=lambda twin: twin[0])
def test_the_same_iterates_as_theirs(twin: Any) -> None:
    theirs, _, rule, params, options, unlike = twin
    found, kept = ours(rule, params, options), np.array(KEPT["iterates"][theirs])
    assert np.abs(found - kept).max() < SAME
    for changed in unlike:
        assert np.abs(ours(rule, params, {**options, **changed}) - kept).max() > 1e-3, changed


def test_every_rule_that_they_have_is_here() -> None:
    assert {twin[2] for twin in optimisers.TWINS} >= {"adamax", "rmsprop", "adabelief", "lion", "adopt"}
    assert {twin[0] for twin in optimisers.TWINS} == set(KEPT["iterates"])
    assert np.allclose(KEPT["gradients"], optimisers.gradients(), rtol=1e-14, atol=0)


@pytest.mark.slow
@pytest.mark.parametrize("twin", optimisers.TWINS, ids=lambda twin: twin[0])
def test_what_is_kept_is_what_they_compute(twin: Any) -> None:
    pytest.importorskip(twin[0].partition(".")[0], reason="the extras torch and jax are not installed")
    found = optimisers.theirs(twin[0], twin[1], KEPT["gradients"])
    assert np.abs(np.array(found) - np.array(KEPT["iterates"][twin[0]])).max() < SAME
