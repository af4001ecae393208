"""Every mistake is one clear line."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory.proofs.curves.regret import weighted_regret_bound

CASES: list[tuple[dict[str, Any], str]] = [
    ({"rule": "adall"}, "unknown rule 'adall'. Did you mean 'adal'"),
    ({"params": {"beta": 0.9}}, "unknown parameter of adal 'beta'. Did you mean 'beta"),
    ({"params": {"beta1": 1.0}}, "beta1 = 1 is outside [0, 1)"),
    ({"params": {"beta2": -0.1}}, "beta2 = -0.1 is outside [0, 1)"),
    ({"params": {"eta": 0.0}}, "eta = 0 is outside (0, inf)"),
    ({"params": {"eta": float("nan")}}, "eta = nan is outside"),
    ({"params": {"eta": [0.1, 0.2]}}, "shape (2,), runs = 1"),
    ({"steps": 0}, "steps = 0 is not an integer in [1"),
    ({"steps": 2.5}, "steps = 2.5"),
    ({"runs": -1}, "runs = -1"),
    ({"seed": -1}, "seed = -1"),
    ({"box": (1.0, -1.0)}, "needs finite lo < hi"),
    ({"x0": 5.0}, "x0 leaves the box"),
    ({"dtype": "float16"}, "unknown dtype"),
    ({"backend": "cuda"}, "unknown backend"),
    ({"record": [0]}, "record"),
    ({"record": np.array([0, 5])}, "not an integer in [1, 10]"),
    ({"norm": 3}, "norm = 3"),
    ({"step_schedule": np.ones(3)}, "pass at least 10 values"),
    ({"beta1_schedule": np.ones(10)}, "outside [0, 1)"),
    ({"metrics": "regrets"}, "Did you mean 'regret'"),
    ({"noise": "gaussian"}, "is not a law"),
    ({"problem": "quadratic"}, "is not a problem"),
    ({"streams": [1, 2]}, "streams"),
    ({"comparator": "best"}, "unknown comparator"),
    ({"params": [1, 2]}, "params = [1, 2] is not a mapping"),
    ({"metrics": 5}, "metrics = 5: pass a group"),
    ({"beta1_schedule": "1/t"}, "beta1_schedule = '1/t' is not a number: pass an array over steps"),
    ({"bias_correction": "yes"}, "bias_correction = 'yes' is not a truth value"),
    ({"threads": 0}, "threads = 0 is not an integer in [1"),
    ({"threads": "two"}, "threads = 'two'"),
    ({"store": 5}, "store = 5 is not a path"),
    ({"resume": True}, "resume = True without a store"),
]


@pytest.mark.parametrize(("changes", "words"), CASES, ids=lambda v: str(v)[:40])
def test_one_clear_line(changes: dict[str, Any], words: str) -> None:
    given = {"rule": "adal", "problem": at.problems.quadratic(2), "steps": 10} | changes
    with pytest.raises(at.ConfigurationError) as caught:
        at.run(**given)
    assert words in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("slopes", [[1.0, float("nan")], [], np.ones((2, 2, 2, 2)), "abc", [float("inf")]])
def test_slopes_are_checked(slopes: Any) -> None:
    with pytest.raises(at.ConfigurationError, match="slopes"):
        at.problems.linear(slopes)


@pytest.mark.slow
def test_the_bound_refuses_gamma_of_one() -> None:
    data = at.run("adal_ams", at.problems.quadratic(2), 10, {"beta1": 0.9, "beta2": 0.5}, metrics="bounds")
    with pytest.raises(at.ConfigurationError, match="gamma"):
        weighted_regret_bound(data)


def test_comparators_are_named() -> None:
    linear = at.problems.linear([1.0, -2.0])
    assert at.run("adam", linear, 10).attrs["comparator"] == "best fixed point in hindsight"
    assert at.run("adam", at.problems.quadratic(2), 10).attrs["comparator"] == "declared minimiser"
    given = at.run("adam", linear, 10, comparator=0.5)
    assert given.attrs["comparator"] == "given point"
    with pytest.raises(at.ConfigurationError, match="minimiser"):
        at.run("adam", linear, 10, comparator="minimiser")
    with pytest.raises(at.ConfigurationError, match="box"):
        at.run("adam", linear, 10, box=None)
