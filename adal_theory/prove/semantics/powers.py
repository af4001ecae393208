"""Enclosures of b^e and e^x with rational ends: fractional powers by integer roots, the rest by exp(e log b)."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from typing import Any

from adal_theory.prove.semantics.interval import BITS, Interval, exact, interval_log

DEGREE = 64  # of the roots that are taken by integers; other exponents go through the logarithm
LARGEST = 10_000  # |x| of the largest e^x that is enclosed


def integer_root(n: int, q: int) -> int:
    """The largest r with r^q ≤ n, for n ≥ 0."""
    if n < 2:
        return n
    r = 1 << -(-n.bit_length() // q)
    while True:
        step = ((q - 1) * r + n // r ** (q - 1)) // q
        if step >= r:
            return r
        r = step


def _root(x: Fraction, q: int) -> Any:
    """x^(1/q) for x > 0: the rational itself where it is one, else an enclosure."""
    p, d = integer_root(x.numerator, q), integer_root(x.denominator, q)
    if p**q == x.numerator and d**q == x.denominator:
        return Fraction(p, d)
    shift = max(0, BITS + (x.denominator.bit_length() - x.numerator.bit_length()) // q + 1)
    low = integer_root((x.numerator << (q * shift)) // x.denominator, q)
    return Interval(Fraction(low, 1 << shift), Fraction(low + 1, 1 << shift))


def power(base: Any, exponent: Any) -> Any:
    """base^exponent for a real exponent that is not a whole number: 0 where base ≤ 0, as in the kernel's language.

    Raises `ZeroDivisionError` where an enclosure does not tell which case holds.
    """
    if isinstance(base, Interval) and base.hi > 0 >= base.lo:
        raise ZeroDivisionError("a real power of an interval that touches 0")
    if (base.hi if isinstance(base, Interval) else base) <= 0:
        if isinstance(exponent, Interval):
            raise ZeroDivisionError("an enclosed exponent may be whole, and then the power of a base ≤ 0 is not 0")
        return Fraction(0)
    if isinstance(exponent, Interval) or exponent.denominator > DEGREE:
        return interval_exp(exact(exponent) * exact(interval_log(base)))
    ends = [_root(Fraction(b), exponent.denominator) for b in _ends(base)]
    if len(ends) == 1 and not isinstance(ends[0], Interval):
        return ends[0] ** int(exponent.numerator)
    root = Interval(exact(ends[0]).lo, exact(ends[-1]).hi)
    n = exponent.numerator
    return root**n if n > 0 else (root**-n).inverse()


def _ends(a: Any) -> tuple[Any, ...]:
    return (a.lo, a.hi) if isinstance(a, Interval) else (a,)


def interval_exp(a: Any) -> Any:
    """An enclosure of e^a; exactly 1 for a = 0. Raises `ZeroDivisionError` beyond |a| = 10⁴, where it is of no use."""
    if not isinstance(a, Interval) and a == 0:
        return Fraction(1)
    ends = [Fraction(x) for x in _ends(a)]
    if any(abs(x) > LARGEST for x in ends):
        raise ZeroDivisionError("an exponential out of the range that is enclosed")
    return Interval(_exp(ends[0]).lo, _exp(ends[-1]).hi)


@lru_cache(maxsize=10_000)
def _exp(x: Fraction) -> Interval:
    """e^x to about BITS significant bits, so that it is positive far below 0 too."""
    if x < 0:
        above = _exp(-x)
        shift = BITS + 1 + int(above.hi).bit_length()
        low, high = (Fraction(b.denominator << shift, b.numerator) for b in (above.hi, above.lo))
        return Interval(Fraction(floor(low), 1 << shift), Fraction(ceil(high), 1 << shift))
    halvings = int(x).bit_length() + 2
    bits = BITS + 2 * halvings + 16  # each squaring doubles the relative error
    return Interval(*(Fraction(_scaled_exp(x, halvings, bits, up), 1 << bits) for up in (0, 1)))


def _scaled_exp(x: Fraction, halvings: int, bits: int, up: int) -> int:
    """A whole number below (up = 0) or above (up = 1) 2^bits·e^x for x ≥ 0: Taylor's sum at y = x/2^halvings ≤ 1/2, squared back.

    All terms are positive, so rounding each one way bounds the sum of those taken. Those left out, after y^n/n!, add to at most
    y^n/n! · (y + y² + …) ≤ y^n/n!, which is below 1 in the last place when the sum ends.
    """

    def rounded(numerator: int, denominator: int) -> int:
        return -(-numerator // denominator) if up else numerator // denominator

    y = rounded(x.numerator << bits, x.denominator << halvings)
    total = term = 1 << bits
    n = 0
    while term > 1:
        n += 1
        term = rounded(term * y, n << bits)
        total += term
    total += up
    for _ in range(halvings):
        total = rounded(total * total, 1 << bits)
    return total
