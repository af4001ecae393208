"""Facts about atoms, powers, sums and values of sequences: each is a theorem from what is known, and cases are asked for."""

from __future__ import annotations

import pytest
from known import known, shows

from adal_theory.prove.kernel.binders import Forall, Sum
from adal_theory.prove.kernel.terms import Eq, Function, Ne, Term, absolute, exp, inv, log, maximum, num, power, sign, sqrt, var
from adal_theory.prove.kernel.theorem import Theorem, genuine, same
from adal_theory.prove.tactics.arith import linarith
from adal_theory.prove.tactics.atoms import Saturated
from adal_theory.prove.tactics.cauchy_schwarz import cauchy_schwarz
from adal_theory.prove.tactics.clock import NO_LIMIT
from adal_theory.prove.tactics.closed_forms import closed
from adal_theory.prove.tactics.context import Context, sum_atoms
from adal_theory.prove.tactics.instances import instances
from adal_theory.prove.tactics.leaf import Leaf
from adal_theory.prove.tactics.nlinarith import SQUARES
from adal_theory.prove.tactics.sum_ends import ends_of_sums, last_term, steps_of_sums
from adal_theory.prove.tactics.sums import term_by_term
from adal_theory.prove.tactics.swap import swapped

a, b = var("a"), var("b")
i, j, n, T = (var(q, "int") for q in ("i", "j", "n", "T"))
x, y = Function("x", ("int",)), Function("y", ("int",))


def leaf(ctx: Context, goal: Term) -> Theorem | None:
    return Leaf(ctx, goal).prove(SQUARES)


@pytest.mark.parametrize(
    ("term", "fact", "facts"),
    [
        (inv(a), Eq(a * inv(a), 1), (a > 0,)),
        (inv(a), Eq(inv(a), 0), (Eq(a, 0),)),
        (sqrt(a), Eq(sqrt(a) ** 2, a), (a >= 0,)),
        (absolute(a), Eq(absolute(a), -a), (a <= 0,)),
        (maximum(a, b), Eq(maximum(a, b), b), (a <= b,)),
        (sign(a), Eq(sign(a), -1), (a < 0,)),
        (power(a, n), power(a, n) <= a, (a >= 0, a <= 1, n >= 1)),
        (power(a, n), num(1) <= power(a, n), (a >= 1, n >= 0)),
        (power(a, n), 1 + n * (a - 1) <= power(a, n), (a >= 0, n >= 0)),
        (power(a, n) + power(a, n + 1), Eq(power(a, n + 1), a * power(a, n)), (n >= 0,)),
        (power(a, n) + power(b, n), power(a, n) <= power(b, n), (a >= 0, a <= b, n >= 0)),
        (log(a), log(a) <= a - 1, (a > 0,)),
        (log(exp(a)), Eq(log(exp(a)), a), ()),
        (sqrt(a) + sqrt(b), sqrt(a) <= sqrt(b), (a >= 0, a <= b)),
    ],
)
def test_facts_about_atoms(term: Term, fact: Term, facts: tuple[Term, ...]) -> None:
    found = Saturated(known(*facts), [term <= 0])
    assert any(shows(t, fact, *facts) for t in found.facts), [str(t) for t in found.facts]
    assert all(set(genuine(t).hypotheses) <= set(facts) for t in found.facts)


@pytest.mark.parametrize(
    ("term", "cases", "facts"),
    [
        (absolute(a), [a >= 0], ()),
        (maximum(a, b), [a <= b], ()),
        (inv(a), [a >= 0], ()),
        (inv(a), [Eq(a, 0)], (a >= 0,)),
        (sqrt(a), [a >= 0], ()),
        (log(a), [a > 0], ()),
        (absolute(a), [], (a >= 0,)),
        (sign(a), [a > 0, a >= 0], ()),
        (sign(a), [Eq(a, 0)], (a >= 0,)),
        (sign(a), [Eq(a, 0)], (a <= 0,)),
    ],
)
def test_cases_that_would_tell_more(term: Term, cases: list[Term], facts: tuple[Term, ...]) -> None:
    assert list(Saturated(known(*facts), [term <= 0]).splits) == cases


def test_facts_about_all_indices_are_looked_up_in_their_range() -> None:
    every = Forall(i, x[i] <= x[i + 1], 1, T)
    ctx = known(every, T >= 3, n >= 1, n <= T)
    found = [t.conclusion for t in instances(ctx, [x[1] <= x[n], x[T] <= 0], set())]
    wanted = [x[1] <= x[2], x[n] <= x[n + 1], x[T - 1] <= x[T], x[T] <= x[T + 1]]
    assert all(any(same(f, w) for f in found) for w in wanted)
    assert not any(same(f, w) for f in found for w in (x[0] <= x[1], x[n - 1] <= x[n]))


