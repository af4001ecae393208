"""Induction, stronger claims, and what follows of whole sequences."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import pytest
from known import known, shows

from adal_theory.prove.kernel.binders import Forall, Sum
from adal_theory.prove.kernel.terms import Eq, Function, Term, absolute, exp, inv, log, num, power, sqrt, var
from adal_theory.prove.kernel.theorem import Theorem, same
from adal_theory.prove.tactics.algebra import compare
from adal_theory.prove.tactics.automatic import Attempt, Stuck, prove
from adal_theory.prove.tactics.bounds_of_sequences import monotone_sequences
from adal_theory.prove.tactics.calculus import by_monotonicity, derivative
from adal_theory.prove.tactics.clock import OutOfTime
from adal_theory.prove.tactics.context import Context
from adal_theory.prove.tactics.convex_steps import squares_of_averages
from adal_theory.prove.tactics.exponentials import by_logarithm
from adal_theory.prove.tactics.induction import by_induction, runs, start
from adal_theory.prove.tactics.strengthen import by_stronger_claim, signs_of_sequences

a, b, c, q = (var(w) for w in "abcq")
t, n, T = (var(w, "int") for w in ("t", "n", "T"))
x, y = Function("x", ("int",)), Function("y", ("int",))
RISING = Forall(t, x[t] <= x[t + 1], 0, T - 1)
DECAY = Forall(t, x[t + 1] <= q * x[t], 0, T - 1)


def test_what_an_induction_may_run_on() -> None:
    assert runs(Sum(t, 1, T, x[t]) <= power(b, n) * x[n]) == [T, n] and runs(a <= b) == []
    lowest = start(known(T >= 2), T)
    assert lowest is not None and lowest[0] == 2 and shows(lowest[1], num(2) <= T, T >= 2)
    assert start(known(), T) is None


@pytest.mark.parametrize(
    ("goal", "facts"),
    [
        (x[0] <= x[T], (RISING, T >= 0)),
        (x[T] <= power(q, T) * x[0], (DECAY, q >= 0, T >= 0)),
        (power(b, n) >= 1 + n * (b - 1), (b >= 0, n >= 0)),
        (Eq(Sum(t, 1, n, 2 * t - 1), n**2), (n >= 0,)),
    ],
)
def test_induction_proves(goal: Term, facts: tuple[Term, ...]) -> None:
    assert shows(by_induction(known(*facts), goal, compare), goal, *facts)


@pytest.mark.parametrize(
    ("goal", "facts"),
    [
        (x[T] <= x[0], (RISING, T >= 0)),
        (x[T] <= power(q, T) * x[0], (DECAY, T >= 0)),
        (x[0] <= x[T], (RISING,)),
        (power(b, n) >= 1 + n * (b - 1), (n >= 0,)),
        (x[0] <= x[T + 1], (RISING, T >= 0)),
        (power(b, T) <= power(b, n), (T >= 1,)),  # n is another variable, not the one that the induction runs on
        (x[T] <= x[n], (T >= 1,)),
        (Sum(t, 1, T, x[t]) <= Sum(t, 1, n, x[t]), (T >= 1, n >= 1)),
    ],
)
def test_induction_leaves_open(goal: Term, facts: tuple[Term, ...]) -> None:
    with suppress(OutOfTime):
        assert by_induction(known(*facts, seconds=0.5), goal, compare) is None
    assert isinstance(prove(goal, facts, 0.2), Stuck)


def test_a_stronger_claim_keeps_what_was_dropped() -> None:
    """Σ 1/t² ≤ 2 − 1/T goes from n to n+1, Σ 1/t² ≤ 2 does not."""
    total = Sum(t, 1, T, inv(t) ** 2)
    ctx = known(T >= 1, seconds=60)
    attempt = Attempt(ctx, 1.0)
    assert by_induction(ctx, total <= 2, attempt.compare) is None
    assert shows(by_stronger_claim(ctx, total <= 2, attempt.compare, attempt.plain), total <= 2, T >= 1)
    assert by_stronger_claim(ctx, total <= Fraction(1, 2), attempt.compare, attempt.plain) is None


def test_whole_sequences() -> None:
    average = Forall(t, Eq(x[t], b * x[t - 1] + (1 - b) * y[t] ** 2), 1, T)
    ctx = known(average, b >= 0, b <= 1, Eq(x[0], 0), T >= 1)
    (sign,) = (s for s in signs_of_sequences(ctx, compare).alls if s.conclusion.op == "all" and not same(s.conclusion, average))
    assert same(sign.conclusion, Forall(t, x[t] >= 0, 0, T))
    bare = known(average, b >= 0, b <= 1, T >= 1)
    assert signs_of_sequences(bare, compare) is bare
    found = [s.conclusion for s in monotone_sequences(known(RISING, T >= 1), compare)]
    assert any(same(f, Forall(t, x[0] <= x[t], 0, T)) for f in found)
    assert not monotone_sequences(known(DECAY, T >= 1), compare)


def test_squares_of_averages() -> None:
    average = Forall(t, Eq(x[t], b * x[t - 1] + (1 - b) * y[t]), 1, T)
    (square,) = squares_of_averages(known(average, b >= 0, b <= 1), {"x"})
    assert same(square.conclusion, Forall(t, x[t] ** 2 <= b * x[t - 1] ** 2 + (1 - b) * y[t] ** 2, 1, T))
    assert not squares_of_averages(known(average, b >= 0), {"x"})
    assert not squares_of_averages(known(average, b >= 0, b <= 1), {"y"})


@pytest.mark.parametrize(
    ("goal", "facts"), [(log(a) <= a - 1, (a > 0,)), (1 - inv(a) <= log(a), (a > 0,)), (log(1 + a) <= a, (a >= 0,))]
)
def test_monotonicity_proves(goal: Term, facts: tuple[Term, ...]) -> None:
    assert shows(by_monotonicity(known(*facts), goal, compare), goal, *facts)


@pytest.mark.parametrize(
    ("goal", "facts"), [(log(a) <= a - 2, (a > 0,)), (log(1 + a) <= a / 2, (a >= 0,)), (a <= log(1 + a), (a >= 0,)), (a <= b, ())]
)
def test_monotonicity_leaves_open(goal: Term, facts: tuple[Term, ...]) -> None:
    assert by_monotonicity(known(*facts, seconds=3), goal, compare) is None


def test_a_derivative_needs_its_domain() -> None:
    v = var("v")
    assert isinstance(derivative(known(), v, log(v), num(0)), Theorem) and derivative(known(), v, log(v), num(-1)) is None
    assert isinstance(derivative(known(), v, sqrt(v + 1), num(0)), Theorem) and derivative(known(), v, inv(v), num(-1)) is None
    assert derivative(known(), v, absolute(v), num(1)) is None


def test_exponentials_by_their_logarithms() -> None:
    def solve(ctx: Context, g: Term) -> Theorem | None:
        return compare(ctx, g) or by_monotonicity(ctx, g, compare)

    assert shows(by_logarithm(known(a >= 0), exp(-a) <= inv(1 + a), solve), exp(-a) <= inv(1 + a), a >= 0)
    assert by_logarithm(known(a >= 0, seconds=3), exp(a) <= 1 + a, solve) is None
