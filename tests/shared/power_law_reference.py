"""Power laws fitted by brute force: SciPy's ζ and its bounded minimiser, the distance at every place of every tail."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

LEAST = 10


class Brute(NamedTuple):
    exponent: float
    xmin: float
    n_tail: int
    distance: float


def tail_fit(x: NDArray[np.float64], xmin: float, discrete: bool) -> Brute:
    """The likeliest exponent of the samples ≥ xmin and their distance from it, both sides of each jump."""
    tail = np.sort(x[x >= xmin])
    n, mean = tail.size, float(np.mean(np.log(tail / xmin)))
    places = np.unique(tail)
    if discrete:

        def cost(a: float) -> float:
            return a * mean + np.log(special.zeta(a, xmin)) + a * np.log(xmin)

        top = min(
            600.0, 650 / np.log(places[-1] + 1), 650 / max(-np.log(xmin), 1e-9), 3 + 3 / mean + 3 * np.log(n) / np.log1p(1 / xmin)
        )
        a = float(optimize.minimize_scalar(cost, bounds=(1 + 1e-9, top), method="bounded", options={"xatol": 1e-10}).x)
        reach, beyond = (special.zeta(a, places + k) / special.zeta(a, xmin) for k in (0, 1))
    else:
        a = 1 + 1 / mean
        reach = beyond = (places / xmin) ** (1 - a)
    left = n - np.searchsorted(tail, places, side="left")
    above = n - np.searchsorted(tail, places, side="right")
    return Brute(a, xmin, n, float(max(np.abs(reach - left / n).max(), np.abs(beyond - above / n).max())))


def every_tail(x: NDArray[np.float64], discrete: bool) -> list[Brute]:
    """The fits from each distinct value with at least 10 samples, not all equal, at or above it."""
    begin = [v for v in np.unique(x[x > 0])[:-1].tolist() if np.count_nonzero(x >= v) >= LEAST]
    return [tail_fit(x, v, discrete) for v in begin]
