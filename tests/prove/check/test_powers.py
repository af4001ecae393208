from __future__ import annotations

import random
from fractions import Fraction as F
from typing import Any

import mpmath
import pytest

from adal_theory.prove.kernel.terms import Ne, var
from adal_theory.prove.kernel.terms import power as raised
from adal_theory.prove.semantics.evaluate import Instance, evaluate
from adal_theory.prove.semantics.interval import Interval, exact
from adal_theory.prove.semantics.powers import integer_root, interval_exp, power

TINY = mpmath.mpf(10) ** -60


def encloses(a: Any, value: Any) -> bool:
    """Whether the value lies inside, and not much else does (relative to values above 1)."""
    low, high = (mpmath.mpf(e.numerator) / e.denominator for e in (exact(a).lo, exact(a).hi))
    return bool(low <= value <= high and high - low <= TINY * max(1, abs(value)))


def test_enclosures_hold_the_value_and_little_else() -> None:
    rng = random.Random(1)
    with mpmath.workdps(120):
        for _ in range(60):
            b, e = F(rng.randint(1, 300), rng.randint(1, 50)), F(rng.randint(-30, 30), rng.choice((2, 3, 5, 7, 64, 65, 1000)))
            value = mpmath.power(mpmath.mpf(b.numerator) / b.denominator, mpmath.mpf(e.numerator) / e.denominator)
            if e.denominator > 1:
                wide = power(Interval(b, b + F(1, 10**90)), e)
                assert encloses(power(b, e), value), (b, e)
                assert encloses(wide, value) and wide.lo < wide.hi
            x = F(rng.randint(-400, 400), rng.randint(1, 30))
            assert encloses(interval_exp(x), mpmath.exp(mpmath.mpf(x.numerator) / x.denominator)), x


def test_exponents_that_are_enclosed() -> None:
    with mpmath.workdps(120):
        root = Interval(F(2), F(2)).sqrt()
        assert encloses(power(F(3), root), mpmath.power(3, mpmath.sqrt(2)))
        assert encloses(interval_exp(root), mpmath.exp(mpmath.sqrt(2)))


def test_rational_powers_stay_rational() -> None:
    assert power(F(8), F(2, 3)) == 4 and power(F(4, 9), F(-3, 2)) == F(27, 8) and interval_exp(0) == 1
    assert [integer_root(n, 3) for n in (0, 1, 7, 8, 26, 27, 10**30)] == [0, 1, 1, 2, 2, 3, 10**10]


def test_totality_and_what_cannot_be_told() -> None:
    assert power(F(0), F(1, 2)) == power(F(-1), F(1, 3)) == power(Interval(F(-2), F(-1)), F(1, 2)) == 0
    unknown = Interval(F(-1), F(1))
    for b, e in ((unknown, F(1, 2)), (F(-2), Interval(F(1), F(2)))):
        with pytest.raises(ZeroDivisionError):
            power(b, e)
    with pytest.raises(ZeroDivisionError):
        interval_exp(F(10**6))


def test_formulas_with_real_powers_are_decided() -> None:
    a, theta = var("a"), var("theta")
    point = Instance({"a": F(2), "theta": F(1, 3)})
    assert evaluate(raised(a, theta) <= F(126, 100), point) is True
    assert evaluate(raised(a, theta) <= F(125, 100), point) is False
    assert evaluate(Ne(raised(a, theta) ** 3, 3), point) is True
