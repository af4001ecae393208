"""What a stable law must beat before it is believed: a mixture of two Gaussians, which has every moment."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import special

from adal_theory.statistics.stable_density import log_density

Vector = NDArray[np.float64]
LEAST_ALPHA = 0.5  # of the density at hand; no mixture of two scales comes near a law below
STARTS = (0.02, 0.2)  # shares of wide points from which the search begins
ROUNDS = 60
FARTHEST = 1e12  # where the spline of the density ends; beyond, its power goes on


def mixture_gain(y: Vector, alpha: float, scale: float) -> float:
    """The log-likelihood of a mixture of two centred Gaussians less that of the stable law, of points y (n,) centred beforehand.

    Positive where the mixture fits better. −∞ for α below 0.5.
    """
    if alpha < LEAST_ALPHA:
        return -math.inf
    size = np.clip(np.abs(y), 0.0, 1e150)
    return max(_mixture(size * size, share) for share in STARTS) - _stable(size, alpha, scale)


def _stable(size: Vector, alpha: float, scale: float) -> float:
    z = size / scale
    beyond = np.log(np.maximum(z / FARTHEST, 1.0))
    log_f = log_density(round(alpha, 2))(np.arcsinh(np.minimum(z, FARTHEST))) - (1 + alpha) * beyond
    return float(log_f.sum()) - size.size * math.log(scale)


def _mixture(square: Vector, share: float) -> float:
    """The log-likelihood after some rounds of expectation–maximisation (Dempster, Laird & Rubin, JRSS B 39, 1977)."""
    cut = np.quantile(square, 1 - share)
    narrow, wide = float(square[square <= cut].mean()), float(square[square >= cut].mean())
    for _ in range(ROUNDS):
        narrow_log, wide_log = _parts(square, share, narrow, wide)
        weight = special.expit(wide_log - narrow_log)
        share = float(np.clip(weight.mean(), 1e-9, 1 - 1e-9))
        narrow, wide = (float((w @ square) / w.sum()) for w in (1 - weight, weight))
    return float(np.logaddexp(*_parts(square, share, narrow, wide)).sum())


def _parts(square: Vector, share: float, narrow: float, wide: float) -> tuple[Vector, Vector]:
    """The logarithms of (1 − share) × the narrow density, and of share × the wide one."""
    first, second = (-0.5 * (square / v + math.log(2 * math.pi * v)) for v in (narrow, wide))
    return first + math.log1p(-share), second + math.log(share)
