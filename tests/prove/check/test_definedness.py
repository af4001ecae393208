"""Where a step is defined: each condition that a reader would ask for, and none that is plain."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from adal_theory.prove import Eq, Forall, Function, Implies, Ne, Sum, inv, log, maximum, minimum, power, sqrt, var
from adal_theory.prove.check.definedness import conditions_of, nonnegative, positive, ranges_of
from adal_theory.prove.check.reading import read
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.kernel.theorem import same
from adal_theory.prove.semantics.evaluate import Instance, evaluate

A, B, C, BETA = (var(w) for w in ("a", "b", "c", "beta"))
T, N, t, s = (var(w, "int") for w in "Tnts")
G = Function("g", ("int",))


@pytest.mark.parametrize(
    ("step", "given", "conditions"),
    [
        ("1/a <= b", [], [Ne(A, 0)]),
        ("1/(a*b) <= b/c**2", [], [Ne(A, 0), Ne(B, 0), Ne(C, 0)]),
        ("1/sqrt(a) <= b", [], [A > 0]),
        ("1/n <= b", ["c <= n"], [Ne(N, 0)]),
        ("sqrt(a) <= log(b)", [], [A >= 0, B > 0]),
        ("a**(3/2) <= b**(1/3)", [], [A >= 0, B >= 0]),
        ("a**(-1/3) <= 1", [], [A > 0]),
        ("a**b <= 1", [], [A > 0]),
        ("beta**n <= 1", [], [Implies(Eq(BETA, 0), N >= 0)]),
        ("beta**(-n) <= 1", ["n >= 0"], [Implies(Eq(BETA, 0), -N >= 0)]),
        ("beta**n <= 1", ["n >= 0"], []),
        ("beta**n <= 1", ["beta > 0"], []),
        ("beta**(n-2) <= 1", ["n >= 1"], [Implies(Eq(BETA, 0), N - 2 >= 0)]),
        ("Sum(beta**(T-t)/t, (t, 1, T)) <= 1", [], []),
        ("Sum(1/t, (t, 0, T)) <= 1", [], [Forall(t, Ne(t, 0), 0, T)]),
        ("Sum(1/g(t), (t, 1, T)) <= 1", [], [Forall(t, Ne(G[t], 0), 1, T)]),
        ("Sum(Sum(1/(g(t)-g(s)), (s, 1, t)), (t, 1, T)) <= 1", [], [Forall(t, Forall(s, Ne(G[t] - G[s], 0), 1, t), 1, T)]),
        ("Sum(1/a, (t, 1, T)) <= 1", [], [Ne(A, 0)]),
        ("1/(1-beta) <= a", ["beta < 1"], []),
        ("1/(1-beta) <= a", ["beta <= 1"], [Ne(1 - BETA, 0)]),
        ("1/(1-beta) <= a", ["Ne(beta, 1)"], []),
        ("log(1+a) <= a", ["a > -1"], []),
        ("log(1+a) <= a", ["a >= -1"], [1 + A > 0]),
        ("sqrt(a**2 + abs(b)) <= 1/(1 + b**2)", [], []),
        ("0*(1/a) <= b", [], [Ne(A, 0)]),
        ("Sum(0*log(g(t)), (t, 1, T)) <= b", [], [Forall(t, G[t] > 0, 1, T)]),
        ("(1/a)**0 <= b", [], [Ne(A, 0)]),
        ("a <= b", ["b/c <= 1"], [Ne(C, 0)]),
        ("1/b <= 1", ["a > 0", "a <= b"], []),
        ("0**0 <= a", [], []),
        ("sqrt(a**3) <= b", [], [A**3 >= 0]),
        ("sqrt(a**3) <= b", ["a >= 0"], []),
        ("1/T <= a", ["T >= 1/2"], [Ne(T, 0)]),
        ("1/T <= a", ["T > 1/2"], [Ne(T, 0)]),
        ("Sum(1/(T - t**2), (t, 1, 9)) <= a", ["T >= t**2 + 1"], [Forall(s, Ne(T - s**2, 0), 1, 9)]),
    ],
)
def test_conditions(step: str, given: list[str], conditions: list[Term]) -> None:
    (found,) = read(step, given)
    assert len(found.conditions) == len(conditions)
    for f in conditions:
        assert any(same(f, g) for g in found.conditions), (f, found.conditions)


def test_what_is_plainly_at_least_zero_is_so_at_random_points() -> None:
    rng = random.Random(18)
    given = [A >= 1, B < 2, N >= 1, C <= A]
    ranges = ranges_of(given)

    def term(depth: int) -> Term:
        if depth == 0:
            return rng.choice([A, B, C, N, N - 1, A - 1, 2 - B, A - C, Fraction(rng.randrange(-2, 3)) + A * 0])
        x, y = term(depth - 1), term(depth - 1)
        more = [maximum(x, y), minimum(x, y), Sum(t, 1, N, x * t), Sum(t, 0, 2, y - t), power(x, Fraction(1, 3))]
        return rng.choice([x + y, x * y, x - y, x**2, x**3, inv(x), sqrt(x), abs(x), power(x, N), log(x), *more])

    signs = [0, 0]
    for _ in range(3000):
        a = term(rng.choice((1, 2)))
        claims = (nonnegative(a, ranges), positive(a, ranges))
        if not any(claims):
            continue
        for _ in range(4):
            values = {"a": Fraction(rng.randrange(2, 9), 2), "b": Fraction(rng.randrange(-6, 4), 2), "n": rng.randrange(1, 4)}
            values["c"] = values["a"] - Fraction(rng.randrange(4), 2)
            where = Instance(values)
            if all(evaluate(f, where) is not False for f in conditions_of(a)):
                signs[0] += claims[0]
                signs[1] += claims[1]
                assert not claims[0] or evaluate(a >= 0, where) is not False, a
                assert not claims[1] or evaluate(a > 0, where) is not False, a
    assert min(signs) > 200


def test_formulas_of_the_kernel_are_read_as_they_are() -> None:
    formula = Forall(t, Eq(G[t], inv(G[t - 1]) * power(BETA, t) + sqrt(A)), 1, T)
    (found,) = read(A <= B, [formula])
    assert found.given == (formula,) and same(found.conditions[0], Forall(t, Ne(G[t - 1], 0), 1, T))
