"""Whether samples lie on a lattice: whole numbers, counts of something, rounded values, midpoints of bins; all, or nearly all."""

from __future__ import annotations

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
HUGE = 1e200


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


def lattice(x: Vector) -> Lattice | None:
    """The widest lattice that holds all of `x` > 0, ascending, with a step of up to 6 decimals; None where there is none.

    An offset that leaves a wider step is taken where at least 10 samples above the least one, and 3 distinct values, have it.
    """
    shiftable = x.size - np.searchsorted(x, x[0], side="right") >= WITNESSES and _distinct(x) >= VALUES
    for width in _widths(x):
        found = _multiples(x, width)
        if found is not None:
            return _widest(found) if shiftable else found
    return next((found for width in _widths(x) if (found := _shifted(x, width)) is not None), None) if shiftable else None


def nearly(x: Vector) -> Lattice | None:
    """As `lattice`, also where up to one sample in a hundred strays from it."""
    found = lattice(x)
    if x.size * (1 - NEARLY) < 1 - 1e-9:
        return found
    on = _decimal_class(x) if found is None else np.ones(x.size, bool)
    if on is None:
        return found
    certain = on & (x <= EXACT)
    kept = found if found is not None else lattice(x[certain])
    if kept is None:
        return found
    k = np.zeros(x.size, np.int64)
    k[certain] = np.rint(kept.multiples - kept.offset / kept.step).astype(np.int64)
    one = _residue_class(k, on, certain, x)
    if one.all() and found is not None:
        return found
    main = lattice(x[one & certain])
    if main is None:
        return found
    shift = main.offset / main.step
    nearest = np.maximum(np.rint(x / main.step - shift), 0.0) + shift
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
    if divisor < 2:
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
            shift = float(x[0] / step)
            return Lattice(step, (whole // divisor).astype(float) + np.floor(shift) + shift % 1, shift % 1 * step)
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
