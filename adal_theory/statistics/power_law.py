"""Fits of a power law to the tail, continuous or on whole numbers, from where it fits best."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.entries import keywords, number, truth
from adal_theory.errors import ConfigurationError
from adal_theory.runtime import computing
from adal_theory.statistics.arrays import host, samples
from adal_theory.statistics.lattice import EXACT, Lattice, lattice
from adal_theory.statistics.rivals import compare
from adal_theory.statistics.tails import Tails, tails
from adal_theory.statistics.xmin_search import best_start, distance

Vector = NDArray[np.float64]
LEAST = 10  # samples in a tail that the search may choose: the distance of fewer is chance
TIED = 0.01  # the share of samples equal to another from which ties are told
COARSE = 200.0  # steps of a lattice below xmin: fewer shift a continuous exponent by more than 1 in 400


@dataclass(frozen=True)
class PowerLaw:
    """p(x) ~ x^(−exponent) for |x| ≥ xmin; `index` = exponent − 1 is the tail index, `stderr` that of both.

    `n_tail` points lie there, at Kolmogorov–Smirnov distance `distance` from the fit. `versus` gives, by rival law, the
    normalised log-likelihood ratio (positive: the power law fits better) and its p-value; (0, 1) where the likeliest lognormal
    law is the power law itself. `discrete`: the law is P(K = k) = k^(−exponent)/ζ(exponent, xmin/step) for |x| = k `step`;
    `step` is 0 for the continuous law. `notes`: what was found about the samples, and done about it; one line each.
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


@keywords
@computing("fitting power laws")
def power_law(x: Any, xmin: float | None = None, *, axis: int = -1, discrete: bool | None = None) -> Any:
    """The `PowerLaw` of |samples| along `axis`, centred beforehand by the user; of a batch, an array of them.

    `xmin` > 0 is where the tail begins; None takes, of all distinct values with at least 10 samples at or above them, the one of
    least Kolmogorov–Smirnov distance. `discrete`: None fits the law of whole numbers where all the samples are multiples of one
    step (whole numbers, or decimals up to six places), which holds for counts and, up to (step/xmin)², for values rounded to
    the nearest multiple; True insists on it, False fits the continuous law. Zeros are below every tail.
    A fit is nan, with the reason in `notes`, where there is no tail. Raises `ConfigurationError` for arguments out of range,
    fewer than 20 samples, and `discrete=True` on samples without a step.
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
    grid = None if discrete is False else lattice(ordered)
    if discrete and grid is None:
        raise ConfigurationError(_no_lattice(ordered))
    begin = None if xmin is None else float(xmin) if grid is None else float(np.ceil(xmin / grid.step * (1 - 1e-12)))
    found = tails(ordered if grid is None else grid.multiples, grid is not None, begin)
    start = _start(found, begin is not None)
    if start is None:
        where = "" if xmin is None else f" at or above xmin = {xmin:g}"
        return _none(f"no tail: fewer than {LEAST if xmin is None else 2} samples{where}, or all equal")
    least = distance(found, start)[0]
    exponent, count = float(found.exponents[start]), int(found.at_least[start])
    edge = float(ordered[-count]) if begin is None else begin * grid.step if grid else begin
    notes = _notes(ordered, grid, discrete, edge)
    return PowerLaw(exponent, exponent - 1, found.stderr(start), edge, count, least, compare(found, start), notes,
                    grid is not None, grid.step if grid else 0.0)


def _start(found: Tails, fixed: bool) -> int | None:
    """The index of the value at which the tail begins; None where none does."""
    enough = (found.at_least >= (2 if fixed else LEAST)) & (found.mean_log > 0)
    if not found.values.size or not (enough[0] if fixed else enough.any()):
        return None
    return 0 if fixed else best_start(found, int(np.flatnonzero(enough)[-1]))[0]


def _none(reason: str) -> PowerLaw:
    return PowerLaw(math.nan, math.nan, math.nan, math.nan, 0, math.nan, {}, (reason,))


def _no_lattice(ordered: Vector) -> str:
    if ordered[-1] > EXACT:
        return f"discrete = True, but floats beyond 2^53, such as {ordered[-1]:g}, are all whole; pass discrete=False"
    first = ordered[np.flatnonzero(ordered != np.rint(ordered))[0]]
    return f"discrete = True, but the samples, such as {first:g}, are not multiples of one step; pass discrete=False"


def _notes(ordered: Vector, grid: Lattice | None, discrete: bool | None, edge: float) -> tuple[str, ...]:
    """One line on a lattice or ties, where there are any."""
    other = "" if discrete else "; discrete=False fits the continuous law"
    if grid is not None and grid.step == 1:
        return (f"whole numbers: the discrete law k^(−a)/ζ(a, xmin) is fitted{other}",)
    if grid is not None:
        return (f"multiples of {grid.step:g}: the discrete law in that step is fitted, right for counts and for values "
                f"rounded to the nearest multiple{other}",)
    found = lattice(ordered)
    if found is not None:
        if edge < COARSE * found.step:
            return (f"multiples of {found.step:g}, fitted as if continuous: from xmin = {edge:g} on this shifts the exponent; "
                    "pass discrete=None, or a larger xmin",)
        return ()
    tied = ordered.size - 1 - np.count_nonzero(np.diff(ordered))
    if tied >= TIED * ordered.size:
        return (f"{tied} of {ordered.size} samples repeat a value and no common step is found (rounding?): the continuous law is "
                "fitted, and every jump counts in full in the distance",)
    return ()
