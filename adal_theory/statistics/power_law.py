"""Fits of a power law to the tail, by the package `powerlaw`."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.entries import keywords, number
from adal_theory.runtime import computing
from adal_theory.statistics.arrays import host, samples
from adal_theory.statistics.hill import hill_curve

RIVALS = ("lognormal", "exponential")
WIDE = {"mu": [-100.0, 100.0], "sigma": [0.01, 100.0]}  # a lognormal that comes near a power law has its mode far below xmin
EXPONENTS = (1.0001, 100.0)  # powerlaw 2.0 searches up to 3 unless it is told to: a tail index of 2


@dataclass(frozen=True)
class PowerLaw:
    """p(x) ~ x^(−exponent) for |x| ≥ xmin; `index` = exponent − 1 is the tail index, `stderr` that of both.

    `n_tail` points lie there, at Kolmogorov–Smirnov distance `distance` from the fit. `versus` gives, by rival law, the
    normalised log-likelihood ratio (positive: the power law fits better) and its p-value; nan where the rival has no fit.
    `notes` are the warnings of the package.
    """

    exponent: float
    index: float
    stderr: float
    xmin: float
    n_tail: int
    distance: float
    versus: dict[str, tuple[float, float]]
    notes: tuple[str, ...]


@keywords
@computing("fitting power laws")
def power_law(x: Any, xmin: float | None = None, *, axis: int = -1) -> Any:
    """The `PowerLaw` of |samples| along `axis`, centred beforehand by the user; of a batch, an array of them.

    `xmin` > 0 is where the tail begins; None takes the order statistic that the criterion of Clauset et al. (2009) chooses
    among those of `hill_curve`; powerlaw's own search by the same criterion tries every point.
    Source: J. Alstott, E. Bullmore, D. Plenz, PLoS ONE 9 (2014) e85777.
    """
    if xmin is not None:
        xmin = number("xmin", xmin, 0.0, low_open=True, wanted="where the tail begins, a number")
    array = host(samples(x, axis, least=20)[1])
    if array.ndim == 1:
        return _one(np.abs(array), xmin)
    results = np.empty(array.shape[:-1], dtype=object)
    for position in np.ndindex(results.shape):
        results[position] = _one(np.abs(array[position]), xmin)
    return results


def _one(size: NDArray[np.float64], xmin: float | None) -> PowerLaw:
    import powerlaw  # here, for it loads matplotlib's pyplot, which takes a second

    tail = np.sort(size)[::-1]
    finite = bool(np.isfinite(tail).all())
    start = 0.0 if not finite else float(tail[hill_curve(size).chosen] if xmin is None else xmin)
    if start <= 0 or np.count_nonzero(tail > start) < 2:
        return PowerLaw(math.nan, math.nan, math.nan, math.nan, 0, math.nan, {}, ("no tail: few points, zeros or no numbers",))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        unit = size / start  # the search for the rivals' parameters depends on the unit
        fit = powerlaw.Fit(unit, xmin=1.0, parameter_ranges={"alpha": EXPONENTS}, verbose=False)
        law = fit.power_law
        versus = {name: _compare(powerlaw, fit, unit, name) for name in RIVALS}
    exponent, count = float(law.alpha), int(fit.n_tail)
    notes = tuple(dict.fromkeys(str(w.message) for w in caught))
    return PowerLaw(exponent, exponent - 1, (exponent - 1) / math.sqrt(count), start, count, float(law.D), versus, notes)


def _compare(powerlaw: Any, fit: Any, unit: NDArray[np.float64], rival: str) -> tuple[float, float]:
    """The rivals are fitted apart: the range of the exponent is not for parameters of theirs. Nan where one has no fit."""
    ours = fit.power_law.loglikelihoods(fit.data)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        ranges = {"parameter_ranges": WIDE} if rival == "lognormal" else {}
        other = getattr(powerlaw.Fit(unit, xmin=1.0, verbose=False, **ranges), rival).loglikelihoods(fit.data)
    for w in caught:
        warnings.warn_explicit(w.message, w.category, w.filename, w.lineno)
    if any("No valid fits" in str(w.message) for w in caught):
        return math.nan, math.nan
    difference = np.asarray(ours) - np.asarray(other)
    spread = float(np.std(difference))
    if not np.isfinite(difference).all() or spread == 0:
        return math.nan, math.nan
    ratio = float(difference.sum()) / (spread * math.sqrt(len(difference)))
    return ratio, math.erfc(abs(ratio) / math.sqrt(2))
