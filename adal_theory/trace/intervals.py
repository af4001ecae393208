"""Intervals of real numbers, with ends that belong to them or not, and what the operations of the vocabulary make of them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import Any

Number = Any  # a Fraction, or ±inf


@dataclass(frozen=True)
class Range:
    """All reals between two ends, each of them included or not."""

    low: Number = -inf
    high: Number = inf
    low_open: bool = True
    high_open: bool = True

    @property
    def nonnegative(self) -> bool:
        return bool(self.low >= 0)

    @property
    def positive(self) -> bool:
        return bool(self.low > 0 or (self.low == 0 and self.low_open))

    @property
    def nonzero(self) -> bool:
        return self.positive or (-self).positive

    @property
    def is_zero(self) -> bool:
        return bool(self.low == self.high == 0)

    def within(self, other: Range) -> bool:
        return _lows(other, self) and _lows(-other, -self)

    def __neg__(self) -> Range:
        return Range(-self.high, -self.low, self.high_open, self.low_open)

    def __add__(self, other: Range) -> Range:
        return Range(
            self.low + other.low, self.high + other.high, self.low_open or other.low_open, self.high_open or other.high_open
        )

    def __sub__(self, other: Range) -> Range:
        return self + -other

    def __mul__(self, other: Range) -> Range:
        ends = [_corner(a, b) for a in _ends(self) for b in _ends(other)]
        low, high = min(v for v, _ in ends), max(v for v, _ in ends)
        return Range(low, high, all(o for v, o in ends if v == low), all(o for v, o in ends if v == high))

    def __truediv__(self, other: Range) -> Range:
        if (-other).positive:
            return -self / -other
        if not other.positive:
            return ANY
        return self * Range(_inverse(other.high), _inverse(other.low), other.high_open, other.low_open)


ANY = Range()
NONNEGATIVE, POSITIVE = Range(Fraction(0), low_open=False), Range(Fraction(0))
ZERO = Range(Fraction(0), Fraction(0), False, False)
SHARE = Range(Fraction(0), Fraction(1), True, False)  # (0, 1]


def _lows(wide: Range, narrow: Range) -> bool:
    """Whether the lower end of `wide` is not above that of `narrow`."""
    return bool(wide.low < narrow.low or (wide.low == narrow.low and (narrow.low_open or not wide.low_open)))


def _ends(a: Range) -> tuple[tuple[Number, bool], ...]:
    return (a.low, a.low_open), (a.high, a.high_open)


def _corner(a: tuple[Number, bool], b: tuple[Number, bool]) -> tuple[Number, bool]:
    """The product of two ends, and whether it is only approached: 0 times anything is 0, and reached where the 0 is."""
    if a[0] == 0 or b[0] == 0:
        return Fraction(0), not ((a[0] == 0 and not a[1]) or (b[0] == 0 and not b[1]))
    return a[0] * b[0], a[1] or b[1]


def _inverse(a: Number) -> Number:
    return inf if a == 0 else Fraction(0) if abs(a) == inf else 1 / a


def join(a: Range, b: Range) -> Range:
    """The least range that holds both."""
    low, high = (a if _lows(a, b) else b), (a if _lows(-a, -b) else b)
    return Range(low.low, high.high, low.low_open, high.high_open)


def maximum(a: Range, b: Range) -> Range:
    low, high = (b if _lows(a, b) else a), (a if _lows(-a, -b) else b)
    return Range(low.low, high.high, low.low_open, high.high_open)


def absolute(a: Range) -> Range:
    if a.nonnegative:
        return a
    if (-a).nonnegative:
        return -a
    return Range(Fraction(0), max(-a.low, a.high), False, True)


def root(a: Range) -> Range:
    """√a where a ≥ 0: which side of 0 and of 1 it lies on is all that is kept."""
    low, low_open = (Fraction(1), a.low_open and a.low == 1) if a.low >= 1 else (Fraction(0), a.positive)
    return Range(low, Fraction(0) if a.is_zero else Fraction(1) if a.high <= 1 else inf, low_open, a.high > 1)


def total(a: Range) -> Range:
    """Σ over d ≥ 1 coordinates."""
    low = a.low if a.nonnegative else -inf
    high = a.high if (-a).nonnegative else inf
    return Range(low, high, a.low_open or low == -inf, a.high_open or high == inf)


def sign(a: Range) -> Range:
    low, high = Fraction(1 if a.positive else 0 if a.nonnegative else -1), Fraction(-1 if (-a).positive else 1)
    return Range(low, max(low, high), False, False)
