"""Whether samples lie on a lattice: whole numbers, counts of something, rounded values, midpoints of bins; all, or nearly all."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Mask = NDArray[np.bool_]
DECIMALS = 6
EXACT = 2.0**53  # beyond, floats are whole numbers whatever was measured
# By the type that samples came in: the relative rounding of a multiple; up to where a multiple is told from chance, which nine
# samples in ten must be; up to where it is known
WIDTHS = {np.float64: (2.0**-51, 2.0**40, 2.0**50), np.float32: (2.0**-23, 2.0**15, 2.0**22)}
TELLING = 0.9
WITNESSES, VALUES = 10, 3  # samples beside one value, and distinct values, without which an offset or a stray is chance
NEARLY = 0.99  # the share of the samples that makes a lattice of which the others stray
PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47)
PILOT = 1000
DISTINCT, STEPS = 5, {2.0**-51: 2.0**20, 2.0**-23: 2.0**12}  # the values, and by rounding the range, that tell a step of any size
HUGE = 1e200
NOTHING = 1e-8  # of a step: a sample so near to 0 is 0 for its lattice


class Lattice(NamedTuple):
    """Samples = `multiples` (n,) · `step` = `offset` + k `step`, 0 ≤ offset < step, k whole and without a common divisor.

    `strays`: the samples off the lattice, whose multiples are the nearest; 0 where the nearest is 0.
    """

    step: float
    multiples: Vector
    offset: float = 0.0
    strays: Vector = np.empty(0)

    def at_or_above(self, x: float) -> float:
        """The least multiple that is not below x/step."""
        shift = self.offset / self.step
        return float(max(np.ceil(x / self.step * (1 - 1e-12) - shift), 0.0 if shift else 1.0)) + shift


def lattice(x: Vector, uneven: bool = True) -> Lattice | None:
    """The widest lattice that holds all of `x` > 0, ascending; None where there is none.

    The step has up to 6 decimals, or any number of them (not with `uneven` = False) where 5 distinct values have it and nine
    samples in ten are below 2^20 steps. An offset that leaves a wider step is taken where at least 10 samples above the least
    one, and 3 distinct values, have it.
    """
    shiftable = x.size - np.searchsorted(x, x[0], side="right") >= WITNESSES and _distinct(x) >= VALUES
    found = _first(_multiples, x)
    if found is not None:
        return _widest(found) if shiftable else found
    return _first(_shifted, x) or (_first(_uneven, x) if uneven else None) if shiftable else None


def _first(search: Callable[[Vector, tuple[float, float, float]], Lattice | None], x: Vector) -> Lattice | None:
    return next((found for width in _widths(x) if (found := search(x, width)) is not None), None)


def nearly(x: Vector) -> Lattice | None:
    """As `lattice`, also where up to one sample in a hundred strays from it."""
    found = lattice(x, uneven=False)
    return (_main(x, found) if x.size * (1 - NEARLY) >= 1 - 1e-9 else None) or found or lattice(x)


def _main(x: Vector, found: Lattice | None) -> Lattice | None:
    """The lattice of nearly all samples, where it is not `found`, that of all; else None."""
    on = _decimal_class(x) if found is None else np.ones(x.size, bool)
    if on is None:
        return None
    certain = on & (x <= EXACT)
    kept = found if found is not None else lattice(x[certain])
    if kept is None:
        return None
    k = np.zeros(x.size, np.int64)
    k[certain] = np.rint(kept.multiples - kept.offset / kept.step).astype(np.int64)
    one = _residue_class(k, on, certain, x)
    if one.all() and found is not None:
        return None
    main = lattice(x[one & certain])
    if main is None:
        return None
    shift = main.offset / main.step
    nearest = np.maximum(np.rint(x / main.step - shift), 0.0) + shift
    nearest[nearest < NOTHING] = 0.0
    nearest[one & certain] = main.multiples
    return main._replace(multiples=nearest, strays=x[~one])


def _widths(x: Vector) -> tuple[tuple[float, float, float], ...]:
    narrow = bool(x[-1] < np.finfo(np.float32).max and np.all(x == x.astype(np.float32)))
    return tuple(WIDTHS[width] for width in ((np.float64, np.float32) if narrow else (np.float64,)))


def _multiples(x: Vector, width: tuple[float, float, float]) -> Lattice | None:
    rounding, told, known = width
    for decimals in range(DECIMALS + 1):
        scale = 10.0**decimals
        sure = x[: np.searchsorted(x, told / scale)] if decimals else x
        if x[-1] * scale > (known if decimals else EXACT) or sure.size < TELLING * x.size:
            break
        if _whole(sure[:100] * scale, rounding) and _whole(sure * scale, rounding):
            whole = np.rint(x * scale)
            divisor = float(np.gcd.reduce(whole.astype(np.int64)))
            return Lattice(divisor / scale, whole / divisor)
    return None


def _whole(scaled: Vector, rounding: float) -> bool:
    nearest = np.rint(scaled)
    return bool(np.all(np.abs(scaled - nearest) <= rounding * scaled) and nearest.min() >= 1)


def _widest(found: Lattice) -> Lattice:
    """With the offset that leaves the widest step: the multiples modulo the divisor of their differences."""
    whole = found.multiples.astype(np.int64)
    divisor = int(np.gcd.reduce(whole - whole[0]))
    if divisor < 2 or whole[0] < NOTHING * divisor:
        return found
    rest = int(whole[0]) % divisor
    return Lattice(found.step * divisor, (whole // divisor).astype(float) + rest / divisor, found.step * rest)


def _shifted(x: Vector, width: tuple[float, float, float]) -> Lattice | None:
    """The lattice of an offset that has more decimals than the step."""
    rounding, told, known = width
    for decimals in range(DECIMALS + 1):
        scale = 10.0**decimals
        sure = int(np.searchsorted(x, told / scale))
        if x[-1] * scale > known or sure < TELLING * x.size:
            break
        if _on(x[:100], x[0], scale, rounding).all() and _on(x[:sure], x[0], scale, rounding).all():
            whole = np.rint((x - x[0]) * scale).astype(np.int64)
            divisor = int(np.gcd.reduce(whole))
            step = divisor / scale
            if x[0] < NOTHING * step:
                return None
            shift = float(x[0] / step)
            return Lattice(step, (whole // divisor).astype(float) + np.floor(shift) + shift % 1, shift % 1 * step)
    return None


def _uneven(x: Vector, width: tuple[float, float, float]) -> Lattice | None:
    """The lattice of a step that is not decimal."""
    rounding = width[0]
    values = x[np.append(True, np.diff(x) > 0)]
    if values.size < DISTINCT or _common(values[:PILOT], rounding) is None:
        return None
    step = _common(values, rounding)
    if step is None or x[0] < NOTHING * step or x[-1] > step / rounding / 8:
        return None
    if np.searchsorted(x, step * STEPS[rounding]) < TELLING * x.size:
        return None
    k, shift = np.rint((x - x[0]) / step), float(x[0] / step)
    if abs(shift - round(shift)) <= 4 * rounding * shift and round(shift):
        return Lattice(step, k + round(shift))
    return Lattice(step, k + np.floor(shift) + shift % 1, shift % 1 * step)


def _common(values: Vector, rounding: float) -> float | None:
    """The common divisor of the differences of distinct `values`, ascending, by Euclid's algorithm; None where there is none."""
    gaps = np.diff(values)
    if not gaps.size:
        return None
    step = float(gaps.min())
    while step * STEPS[rounding] > values[values.size // 2] and step > rounding * values[-1]:
        rest = np.abs(gaps - np.rint(gaps / step) * step)
        if not np.any(rest > step / 256):
            for end in np.unique(np.geomspace(1, gaps.size, 20).astype(int)):  # values further apart have more digits of the step
                apart = float(values[end] - values[0])
                step = apart / max(round(apart / step), 1)
            return step if _on(values, values[0], 1 / step, rounding).all() else None
        step = float(rest[rest > step / 256].min())
    return None


def _on(x: Vector, base: float, scale: float, rounding: float) -> Mask:
    """Which differences from `base` are whole multiples of 1/scale, up to rounding."""
    apart = (x - base) * scale
    return np.asarray(np.abs(apart - np.rint(apart)) <= rounding * scale * (x + base))


def _distinct(x: Vector) -> int:
    return int(np.count_nonzero(np.diff(x))) + 1


def _convincing(x: Vector, on: Mask) -> bool:
    """Nearly all samples, and nearly all beside the commonest value, are `on` the lattice (which one value alone always is)."""
    if np.count_nonzero(on) < NEARLY * x.size:
        return False
    beside = x != x[x.size // 2]
    kept = np.count_nonzero(on & beside)
    return bool(kept >= max(WITNESSES, TELLING * np.count_nonzero(beside)) and _distinct(x[on]) >= VALUES)


def _decimal_class(x: Vector) -> Mask | None:
    """The samples that differ by multiples of a decimal step, where nearly all do; floats beyond 2^53 are among them."""
    pilot = x[:: max(1, x.size // PILOT)]
    for rounding, told, _ in _widths(x):
        for decimals in range(DECIMALS + 1):
            scale = 10.0**decimals
            if x[-1] > HUGE or np.searchsorted(x, told / scale) < TELLING * x.size or (decimals and x[-1] > EXACT):
                break
            for base in (x[x.size // 2], x[x.size // 4]):
                if _on(pilot, base, scale, rounding).mean() > 2 * NEARLY - 1:
                    on = _on(x, base, scale, rounding)
                    if _convincing(x, on):
                        return on
    return None


def _residue_class(k: NDArray[np.int64], on: Mask, certain: Mask, x: Vector) -> Mask:
    """The samples `on` whose k are equal modulo as many small primes as nearly all share."""
    for prime in PRIMES:
        while True:
            few = k[certain & on]
            few = few[:: max(1, few.size // PILOT)]
            if few.min() == few.max() or np.bincount(few % prime).max() < (2 * NEARLY - 1) * few.size:
                break
            residue = int(np.argmax(np.bincount(k[certain & on] % prime)))
            tried = on & ((k % prime == residue) | ~certain)
            if not _convincing(x, tried):
                break
            on, k = tried, (k - residue) // prime
    return on