@pytest.mark.parametrize(
    ("total", "form", "facts"),
    [
        (Sum(i, 1, n, i), Eq(2 * Sum(i, 1, n, i), n * (n + 1)), (n >= 0,)),
        (Sum(i, 0, n, power(a, i)), Eq((1 - a) * Sum(i, 0, n, power(a, i)), 1 - power(a, n + 1)), (n >= 0,)),
        (
            Sum(i, 1, n, i * power(a, i)),
            Eq((1 - a) ** 2 * Sum(i, 1, n, i * power(a, i)), a - (n + 1) * power(a, n + 1) + n * power(a, n + 2)),
            (n >= 0,),
        ),
        (Sum(i, 1, n, power(a, n - i)), Eq((1 - a) * Sum(i, 1, n, power(a, n - i)), 1 - power(a, n)), (n >= 0,)),
        (Sum(i, 3, n, 1), Eq(Sum(i, 3, n, 1), n - 2), (n >= 2,)),
    ],
)
def test_closed_forms(total: Term, form: Term, facts: tuple[Term, ...]) -> None:
    ctx = known(*facts)
    t = closed(ctx, sum_atoms([total <= 0])[0])
    assert t is not None and shows(Leaf(ctx.extended(t), form).prove(SQUARES), form, *facts)


@pytest.mark.parametrize("total", [Sum(i, 1, n, x[i]), Sum(i, 1, n, i**3), Sum(i, 1, n, sqrt(i)), Sum(i, n, T, i)])
def test_sums_without_a_closed_form(total: Term) -> None:
    assert closed(known(n >= 0), total) is None


def test_ends_of_sums() -> None:
    shorter, longer = Sum(i, 1, n, x[i]), Sum(i, 1, n + 2, x[i])
    assert len(ends_of_sums(known(n >= 0), [shorter <= longer])) == 2 and not ends_of_sums(known(), [shorter <= longer])
    t = last_term(known(n >= 1), shorter)
    apart = Eq(shorter, Sum(i, 1, n - 1, x[i]) + x[n])
    assert t is not None and shows(linarith(apart, [t], NO_LIMIT), apart, n >= 1)
    assert last_term(known(n >= 0), shorter) is None
    assert len(steps_of_sums(known(n >= 0), n, [Sum(i, 1, n + 1, x[i]) <= 0])) == 1


def test_cauchy_schwarz_where_its_sums_occur() -> None:
    sums = [Sum(i, 1, n, x[i] * y[i]), Sum(i, 1, n, x[i] ** 2), Sum(i, 1, n, y[i] ** 2)]
    found = [t.conclusion for t in cauchy_schwarz(known(n >= 1), sums, [])]
    assert any(same(f, sums[0] ** 2 <= sums[1] * sums[2]) for f in found)
    assert not list(cauchy_schwarz(known(n >= 1), [Sum(i, 1, n, x[i])], []))


def test_term_by_term() -> None:
    every = Forall(i, absolute(x[i]) <= a, 1, n)
    goal = Sum(i, 1, n, absolute(x[i])) <= n * a
    ctx = known(every, n >= 1)
    assert shows(term_by_term(ctx, goal, leaf), goal, every, n >= 1)
    assert term_by_term(ctx, Sum(i, 1, n, absolute(x[i])) <= (n - 1) * a, leaf) is None


def test_double_sums_are_swapped() -> None:
    one, other = Sum(i, 1, n, Sum(j, 1, i, x[j])), Sum(j, 1, n, Sum(i, j, n, x[j]))
    by_algebra = lambda c, g: linarith(g, [], c.clock)  # noqa: E731
    assert shows(swapped(known(n >= 1), Eq(one, other), by_algebra), Eq(one, other))
    assert swapped(known(), one <= other - 1, by_algebra) is None
    assert swapped(known(), Sum(i, 1, n, x[i]) <= Sum(i, 1, n, x[i]), by_algebra) is None


def test_what_is_said_about_an_inverse() -> None:
    about = Saturated(known(a > 0, Ne(b, 0)), [inv(a) <= inv(b)])
    found = {y: (own is not None, rel) for y, (_, own, rel) in about.inverses.items()}
    assert found == {inv(a): (True, ">"), inv(b): (False, "!=")}
