"""S7 in small: theory holds, and a wrong average or weight is seen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from adal_theory.proofs.curves import noise as smoothing
from adal_theory.simulations import s07_noise_stages as s07
from adal_theory.simulations import s07_samples, s07_transformed
from adal_theory.statistics import excess_kurtosis

SMALL: dict[str, Any] = {**s07.EXPERIMENT.quick, "dimensions": [1, 3, 10, 100], "numbers": 300_000, "largest": 300}
FIFTY = np.array_split(np.arange(40_000), 50)


@pytest.mark.slow
def test_theory_holds() -> None:
    curves = s07_transformed.curves(SMALL, None)
    for c in (*s07.averages(SMALL), *s07_transformed.compared(curves), *s07.tails(SMALL), *s07.bounded()):
        assert c.ok, c
    for law in s07_transformed.LAWS:
        for d, value, error in curves[law.title]:
            assert abs(value - law.transformed(int(d))) < 3 * error


def test_a_shared_scale_keeps_the_effect_and_independence_loses_it() -> None:
    """The comparison at d = 100 tells one from the other."""
    found = {law.title: np.array([[100, *law.measured(100, 300_000, None)]]) for law in s07_transformed.LAWS}
    independent, shared = s07_transformed.LAWS[2], s07_transformed.LAWS[3]
    found[shared.title][0, 1] = shared.plain * independent.transformed(100) / independent.plain
    assert [c.ok for c in s07_transformed.compared(found)] == [True, True, True, False]


def test_another_average_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s07_samples, "MOMENTS", {**s07.MOMENTS, "beta1": 0.8})
    assert [c.theorem for c in s07.averages(SMALL) if not c.ok].count("E1") == 2  # at α = 1 every average has the same scale


def test_a_rule_without_the_weight_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = s07.Stages
    for module in (s07, s07_transformed):
        monkeypatch.setattr(module, "Stages", lambda rule, params: plain("adam", params))
    gaussian = s07_transformed.GAUSSIAN
    for d in (1, 3, 10):
        value, error = gaussian.measured(d, 300_000, None)
        assert value + 3 * error < smoothing.transformed_kurtosis(d)
    assert not any(c.ok for c in s07.tails(SMALL) if c.theorem == "E4")


def test_standard_errors_by_leaving_out() -> None:
    x = np.random.default_rng(0).normal(size=100_000)
    value, error = s07_samples.with_error(np.mean, x)
    assert abs(value) < 4 * error and abs(error * np.sqrt(x.size) - 1) < 0.3


def test_moments_of_products_are_those_of_the_proved_closed_form_and_of_draws() -> None:
    for d in (1, 2, 7, 1000):
        assert np.isclose(s07_transformed.GAUSSIAN.transformed(d), smoothing.transformed_kurtosis(d), rtol=1e-12)
    draws = {
        "uniform": lambda r, n: r.uniform(-1, 1, n),
        "Laplace": lambda r, n: r.laplace(size=n),
        s07_transformed.LAWS[3].title: lambda r, n: np.exp(0.2 * r.normal(size=n[1])) * r.normal(size=n),
    }
    for law in s07_transformed.LAWS[1:]:
        z = draws[law.title](np.random.default_rng(3), (4, 1_000_000))
        e = np.abs(z).sum(axis=0) * z[0]
        for k, expected in zip((2, 4), law.products(4), strict=False):
            assert np.isclose((e**k).mean(), expected, rtol=0.08), law.title
        assert np.isclose((z[0] ** 4).mean() / (z[0] ** 2).mean() ** 2, law.plain, rtol=0.03), law.title


@pytest.mark.slow
def test_least_error_is_the_spread_of_kurtoses() -> None:
    """d = 1: of ζ|ζ|, over many samples; many coordinates: √(24/n), the Gaussian's."""
    z = np.random.default_rng(0).normal(size=(2000, 20_000))
    e = z * np.abs(z)
    spread = ((e**4).mean(axis=1) / (e**2).mean(axis=1) ** 2).std()
    law = s07_transformed.GAUSSIAN
    assert abs(spread / law.least_error(1, 20_000) - 1) < 0.15
    assert np.isclose(law.least_error(100_000, 24), 1.0, rtol=1e-3)


def test_kurtosis_and_its_error_are_those_of_leaving_out() -> None:
    x = np.random.default_rng(1).exponential(size=(3, 40_000)) + 1.0
    expected = s07_samples.with_error(lambda z: excess_kurtosis(z.ravel()), x)
    np.testing.assert_allclose(s07_samples.kurtosis(s07_samples.powers(x, FIFTY)), expected, rtol=1e-8)


def test_parts_cover_every_run_once_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    for piece in (10, 10_000_000):
        monkeypatch.setattr(s07_samples, "PIECE", piece)
        found = s07_samples.parts(np.concatenate, 1234, 1234, 2)
        np.testing.assert_array_equal(np.concatenate(found), np.arange(1234))
        assert len(found) == (50 if piece == 10 else 2)
