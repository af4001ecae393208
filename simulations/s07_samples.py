"""What S7 draws and how it measures: pure noise fed to a rule, part by part, and statistics with their standard errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.engine.sampling import sample
from adal_theory.engine.stages import Stages
from adal_theory.noise import Law
from adal_theory.results.comparison import Comparison

Array = NDArray[np.float64]
BETA1, BETA2 = 0.9, 0.99
MOMENTS = {"beta1": BETA1, "beta2": BETA2, "eps": 0.0}
BATCHES = 50  # independent parts, whose spread gives standard errors
PIECE = 2_000_000


def gradients(law: Law, d: int, streams: Any, steps: int, seed: int) -> Iterator[Array]:
    """Pure noise, step by step, (d, streams): the gradient of a point where the mean gradient is 0."""
    z = sample(law, len(streams), steps, d, seed=seed, streams=streams)
    return iter(np.moveaxis(z, 0, 2))


def parts(work: Callable[[list[Array]], Any], runs: int, numbers: int, threads: int | None) -> list[Any]:
    """`work` on the streams of the BATCHES groups of runs, several groups at a time; its answers in order.

    Of `numbers` draws in all, about PIECE are in memory at once for each thread.
    """
    groups = np.array_split(np.arange(runs), BATCHES)
    pieces = np.array_split(np.arange(BATCHES), min(BATCHES, max(2, -(-numbers // PIECE))))
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda piece: work([groups[k] for k in piece]), pieces))


def last_step(rule: str, law: Law, runs: int, steps: int, seed: int, threads: int | None) -> dict[str, Array]:
    """All stages of step `steps` of a rule fed one coordinate of noise, each (runs,)."""

    def work(groups: list[Array]) -> dict[str, Array]:
        *_, last = Stages(rule, MOMENTS).feed(gradients(law, 1, np.concatenate(groups), steps, seed))
        return {n: x[0] for n, x in last.items()}

    found = parts(work, runs, runs * steps, threads)
    return {n: np.concatenate([f[n] for f in found]) for n in found[0]}


def jackknife(left_out: Array) -> float:
    """The standard error of a statistic from its values with one of BATCHES equal parts left out."""
    return float(np.sqrt((BATCHES - 1) * left_out.var()))


def with_error(statistic: Any, x: Array) -> tuple[float, float]:
    """A statistic of (…, runs) along its last axis, and its standard error by a jackknife over groups of runs."""
    groups = np.array_split(np.arange(x.shape[-1]), BATCHES)
    return float(statistic(x)), jackknife(np.array([statistic(np.delete(x, group, axis=-1)) for group in groups]))


def powers(x: Array, groups: Sequence[Array]) -> Array:
    """Of x (…, runs), for every group of runs: size and sums of powers 1 … 4, (groups, 5)."""
    square = x * x
    sums = [x.reshape(-1, x.shape[-1]).sum(axis=0) for x in (np.ones_like(x), x, square, square * x, square * square)]
    ends = np.cumsum([0, *(g.size for g in groups)])
    return np.array([[row[a:b].sum() for row in sums] for a, b in pairwise(ends)])


def kurtosis(sums: Array) -> tuple[float, float]:
    """Excess kurtosis and its jackknife error from `powers` (BATCHES, 5) of noise whose mean is near 0 next to its spread."""

    def excess(s: Array) -> Array:
        n, mean = s[0], s[1] / s[0]
        m2, m3, m4 = (s[k] / n for k in (2, 3, 4))
        return np.asarray((m4 - 4 * mean * m3 + 6 * mean**2 * m2 - 3 * mean**4) / (m2 - mean**2) ** 2 - 3.0)

    whole = sums.sum(axis=0)
    return float(excess(whole)), jackknife(excess(whole[:, None] - sums.T))


def near(claim: str, theorem: str, x: tuple[float, float], expected: Any) -> Comparison:
    """Theory within three standard errors."""
    return Comparison.tight(claim, theorem, x[0], float(expected), (x[0] - 3 * x[1], x[0] + 3 * x[1]))
