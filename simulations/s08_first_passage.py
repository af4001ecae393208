"""The theory beside S8: how long SGD stays in the left well of f(x) = (x² − 1)²/4 under symmetric stable noise.

One coordinate moves by x_{t+1} = Π[x_t − η(x_t³ − x_t) − ησZ_t], Z_t i.i.d. with characteristic function exp(−|s|^α), and exits
when x > 0. Three facts, the first two as h = ησ → 0 with η fixed:

1. Order and constant. Z has P(Z > z) = (C_α/2) z^(−α) (1 + O(z^(−α))), C_α = (2/π) Γ(α) sin(πα/2) (Samorodnitsky & Taqqu 1994,
   property 1.2.15: C_α = (1 − α)/(Γ(2 − α) cos(πα/2))). Small jumps leave x within O(h) of the bottom −1, where f' = 0. So to
   leading order x exits by one jump to the right of more than the distance 1: the mean exit time is
   1/P(hZ > 1) → **τ = (2/C_α) h^(−α)** steps: the exponent −α and its constant. A jump to the left exits only if the next steps
   overshoot: not for −2 + 6η < 0, η < 1/3 (the box ends at −2, f'(−2) = −6). Imkeller & Pavlyukevich (2006) have the same law for
   the diffusion: with ε = η^(1−1/α) σ and time ηt, τ = (2/C_α) ε^(−α).
2. First correction. A jump that lands at −u just left of the saddle is carried over by the noise with probability q(u/h): there
   x_{t+1} ≈ (1 + η)x_t − hZ_t, so q(v) = P(sup_n Σ_{k≤n} (1 + η)^(−k) Z_k > v). The density of landings at 0 is α P(hZ > 1), so
   the rate is P(hZ > 1)(1 + α Q h + O(h^α)), Q = ∫q = E sup_n Σ_{k≤n} (1 + η)^(−k) Z_k, finite for α > 1. So **log τ is a line of
   slope −α in log σ, plus a term linear in σ, plus O(σ^α)** (two jumps within one relaxation, 1/(2η) steps).
3. Any h. The law of x given no exit so far tends to the left eigenvector π of the chain killed on x > 0; from then on the exit is
   geometric, with the rate λ = Σ π(x) P(exit from x). `rate` finds it by quadrature; nothing is asymptotic there.

At α = 2, Z is Gaussian with variance 2 and no jump is large: Kramers' law, τ ~ exp(1/(4ησ²)), no power of σ.
"""

from __future__ import annotations

from functools import lru_cache
from math import gamma, pi, sin
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.special import erfc
from threadpoolctl import threadpool_limits

Array = NDArray[np.float64]
FAR, TERMS = 40.0, 6  # beyond FAR the series of the tail has a relative error below 1e-8 for 1.2 <= alpha < 2
NODES = 3.0  # quadrature nodes over [−2, 0] for every 1/h: the step of the grid is about h at most
ITERATIONS = 400


_gauss = lru_cache(maxsize=8)(np.polynomial.legendre.leggauss)  # an eigenvalue problem of that size each time


def tail_constant(alpha: float) -> float:
    """C_α with P(|Z| > z) ~ C_α z^(−α)."""
    return 2 / pi * gamma(alpha) * sin(pi * alpha / 2)


def leading(alpha: float, h: Any) -> Any:
    """(2/C_α) h^(−α): the mean exit time in steps as h = ησ → 0, α < 2."""
    return 2 / tail_constant(alpha) * np.asarray(h, np.float64) ** -alpha


