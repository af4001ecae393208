"""Closed intervals with rational ends, rounded outwards: enclosures of roots and logarithms, never a float."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import isqrt
from typing import Any

from adal_theory.prove.kernel.terms import InvalidInference

BITS = 240
LONGEST = 2000  # bits of a denominator; exact values of short runs stay far below
SCALE = 1 << BITS


def _down(x: Fraction) -> Fraction:
    return x if x.denominator <= SCALE else Fraction((x.numerator * SCALE) // x.denominator, SCALE)


def _up(x: Fraction) -> Fraction:
    return x if x.denominator <= SCALE else Fraction(-((-x.numerator * SCALE) // x.denominator), SCALE)


def exact(a: Any) -> Interval:
    """A number as an interval of one point."""
    return a if isinstance(a, Interval) else Interval(Fraction(a), Fraction(a))


def bounded(a: Any) -> Any:
    """The number itself, or an enclosure where its fraction has become longer than is useful."""
    return Interval(_down(a), _up(a)) if isinstance(a, Fraction) and a.denominator.bit_length() > LONGEST else a


@dataclass(frozen=True)
class Interval:
    """All reals from lo to hi."""

    lo: Fraction
    hi: Fraction

    def __post_init__(self) -> None:
        if type(self.lo) is not Fraction or type(self.hi) is not Fraction or self.lo > self.hi:
            raise InvalidInference("interval", f"[{self.lo}, {self.hi}] is not an interval with rational ends")

    def __add__(self, other: Any) -> Interval:
        b = exact(other)
        return Interval(_down(self.lo + b.lo), _up(self.hi + b.hi))

    __radd__ = __add__

    def __neg__(self) -> Interval:
        return Interval(-self.hi, -self.lo)

    def __sub__(self, other: Any) -> Interval:
        return self + -exact(other)

    def __mul__(self, other: Any) -> Interval:
        b = exact(other)
        ends = (self.lo * b.lo, self.lo * b.hi, self.hi * b.lo, self.hi * b.hi)
        return Interval(_down(min(ends)), _up(max(ends)))

    __rmul__ = __mul__

    def __pow__(self, n: int) -> Interval:
        if n == 0:
            return exact(1)
        if n % 2 == 0:
            a = abs(self)
            return Interval(_down(a.lo**n), _up(a.hi**n))
        return Interval(_down(self.lo**n), _up(self.hi**n))

    def __abs__(self) -> Interval:
        if self.lo >= 0:
            return self
        return -self if self.hi <= 0 else Interval(Fraction(0), max(-self.lo, self.hi))

    def inverse(self) -> Interval:
        """1/x; raises `ZeroDivisionError` when 0 lies inside, where 1/0 = 0 would jump, unless it is all there is."""
        if self.lo == self.hi == 0:
            return self
        if self.lo <= 0 <= self.hi:
            raise ZeroDivisionError("an interval around 0 has no inverse")
        return Interval(_down(1 / self.hi), _up(1 / self.lo))

    def sqrt(self) -> Interval:
        return Interval(_root(self.lo, 0), _root(self.hi, 1))


def _root(x: Fraction, up: int) -> Fraction:
    """A rational just below (up = 0) or above (up = 1) √x, to about BITS significant bits; √x = 0 for x ≤ 0."""
    if x <= 0:
        return Fraction(0)
    shift = max(0, BITS + (x.denominator.bit_length() - x.numerator.bit_length()) // 2)
    scaled = x.numerator * (1 << (2 * shift)) // x.denominator
    return Fraction(isqrt(scaled) + up, 1 << shift)


def interval_log(a: Any) -> Any:
    """An enclosure of log a by log x = 2 artanh((x−1)/(x+1)) after halving; 0 where a ≤ 0."""
    if not isinstance(a, Interval):
        if a <= 0 or a == 1:
            return Fraction(0)
        return Interval(_log(Fraction(a), 0), _log(Fraction(a), 1))
    if a.lo <= 0:
        raise ZeroDivisionError("the logarithm of an interval that touches 0")
    return Interval(_log(a.lo, 0), _log(a.hi, 1))


@lru_cache(maxsize=10_000)
def _log(x: Fraction, up: int) -> Fraction:
    n = 0
    while x > Fraction(4, 3):
        x, n = x / 2, n + 1
    while x < Fraction(2, 3):
        x, n = x * 2, n - 1
    main, two = _artanh(x), _artanh(Fraction(2))
    total = Interval(*main) + Interval(*two) * n
    return total.hi if up else total.lo


@lru_cache(maxsize=10_000)
def _artanh(x: Fraction) -> tuple[Fraction, Fraction]:
    """Bounds on log x for 1/2 ≤ x ≤ 2: partial sum and geometric tail of the series in z = (x−1)/(x+1)."""
    z = (x - 1) / (x + 1)
    z = Fraction(round(z * SCALE), SCALE) if z.denominator > SCALE else z
    slack = Fraction(8, SCALE) if z != (x - 1) / (x + 1) else Fraction(0)
    total, term, k = Fraction(0), z, 0
    while k < 200 and abs(term) > Fraction(1, SCALE):
        total = Fraction(round((total + term / (2 * k + 1)) * SCALE), SCALE)
        slack += Fraction(2, SCALE)
        term = Fraction(round(term * z * z * SCALE), SCALE)
        k += 1
    tail = abs(term) + Fraction(2 * k + 2, SCALE)
    return 2 * (total - tail) - slack, 2 * (total + tail) + slack
