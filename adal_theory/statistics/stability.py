"""Whether a sample is stable: the characteristic function of sums of K points must be that of one point, rescaled.

For every K at once that says −log|φ(t)| = |σt|^α: a straight line in log t. The modulus needs no centre and drops the skewness.
Sources: I. A. Koutrouvelis, JASA 75 (1980) 918–928 (the regression); A. Feuerverger, P. McDunnough, J. R. Statist. Soc. B 43
(1981) 20–27 (weights from the covariance of the empirical characteristic function: as efficient as maximum likelihood for
α ≥ 1, half so at 0.6).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from adal_theory.entries import keywords
from adal_theory.errors import ConfigurationError
from adal_theory.runtime import computing
from adal_theory.statistics.arrays import samples

Vector = NDArray[np.float64]
FREQUENCIES = 8
BODY = 1.5  # the largest |σt|^α: |φ| = 0.22, still many standard errors above 0
ROUNDS = 4
LOWEST = 0.1
CHUNK = 1 << 17
ORDERS = (1, 3, 8)


@dataclass(frozen=True)
class Stability:
    """The fit of |φ(t)| = exp(−|σt|^α), and whether it holds.

    All tests are asymptotic. `p_shape` falls below 1 % in 2 to 5 % of samples of 300 to 1000 points, and near α = 2 more
    often: at 1.9 in 8 % of samples of 500 points and 5 % of 2000. Of points beyond 10¹⁵ σ, which laws of α < 0.5 have, rounding
    decides the phase.

    `alpha`, `stderr`, `scale` (σ); `p_shape`: χ² of all deviations from the line; `p_curvature`: of a quadratic term in log t
    alone; `p_extremes`: of the 1st, 3rd and 8th largest modulus against the fitted law's tail, one-sided, small where they are
    too small; `tail_index`, `tail_stderr`: the slope of that quadratic at the lowest frequency, beyond whose inverse about
    n^0.6/6 points lie (near 2 or above for a law of finite variance); `body_index`: at the highest.
    All nan where no line can be fitted, as for some laws on a lattice.
    """

    alpha: float
    stderr: float
    scale: float
    p_shape: float
    p_curvature: float
    p_extremes: float
    tail_index: float
    tail_stderr: float
    body_index: float


NO_LINE = Stability(*[math.nan] * 9)


@keywords
@computing("comparing with stable laws")
def stability(x: object) -> Stability:
    """Fit and tests on independent points x (n,), n ≥ 50, not all equal; see `Stability`."""
    array = np.asarray(samples(x, least=50)[1])
    if array.ndim != 1 or not np.isfinite(array).all():
        raise ConfigurationError(f"samples of shape {array.shape}: pass finite points of one series")
    low, middle, high = np.quantile(array, [0.25, 0.5, 0.75])
    spread = float(high - low) / 2  # about σ for 1 ≤ α ≤ 2
    with np.errstate(all="ignore"):  # a fit that leaves the range of stable laws ends in numbers that are none
        try:
            fitted = _Fit((array - middle) / spread).run() if spread > 0 else None
            return NO_LINE if fitted is None else _result(fitted, spread)
        except (np.linalg.LinAlgError, ValueError, OverflowError):
            return NO_LINE


class _Fit:
    """The regression of log(−log|φ|) on log t, at frequencies and with weights that follow from its own result."""

    def __init__(self, y: Vector) -> None:
        self.y, self.n = y, len(y)
        exponents = self.exponents(np.array([0.3, 1.0]))
        self.alpha = float(np.clip(math.log(exponents[1] / exponents[0]) / math.log(1 / 0.3), 0.3, 2.0))
        self.scale = 1.0

    def exponents(self, t: Vector) -> Vector:
        """−log|φ(t)|, from the unbiased estimate of |φ|²."""
        total = np.zeros(len(t), dtype=np.complex128)
        for start in range(0, self.n, CHUNK):
            total += np.exp(1j * np.outer(self.y[start : start + CHUNK], t)).sum(axis=0)
        square = (np.abs(total) ** 2 / self.n - 1) / (self.n - 1)
        return np.maximum(-0.5 * np.log(np.maximum(square, 1e-12)), 1e-12)

    def run(self) -> _Fit | None:
        """The fit, or None where it leaves the range of stable laws."""
        for i in range(ROUNDS):
            if i < 2:
                self.observe()
            self.weigh()
            intercept, alpha = self.solve(self.design[:, :2])[0]
            if not LOWEST < alpha < 2.5 or abs(intercept / alpha) > 10 / min(alpha, 1.0):
                return None
            self.alpha, self.scale = min(float(alpha), 2.0), math.exp(intercept / alpha)
        self.slope = float(alpha)
        return self

    def observe(self) -> None:
        """Frequencies from where n^0.6/6 points lie beyond 1/t up to the body, and the regression's two sides there."""
        least = max(8.0, self.n**0.6 / 6) / self.n
        self.t = np.geomspace(min(least, BODY / 4), BODY, FREQUENCIES) ** (1 / self.alpha) / self.scale
        self.z = np.log(self.exponents(self.t))
        logs = np.log(self.t)
        self.design = np.stack([np.ones_like(logs), logs, logs**2], axis=1)

    def weigh(self) -> None:
        """The inverse covariance of z under the fitted law: that of the mean of cos tX, by the delta method."""
        s, t = self.t[:, None], self.t[None, :]
        phi = np.exp(-((self.scale * self.t) ** self.alpha))
        covariance = (self._phi(s + t) + self._phi(s - t)) / 2 - np.outer(phi, phi)
        gain = 1 / (phi * (self.scale * self.t) ** self.alpha)
        covariance = covariance * np.outer(gain, gain) / self.n
        # The ridge bounds the condition number; it is below every variance by 8 digits.
        self.precision = np.linalg.inv(covariance + 1e-8 * np.diag(np.diag(covariance)))

    def _phi(self, t: Vector) -> Vector:
        return np.exp(-(np.abs(self.scale * t) ** self.alpha))

    def solve(self, design: Vector) -> tuple[Vector, Any, float]:
        """Coefficients, their covariance and the χ² of the residuals."""
        covariance = np.linalg.inv(design.T @ self.precision @ design)
        b = covariance @ design.T @ self.precision @ self.z
        r = self.z - design @ b
        return b, covariance, float(r @ self.precision @ r)