class Stable:
    """Density and upper tail of Z for α in (1, 2]: the Fourier integrals tabulated up to FAR, the asymptotic series beyond.

    Absolute error below 1e-9 (the tail against `scipy.stats.levy_stable` in the tests).
    """

    def __init__(self, alpha: float) -> None:
        self.alpha = alpha
        x, w = _gauss(12)
        u = ((np.arange(300)[:, None] + (x + 1) / 2) / 300).ravel()
        top = 45.0 ** (1 / alpha)  # e^(−45) is the end of the integral; s = top u² makes s^α smooth at 0
        s, weight = top * u * u, np.tile(w / 600, 300) * 2 * top * u
        weight = weight * np.exp(-(s**alpha)) / pi
        z = np.linspace(0.0, FAR, 2401)
        self._density = CubicSpline(z, [float(np.cos(v * s) @ weight) for v in z])
        self._tail = CubicSpline(z, [0.5 - float(np.sin(v * s) @ (weight / s)) for v in z])

    def density(self, z: Array) -> Array:
        if self.alpha == 2:
            return np.asarray(np.exp(-z * z / 4) / np.sqrt(4 * pi))
        return self._split(np.abs(z), self._density, lambda k: self.alpha * k)

    def tail(self, z: Array) -> Array:
        """P(Z > z)."""
        if self.alpha == 2:
            return np.asarray(erfc(z / 2) / 2)
        upper = self._split(np.abs(z), self._tail, None)
        return np.where(z < 0, 1 - upper, upper)

    def _split(self, z: Array, table: Any, factor: Any) -> Array:
        out, far = np.asarray(table(np.minimum(z, FAR))), z > FAR
        y = z[far]
        series = np.zeros(y.shape)
        for k in range(1, TERMS + 1):
            term = (-1) ** (k + 1) / gamma(k + 1) * gamma(self.alpha * k) * sin(k * pi * self.alpha / 2) / pi
            series += term * (y ** (-self.alpha * k) if factor is None else factor(k) * y ** (-self.alpha * k - 1))
        out[far] = series
        return out


@threadpool_limits.wrap(1, "blas")  # the same bits whatever the number of cores
def rate(law: Stable, eta: float, sigma: float, low: float = -2.0) -> float:
    """λ: the probability a step that SGD leaves (−∞, 0], once its law given no exit has settled; the box ends at `low`.

    Gauss–Legendre nodes on (low, 0) and the atom at `low` make a matrix, its rows scaled to the exact chance to stay.
    """
    h = eta * sigma
    x, w = _gauss(max(200, int(-low / 2 * NODES / h)))
    x, w = low * (1 - x) / 2, w * -low / 2
    at = np.append(x, low)
    mean = at - eta * at * (at * at - 1)
    leave, clip = law.tail(-mean / h), law.tail((mean - low) / h)
    inner = law.density((x - mean[:, None]) / h) / h * w
    inner *= ((1 - leave - clip) / inner.sum(axis=1))[:, None]
    kernel = np.hstack([inner, clip[:, None]])
    pi_ = np.full(at.size, 1 / at.size)
    for _ in range(ITERATIONS):
        before, pi_ = pi_, pi_ @ kernel
        pi_ /= pi_.sum()
        if np.abs(pi_ - before).sum() < 1e-12:
            break
    return float(pi_ @ leave)


@threadpool_limits.wrap(1, "blas")
def overshoot(law: Stable, eta: float, far: float = 80.0) -> float:
    """Q of the first correction for 1 < α < 2, to a relative error of about 1e-3: two cuts of the half-line, extrapolated.

    Where q is cut off at `far`, what the tail q ~ A v^(−α) leaves is O(far^(−α)).
    """
    near, whole = _cut(law, eta, far / 2), _cut(law, eta, far)
    return whole + (whole - near) / (2**law.alpha - 1)


def _cut(law: Stable, eta: float, far: float) -> float:
    """∫_0^∞ q(v) dv with q(v) = P(Z > (1+η)v) + ∫_0^∞ density(w − (1+η)v) q(w) dw up to `far`, and q = A v^(−α) beyond."""
    alpha, (x, w) = law.alpha, _gauss(int(12.5 * far))
    share, w = (1 + x) / 2, w / 2
    v, beyond = far * share, far / share
    grown = (1 + eta) * v[:, None]
    kernel = law.density(v - grown) * (far * w)
    tail = law.density(beyond - grown) * (far * w / share**2) * (v[-1] / beyond) ** alpha
    kernel[:, -1] += tail.sum(axis=1)
    q = np.linalg.solve(np.eye(v.size) - kernel, law.tail(grown[:, 0]))
    return float(far * (w @ q) + q[-1] * v[-1] ** alpha * far ** (1 - alpha) / (alpha - 1))
