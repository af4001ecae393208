"""Where a local exponent goes: its limit, when it may still move inside the window.

The slopes s_k of stretches of the window, with their covariance, are explained by s_k = p + c g_k, where g is the mean over a
stretch of one of: nothing (a pure power), t^(−q) for several q (y = a t^p (1 + b t^(−q))), the same where the second power rules
up to a step τ in the window, 1/(1 + (t/τ)^q), or 1/(log t − log t_0) (y = a t^p (log t)^γ). The limits p are averaged over these
corrections by their marginal likelihoods. The size of c has a normal prior of the scale of the motion that is seen, so that a
correction is neither assumed nor excluded where the noise hides it.
Source of the averaging: J. A. Hoeting, D. Madigan, A. E. Raftery, C. T. Volinsky, Statist. Sci. 14 (1999) 382–417.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special, stats

Array = NDArray[np.float64]

DECAYS = (0.1, 0.15, 0.25, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0)  # q of the corrections t^(−q)
CROSSINGS = (0.1, 0.3, 0.5)  # where in the window, on the scale of log t, both powers are as large
STEEP = (0.25, 0.5, 0.75, 1.0, 1.5)  # q of those
ORIGINS = (0.0, -2.0, 2.0)  # log t_0
PURE = 0.5  # prior weight of a pure power
INEXACT = 0.03  # of the motion seen: corrections of higher order, which no g describes
STRETCHES = (3, 8)  # fewest and most


def stretches(x: Array) -> list[NDArray[np.int64]]:
    """Places of each stretch of x = log t: about a decade each, three or more of them, with three points or more in each."""
    decades = (x[-1] - x[0]) / math.log(10)
    count = int(np.clip(round(decades), *STRETCHES))
    while count > 2:
        edges = np.linspace(x[0], x[-1], count + 1)
        inside = np.clip(np.searchsorted(edges, x, side="right") - 1, 0, count - 1)
        parts = [np.flatnonzero(inside == k) for k in range(count)]
        if min(len(part) for part in parts) >= 3:
            return parts
        count -= 1
    return list(np.array_split(np.arange(x.size), 2))


def limit(
    x: Array, parts: list[NDArray[np.int64]], slopes: Array, covariance: Array, freedom: int, level: float
) -> tuple[tuple[float, float], float]:
    """(interval of the exponent as t → ∞, probability that the local exponent moves)."""
    spread, centre = float(np.ptp(slopes)), float(slopes.mean())
    scale = math.hypot(spread, math.sqrt(float(np.trace(covariance)) / slopes.size), 1e-13 * (1 + abs(centre)))
    s, v = (slopes - centre) / scale, covariance / scale / scale
    v = v + ((INEXACT * spread / scale) ** 2 + 1e-6) * np.eye(s.size)
    shapes = _shapes(x, parts)
    found = [_averaged(s, v)] + [_averaged(s, v + np.outer(g, g)) for g in shapes]
    prior = np.log([PURE] + [(1 - PURE) / max(1, len(shapes))] * len(shapes))
    weight = np.array([one[0] for one in found]) + prior
    weight = np.exp(weight - weight.max())
    weight /= weight.sum()
    centres, errors = (np.array([one[k] for one in found]) for k in (1, 2))
    low, high = mixture_interval(weight, centres, errors, freedom, level)
    return (centre + scale * low, centre + scale * high), float(1 - weight[0])


def _shapes(x: Array, parts: list[NDArray[np.int64]]) -> list[Array]:
    """Each correction over the stretches, scaled so that it moves by 1 from the first to the last."""
    u = x - x[0]
    curves = [np.exp(-q * u) for q in DECAYS] + [1 / (x - origin) for origin in ORIGINS if x[0] - origin > 0.5]
    curves += [special.expit(q * (share * u[-1] - u)) for q in STEEP for share in CROSSINGS]
    means = [np.array([curve[part].mean() for part in parts]) for curve in curves]
    return [g / (g[0] - g[-1]) for g in means if g[0] - g[-1] > 0.01 * g[0]]  # what hardly moves here tells nothing of its end


def _averaged(s: Array, v: Array) -> tuple[float, float, float]:
    """(log marginal likelihood, mean, standard error) of p for s ~ N(p, v) with a flat prior on p."""
    one = np.ones_like(s)
    inverse = np.linalg.inv(v)
    precision = float(one @ inverse @ one)
    mean = float(one @ inverse @ s) / precision
    rest = s - mean
    log = -0.5 * (np.linalg.slogdet(v)[1] + math.log(precision) + float(rest @ inverse @ rest))
    return float(log), mean, precision**-0.5


def mixture_interval(weight: Array, centres: Array, errors: Array, freedom: int, level: float) -> tuple[float, float]:
    """Equal-tailed interval of a mixture of Student laws."""
    reach = float(errors.max()) * float(stats.t.ppf(0.5 + level / 2, freedom)) * 1.01 + 1e-300
    ends = float(centres.min()) - reach, float(centres.max()) + reach

    def quantile(p: float) -> float:
        def shifted(s: float) -> float:
            return float(weight @ stats.t.cdf((s - centres) / errors, freedom)) - p

        return float(optimize.brentq(shifted, *ends, xtol=1e-13 * (1 + abs(ends[0]) + abs(ends[1]))))

    return quantile(0.5 - level / 2), quantile(0.5 + level / 2)
