"""From evidence to a verdict on the tails of a sample."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adal_theory.statistics.mixture import mixture_gain
from adal_theory.statistics.stability import Stability, stability

STABLE = "stable with index"
HEAVY = "heavy but not stable"
GAUSSIAN = "indistinguishable from Gaussian"
NEITHER = "neither heavy nor Gaussian"
UNDECIDED = "undecided"
KINDS = {"stable": STABLE, "heavy": HEAVY, "Gaussian": GAUSSIAN, "neither": NEITHER, "undecided": UNDECIDED}

P_DEPENDENT = 2e-4  # small: the power against dependence that matters is ample, and each false alarm costs a verdict
P_GAUSSIAN = 1e-3
P_SHAPE, P_CURVATURE = 0.01, 0.02  # a stable law is rejected wrongly in 3 of 100, for α up to 1.7
Z_TAIL = 2.33  # the slope of the tail must lie below 2 by so many standard errors: 1 %, one-sided
P_EXTREMES = 0.01
MARGIN = 2.0  # by which the log-likelihood of a stable law must be above that of two Gaussians
ATOM = 0.05
CLIPPED = 4  # two where no value occurs twice

Decision = tuple[str, float, str, Stability | None]


@dataclass(frozen=True)
class Evidence:
    """What a verdict rests on; `y` are the points (n,), scaled; `atom` is the share of the most frequent value, `ends` how many
    points are equal to the largest or to the least; `p_dependence` are those of the values and of their moduli."""

    y: NDArray[np.float64]
    p_dependence: tuple[float, float]
    p_gaussian: float
    kurtosis: float
    atom: float
    ends: int
    autocorrelation: NDArray[np.float64]


def decide(e: Evidence, hill: float) -> Decision:
    """(verdict, index of a stable law or nan, why, tests of stability or None); the first that applies:

    - dependent (p < 0.02 %): undecided, since every test below takes the points for independent;
    - skewness, kurtosis and Anderson–Darling do not reject normality (p ≥ 0.1 %): indistinguishable from Gaussian;
    - kurtosis not above a Gaussian's by 2 standard errors: neither heavy nor Gaussian;
    - one value holds more than 5 % of the points, or the two extreme values occur 4 times or more together, as in a clipped
      sample, or the characteristic function lacks the shape of a stable law (`Stability`; wrongly so in 3 %, nearer to
      α = 2 up to 9 %), or its largest points are too small for the law that fits (1 %): heavy but not stable;
    - a mixture of two Gaussians fits as well by likelihood, but for a margin of 2 (`mixture_gain`): undecided;
    - its shape fits, and its slope at the tail is below 2 by 2.33 standard errors: stable;
    - its shape fits as well as a tail of index 2 or more would: undecided.
    A law of infinite variance that is not stable (Student below 2) is told from a stable one by its shape only, and a stable
    law that is cut where few points lie is not told from one that is not. A scale with a period of more than 20 steps is not
    seen as dependence.
    """
    if min(e.p_dependence) < P_DEPENDENT:
        return UNDECIDED, math.nan, _dependent(e), None
    if e.p_gaussian >= P_GAUSSIAN:
        return (
            GAUSSIAN,
            math.nan,
            (
                f"skewness, excess kurtosis ({e.kurtosis:.2g}) and Anderson–Darling's test of {len(e.y)} "
                f"points do not reject normality (p = {e.p_gaussian:.2g})."
            ),
            None,
        )
    if e.kurtosis <= 2 * math.sqrt(24 / len(e.y)):
        return (
            NEITHER,
            math.nan,
            (
                f"normality is rejected (p = {e.p_gaussian:.2g}), but the excess kurtosis, {e.kurtosis:.2g}, "
                "is not above a Gaussian's."
            ),
            None,
        )
    if e.atom > ATOM:
        return (
            HEAVY,
            math.nan,
            (
                f"the excess kurtosis is {e.kurtosis:.2g}, and one value holds {e.atom:.0%} of the points, "
                "which no stable law allows."
            ),
            None,
        )
    if e.ends >= CLIPPED:
        return (
            HEAVY,
            math.nan,
            (
                f"the excess kurtosis is {e.kurtosis:.2g}, and {e.ends} points are equal to the largest or the "
                "least: a clipped law has no stable tail."
            ),
            None,
        )
    return _heavy(e, hill)


def _dependent(e: Evidence) -> str:
    if e.p_dependence[0] < P_DEPENDENT:
        return (
            f"the points are dependent (p = {e.p_dependence[0]:.2g}, autocorrelation {e.autocorrelation[0]:.2f} at "
            "lag 1): keep every k-th point only, take replicas of one step instead of successive steps, or pass "
            "exchangeable=True where the order is not time."
        )
    return (
        f"the size of the points changes in time (their moduli depend on each other, p = {e.p_dependence[1]:.2g}): pooled, a "
        "changing scale looks heavy-tailed whatever the law; divide by a running scale, or take replicas of one step."
    )


def _heavy(e: Evidence, hill: float) -> Decision:
    s = stability(e.y)
    if math.isnan(s.alpha):
        return (
            UNDECIDED,
            math.nan,
            (
                f"the excess kurtosis is {e.kurtosis:.2g}, but no line can be fitted to the logarithm of "
                "the characteristic function, as on a lattice or far from every stable law."
            ),
            s,
        )
    shape = f"p = {min(s.p_shape, s.p_curvature):.2g}"
    if s.p_extremes < P_EXTREMES:
        return (
            HEAVY,
            math.nan,
            (
                f"the largest points are too small for a stable law of index {s.alpha:.2f} (p = "
                f"{s.p_extremes:.2g}); excess kurtosis {e.kurtosis:.2g}, Hill index {hill:.2f}."
            ),
            s,
        )
    if s.p_shape < P_SHAPE or s.p_curvature < P_CURVATURE or s.alpha >= 2:
        return (
            HEAVY,
            math.nan,
            (f"sums do not keep the law: {_rejected(s)} ({shape}); excess kurtosis {e.kurtosis:.2g}, Hill index {hill:.2f}."),
            s,
        )
    gain = mixture_gain(e.y - np.median(e.y), s.alpha, s.scale)
    if gain > -MARGIN:
        return (
            UNDECIDED,
            math.nan,
            (
                f"the characteristic function fits a stable law of index {s.alpha:.2f} ({shape}), but a "
                f"Gaussian with some wide points fits the sample too (log-likelihood {gain:+.1f})."
            ),
            s,
        )
    tail = f"the index of its tail is {s.tail_index:.2f} ± {s.tail_stderr:.2f}"
    if 2 - s.tail_index < Z_TAIL * s.tail_stderr:
        return (
            UNDECIDED,
            math.nan,
            (
                f"the characteristic function fits a stable law of index {s.alpha:.2f} ({shape}), but "
                f"{tail}, so {len(e.y)} points do not exclude a finite variance."
            ),
            s,
        )
    return (
        f"{STABLE} {s.alpha:.2f}",
        s.alpha,
        (f"the characteristic function keeps the shape exp(−|σt|^{s.alpha:.2f}) ({shape}), and {tail}, below 2."),
        s,
    )


def _rejected(s: Stability) -> str:
    """What speaks against a stable law of the index that fits best."""
    if s.p_curvature < P_CURVATURE:
        return (
            f"the index of the characteristic function runs from {s.tail_index:.2f} in the tail to {s.body_index:.2f} in the body"
        )
    if s.p_shape < P_SHAPE:
        return f"the characteristic function does not have the shape of the nearest stable law's, of index {s.alpha:.2f}"
    return f"the index of the characteristic function, {s.alpha:.2f}, is not below 2, as for a finite variance"
