"""Whether samples lie on a lattice: whole numbers, counts of something, values rounded to some decimals."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
DECIMALS = 6
EXACT = 2.0**53  # beyond, floats are whole numbers whatever was measured
# By the type that samples came in: the relative rounding of a multiple; up to where a multiple is told from chance, which nine
# samples in ten must be; up to where it is known
WIDTHS = {np.float64: (2.0**-51, 2.0**40, 2.0**50), np.float32: (2.0**-23, 2.0**15, 2.0**22)}
TELLING = 0.9


class Lattice(NamedTuple):
    """Samples = `multiples` (n,) · `step`; the multiples are whole and have no common divisor."""

    step: float
    multiples: Vector


def lattice(x: Vector) -> Lattice | None:
    """The widest decimal lattice that holds `x` > 0, ascending, of up to 6 decimals; None where there is none."""
    narrow = bool(x[-1] < np.finfo(np.float32).max and np.all(x == x.astype(np.float32)))
    for width in (np.float64, np.float32) if narrow else (np.float64,):
        rounding, told, known = WIDTHS[width]
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
