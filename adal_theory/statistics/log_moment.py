"""The log-moment estimator of the tail index, which compares the logarithms of points with those of sums of points."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.entries import keywords, whole
from adal_theory.runtime import standard_floats
from adal_theory.statistics.arrays import Array, centred, plain, probability, samples

OVERLAP = 10
CANCELLED = 16 * 2.0**-52  # of Σ|x|: what rounding leaves of a sum that is 0


def default_block(n: int) -> int:
    """⌊√n⌋, the size of Şimşekli et al. (2019), rounded down to a multiple of 10 from 10 on."""
    root = math.isqrt(n)
    return root - root % OVERLAP if root >= OVERLAP else max(root, 1)


@keywords
@standard_floats()
def log_moment(x: Any, block: int | None = None, *, centre: Any = "median", overlap: int = OVERLAP, axis: int = -1) -> Any:
    """α̂ over `axis`, batched over the others: 1/α̂ = (mean log|Y| − mean log|X|)/log K with Y the sums of K neighbours.

    `block` is K ≥ 2, by default near √n. X are the points less `centre` ("median", "mean", None for none, or a number).
    Consistent for symmetric α-stable X; on other laws it converges to the index of the attracting law, but so slowly in K that
    the value misleads: `tail_index` gives it with what is needed to judge it. Points that are 0 are left out, and so are sums
    that are 0 but for rounding (below 4·10⁻¹⁵ of the sum of moduli), as those on a lattice may be: that has no tail.
    Source: M. Mohammadi, A. Mohammadpour, H. Ogata, Metrika 78 (2015) 549–561, corollary 2.4, as used by U. Şimşekli,
    L. Sagun, M. Gürbüzbalaban, ICML 2019. Departure: their blocks are disjoint (`overlap=1`); here a new one begins every
    K/gcd(K, overlap) points, as segments do in Welch's spectra, which lowers the variance and leaves the bias.
    """
    xp, array = samples(x, axis, least=4)
    block = default_block(array.shape[-1]) if block is None else whole("block", block, 2, array.shape[-1] // 2)
    overlap = whole("overlap", overlap, 1)
    parts = sub_blocks(xp, centred(xp, array, centre)[0], block, overlap)
    return plain(from_sub_blocks(xp, *parts, block, overlap))


def step(block: int, overlap: int) -> int:
    """The points between the beginnings of neighbouring blocks."""
    return block // math.gcd(block, overlap)


def sub_blocks(xp: Any, x: Array, block: int, overlap: int) -> tuple[Array, Array, Array, Array]:
    """Of each run of `step` points: the sums of log|x|, x and |x|, the number of zeros; a rest at the end is left out."""
    length = step(block, overlap)
    count = x.shape[-1] // length
    parts = x[..., : count * length].reshape(*x.shape[:-1], count, length)
    logs, zeros = log_size(xp, parts)
    return xp.sum(logs, axis=-1), xp.sum(parts, axis=-1), xp.sum(xp.abs(parts), axis=-1), xp.sum(zeros, axis=-1)


def log_size(xp: Any, x: Array) -> tuple[Array, Array]:
    """log|x| with 0 where x = 0, and where that is, as numbers 0 and 1."""
    zeros = xp.where(x == 0.0, 1.0, 0.0)
    return xp.log(xp.abs(x) + zeros), zeros


def windows(sums: Array, block: int, overlap: int) -> Array:
    """The block sums: those of gcd(block, overlap) neighbouring runs, in ascending order."""
    share = math.gcd(block, overlap)
    last = max(0, sums.shape[-1] - share + 1)
    total = sums[..., :last]
    for i in range(1, share):
        total = total + sums[..., i : last + i]
    return total


def block_sums(xp: Any, sums: Array, sizes: Array, block: int, overlap: int) -> Array:
    """The block sums, 0 where no more than rounding errors are left of them; `sizes` are sums of moduli."""
    total, least = windows(sums, block, overlap), CANCELLED * windows(sizes, block, overlap)
    return xp.where((xp.abs(total) <= least) & (least < math.inf), 0.0, total)


def from_sub_blocks(xp: Any, logs: Array, sums: Array, sizes: Array, zeros: Array, block: int, overlap: int) -> Array:
    """α̂ of what `sub_blocks` gives; totals run in the order of time, so that a stream can form the same ones."""
    log_sums, none = log_size(xp, block_sums(xp, sums, sizes, block, overlap))
    totals = [xp.cumsum(part, axis=-1)[..., -1] for part in (logs, zeros, log_sums, none)]
    return ratio(totals, logs.shape[-1] * step(block, overlap), log_sums.shape[-1], block)


def ratio(totals: list[Array], points: int, blocks: int, block: int) -> Array:
    """log K/(mean log|Y| − mean log|X|) of the totals of log|X|, zeros in X, log|Y| and zeros in Y."""
    logs, zeros, log_sums, none = totals
    with np.errstate(divide="ignore", invalid="ignore"):  # all points equal to the centre: no logarithm, and nan says so
        grown = log_sums / (blocks - none) - logs / (points - zeros)
        return math.log(block) / (grown + 0.0 / (grown > 0.0))  # sums that are no larger than their terms have no index: nan


def bootstrap_interval(
    x: NDArray[np.float64], block: int, *, level: float = 0.95, repetitions: int = 1000, overlap: int = OVERLAP, seed: int = 0
) -> tuple[float, float]:
    """The percentile interval of α̂ for centred points x (n,), by the circular bootstrap of moving runs of blocks.

    A run of neighbouring blocks is drawn whole (20 of the overlapping ones), so that what they share is kept; deviations are
    widened by what runs of that length lose, √(J/(J − 20)) of J blocks.
    Source: D. N. Politis, J. P. Romano, in: Exploring the Limits of Bootstrap (1992) 263–270.
    """
    level, overlap = probability("level", level), whole("overlap", overlap, 1)
    logs, sums, sizes, zeros = sub_blocks(np, x, block, overlap)
    inverse = 1 / float(from_sub_blocks(np, logs, sums, sizes, zeros, block, overlap))
    local = log_size(np, block_sums(np, sums, sizes, block, overlap))[0] - windows(logs, block, overlap) / block
    means = _moving_means(local, min(2 * math.gcd(block, overlap), max(1, len(local) // 4)), repetitions, seed)
    low, high = np.quantile(inverse + means / math.log(block), [(1 - level) / 2, (1 + level) / 2])
    return (1 / float(high) if high > 0 else math.inf), (1 / float(low) if low > 0 else math.inf)


def _moving_means(a: NDArray[np.float64], length: int, repetitions: int, seed: int) -> NDArray[np.float64]:
    """Deviations of means of resamples of `a`, made of runs of `length` neighbours, the end joined to the beginning."""
    a = (a - a.mean()) * math.sqrt(len(a) / max(1, len(a) - length))
    totals = np.cumsum(np.concatenate([[0.0], a, a[: length - 1]]))
    runs = totals[length:] - totals[:-length]
    draws = np.random.default_rng(seed).integers(len(runs), size=(repetitions, max(1, round(len(a) / length))))
    means: NDArray[np.float64] = runs[draws].mean(axis=1) / length
    return means
