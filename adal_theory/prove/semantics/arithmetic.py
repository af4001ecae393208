"""The two arithmetics of an evaluation: exact rationals with intervals, and 50-digit decimals.

IntervalArithmetic: a comparison of intervals that overlap is undecided (None), so True and False are proofs about the instance.
Decimal: for long runs; comparisons allow a relative slack of 10⁻³⁵, far above the rounding of 50 digits.
"""

from __future__ import annotations

import decimal
import operator
from decimal import Decimal
from fractions import Fraction
from math import isqrt
from typing import Any

from adal_theory.prove.semantics.interval import Interval, exact, interval_log
from adal_theory.prove.semantics.powers import interval_exp, power

CONTEXT = decimal.Context(prec=50, Emin=-(10**15), Emax=10**15)
SLACK = Decimal(10) ** -35
COMPARED = {"le": operator.le, "lt": operator.lt, "eq": operator.eq, "ne": operator.ne}


class IntervalArithmetic:
    """Fractions where results are rational, intervals with rational ends elsewhere."""

    number = staticmethod(lambda c: c)

    @staticmethod
    def inverse(a: Any) -> Any:
        if isinstance(a, Interval):
            return a.inverse()
        return Fraction(0) if a == 0 else 1 / Fraction(a)

    @staticmethod
    def sqrt(a: Any) -> Any:
        if isinstance(a, Interval):
            return a.sqrt()
        if a <= 0:
            return Fraction(0)
        a = Fraction(a)
        p, q = isqrt(a.numerator), isqrt(a.denominator)
        return Fraction(p, q) if p * p == a.numerator and q * q == a.denominator else Interval(a, a).sqrt()

    log = staticmethod(lambda a: interval_log(a))
    exp = staticmethod(interval_exp)
    power = staticmethod(power)

    @staticmethod
    def compare(op: str, a: Any, b: Any) -> bool | None:
        if not isinstance(a, Interval) and not isinstance(b, Interval):
            return bool(COMPARED[op](a, b))
        a, b = exact(a), exact(b)
        if a is b:
            return op in ("le", "eq")
        if a.hi < b.lo:
            return op != "eq"
        if b.hi < a.lo:
            return op == "ne"
        return True if op == "le" and a.hi <= b.lo else None

    @staticmethod
    def larger(a: Any, b: Any) -> Any:
        if isinstance(a, Interval) or isinstance(b, Interval):
            a, b = exact(a), exact(b)
            return Interval(max(a.lo, b.lo), max(a.hi, b.hi))
        return max(a, b)

    @staticmethod
    def sign(a: Any) -> Any:
        if isinstance(a, Interval):
            return Interval(Fraction((a.lo > 0) - (a.lo < 0)), Fraction((a.hi > 0) - (a.hi < 0)))
        return (a > 0) - (a < 0)


class DecimalArithmetic:
    """50 decimal digits."""

    @staticmethod
    def number(c: Any) -> Decimal:
        if isinstance(c, Decimal):
            return c
        if isinstance(c, float):
            return Decimal(c)
        c = Fraction(c)
        return CONTEXT.divide(Decimal(c.numerator), Decimal(c.denominator))

    @staticmethod
    def inverse(a: Any) -> Any:
        return Decimal(0) if a == 0 else CONTEXT.divide(Decimal(1), a)

    @staticmethod
    def sqrt(a: Any) -> Any:
        return Decimal(0) if a <= 0 else CONTEXT.sqrt(a)

    @staticmethod
    def log(a: Any) -> Any:
        return Decimal(0) if a <= 0 else CONTEXT.ln(a)

    @staticmethod
    def exp(a: Any) -> Any:
        return CONTEXT.exp(a)

    @staticmethod
    def power(b: Any, e: Any) -> Any:
        return Decimal(0) if b <= 0 else CONTEXT.power(b, e)

    @staticmethod
    def compare(op: str, a: Any, b: Any) -> bool | None:
        slack = SLACK * max(abs(a), abs(b), Decimal(1))
        if op == "le":
            return bool(a <= b + slack)
        if op == "lt":
            return bool(a < b + slack)
        return bool(abs(a - b) <= slack) == (op == "eq")

    larger = staticmethod(max)

    @staticmethod
    def sign(a: Any) -> Any:
        return Decimal((a > 0) - (a < 0))


Arithmetic = type[IntervalArithmetic] | type[DecimalArithmetic]  # or a class derived from one of them
