"""The discrete power law P(K = k) = k^(−a)/ζ(a, q), k = q, q + 1, …: Hurwitz's ζ in units of q, and the likeliest a.

Z(a, q) = q^a ζ(a, q) = Σ_{k ≥ 0} (1 + k/q)^(−a) stays between 1 and about 1 + q/(a − 1), where ζ itself leaves the range of
floats. Summed up to w ≥ 2a + 20, the rest by the Euler–Maclaurin formula: relative error below 1e−14.
Source: NIST Handbook of Mathematical Functions, 25.11.7 with n = 6.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Vector = NDArray[np.float64]
# B_2j/(2j)!, j = 1 … 6
BERNOULLI = (1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160, -691 / 1307674368000)
NOTHING = 44.0  # e^(−44) is not part of a double near 1


def zeta_sums(a: ArrayLike, q: ArrayLike, derivatives: bool = True) -> tuple[Vector, Vector, Vector]:
    """Z, ∂Z/∂a and ∂²Z/∂a² for a > 1 and real q > 0, broadcast together; without `derivatives` the last two are zeros."""
    exponent, start = np.broadcast_arrays(np.asarray(a, np.float64), np.asarray(q, np.float64))
    shape, exponent, start = exponent.shape, exponent.ravel(), start.ravel()
    # From here on every term is below e^(−44) of that of k = 1, which is all there is to the derivatives where a ≫ q.
    dead = np.floor(start * np.expm1(np.minimum(NOTHING / exponent, 50.0) + np.log1p(1 / start))) + 1
    need = np.maximum(np.ceil(2 * exponent + 20 - start), 0.0)
    terms = np.minimum(need, dead)
    sums = np.zeros((3, exponent.size))
    left = np.flatnonzero(terms > 0)
    k = 0
    while left.size:
        _add(sums, left, exponent[left], np.log1p(k / start[left]), np.ones(left.size), None, derivatives)
        k += 1
        left = left[terms[left] > k]
    rest = np.flatnonzero(need <= dead)
    w = start[rest] + terms[rest]
    value, first, second = _remainder(exponent[rest], w, derivatives)
    _add(sums, rest, exponent[rest], np.log1p(terms[rest] / start[rest]), value, (first, second), derivatives)
    return sums[0].reshape(shape), sums[1].reshape(shape), sums[2].reshape(shape)


def _add(
    sums: Vector,
    at: NDArray[np.int64],
    a: Vector,
    log: Vector,
    value: Vector,
    slopes: tuple[Vector, Vector] | None,
    derivatives: bool,
) -> None:
    """Add e^(−a log) · value(a) and its derivatives in a."""
    power = np.exp(-a * log)
    sums[0, at] += power * value
    if derivatives:
        first, second = slopes if slopes is not None else (np.zeros_like(value), np.zeros_like(value))
        sums[1, at] += power * (first - log * value)
        sums[2, at] += power * (second - 2 * log * first + log**2 * value)


def _remainder(a: Vector, w: Vector, derivatives: bool) -> tuple[Vector, Vector, Vector]:
    """w/(a − 1) + 1/2 + Σ_j B_2j/(2j)! a(a + 1) … (a + 2j − 2) w^(1 − 2j) and its derivatives in a."""
    s = a - 1
    value, first, second = w / s + 0.5, -w / s**2, 2 * w / s**3
    product, d1, d2 = a / w, 1 / w, np.zeros_like(a)  # a … (a + 2j − 2)/w^(2j − 1)
    for j, weight in enumerate(BERNOULLI):
        if j and not np.any(np.abs(product) > 1e-17):
            break
        if j:
            for factor in (a + 2 * j - 1, a + 2 * j):
                if derivatives:
                    d2 = (d2 * factor + 2 * d1) / w
                    d1 = (d1 * factor + product) / w
                product = product * factor / w
        value = value + weight * product
        if derivatives:
            first, second = first + weight * d1, second + weight * d2
    return value, first, second


def log_slopes(a: ArrayLike, q: ArrayLike) -> tuple[Vector, Vector]:
    """(∂/∂a, ∂²/∂a²) of log Z: minus the mean and the variance of log(K/q)."""
    value, first, second = zeta_sums(a, q)
    slope = first / value
    return slope, second / value - slope**2


def likeliest(q: ArrayLike, mean_log: ArrayLike) -> Vector:
    """The a that maximises −a·mean log(k/q) − log Z(a, q), for `mean_log` > 0: the mean of log(K/q) equals it there.

    Newton's method for the logarithm of the mean, which is convex in a, from the start a = 1 + 1/mean log(k/(q − 1/2)).
    Source of the start: A. Clauset, C. R. Shalizi, M. E. J. Newman, SIAM Review 51 (2009) 661–703, eq. 3.7.
    """
    start, mean = np.broadcast_arrays(np.asarray(q, np.float64), np.asarray(mean_log, np.float64))
    shape, start, mean = start.shape, start.ravel(), mean.ravel()
    a = 1 + 1 / (mean - np.log1p(-0.5 / np.maximum(start, 1.0)))
    left = np.arange(a.size)
    for _ in range(100):
        if not left.size:
            break
        slope, curvature = log_slopes(a[left], start[left])
        s = a[left] - 1
        move = np.clip(np.log(-slope / mean[left]) * -slope / curvature, -0.9 * s, 9 * s + 10)
        a[left] += move
        left = left[np.abs(move) > 1e-9 * s]  # convergence is quadratic: after such a move nothing is left to correct
    return a.reshape(shape)
