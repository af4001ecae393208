"""The tests that stand before a verdict: independence, normality, symmetry."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from adal_theory.statistics.moments import autocorrelation

Vector = NDArray[np.float64]
LAGS = 20


def dependence(y: Vector) -> tuple[float, float]:
    """The p-values of dependence of the values y/(1 + |y|), and of their moduli, each 4 times the least of two tests.

    The tests are portmanteau tests at lag 1 and at lags 1 … 20; 4 counts those of both, so that the smaller may be judged alone.

    `y` (n,) is centred and scaled by its median modulus. The bounded transforms give the tests their χ² law whatever the tails;
    the modulus finds a scale that wanders. Source: G. M. Ljung, G. E. P. Box, Biometrika 65 (1978) 297–303, eq. 1.3.
    """
    n = len(y)
    lags = np.arange(1, min(LAGS, max(4, n // 50)) + 1)  # more of them on few points would spoil the χ² law
    found = []
    for bounded in (y / (1 + np.abs(y)), np.abs(y) / (1 + np.abs(y))):
        worst = 1.0
        if np.ptp(bounded) > 0:
            q = n * (n + 2) * np.cumsum(autocorrelation(bounded, lags.tolist()) ** 2 / (n - lags))
            worst = min(float(stats.chi2.sf(q[0], 1)), float(stats.chi2.sf(q[-1], len(lags))))
        found.append(min(1.0, 4 * worst))
    return found[0], found[1]


def normality(y: Vector) -> float:
    """The least p-value, times 3, of the tests of skewness and kurtosis and of Anderson–Darling's.

    Sources: R. B. D'Agostino, Biometrika 57 (1970) 679–681; F. J. Anscombe, W. J. Glynn, Biometrika 70 (1983) 227–234;
    R. B. D'Agostino, M. A. Stephens, Goodness-of-fit Techniques (1986), table 4.9.
    """
    scaled = y / np.max(np.abs(y))
    moments = (float(test(scaled).pvalue) for test in (stats.skewtest, stats.kurtosistest))
    return min(1.0, 3 * min(*moments, _anderson_darling(scaled)))


def _anderson_darling(y: Vector) -> float:
    """The p-value of A² (1 + 0.75/n + 2.25/n²), mean and variance estimated; 1 above its range, p = 0.2."""
    n = len(y)
    z = np.sort((y - y.mean()) / y.std(ddof=1))
    i = np.arange(1, n + 1)
    a2 = -n - float(np.mean((2 * i - 1) * (special.log_ndtr(z) + special.log_ndtr(-z[::-1]))))
    a2 *= 1 + 0.75 / n + 2.25 / n**2
    if a2 < 0.6:
        return 1.0
    return math.exp(1.2937 - 5.709 * a2 + 0.0186 * a2**2) if a2 < 13 else 0.0


def symmetry(y: Vector) -> float:
    """The p-value of symmetry about an unknown centre, whatever the tails; `y` (n,) is scaled by its median modulus.

    The centre solves mean ψ(y − c) = 0, ψ = tanh; then mean arctan((y − c)/5) must be 0. Its error is that of
    arctan − ρ ψ with ρ the ratio of mean derivatives (the influence function of the centre; Huber, Robust Statistics, 3.2).
    """
    c = 0.0
    for _ in range(50):
        t = np.tanh(y - c)
        move = float(t.mean() / (1 - t**2).mean())
        c += max(-1.0, min(1.0, move))
        if abs(move) < 1e-10:
            break
    d = np.clip(y - c, -1e150, 1e150)
    t, wide = np.tanh(d), np.arctan(d / 5)
    influence = wide - t * np.mean(5 / (25 + d**2)) / np.mean(1 - t**2)
    spread = float(influence.std())
    return float(2 * stats.norm.sf(abs(wide.mean()) * math.sqrt(len(y)) / spread)) if spread > 0 else 1.0
