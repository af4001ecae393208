"""E3 for many laws: the kurtosis of ‖ζ‖₁ ζ_i over d, from moments and from draws.

Independent coordinates: with R = Σ_{j≠i} |ζ_j|, E[(‖ζ‖₁ ζ_i)^k] = Σ_b C(k, b) E|ζ|^(2k−b) E R^b for even k, and E R^b/b! is a
coefficient of the (d−1)-th power of Σ_b E|ζ|^b x^b/b!. A scale s = exp(spread N) that all coordinates share multiplies
‖ζ‖₁ ζ_i by s², and E s^(2k) = exp(2 k² spread²), whatever d is: there the kurtosis keeps the factor exp(16 spread²).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import binom, factorial, gamma

from adal_theory.engine.stages import Stages
from adal_theory.noise import Law, gaussian, laplace, shared_scale, uniform
from adal_theory.proofs.curves import noise as smoothing
from adal_theory.results.comparison import Comparison
from adal_theory.simulations.s07_samples import BATCHES, MOMENTS, gradients, kurtosis, near, parts, powers

Array = NDArray[np.float64]
TURNS = 10  # steps that share the work of a large sample
ORDER = np.arange(17)
SPREAD = 0.2


@dataclass(frozen=True)
class Coordinates:
    """A law of noise with E|ζ|^k of one coordinate, k = 0 … 16, before the shared scale exp(spread N)."""

    title: str
    law: Law
    absolute: Callable[[Array], Array]
    spread: float = 0.0

    def products(self, d: int) -> tuple[float, ...]:
        """E[(‖ζ‖₁ ζ_i)^k] for k = 2, 4, 6, 8."""
        absolute, ones = self.absolute(ORDER.astype(float)), np.arange(9)
        series, rest, power = absolute[:9] / factorial(ones), np.array([1.0]), d - 1
        while power:
            rest = np.convolve(rest, series)[:9] if power % 2 else rest
            series, power = np.convolve(series, series)[:9], power // 2
        r = np.append(rest, np.zeros(9 - rest.size)) * factorial(ones)
        return tuple(
            float(np.exp(2 * (k * self.spread) ** 2) * sum(binom(k, b) * absolute[2 * k - b] * r[b] for b in range(k + 1)))
            for k in (2, 4, 6, 8)
        )

    def transformed(self, d: int) -> float:
        """The kurtosis of ‖ζ‖₁ ζ_i."""
        m2, m4, *_ = self.products(d)
        return m4 / m2**2

    @property
    def plain(self) -> float:
        """The kurtosis of ζ_i."""
        second, fourth = self.absolute(np.array([2.0, 4.0]))
        return float(fourth / second**2 * np.exp(4 * self.spread**2))

    def least_error(self, d: int, n: int) -> float:
        """The standard error of the kurtosis of n independent ‖ζ‖₁ ζ_i: a jackknife misses extremes that were not met."""
        m2, m4, m6, m8 = self.products(d)
        return float(np.sqrt((m8 / m2**4 - 4 * m4 * m6 / m2**5 + 4 * m4**3 / m2**6 - m4**2 / m2**4) / n))

    def measured(self, d: int, numbers: int, threads: int | None) -> tuple[float, float]:
        """The kurtosis of AdaL's ĝ over about `numbers` draws of a coordinate, and its standard error."""

        def work(groups: list[Array]) -> Array:
            fed = Stages("adal", MOMENTS).feed(gradients(self.law, d, np.concatenate(groups), TURNS, 13))
            return np.sum([powers(stage["g_hat"], groups) for stage in fed], axis=0)

        runs = max(BATCHES, numbers // (d * TURNS))
        value, error = kurtosis(np.concatenate(parts(work, runs, numbers, threads)))
        scale = Coordinates("", self.law, np.ones_like, self.spread)  # |ζ| = s: the part of the error that d does not lessen
        shared = scale.least_error(1, runs * TURNS) * self.transformed(d) / scale.transformed(1)
        return value + 3.0, max(error, float(np.hypot(self.least_error(d, runs * TURNS * d), shared)))


def half_normal(k: Array) -> Array:
    return np.asarray(2.0 ** (k / 2) * gamma((k + 1) / 2) / np.sqrt(np.pi))


GAUSSIAN = Coordinates("Gaussian", gaussian(), half_normal)
LAWS = (
    GAUSSIAN,
    Coordinates("uniform", uniform(), lambda k: 1.0 / (k + 1)),
    Coordinates("Laplace", laplace(), lambda k: np.asarray(factorial(k))),
    Coordinates(f"shared scale, spread {SPREAD}", shared_scale(1.0, SPREAD), half_normal, SPREAD),
)


def curves(s: dict[str, Any], threads: int | None) -> dict[str, Array]:
    """For every law rows of d, kurtosis, standard error; all but the Gaussian with a quarter of the numbers, and d ≤ 100."""
    found = {}
    for law in LAWS:
        share, largest = (1, np.inf) if law is GAUSSIAN else (4, 100)
        found[law.title] = np.array(
            [[d, *law.measured(d, int(s["numbers"]) // share, threads)] for d in s["dimensions"] if d <= largest]
        )
    return found


def compared(found: dict[str, Array]) -> list[Comparison]:
    """K(d) in every dimension; where coordinates are independent the effect goes, where they share a scale it stays."""
    rows = [
        near(f"d = {d:g}: kurtosis of ‖ζ‖₁ ζ_i for Gaussian ζ", "E3", (value, error), smoothing.transformed_kurtosis(d))
        for d, value, error in found[GAUSSIAN.title]
    ]
    for law in LAWS[1:]:
        d, value, error = found[law.title][-1]
        rows.append(
            near(
                f"{law.title}, d = {d:g}: kurtosis of ‖ζ‖₁ ζ_i / kurtosis of ζ_i",
                "E3",
                (value / law.plain, error / law.plain),
                law.transformed(int(d)) / law.plain,
            )
        )
    return rows
