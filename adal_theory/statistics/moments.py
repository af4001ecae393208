"""Excess kurtosis and autocorrelation, batched over every axis but that of the samples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from adal_theory.entries import keywords, whole, whole_array
from adal_theory.runtime import standard_floats
from adal_theory.statistics.arrays import plain, samples


@keywords
@standard_floats()
def excess_kurtosis(x: Any, *, axis: int = -1) -> Any:
    """m4/m2² − 3 with central moments over n (the biased one, as `scipy.stats.kurtosis`); nan for constant data.

    It estimates a number of the law only where the fourth moment exists; elsewhere it grows with n (it is always below n − 4).
    """
    xp, array = samples(x, axis)
    with np.errstate(invalid="ignore", divide="ignore"):
        d = _centred(xp, array)
        size = xp.max(xp.abs(d), axis=-1)[..., None]
        d2 = (d / size) ** 2  # scaled: fourth powers of heavy-tailed points overflow
        return plain(xp.mean(d2 * d2, axis=-1) / xp.mean(d2, axis=-1) ** 2 - 3.0)


@keywords
@standard_floats()
def autocorrelation(x: Any, lags: int | Sequence[int], *, axis: int = -1) -> Any:
    """(…, lags): Σ d_t d_(t+l)/Σ d_t² with d = x − mean; `lags` are the lags themselves, or L for 0 … L.

    Standard error 1/√n on independent points of finite variance. Source: G. E. P. Box, G. M. Jenkins, Time Series Analysis,
    eq. 2.1.13.
    """
    xp, array = samples(x, axis)
    n = array.shape[-1]
    if isinstance(lags, (int, float, np.number)):
        lags = range(whole("lags", lags, 0, n - 1) + 1)
    numbers = whole_array("lags", lags, 0, n - 1, wanted="a number or a list of lags").tolist()
    with np.errstate(invalid="ignore", divide="ignore"):
        d = _centred(xp, array)
        d = d / xp.max(xp.abs(d), axis=-1)[..., None]
        products = [xp.sum(d[..., : n - lag] * d[..., lag:], axis=-1) for lag in numbers]
        return xp.stack(products, axis=-1) / xp.sum(d * d, axis=-1)[..., None]


def _centred(xp: Any, x: Any) -> Any:
    """x less its mean, which of equal numbers may be off by a rounding: those are 0."""
    equal = (xp.max(x, axis=-1) == xp.min(x, axis=-1))[..., None]
    return xp.where(equal, 0.0 * x, x - xp.mean(x, axis=-1)[..., None])
