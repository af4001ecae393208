"""Hill's estimator of the tail index, and the curve over k with the k that the data choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from adal_theory.entries import keywords, whole, whole_array
from adal_theory.runtime import standard_floats
from adal_theory.statistics.arrays import Array, host, plain, samples

LEAST = 10  # fewer order statistics give a relative error above 1/√10
CANDIDATES = 50
ZERO = float(np.log(np.finfo(np.float64).smallest_subnormal))


@dataclass(frozen=True)
class HillCurve:
    """What a plot of Hill's estimator over k shows; `chosen` marks the k to use.

    `ks` (number of k,); `index`, `stderr` (index/√k) and `distance` (…, number of k): the Kolmogorov–Smirnov distance of the k
    largest |x| from the Pareto law fitted to them; `chosen` (…) is the k of least distance, `chosen_index` its index.
    """

    ks: NDArray[np.int64]
    index: NDArray[np.float64]
    stderr: NDArray[np.float64]
    distance: NDArray[np.float64]
    chosen: Any
    chosen_index: Any


@keywords
@standard_floats()
def hill(x: Any, k: int | None = None, *, axis: int = -1) -> Any:
    """1/mean of log(|x|_(i)/|x|_(k+1)) over the k largest |x|: the index of P(|X| > x) ~ x^(−index); centre x first.

    k in [1, n − 1]; None takes the k of least distance of `hill_curve`. Relative standard error 1/√k on Pareto tails; far off
    where the k largest are not yet in the tail. Source: B. M. Hill, Ann. Statist. 3 (1975) 1163–1174, eq. 2.1.
    """
    if k is None:
        return hill_curve(x, axis=axis).chosen_index
    xp, array = samples(x, axis)
    k = whole("k", k, 1, array.shape[-1] - 1)
    return plain(_index(xp, xp.log(_largest(xp, array, k + 1)), k))


@keywords
@standard_floats()
def hill_curve(x: Any, ks: Sequence[int] | ArrayLike | None = None, *, axis: int = -1) -> HillCurve:
    """Hill's estimator at each of `ks` (by default 50 from 10 to n/2, evenly spaced in log k), on the host.

    Source of the choice: A. Clauset, C. R. Shalizi, M. E. J. Newman, SIAM Review 51 (2009) 661–703, section 3.3.
    """
    xp, array = samples(x, axis, least=3)
    n = array.shape[-1]
    wanted = _candidates(n) if ks is None else whole_array("ks", ks, 1, n - 1, wanted="a list of whole numbers")
    numbers = wanted.tolist()
    logs = xp.log(_largest(xp, array, max(numbers) + 1))
    index = host(xp.stack([_index(xp, logs, k) for k in numbers], axis=-1))
    distance = host(xp.stack([_distance(xp, logs, k) for k in numbers], axis=-1))
    least = np.argmin(np.where(np.isfinite(distance), distance, np.inf), axis=-1)
    chosen = np.asarray(numbers)[least]
    best = np.take_along_axis(index, least[..., None], axis=-1)[..., 0]
    return HillCurve(
        np.asarray(numbers), index, index / np.sqrt(numbers), distance, int(chosen) if chosen.ndim == 0 else chosen, plain(best)
    )


def _candidates(n: int) -> NDArray[np.int64]:
    top = max(1, n // 2)
    return np.unique(np.geomspace(min(LEAST, top), top, CANDIDATES).astype(np.int64))


def _largest(xp: Any, x: Array, count: int) -> Array:
    """The `count` largest |x|, descending; zeros become the least positive number, whose logarithm is finite."""
    size = xp.maximum(xp.abs(x), np.finfo(np.float64).smallest_subnormal)
    return xp.ascontiguousarray(xp.sort(size, axis=-1)[..., ::-1][..., :count])


def _index(xp: Any, logs: Array, k: int) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):  # the k + 1 largest are all equal: the index is infinite
        index = 1.0 / xp.mean(logs[..., :k] - logs[..., k : k + 1], axis=-1)  # differences: 0 where all are equal
    known = xp.isfinite(logs[..., 0]) & (logs[..., 0] > ZERO)
    return xp.where(known, index, np.nan)  # nan for a point that is infinite, or none, and for zeros alone


def _distance(xp: Any, logs: Array, k: int) -> Array:
    """sup |empirical − Pareto| survival over the k largest, at both ends of each step."""
    excess = logs[..., :k] - logs[..., k : k + 1]
    mean = xp.mean(excess, axis=-1)[..., None]
    with np.errstate(invalid="ignore"):  # points that are not finite
        survival = xp.exp(-excess / xp.where(mean > 0.0, mean, np.inf))
    rank = xp.asarray(np.arange(k) / k)
    gaps = xp.maximum(xp.abs(survival - rank), xp.abs(survival - (rank + 1.0 / k)))
    return xp.max(gaps, axis=-1)
