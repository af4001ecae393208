"""The group "exact_gradients": norms of the gradient before its noise, on every engine the problem's own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory.trace.metrics import DEFAULT, GROUPS
from adal_theory.trace.numpy_handle import NumpyHandle
from adal_theory.trace.semantics import reduce_coordinates

LAWS = {
    "none": at.noise.none(),
    "gaussian": at.noise.gaussian(0.5),
    "two_point": at.noise.two_point(0.3, -0.3, 0.5),
    "over runs": at.noise.uniform(np.array([0.0, -0.1, -1.0]), np.array([0.0, 0.1, 1.0])),
    "shared": at.noise.shared_scale(0.5, 1.0),
}


def run(problem: Any, **given: Any) -> Any:
    how = {"rule": "adal_ams", "steps": 40, "runs": 3, "box": None, "seed": 5, "metrics": ("gradients", "x", "exact_gradients")}
    return at.run(problem=problem, **{**how, **given})


@pytest.mark.parametrize(
    ("backend", "law", "d"),
    [*(("reference", law, d) for law in LAWS for d in (1, 3)), ("numba", "over runs", 1), ("numba", "shared", 3)],
)
def test_bits_of_the_problems_gradient_at_the_iterate(backend: str, law: str, d: int) -> None:
    problem = at.problems.cosine(d)
    data = run(problem, noise=LAWS[law], record="all", backend=backend)
    handle = NumpyHandle()
    x = np.moveaxis(data["x"].values, -1, 0)
    g = problem.gradient(handle, handle.value(x), None).array
    assert np.array_equal(data["exact_norm_1"], reduce_coordinates("sum", np.abs(g), 0))
    assert np.array_equal(data["exact_norm"], np.sqrt(reduce_coordinates("sum", g * g, 0)))
    assert np.array_equal(data["exact_norm"], data["grad_norm"]) == (law == "none")


@pytest.mark.parametrize(
    "problem",
    [
        at.problems.quadratic(3),
        at.problems.drifting_quadratic(2),
        at.problems.geman_mcclure(2),
        at.problems.logistic_regression("breast_cancer"),
    ],
)
def test_the_start_has_the_gradient_of_a_run_without_noise(problem: Any) -> None:
    noisy, quiet = (run(problem, noise=law, steps=1, x0=0.7, backend="reference") for law in (at.noise.gaussian(0.5), None))
    for noise_free, measured in (("exact_norm", "grad_norm"), ("exact_norm_1", "grad_norm_1")):
        assert np.array_equal(noisy[noise_free], quiet[measured])
        assert not np.isclose(noisy[noise_free], noisy[measured]).any()


def test_single_precision_and_other_groups_stay_as_they_are() -> None:
    asked = {"noise": LAWS["gaussian"], "dtype": "float32", "backend": "reference"}
    every, others = run(at.problems.cosine(3), metrics=GROUPS, **asked), run(at.problems.cosine(3), metrics=DEFAULT, **asked)
    assert "exact_norm" not in others and "exact_gradients" not in DEFAULT
    for name in others.data_vars:
        assert np.array_equal(others[name], every[name], equal_nan=others[name].dtype.kind == "f"), name
    double = run(at.problems.cosine(3), noise=LAWS["gaussian"], backend="reference")
    assert np.allclose(every["exact_norm"][:, 0], double["exact_norm"][:, 0], rtol=1e-6)
