"""Sorted samples as the tails that begin at each distinct value, with the power law fitted to every one of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adal_theory.statistics.hurwitz import likeliest, log_slopes, zeta_sums

Vector = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Tails:
    """Each distinct value begins a tail; arrays (values,) are over them, ascending.

    `values` > 0; `at_least` and `above`: how many samples are ≥ and > each; `logs`: log value, up to a constant; `mean_log`:
    the mean of log(x/value) over the samples ≥ value; `exponents`: the likeliest a, ∞ where all samples of the tail are equal.
    `discrete`: the law is k^(−a)/ζ(a, q) on whole numbers, else (a − 1)/q (x/q)^(−a).
    """

    values: Vector
    at_least: Vector
    above: Vector
    logs: Vector
    mean_log: Vector
    exponents: Vector
    discrete: bool

    def survival(self, a: Vector, start: Places, at: Places) -> tuple[Vector, Vector]:
        """P(X ≥ x) and P(X > x) at `values[at]` under the law of exponent a that begins at `values[start]`, at ≥ start.

        Both fall with a and rise with the start.
        """
        excess = self.logs[at] - self.logs[start]
        if not self.discrete:
            beyond = np.exp((1 - a) * excess)
            return beyond, beyond
        with np.errstate(under="ignore"):
            point = np.exp(-a * excess) / zeta_sums(a, self.values[start], derivatives=False)[0]
            least = np.minimum(point * zeta_sums(a, self.values[at], derivatives=False)[0], 1.0)
        return least, np.maximum(least - point, 0.0)

    def stderr(self, start: int) -> float:
        """1/√(n I(a)), I the Fisher information of one sample, which is also the observed one."""
        a = float(self.exponents[start])
        information = float(log_slopes(a, self.values[start])[1]) if self.discrete else (a - 1) ** -2
        return float(1 / np.sqrt(self.at_least[start] * information))


def tails(ordered: Vector, discrete: bool, begin: float | None = None) -> Tails:
    """Of `ordered` samples > 0, ascending; with `begin`, of those ≥ begin alone, and the first tail begins there."""
    values, counts = _distinct(ordered if begin is None else ordered[np.searchsorted(ordered, begin) :])
    if begin is not None and (not values.size or begin < values[0]):
        values, counts = np.concatenate([[begin], values]), np.concatenate([[0.0], counts])
    at_least = np.cumsum(counts[::-1])[::-1]
    above = at_least - counts
    gaps = _log_ratios(values)
    logs = np.concatenate([[0.0], np.cumsum(gaps)])
    # Σ log(x/value) over the tail is a sum of gaps, each as often as there are samples above it: no cancellation.
    sums = np.concatenate([np.cumsum((gaps * above[:-1])[::-1])[::-1], [0.0]])
    with np.errstate(invalid="ignore", divide="ignore"):
        mean_log = sums / at_least
        spread = mean_log > 0
        exponents = np.full(values.size, np.inf)
        exponents[spread] = likeliest(values[spread], mean_log[spread]) if discrete else 1 + 1 / mean_log[spread]
    return Tails(values, at_least, above, logs, mean_log, exponents, discrete)


def _distinct(ordered: Vector) -> tuple[Vector, Vector]:
    """np.unique with counts, of what is sorted already."""
    if not ordered.size:
        return ordered, np.zeros(0)
    first = np.concatenate([[0], np.flatnonzero(np.diff(ordered) > 0) + 1])
    return ordered[first], np.diff(np.concatenate([first, [ordered.size]])).astype(np.float64)


def _log_ratios(values: Vector) -> Vector:
    """log(values[i + 1]/values[i]), to the last bits also where the two are close."""
    with np.errstate(over="ignore"):
        growth = np.diff(values) / values[:-1]
    return np.where(growth < 1, np.log1p(np.minimum(growth, 1.0)), np.diff(np.log(values)))
