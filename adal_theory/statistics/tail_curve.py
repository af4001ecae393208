"""What a log-log plot of a tail shows: the empirical tail, the band of Gaussian data, the laws that were fitted."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from adal_theory.statistics.power_law import power_law
from adal_theory.statistics.stability import stability
from adal_theory.statistics.stable_density import density
from adal_theory.statistics.tail_index import TailIndex

Vector = NDArray[np.float64]
SHOWN = 600  # ranks, evenly spaced in log
LEAST_POSITIVE = 20
GRID = 4000
SCALE_ERROR = 1.166  # √n times the relative standard deviation of the median modulus of Gaussian points


@dataclass(frozen=True)
class TailCurve:
    """`size` (rank,) = |X − median| in descending order and `share` (rank,), the share of points at least so large.

    `gaussian` is (low, high), each (rank,): where that rank lies in 95 % of Gaussian samples of the same median modulus. `laws`
    are (label, x, P(|X − median| > x)). `note` says what has no place on the plot.
    """

    size: Vector
    share: Vector
    gaussian: tuple[Vector, Vector]
    laws: tuple[tuple[str, Vector, Vector], ...] = field(default=())
    note: str = ""


def tail_curve(x: Vector, found: TailIndex) -> TailCurve:
    """The `TailCurve` of samples x (n,), whose `tail_index` is `found`; empty where there is no tail."""
    finite = x[np.isfinite(x)]
    empty = np.empty(0)
    if finite.size < 2 or np.ptp(finite) == 0 or not np.isfinite(np.ptp(finite)):
        return TailCurve(
            empty,
            empty,
            (empty, empty),
            note="no tail to draw: "
            + (
                "fewer than two finite points"
                if finite.size < 2
                else "all points are equal"
                if np.ptp(finite) == 0
                else "the points span the range of float64"
            ),
        )
    moduli = np.sort(np.abs(finite - np.median(finite)))[::-1]
    positive = int(np.count_nonzero(moduli))
    k = np.unique(np.geomspace(1, positive, SHOWN).round().astype(np.int64))
    size, n, hidden = moduli[k - 1], len(x), len(x) - finite.size
    scale = float(np.median(moduli)) / float(stats.norm.isf(0.25))
    laws = _laws(finite, moduli, found, size, n)
    return TailCurve(
        size,
        (k + hidden) / n,
        _gaussian(k, finite.size, scale),
        laws,
        f"{hidden} infinite points have no place" if hidden else "",
    )


def _gaussian(k: NDArray[np.int64], n: int, scale: float) -> tuple[Vector, Vector]:
    """P(|X| > k-th largest of n) has the law Beta(k, n − k + 1); the scale's error, SCALE_ERROR/√n, is added in squares."""
    if scale <= 0:
        return np.empty(0), np.empty(0)
    low, middle, high = (np.log(stats.norm.isf(stats.beta.ppf(q, k, n - k + 1) / 2)) for q in (0.975, 0.5, 0.025))
    error = stats.norm.isf(0.025) * SCALE_ERROR / math.sqrt(n)
    return scale * np.exp(middle - np.hypot(middle - low, error)), scale * np.exp(middle + np.hypot(high - middle, error))


def _laws(x: Vector, moduli: Vector, found: TailIndex, size: Vector, n: int) -> tuple[tuple[str, Vector, Vector], ...]:
    laws = []
    grid = np.geomspace(size[-1], size[0], 300)
    s = found.stability if found.stability is not None else stability(x) if len(x) >= 50 else None
    if s is not None and min(s.alpha, 2.0) >= 0.5 and math.isfinite(s.scale) and s.scale > 0:
        alpha = min(s.alpha, 2.0)
        word = "stable law" if found.kind == "stable" else "nearest stable law"
        laws.append((f"{word}, α = {alpha:.2f}", grid, stable_tail(grid / s.scale, alpha)))
    if len(x) >= LEAST_POSITIVE:
        p = power_law(moduli)
        if math.isfinite(p.index) and p.index > 0 and 0 < p.xmin < size[0]:
            tail = np.geomspace(p.xmin, size[0], 100)
            share = np.count_nonzero(moduli >= p.xmin) / n
            laws.append((f"power law, index {p.index:.2f}", tail, share * (tail / p.xmin) ** -p.index))
    return tuple(laws)


def stable_tail(x: Vector, alpha: float) -> Vector:
    """P(|X| > x) under the symmetric stable law exp(−|t|^α), 0.5 ≤ α ≤ 2, to 1e-3 relative: the density, integrated in log x."""
    if alpha == 2.0:
        return 2 * stats.norm.sf(x / math.sqrt(2))
    top = max(float(x.max()), 1.0) * 1e3
    u = np.linspace(math.log(max(min(float(x.min()), 1.0), 1e-12)), math.log(top), GRID)
    f = density(np.exp(u), alpha) * np.exp(u)
    rest = top * float(density(np.array([top]), alpha)[0]) / alpha  # beyond, a power
    pieces = (f[1:] + f[:-1]) / 2 * np.diff(u)
    tail = 2 * (np.append(np.cumsum(pieces[::-1])[::-1], 0.0) + rest)
    return np.interp(np.log(np.maximum(x, 1e-12)), u, np.minimum(tail, 1.0))
