"""Faults that random runs have shown: numbers of a run must be those of the values that it holds in its own precision."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory.engine import tables
from adal_theory.errors import ConfigurationError

CONSTANT: dict[str, Any] = {"x0": 0.0, "step_schedule": "constant", "box": (-10.0, 10.0), "record": "all", "backend": "reference"}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("beta", [0.9, 0.999999, 1 - 2**-24])
def test_a_schedule_of_beta1_corrects_the_bias_that_the_run_has(dtype: str, beta: float) -> None:
    """On constant gradients m̂ = ĝ (A1) whatever β1: every step has the length η."""
    data = at.run(
        "adam", at.problems.linear([1.0]), 10, {"eta": 0.5, "eps": 0.0}, dtype=dtype, beta1_schedule=np.full(10, beta), **CONSTANT
    )
    assert data.x.values[0, :, 0] == pytest.approx(-0.5 * np.arange(10), rel=1e-5 if dtype == "float32" else 1e-13)


def test_a_product_of_numbers_close_to_one_keeps_its_digits() -> None:
    rest = np.array([2.0**-k for k in (50, 40, 52, 45)])
    exact = np.cumsum(rest.astype(np.longdouble)) * (1 - np.finfo(np.longdouble).eps)  # second order is below 2^−80
    assert tables.one_minus_product(1.0 - rest) == pytest.approx(exact.astype(float), rel=1e-14)
    assert tables.one_minus_product(np.array([0.5, 0.0, 0.9])).tolist() == [0.5, 1.0, 1.0]


def test_the_certificate_of_float32_is_that_of_the_beta1_it_holds() -> None:
    """1 − 10⁻⁶ is 1 − 1.0133·10⁻⁶ in float32; the certificate is proportional to 1/(1 − β1)."""
    held = float(np.float32(1 - 1e-6))
    single, double = (
        at.run("sgd", at.problems.linear([[1.0, -0.5]]), 8, {"eta": 0.25, "beta1": b}, dtype=dtype, **CONSTANT)
        for b, dtype in ((1 - 1e-6, "float32"), (held, "float64"))
    )
    assert single.certificate.values == pytest.approx(double.certificate.values, rel=1e-6)


@pytest.mark.parametrize(("dtype", "delta"), [("float32", 1e20), ("float64", 1e160), ("float32", 1e200)])
@pytest.mark.parametrize("rule", ["adagrad", "amsgrad", "adal_ams"])
def test_a_floor_whose_square_is_infinite_is_refused(rule: str, dtype: str, delta: float) -> None:
    with pytest.raises(ConfigurationError, match=r"delta = .* has a square beyond float.*: pass one of at most 1") as told:
        at.run(rule, at.problems.linear([1.0]), 3, {"delta": delta}, dtype=dtype)
    assert "\n" not in str(told.value)


def test_a_rule_that_begins_at_a_floor_needs_one() -> None:
    rule = replace(at.rules.get("adagrad"), parameters=tuple(p for p in at.rules.get("adagrad").parameters if p.name != "delta"))
    with pytest.raises(ConfigurationError, match="there is no parameter delta: add Parameter"):
        at.run(rule, at.problems.linear([1.0]), 3)


def test_a_step_that_overflows_is_told_also_where_the_loss_then_diverges() -> None:
    """The square overflows at step 1, where ε moves x so far that the loss diverges at step 2."""
    data = at.run(
        "adam",
        at.problems.linear([[1e155, 1.0]]),
        6,
        {"eta": 1.0, "eps": 1e-8},
        box=None,
        x0=1.0,
        comparator=0.0,
        record="all",
        backend="reference",
    )
    assert data.status.values[0] == "overflow at t=1" and np.isnan(data.x.values[0, 1:]).all()


@pytest.mark.slow
def test_what_follows_a_divergence_does_not_depend_on_the_runs_beside() -> None:
    together, alone = (
        at.run(
            "sgd",
            at.problems.quadratic(1),
            6000,
            {"eta": [1e30, 2.09]},
            box=None,
            runs=2,
            record=range(1, 40),
            step_schedule="constant",
            backend="reference",
            chunk=chunk,
        )
        for chunk in (2, 1)
    )
    assert all(s.startswith("diverged at t=") for s in together.status.values)
    assert together.equals(alone)
