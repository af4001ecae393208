"""E1–E3 on numbers: theory.md's values, and simulation of the definitions."""

from __future__ import annotations

import numpy as np
import pytest

from adal_theory.proofs.curves import noise as smoothing


def test_values_of_the_theory() -> None:
    assert np.allclose(smoothing.transformed_kurtosis([1, 3, 10, 100]), [35 / 3, 7.0774, 4.4048, 3.1477], atol=5e-5)
    assert np.allclose(smoothing.average_scale([1.0, 2.0], 0.9), [1.0, 0.2294], atol=5e-5)
    assert np.isclose(smoothing.average_kurtosis(0.9), 0.105, atol=5e-4)


@pytest.mark.parametrize("alpha", [0.7, 1.0, 1.5, 2.0])
def test_scale_is_the_sum_of_the_weights_powers(alpha: float) -> None:
    """m = Σ (1−β)β^k ζ_k has scale (Σ ((1−β)β^k)^α)^(1/α)."""
    weights = 0.2 * 0.8 ** np.arange(2000)
    assert np.isclose(smoothing.average_scale(alpha, 0.8), (weights**alpha).sum() ** (1 / alpha), rtol=1e-12)


def test_kurtosis_is_that_of_the_weights() -> None:
    """Cumulants add: κ4 of m is Σ w_k⁴ κ4, its variance Σ w_k²."""
    weights = 0.2 * 0.8 ** np.arange(2000)
    assert np.isclose(smoothing.average_kurtosis(0.8), (weights**4).sum() / (weights**2).sum() ** 2, rtol=1e-12)
    z = np.abs(np.random.default_rng(0).normal(size=(4, 2_000_000)))
    e = z.sum(axis=0) * z[0]
    assert np.isclose((e**4).mean() / (e**2).mean() ** 2, smoothing.transformed_kurtosis(4), rtol=0.05)
