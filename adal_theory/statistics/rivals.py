"""What else a tail may be, beside a power law: an exponential or a lognormal law, cut off at xmin, discrete on whole numbers.

With z = log(x/xmin), a cut lognormal has the density exp(−b z − c z²/2)/N(b, c), c > 0, in x/xmin, and the power law is its limit
c = 0; its likelihood is concave in (b, c), so there is one maximum. Where that lies at c = 0, no lognormal law is better than the
power law, and some are as good.
Source of the comparison: Q. H. Vuong, Econometrica 57 (1989) 307–333, eq. 5.6.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import optimize, special

from adal_theory.statistics.hurwitz import zeta_sums
from adal_theory.statistics.tails import Tails, Vector

RIVALS = ("lognormal", "exponential")
SUMMED = (64, 1024, 16384)


def compare(tails: Tails, start: int) -> dict[str, tuple[float, float]]:
    """By rival: the normalised log-likelihood ratio of the tail from `start` (above 0: the power law is better), its p-value."""
    z = tails.logs[start:] - tails.logs[start]
    weight = (tails.at_least[start:] - tails.above[start:]) / tails.at_least[start]
    n, a, q = float(tails.at_least[start]), float(tails.exponents[start]), float(tails.values[start])
    discrete = tails.discrete
    ours = -a * z - (float(np.log(zeta_sums(a, q, derivatives=False)[0])) if discrete else -math.log(a - 1))
    found = {
        "lognormal": _lognormal(z, weight, a, q, discrete),
        "exponential": _exponential(tails.values[start:], weight, discrete),
    }
    return {rival: (0.0, 1.0) if other is None else _vuong(ours - other, weight, n) for rival, other in found.items()}


def _vuong(difference: Vector, weight: Vector, n: float) -> tuple[float, float]:
    mean = float(weight @ difference)
    spread = math.sqrt(float(weight @ (difference - mean) ** 2))
    if not (math.isfinite(mean) and spread > 0):
        return math.nan, math.nan
    ratio = math.sqrt(n) * mean / spread
    return ratio, math.erfc(abs(ratio) / math.sqrt(2))


def _exponential(values: Vector, weight: Vector, discrete: bool) -> Vector | None:
    """Log-likelihoods of λ e^(−λ y), y = x/xmin − 1, or of (1 − r) r^(k − xmin)."""
    with np.errstate(over="ignore", invalid="ignore"):  # an infinite ratio leaves nan, which says so
        excess = values - values[0] if discrete else (values - values[0]) / values[0]
        mean = float(weight @ excess)
    if not math.isfinite(mean):
        return np.full_like(excess, np.nan)
    if discrete:
        return excess * -math.log1p(1 / mean) - math.log1p(mean)
    return -excess / mean - math.log(mean)


def _lognormal(z: Vector, weight: Vector, a: float, q: float, discrete: bool) -> Vector | None:
    """Log-likelihoods of the likeliest cut lognormal law; None where that is the power law itself, of exponent `a`."""
    mean, square = float(weight @ z), float(weight @ z**2)
    if square >= (_mean_square(a, q) if discrete else 2 * mean**2):
        return None

    def cost(point: Vector) -> float:
        b, c = 1 + point[0] / mean, math.exp(point[1]) / mean**2
        return b * mean + c * square / 2 + (log_sum(b, c, q) if discrete else log_integral(b - 1, c))

    spread = max(square - mean**2, 1e-4 * mean**2)  # a normal law of the logarithms, not cut, to begin with
    begin = np.array([-(mean**2) / spread, math.log(mean**2 / spread)])
    options = {"xatol": 1e-9, "fatol": 1e-15, "maxiter": 2000, "maxfev": 2000}
    tried = [optimize.minimize(cost, p, method="Nelder-Mead", options=options) for p in (begin, np.array([(a - 1) * mean, -1.0]))]
    best = min(tried, key=lambda found: float(found.fun)).x
    b, c = 1 + float(best[0]) / mean, math.exp(float(best[1])) / mean**2
    return -b * z - c * z**2 / 2 - (log_sum(b, c, q) if discrete else log_integral(b - 1, c))


def _mean_square(a: float, q: float) -> float:
    """E log²(K/q) of the discrete power law: ∂²Z/∂a² over Z."""
    value, _, second = zeta_sums(a, q)
    return float(second / value)


def log_integral(b: float, c: float) -> float:
    """log ∫_0^∞ exp(−b u − c u²/2) du, c > 0."""
    t = b / math.sqrt(2 * c)
    log = math.log(special.erfcx(t)) if t > -5 else t * t + math.log(math.erfc(t))
    return log + 0.5 * math.log(math.pi / (2 * c))


def log_sum(b: float, c: float, q: float) -> float:
    """log Σ_{k ≥ q} exp(−b y − c y²/2), y = log(k/q): summed, from where terms change little the Euler–Maclaurin formula."""
    for number in SUMMED:
        x, y = q + number, math.log1p(number / q)
        slope = b + c * y
        if abs(slope) + math.sqrt(c) < 0.05 * x or (-b * y - c * y * y / 2 < -60 and slope > 0):
            break
    y_k = np.log1p(np.arange(number) / q)
    head = float(special.logsumexp(-b * y_k - c * y_k**2 / 2))
    h, h1, h2 = slope / x, (c - slope) / x**2, (2 * slope - 3 * c) / x**3
    ends = 0.5 + h / 12 + (-(h**3) + 3 * h * h1 - h2) / 720
    last = -b * y - c * y * y / 2
    rest = np.logaddexp(math.log(q) + y + log_integral(slope - 1, c), math.log(ends)) if ends > 0 else math.log(q)
    return float(np.logaddexp(head, last + rest))
