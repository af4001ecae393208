"""Spectral flatness: 1 for white noise, near 0 for a signal with a line or a steep spectrum."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special, stats

from adal_theory.entries import keywords, whole
from adal_theory.errors import ConfigurationError
from adal_theory.runtime import computing, standard_floats
from adal_theory.statistics.arrays import Array, plain, probability, samples


@keywords
@standard_floats()
def spectral_flatness(x: Any, segment: int | None = None, *, axis: int = -1) -> Any:
    """exp(mean log P)/mean P of Welch's spectrum P, corrected so that Gaussian white noise gives 1 in the mean of logarithms.

    Segments of `segment` points (even, at least 16; by default the least of 256 and n/8) overlap by half, are centred and get
    Hann's window; the lowest frequency and the highest are left out. The logarithm of a χ² mean with ν degrees of freedom is
    low by ψ(ν/2) − log(ν/2), which is taken out (what is left is 15 % of 16 points, 1 % of 100);
    `flatness_band` is what white noise of finite variance stays within.
    Source: P. D. Welch, IEEE Trans. Audio 15 (1967) 70–73; J. D. Johnston, IEEE JSAC 6 (1988) 314–323, eq. 5.
    """
    xp, array = samples(x, axis, least=16)
    segment = _segment(array.shape[-1], segment)
    shape = _degrees(array.shape[-1], segment) / 2
    bias = float(special.digamma(shape)) - math.log(shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        power = _welch(xp, array / xp.max(xp.abs(array), axis=-1)[..., None], segment)
        return plain(xp.exp(xp.mean(xp.log(power), axis=-1) - bias) / xp.mean(power, axis=-1))


@keywords
@computing("simulating the band of white noise")
def flatness_band(n: int, segment: int | None = None, level: float = 0.95) -> tuple[float, float]:
    """What the flatness of n points of Gaussian white noise lies in with probability `level`, in the normal approximation.

    Var(log P − P/E P) = ψ′(ν/2) − 2/ν at each frequency. Hann's window correlates neighbours by 4/9 and next ones by 1/36, and
    log P − P/E P, which is quadratic in P − E P where ν is large, by the squares of that.
    """
    level = probability("level", level)
    segment = _segment(whole("n", n, 16), segment)
    shape = _degrees(n, segment) / 2
    variance = (float(special.polygamma(1, shape)) - 1 / shape) * (1 + 2 * ((4 / 9) ** 2 + (1 / 36) ** 2)) / (segment // 2 - 2)
    half = float(stats.norm.ppf((1 + level) / 2)) * math.sqrt(variance)
    return math.exp(-half), math.exp(half)


def _segment(n: int, segment: int | None) -> int:
    if segment is None:
        segment = max(16, min(256, n // 8 - n // 8 % 2))
    if whole("segment", segment, 16, n) % 2:
        raise ConfigurationError(f"segment = {segment} is odd; pass an even number of points")
    return segment


def _degrees(n: int, segment: int) -> float:
    """Degrees of freedom of a mean of M half-overlapping Hann spectra, whose neighbours correlate by 1/36."""
    count = (n - segment) // (segment // 2) + 1
    return 2 * count / (1 + 2 * (count - 1) / count / 36)


def _welch(xp: Any, x: Array, segment: int) -> Array:
    """The mean periodogram (…, segment/2 − 2) without its first two ordinates and its last."""
    half = segment // 2
    window = xp.asarray(np.sin(np.pi * np.arange(segment) / segment) ** 2)
    count = (x.shape[-1] - segment) // half + 1
    total = xp.zeros((*x.shape[:-1], half - 2))
    for i in range(count):
        part = x[..., i * half : i * half + segment]
        part = (part - xp.mean(part, axis=-1)[..., None]) * window
        total = total + xp.abs(xp.fft.rfft(part, axis=-1))[..., 2:half] ** 2
    return total / count
