"""Logarithms, real powers, roots by substitution, integers as real numbers: what is found, and what stays open."""

from __future__ import annotations

from fractions import Fraction

import pytest
from known import known, shows

from adal_theory.prove.check.reading import read
from adal_theory.prove.kernel.terms import Eq, Term, inv, log, num, power, sqrt, var
from adal_theory.prove.kernel.theorem import same
from adal_theory.prove.tactics.automatic import Stuck, prove
from adal_theory.prove.tactics.calculus import by_monotonicity
from adal_theory.prove.tactics.critical_points import zeros
from adal_theory.prove.tactics.logarithms import apart
from adal_theory.prove.tactics.real_powers import between, bounds
from adal_theory.prove.tactics.relaxation import by_real_numbers
from adal_theory.prove.tactics.root_substitution import by_root

x, y, c, p, q, theta = (var(name) for name in ("x", "y", "c", "p", "q", "theta"))
T = var("T", "int")


@pytest.mark.parametrize(
    ("u", "says"),
    [
        (x * y, Eq(log(x * y), log(x) + log(y))),
        (2 * x, Eq(log(2 * x), log(2 * num(1)) + log(x))),
        (x**2, Eq(log(x**2), 2 * log(x))),
        (x / y, Eq(log(x), log(x / y) + log(y))),
        (1 + 1 / x, Eq(log(x + 1), log(1 + 1 / x) + log(x))),
        (1 / (x + y), Eq(log(1 * num(1)), log(1 / (x + y)) + log(x + y))),
        (num(6), Eq(log(num(6)), log(num(2)) + log(num(3)))),
    ],
)
def test_a_logarithm_comes_apart(u: Term, says: Term) -> None:
    found = [t for t in apart(known(x > 0, y > 0), u) if same(t.conclusion, says)]
    assert len(found) == 1 and shows(found[0], says, x > 0, y > 0)


@pytest.mark.parametrize("u", [x * y, x / y, 1 + 1 / x])
def test_a_logarithm_comes_apart_only_where_its_parts_are_positive(u: Term) -> None:
    assert not list(apart(known(x >= 0, y > 0), u)) and not list(apart(known(), u))


def test_a_logarithm_of_a_number_lies_between_rational_ones() -> None:
    assert len(list(apart(known(), num(2)))) == 3
    assert shows(prove(log(num(2)) <= Fraction(3, 4) * num(1), []), log(num(2)) <= num(Fraction(3, 4)))
    assert shows(prove(num(Fraction(13, 20)) <= log(num(2)), []), num(Fraction(13, 20)) <= log(num(2)))
    assert isinstance(prove(log(num(2)) <= num(Fraction(69, 100)), [], 1.0), Stuck)  # log 2 = 0.693…


@pytest.mark.parametrize(
    ("slope", "points"),
    [
        (1 / (2 * sqrt(x)) - 1 / x, [num(4)]),
        (c - 1 / x, [1 / c]),
        (x**2 - x - 2, [num(2), num(-1)]),
        (x**2 - 2, []),
        ((x - 3) / (1 + x), [num(3)]),
        (log(x) - 1, []),
        (num(3), []),
    ],
)
def test_zeros_that_can_be_written_down(slope: Term, points: list[Term]) -> None:
    assert set(zeros(slope, x)) == {Term("inv", (c,), "real") if a == 1 / c else a for a in points}


def test_a_bound_is_found_by_its_lowest_point() -> None:
    ctx = known(x > 0)
    t = by_monotonicity(ctx, log(x) <= sqrt(x), lambda ctx, g: _solved(g, *(t.conclusion for t in ctx.facts)))
    assert shows(t, log(x) <= sqrt(x), x > 0)


def _solved(goal: Term, *facts: Term) -> object:
    t = prove(goal, facts, 20.0)
    return None if isinstance(t, Stuck) else t


