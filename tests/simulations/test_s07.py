"""S7 in small: theory holds, and a wrong average or weight is seen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from adal_theory.simulations import s07_noise_stages as s07
from adal_theory.statistics import excess_kurtosis

SMALL: dict[str, Any] = {**s07.EXPERIMENT.quick, "dimensions": [1, 3, 10], "numbers": 300_000, "largest": 300}


def test_theory_holds() -> None:
    for c in (*s07.averages(SMALL), *s07.transformed(SMALL)[0], *s07.tails(SMALL)):
        assert c.ok, c


def test_another_average_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s07, "MOMENTS", {**s07.MOMENTS, "beta1": 0.8})
    assert [c.theorem for c in s07.averages(SMALL) if not c.ok].count("E1") == 2  # at α = 1 every average has the same scale


def test_a_rule_without_the_weight_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = s07.Stages
    monkeypatch.setattr(s07, "Stages", lambda rule, params: plain("adam", params))
    assert not any(c.ok for c in s07.transformed(SMALL)[0])
    assert not any(c.ok for c in s07.tails(SMALL) if c.theorem == "E4")


def test_standard_errors_by_leaving_out() -> None:
    x = np.random.default_rng(0).normal(size=100_000)
    value, error = s07.with_error(np.mean, x)
    assert abs(value) < 4 * error and abs(error * np.sqrt(x.size) - 1) < 0.3


def test_least_error_is_the_spread_of_kurtoses() -> None:
    """d = 1: of ζ|ζ|, over many samples; many coordinates: √(24/n), the Gaussian's."""
    z = np.random.default_rng(0).normal(size=(2000, 20_000))
    e = z * np.abs(z)
    spread = ((e**4).mean(axis=1) / (e**2).mean(axis=1) ** 2).std()
    assert abs(spread / s07.least_error(1, 20_000) - 1) < 0.15
    assert np.isclose(s07.least_error(100_000, 24), 1.0, rtol=1e-3)


def test_kurtosis_and_its_error_are_those_of_leaving_out() -> None:
    x = np.random.default_rng(1).exponential(size=(3, 40_000)) + 5.0
    np.testing.assert_allclose(s07.kurtosis(x), s07.with_error(excess_kurtosis, x), rtol=1e-8)
