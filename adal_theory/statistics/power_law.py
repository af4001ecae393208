"""Fits of a power law to the tail, continuous or on whole numbers, from where it fits best."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.entries import keywords, number, truth
from adal_theory.errors import ConfigurationError
from adal_theory.runtime import computing
from adal_theory.statistics.arrays import host, samples
from adal_theory.statistics.binned import of_rounded
from adal_theory.statistics.lattice import EXACT, Lattice, lattice, nearly
from adal_theory.statistics.rivals import compare
from adal_theory.statistics.tails import Tails, tails
from adal_theory.statistics.xmin_search import best_start, distance

Vector = NDArray[np.float64]
LEAST = 10  # samples in a tail that the search may choose: the distance of fewer is chance
TIED = 0.01  # the share of samples equal to another from which ties are told
SMALL = 0.1  # the share of the samples below which a tail says so
NAMED = 3  # strays that a note names
COARSE = 200.0  # steps of a lattice below xmin: fewer shift a continuous exponent by more than 1 in 400


@dataclass(frozen=True)
class PowerLaw:
    """p(x) ~ x^(−exponent) for |x| ≥ xmin; `index` = exponent − 1 is the tail index, `stderr` that of both.

    `n_tail` points lie there, at Kolmogorov–Smirnov distance `distance` from the fit. `versus` gives, by rival law, the
    normalised log-likelihood ratio (positive: the power law fits better) and its p-value; (0, 1) where the likeliest lognormal
    law is the power law itself. `discrete`: the law is P(|X| = x) = (x/step)^(−exponent)/ζ(exponent, xmin/step) for
    x = `offset` + k `step`, k whole; both are 0 for the continuous law. `notes`: what was found about the samples, and done about
    it; one line each.
    """

    exponent: float
    index: float
    stderr: float
    xmin: float
    n_tail: int
    distance: float
    versus: dict[str, tuple[float, float]]
    notes: tuple[str, ...]
    discrete: bool = False
    step: float = 0.0
    offset: float = 0.0


@keywords
@computing("fitting power laws")
def power_law(x: Any, xmin: float | None = None, *, axis: int = -1, discrete: bool | None = None) -> Any:
    """The `PowerLaw` of |samples| along `axis`, centred beforehand by the user; of a batch, an array of them.

    `xmin` > 0 is where the tail begins; None takes, of all distinct values with at least 10 samples at or above them, the one of
    least Kolmogorov–Smirnov distance. `discrete`: None fits the law of a lattice where the samples are multiples of one step
    (whole numbers, decimals, counts in any unit), or those plus an offset. It holds for counts and, up to (step/xmin)², for
    values rounded to the nearest multiple and for midpoints of bins; a note gives the exponents of values rounded to the nearest,
    down or up where they differ. Where up to one sample in a hundred strays from the lattice, it is taken as the nearest point,
    and a note names it. True insists on a lattice that holds every sample, False fits the continuous law. Zeros are below every
    tail. A fit is nan, with the reason in `notes`, where there is no tail. Raises `ConfigurationError` for arguments out of
    range, fewer than 20 samples, and `discrete=True` on samples without a step.
    Source: A. Clauset, C. R. Shalizi, M. E. J. Newman, SIAM Review 51 (2009) 661–703, eqs. 3.1, 3.5 and 3.9.
    """
    if xmin is not None:
        xmin = number("xmin", xmin, 0.0, low_open=True, wanted="where the tail begins, a number")
    if discrete is not None:
        discrete = truth("discrete", discrete)
    array = host(samples(x, axis, least=20)[1])
    if array.ndim == 1:
        return _one(np.abs(array), xmin, discrete)
    results = np.empty(array.shape[:-1], dtype=object)
    for position in np.ndindex(results.shape):
        results[position] = _one(np.abs(array[position]), xmin, discrete)
    return results


def _one(size: Vector, xmin: float | None, discrete: bool | None) -> PowerLaw:
    strange = int(np.count_nonzero(~np.isfinite(size)))
    if strange:
        return _none(f"no tail: {strange} of {size.size} samples are not finite; leave them out if that is right")
    ordered = np.sort(size[size > 0])
    if not ordered.size:
        return _none("no tail: all the samples are zero")
    likely = nearly(ordered)
    grid = None if discrete is False else lattice(ordered) if discrete else likely
    if discrete and grid is None:
        raise ConfigurationError(_no_lattice(ordered, likely))
    begin = None if xmin is None else xmin if grid is None else grid.at_or_above(xmin)
    found = tails(ordered if grid is None else grid.multiples[grid.multiples > 0], grid is not None, begin)
    start = _start(found, begin is not None)
    if start is None:
        where = "" if xmin is None else f" at or above xmin = {xmin:g}"
        return _none(f"no tail: fewer than {LEAST if xmin is None else 2} samples{where}, or all equal")
    fit = _fit(found, start, grid)
    if begin is None and not (grid and grid.strays.size):
        fit = replace(fit, xmin=float(ordered[-fit.n_tail]))  # to the last bit
    return replace(fit, notes=(*_notes(ordered, grid, likely, discrete, fit.xmin), *_doubts(found, start, fit, size.size)))


def _fit(found: Tails, start: int, grid: Lattice | None) -> PowerLaw:
    exponent, count = float(found.exponents[start]), int(found.at_least[start])
    edge, least = float(found.values[start]) * (grid.step if grid else 1.0), distance(found, start)[0]
    return PowerLaw(
        exponent,
        exponent - 1,
        found.stderr(start),
        edge,
        count,
        least,
        compare(found, start),
        (),
        grid is not None,
        grid.step if grid else 0.0,
        grid.offset if grid else 0.0,
    )


def _start(found: Tails, fixed: bool) -> int | None:
    """The index of the value at which the tail begins; None where none does."""
    enough = (found.at_least >= (2 if fixed else LEAST)) & (found.mean_log > 0)
    if not found.values.size or not (enough[0] if fixed else enough.any()):
        return None
    return 0 if fixed else best_start(found, int(np.flatnonzero(enough)[-1]))[0]


def _none(reason: str) -> PowerLaw:
    return PowerLaw(math.nan, math.nan, math.nan, math.nan, 0, math.nan, {}, (reason,))


def _no_lattice(ordered: Vector, likely: Lattice | None) -> str:
    if likely is not None:
        return (
            f"discrete = True, but the samples are not all {_words(likely)}{_except(likely, ordered)}; correct it, or pass "
            "discrete=None, which takes the nearest"
        )
    if ordered[-1] > EXACT:
        return f"discrete = True, but floats beyond 2^53, such as {ordered[-1]:g}, are all whole; pass discrete=False"
    first = ordered[np.flatnonzero(ordered != np.rint(ordered))[0]]
    return f"discrete = True, but the samples, such as {first:g}, are not multiples of one step; pass discrete=False"


def _words(grid: Lattice) -> str:
    if grid.offset:
        return f"multiples of {grid.step:g} plus {grid.offset:g}"
    return "whole numbers" if grid.step == 1 else f"multiples of {grid.step:g}"


def _except(grid: Lattice, ordered: Vector) -> str:
    named = ", ".join(f"{v:.10g}" for v in np.unique(grid.strays)[:NAMED])
    more = ", …" if np.unique(grid.strays).size > NAMED else ""
    return f", except {grid.strays.size} of {ordered.size} ({named}{more})"


def _done(likely: Lattice, ordered: Vector, discrete: bool | None) -> str:
    """With strays, and how to have it otherwise."""
    if discrete:
        return "discrete=None takes the nearest of these instead"
    low = ", 0 as below every tail" if np.any(likely.multiples == 0) else ""
    every = lattice(ordered)
    remedy = "" if every is None else f", or discrete=True for the step of all, {every.step:g}"
    return f"taken as the nearest one{low}; correct it if it is an error{remedy}"


def _notes(ordered: Vector, grid: Lattice | None, likely: Lattice | None, discrete: bool | None, edge: float) -> tuple[str, ...]:
    """One line on a lattice, its strays, or ties, where there are any."""
    other = "" if discrete else "; discrete=False fits the continuous law"
    stray = likely is not None and likely.strays.size > 0
    notes: tuple[str, ...] = ()
    if grid is not None:
        if grid.offset:
            law = (
                "the discrete law on these is fitted, right for midpoints of narrow bins; if the offset was added to counts, "
                "subtract it"
            )
        elif grid.step == 1:
            law = "the discrete law k^(−a)/ζ(a, xmin) is fitted"
        else:
            law = "the discrete law in that step is fitted, right for counts and for values rounded to the nearest multiple"
        notes = (f"{_words(grid)}: {law}{other}",)
        if likely is not None and stray:
            notes += (f"the samples look like {_words(likely)}{_except(likely, ordered)}: {_done(likely, ordered, discrete)}",)
        return notes
    if likely is not None:
        if edge < COARSE * likely.step:
            but = _except(likely, ordered) if stray else ""
            notes = (
                f"{_words(likely)}{but}, fitted as if continuous: from xmin = {edge:g} on this shifts the exponent; pass "
                "discrete=None, or a larger xmin",
            )
        return notes
    tied = ordered.size - 1 - np.count_nonzero(np.diff(ordered))
    if tied >= TIED * ordered.size:
        return (
            f"{tied} of {ordered.size} samples repeat a value and no common step is found (rounding?): the continuous law is "
            "fitted, and every jump counts in full in the distance",
        )
    return ()


def _doubts(found: Tails, start: int, fit: PowerLaw, size: int) -> tuple[str, ...]:
    """One line where the exponent of rounded values is another, one where the tail is a small part."""
    notes: tuple[str, ...] = ()
    shift = fit.index**2 / (2 * fit.exponent * float(found.values[start]))  # of the exponent, by half a step, to first order
    if fit.discrete and shift > fit.stderr / 2:
        if fit.offset:
            middle = of_rounded(found, start, 0.5)
            other = abs(middle - fit.exponent) > fit.stderr / 2
            told = f"if these are midpoints of bins, the exponent is {middle:.4g}" if other else ""
        else:
            exponents = {word: of_rounded(found, start, by) for word, by in (("to the nearest", 0.5), ("down", 0.0), ("up", 1.0))}
            told = "if these were rounded, the exponent is " + ", ".join(
                f"{a:.4g} ({word})" for word, a in exponents.items() if math.isfinite(a)
            )
        notes = (f"{told}; if they are counts, {fit.exponent:.4g}",) if told else ()
    if fit.n_tail < SMALL * size:
        notes += (
            f"the tail from xmin = {fit.xmin:g} on is {fit.n_tail} of {size} samples ({fit.n_tail / size:.2g} of all): "
            "nothing is said about the others",
        )
    return notes