def test_facts_about_a_variable_hold_of_the_square_of_its_root() -> None:
    facts = (x >= 0, x <= 4)
    goal = sqrt(x) <= 2 * num(1)

    def solve(ctx: object, g: Term) -> object:
        t = prove(g, [t.conclusion for t in ctx.facts], 20.0)  # type: ignore[attr-defined]
        return None if isinstance(t, Stuck) else t

    assert shows(by_root(known(*facts), goal, solve), goal, *facts)
    assert by_root(known(x <= 4), goal, solve) is None, "0 ≤ x must be known"
    assert by_root(known(x >= 0), goal, solve) is None


def test_integers_as_real_numbers() -> None:
    def solve(ctx: object, g: Term) -> object:
        t = prove(g, [t.conclusion for t in ctx.facts], 20.0)  # type: ignore[attr-defined]
        return None if isinstance(t, Stuck) else t

    goal = log(T) <= sqrt(T)
    assert shows(by_real_numbers(known(T >= 1, seconds=60), goal, solve), goal, T >= 1)
    assert by_real_numbers(known(T >= 1), power(x, T) <= power(x, T), solve) is None, "an exponent stays an integer"
    assert by_real_numbers(known(T >= 1), 2 * T - 1 + 0 * x <= T**2, solve) is not None


def test_powers_with_real_exponents() -> None:
    (t, _) = (*bounds(known(x > 0, q >= 1), power(x, q)), None)
    assert shows(t, 1 + q * (x - 1) <= power(x, q), x > 0, q >= 1)
    assert not list(bounds(known(x >= 0, q >= 1), power(x, q)))
    ctx = known(x > 0, y > 0, p > 0, q > 0, Eq(inv(p) + inv(q), 1))
    young = x * y <= power(x, p) * inv(p) + power(y, q) * inv(q)
    assert any(same(t.conclusion, young) for t in between(ctx, power(x, p), power(y, q), set()))
    ctx = known(x > 0, y > 0, p > 0, q > 0)
    assert not list(between(ctx, power(x, p), power(y, q), set()))
    ctx, goal = known(x > 0, y > 0, theta >= 0, q >= 0, Eq(theta + q, 1)), power(x, theta) * power(y, q) <= theta * x + q * y
    facts = [t.conclusion for t in ctx.facts]
    assert shows(prove(goal, facts), goal, *facts)


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        ("log(x) <= sqrt(x)/2", ["x > 0"]),
        ("log(1+x) <= sqrt(x)/2", ["x >= 0"]),
        ("log(T) <= sqrt(T)/2", ["T >= 1"]),
        ("x**theta*y**(1-theta) <= (1-theta)*x+theta*y", ["x > 0", "y > 0", "theta >= 0", "theta <= 1"]),
        ("(1+x)**r <= 1+r*x", ["x > -1", "r >= 0"]),
        ("(1+x)**r >= 1+r*x", ["x > -1", "r >= 0"]),
        ("a*b <= a**p/p+b**q/q", ["a > 0", "b > 0", "p > 1", "q > 1"]),
        ("x**p <= y**p", ["x > 0", "x <= y"]),
        ("log(x*y) <= log(x)+log(y)-1", ["x > 0", "y > 0"]),
        ("log(1+1/t) <= log(t+1)-log(t)-1/10", ["t >= 1"]),
        ("Sum(t,(t,1,T)) <= T**2-1", []),
        ("Sum(1,(t,1,T)) <= T", []),
        ("Sum(b(t),(t,1,T)) <= T", []),
    ],
)
def test_what_is_false_stays_open(claim: str, given: list[str]) -> None:
    (step,) = read(claim, given, {"T": "int", "t": "int"})
    assert isinstance(prove(step.goal, step.given, 1.0), Stuck)


@pytest.mark.parametrize(
    "claim",
    [
        "Sum(t,(t,1,T)) <= T**2",
        "Sum(1/t**2,(t,1,T)) <= 2",
        "Sum(1/sqrt(t),(t,1,T+2)) <= 2*sqrt(T+2)",
        "Sum(t,(t,-2,T)) <= T**2+5",
    ],
)
def test_a_sum_may_be_empty(claim: str) -> None:
    (step,) = read(claim, [], {"T": "int", "t": "int"})
    assert shows(prove(step.goal, step.given, 20.0), step.goal)
