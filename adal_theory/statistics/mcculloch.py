"""McCulloch's quantile estimator of the index and the scale of a symmetric stable law."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.interpolate import CubicSpline, PchipInterpolator

from adal_theory.entries import keywords
from adal_theory.runtime import standard_floats
from adal_theory.statistics.arrays import host, plain, samples
from adal_theory.statistics.stable_table import TABLE

ALPHA, Q75, Q95, DENSITY_0, DENSITY_75, DENSITY_95 = np.array(TABLE).T
SPREAD = Q95 / Q75
LEVELS = np.array([0.05, 0.25, 0.5, 0.75, 0.95])


@dataclass(frozen=True)
class QuantileFit:
    """Numbers, or arrays over the leading axes: `alpha` in [0.5, 2] with `stderr`, `scale` (σ of exp(−|σt|^α)), `location`,
    `skewness` ν_β = (q95 + q05 − 2 q50)/(q95 − q05), and `doubtful`: whether ν_β is beyond 4 standard errors of a symmetric
    law, or the spread ν_α outside the table, so that `alpha` is its end. `stderr` is that of a stable law.
    """

    alpha: Any
    stderr: Any
    scale: Any
    location: Any
    skewness: Any
    doubtful: Any


@keywords
@standard_floats()
def mcculloch(x: Any, *, axis: int = -1) -> QuantileFit:
    """α from ν_α = (q95 − q05)/(q75 − q25), σ from q75 − q25, each by a table for symmetric laws; result on the host.

    Source: J. H. McCulloch, Commun. Statist. Simul. 15 (1986) 1109–1136, with a table of our own, by `stable_quantiles.py` of
    the tests' reference values. Standard errors from the covariance p(1 − q)/(f_p f_q n) of quantiles. nan where q75 = q25.
    """
    xp, array = samples(x, axis, least=20)
    with np.errstate(divide="ignore", invalid="ignore"):  # points that are infinite: a quantile between them is nan
        q = host(xp.quantile(array, xp.asarray(LEVELS), axis=-1))
        spread = (q[4] - q[0]) / (q[3] - q[1])
        skewness = (q[4] + q[0] - 2 * q[2]) / (q[4] - q[0])
    alpha = np.where(np.isfinite(spread), _alpha(np.clip(spread, SPREAD.min(), SPREAD.max())), np.nan)
    errors = _errors(alpha, array.shape[-1])
    outside = ~((spread >= SPREAD.min() * (1 - 4 * errors[0])) & (spread <= SPREAD.max()))
    return QuantileFit(
        plain(alpha),
        plain(errors[1]),
        plain((q[3] - q[1]) / 2 / CubicSpline(ALPHA, Q75)(alpha)),
        plain(q[2]),
        plain(skewness),
        _truth((np.abs(skewness) > 4 * errors[2]) | outside),
    )


def _truth(flag: Any) -> Any:
    return bool(flag) if np.ndim(flag) == 0 else flag


def _alpha(spread: Any) -> Any:
    """The inverse of the table, which falls as α grows."""
    return PchipInterpolator(np.log(SPREAD[::-1]), ALPHA[::-1])(np.log(spread))


def _errors(alpha: Any, n: int) -> tuple[Any, Any, Any]:
    """Standard errors of log ν_α, of α and of ν_β at the law of index `alpha`, location 0."""
    f = [CubicSpline(ALPHA, d)(alpha) for d in (DENSITY_95, DENSITY_75, DENSITY_0, DENSITY_75, DENSITY_95)]
    q75, q95 = CubicSpline(ALPHA, Q75)(alpha), CubicSpline(ALPHA, Q95)(alpha)
    wide, narrow, zero = 1 / (2 * q95), 1 / (2 * q75), 0 * q75
    log_error = _spread_of([-wide, narrow, zero, -narrow, wide], f, n)
    slope = np.abs(CubicSpline(ALPHA, np.log(SPREAD)).derivative()(alpha))
    return log_error, log_error / slope, _spread_of([wide, zero, -2 * wide, zero, wide], f, n)


def _spread_of(weights: Any, f: Any, n: int) -> Any:
    """The standard error of a weighted sum of the five quantiles."""
    total = 0.0
    for i, p in enumerate(LEVELS):
        for j, q in enumerate(LEVELS):
            total = total + weights[i] * weights[j] * min(p, q) * (1 - max(p, q)) / (f[i] * f[j])
    return np.sqrt(total / n)
