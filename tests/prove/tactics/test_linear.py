"""Linear arithmetic and products: what follows is proved from the premises that it needs; what does not stays open."""

from __future__ import annotations

import pytest
from known import known, shows

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.terms import Eq, Ne, Term, inv, num, power, sqrt, var
from adal_theory.prove.tactics.arith import linarith
from adal_theory.prove.tactics.certify import first_valid, settle
from adal_theory.prove.tactics.clock import NO_LIMIT, OutOfTime
from adal_theory.prove.tactics.linear import quick, relevant, thorough
from adal_theory.prove.tactics.nlinarith import CUBES, LINEAR, MIDDLE, PRODUCTS, SQUARES, nlinarith

a, b, c, d = (var(q) for q in "abcd")
n = var("n", "int")


@pytest.mark.parametrize(
    ("goal", "facts"),
    [
        (a <= c, (a <= b, b <= c)),
        (a < c, (a < b, b <= c)),
        (Eq(a, b), (a <= b, b <= a)),
        (Ne(a, 0), (a >= 1,)),
        (3 * a <= 2 * b + 1, (a <= b, a <= 1)),
        (a <= 7, (Eq(a, b + 2), b <= 5)),
        (num(1) <= 0, (a <= b, b < a)),
    ],
)
def test_linarith_proves(goal: Term, facts: tuple[Term, ...]) -> None:
    assert shows(linarith(goal, [k.assume(f) for f in facts], NO_LIMIT), goal, *facts)


@pytest.mark.parametrize(
    ("goal", "facts"),
    [(a < c, (a <= b, b <= c)), (Eq(a, b), (a <= b,)), (a * b >= 0, (a >= 0, b >= 0)), (a**2 >= 0, ()), (n <= 0, (n < 1,))],
)
def test_linarith_leaves_open(goal: Term, facts: tuple[Term, ...]) -> None:
    assert linarith(goal, [k.assume(f) for f in facts], NO_LIMIT) is None


def test_needless_premises_do_not_stick() -> None:
    t = linarith(a <= c, [k.assume(f) for f in (d <= 0, a <= b, Eq(d, b - 5), b <= c)], NO_LIMIT)
    assert t is not None and set(t.hypotheses) == {a <= b, b <= c}


@pytest.mark.parametrize(
    ("level", "goal", "facts"),
    [
        (LINEAR, a * b >= 0, (a >= 0, b >= 0)),
        (PRODUCTS, a * b <= c * d, (a <= c, b <= d, b >= 0, c >= 0)),
        (MIDDLE, a**2 + b**2 >= 0, ()),
        (SQUARES, 2 * a * b <= a**2 + b**2, ()),
        (SQUARES, a * b + b * c + c * a <= a**2 + b**2 + c**2, ()),
        (SQUARES, 2 * a**2 * b * c <= a**4 + b**2 * c**2, ()),
        (CUBES, a * b * c >= 0, (a >= 0, b >= 0, c >= 0)),
    ],
)
def test_nlinarith_proves(level: float, goal: Term, facts: tuple[Term, ...]) -> None:
    assert shows(nlinarith(goal, [k.assume(f) for f in facts], NO_LIMIT.within(10), level), goal, *facts)


@pytest.mark.parametrize("level", [LINEAR, PRODUCTS, MIDDLE, SQUARES, CUBES])
@pytest.mark.parametrize(
    ("goal", "facts"),
    [(2 * a * b < a**2 + b**2, ()), (a * b >= 0, (a >= 0, b <= 0)), (a**2 <= a, ()), (a * b * c >= 1, (a >= 1, b >= 1))],
)
def test_nlinarith_leaves_open(level: float, goal: Term, facts: tuple[Term, ...]) -> None:
    assert nlinarith(goal, [k.assume(f) for f in facts], NO_LIMIT.within(10), level) is None


def test_quick_is_linear_and_thorough_is_more() -> None:
    ctx = known(a >= 0, b >= a)
    assert shows(quick(ctx, b >= 0), b >= 0, a >= 0, b >= a)
    assert quick(ctx, a * b >= 0) is None and shows(thorough(ctx, a * b >= 0), a * b >= 0, a >= 0, b >= a)
    assert thorough(ctx, a * b >= 1) is None
    powers = known(a >= 0, a <= 1, n >= 1)
    assert shows(thorough(powers, power(a, n) <= 1), power(a, n) <= 1, a >= 0, a <= 1, n >= 1)
    assert thorough(powers, power(a, n) >= 1) is None


def test_answers_are_kept_and_found_ones_outlive_more_facts() -> None:
    ctx = known(a <= b)
    t = quick(ctx, a <= b + 1)
    assert quick(ctx, a <= b + 1) is t and quick(ctx, b <= a) is None
    more = ctx.extended(k.assume(b <= a))
    assert quick(more, a <= b + 1) is t and quick(more, b <= a) is not None
    long, short = ctx.within(1e9).clock, ctx.within(0).clock
    assert long.deadline == ctx.clock.deadline > short.deadline
    with pytest.raises(OutOfTime):
        quick(ctx.within(-1), a <= 5)


def test_relevant_facts_are_the_near_ones() -> None:
    facts = [k.assume(f) for f in (c <= d, b <= c, a <= b, num(0) <= inv(n))]
    assert [t.conclusion for t in relevant(facts, [a <= 0])] == [a <= b, b <= c, c <= d]
    assert len(relevant(facts, [a <= 0], 2)) == 2


def test_settled_premises_say_the_same_and_do_not_rewrite_one_another_endlessly() -> None:
    facts = [k.assume(f) for f in (Eq(a, b), Eq(b, a), Eq(a, c + 1), a <= d)]
    kept = settle(facts)
    assert kept[0].conclusion == (a <= d) and len(kept) == 3
    t = linarith(c <= d - 1, facts, NO_LIMIT)
    assert shows(t, c <= d - 1, *(f.conclusion for f in facts))
    assert linarith(c <= d - 2, facts, NO_LIMIT) is None


def test_first_valid_takes_only_what_the_kernel_takes() -> None:
    assert first_valid(a <= b, [k.assume(a <= c)]) is None


def test_a_fresh_name_occurs_nowhere() -> None:
    ctx = known(var("i", "int") >= 1, sqrt(var("i'")) <= 1)
    assert ctx.fresh("i", "int", a <= b).args[0] == "i''" and ctx.fresh("j", "int").args[0] == "j"