def _result(fit: _Fit, spread: float) -> Stability:
    _, covariance, chi2 = fit.solve(fit.design[:, :2])
    b, quadratic, _ = fit.solve(fit.design)
    if not (np.diag(covariance) > 0).all() or not (np.linalg.eigvalsh(quadratic) > 0).all() or not chi2 >= 0:
        return NO_LINE
    ends = np.stack([[0.0, 1.0, 2 * math.log(t)] for t in (fit.t[0], fit.t[-1])])
    slopes, errors = ends @ b, np.sqrt(np.einsum("ij,jk,ik->i", ends, quadratic, ends))
    return Stability(
        alpha=fit.slope,
        stderr=math.sqrt(covariance[1, 1]),
        scale=fit.scale * spread,
        p_shape=float(stats.chi2.sf(chi2, FREQUENCIES - 2)),
        p_curvature=float(2 * stats.norm.sf(abs(b[2]) / math.sqrt(quadratic[2, 2]))),
        p_extremes=_extremes(fit),
        tail_index=float(slopes[0]),
        tail_stderr=float(errors[0]),
        body_index=float(slopes[1]),
    )


def _extremes(fit: _Fit) -> float:
    """n P(|X| > k-th largest) has a Gamma(k) law; P(|X| > z) ~ (2/π) Γ(α) sin(πα/2) z^(−α) (Samorodnitsky & Taqqu, 1.2.15)."""
    largest = np.sort(np.abs(fit.y))[::-1][[k - 1 for k in ORDERS]] / fit.scale
    constant = 2 / math.pi * math.gamma(fit.alpha) * math.sin(math.pi * min(fit.alpha, 2.0) / 2)
    found = stats.gamma.sf(fit.n * max(constant, 0.0) * largest**-fit.alpha, ORDERS)
    return float(min(1.0, len(ORDERS) * found.min()))
