"""Steps that no time limit could hold are refused before they are begun; all others are answered in time."""

from __future__ import annotations

import time

import pytest

import adal_theory as at
from adal_theory.errors import ConfigurationError
from adal_theory.prove import var
from adal_theory.prove.check.reading import read
from adal_theory.prove.check.sizes import MOST, _size
from adal_theory.prove.kernel.polynomials import normal
from adal_theory.prove.kernel.terms import Term, add, mul, power

A, B, C = map(var, "abc")
FORMS = [
    power(A + 1, 30),
    power(A + B + C, 9),
    power(A + B + C + 1, 7),
    mul(*(A + k for k in range(12))),
    mul(A + B, B + C, A + C, A + 1),
    power(power(A + B, 3), 4),
    add(power(A, 5), A * (B + C)),
    mul(2, A, power(B, 3)),
    A * power(B, -1),
]


@pytest.mark.parametrize("a", FORMS, ids=str)
def test_a_size_is_an_upper_bound(a: Term) -> None:
    assert len(normal(a)) <= _size(a).terms <= MOST


TOO_LARGE = [
    "(1+x)**1000 >= 0",
    "1/(1+x)**1000 <= 1",
    "x**(10**100) >= 0",
    "Sum((1+x*t)**900, (t, 1, T)) >= 0",
    "*".join(f"(a{i} + b{i})" for i in range(20)) + " >= 0",
    "sqrt(" + "*".join(f"(a{i} + b{i})" for i in range(20)) + ") >= 0",
]


@pytest.mark.parametrize("step", TOO_LARGE)
def test_what_is_too_large_is_refused_in_one_line(step: str) -> None:
    start = time.process_time()
    with pytest.raises(ConfigurationError, match=r"too many terms to be multiplied out|powers up to") as error:
        at.check(step)
    assert "\n" not in str(error.value) and len(str(error.value)) < 200 and time.process_time() - start < 1


IN_TIME = [
    "(1+x)**300 >= 0",
    "((1+x)**2)**150 >= 1",
    "(a+b+c)**40 >= 0",
    "Product(x+k, (k, 1, 40)) >= 0",
    "2**(10**6 + Rational(1, 3)) >= 1",
    " + ".join(f"x{i}*x{i + 1}" for i in range(200)) + " >= 0",
    "x**x <= 2",
    "x <= 10**400",
    "log(log(log(log(x)))) <= x",
    "Sum(1/t, (t, 1, 10**9)) <= 100",
    "(" * 90 + "x" + ")" * 90 + " >= 0",
    "x <= " + "+".join(["1"] * 3000),
]


@pytest.mark.parametrize("step", IN_TIME, ids=[s[:40] for s in IN_TIME])
def test_a_time_limit_holds(step: str) -> None:
    (read_step,) = read(step)
    start = time.process_time()
    assert at.check(step, ["x >= 1"] if "x" in step else [], seconds=0.5).verdict in ("proved", "refuted", "undecided")
    assert time.process_time() - start < 3.5, read_step.goal
