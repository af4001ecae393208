"""The kernel's terms as SymPy's objects and back: the same term, with nothing evaluated on the way."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp

from adal_theory import ConfigurationError
from adal_theory.prove import (
    Eq,
    Forall,
    Function,
    Mean,
    Sum,
    absolute,
    inv,
    log,
    maximum,
    minimum,
    num,
    power,
    rules,
    sign,
    sqrt,
    var,
)
from adal_theory.prove.check.reading import ForAll
from adal_theory.prove.check.sympy_terms import from_sympy
from adal_theory.prove.check.to_sympy import Statement, to_sympy
from adal_theory.prove.kernel.polynomials import canonical
from adal_theory.prove.kernel.terms import Term, exp

X, C = var("x"), var("c")
N, T = var("n", "int"), var("T", "int")
F = Function("f", ("int",))
U = Function("u", ("real", "int"))


def term(rng: random.Random, depth: int, indices: tuple[Term, ...] = ()) -> Term:
    def again() -> Term:
        return term(rng, depth - 1, indices)

    if depth == 0:
        return rng.choice([X, C, N, num(Fraction(rng.randrange(-4, 5), rng.choice((1, 2, 3)))), F[N + 1], U[X, N], *indices])
    t = var(rng.choice(("t", "x")), "int")
    ends = rng.choice([(1, T), (N, T), (4, 1)])
    return rng.choice(
        [
            lambda: again() + again(),
            lambda: again() - again(),
            lambda: again() * again(),
            lambda: again() / again(),
            lambda: again() ** 2,
            lambda: power(again(), N - 1),
            lambda: power(again(), C),
            lambda: power(again(), Fraction(1, 3)),
            lambda: inv(again()),
            lambda: sqrt(again()),
            lambda: absolute(again()),
            lambda: sign(again()),
            lambda: log(again()),
            lambda: exp(again()),
            lambda: maximum(again(), again()),
            lambda: minimum(again(), again()),
            lambda: Sum(t, *ends, term(rng, depth - 1, (*indices, t))),
        ]
    )()


def test_a_random_canonical_term_comes_back_as_it_was() -> None:
    rng = random.Random(15)
    for _ in range(1500):
        a = canonical(term(rng, 3))
        assert canonical(from_sympy(to_sympy(a))) == canonical(a)  # Max and Min have their arguments in no order


def test_nothing_is_evaluated_on_the_way() -> None:
    x = sp.Symbol("x", real=True)
    assert to_sympy(X + C - C).args == (x, sp.Symbol("c", real=True), sp.Mul(-1, sp.Symbol("c", real=True), evaluate=False))
    assert to_sympy(X / X) == sp.Mul(x, sp.Pow(x, -1, evaluate=False), evaluate=False) != 1
    assert sp.srepr(to_sympy(sqrt(X**2))).startswith("Pow(Pow(") and to_sympy(sqrt(X**2)) != sp.Abs(x)
    assert to_sympy(X**2 >= 0) is not sp.true and isinstance(to_sympy(X**2 >= 0), sp.Le)
    reversed_sum = to_sympy(Sum(T, 5, 1, num(1)))
    assert isinstance(reversed_sum, sp.Sum) and reversed_sum.doit() == -3  # SymPy's convention, which is not ours
    for a in (X + C - C, X / X, sqrt(X**2), Sum(T, 5, 1, num(1)), Sum(T, 1, N, power(X, T)), X**2 >= 0, Eq(X, X)):
        assert from_sympy(to_sympy(a)) == a


def test_sympys_own_objects_are_not_evaluated_either() -> None:
    x, c, t, n = sp.Symbol("x", real=True), sp.Symbol("c", real=True), sp.Symbol("t", integer=True), sp.Symbol("n", integer=True)
    raw: dict[str, Any] = {"evaluate": False}
    assert from_sympy(sp.Add(sp.Add(x, c, **raw), -c, **raw)) == X + C - C
    assert from_sympy(sp.Mul(x, sp.Pow(x, -1, **raw), **raw)) == X / X
    assert from_sympy(sp.sqrt(sp.Pow(sp.Symbol("y"), 2, **raw))) == sqrt(var("y") ** 2)
    assert from_sympy(sp.Sum(sp.Pow(x, t), (t, 1, n))) == Sum(var("t", "int"), 1, N, power(X, var("t", "int")))
    for nonsense in (
        sp.Mul(0, sp.oo, **raw),
        sp.oo,
        sp.nan,
        sp.zoo,
        sp.I,
        sp.pi,
        sp.sin(x),
        sp.factorial(n),
        sp.Sum(x, (t, 1, sp.oo)),
    ):
        with pytest.raises(ConfigurationError) as error:
            from_sympy(nonsense)
        assert "\n" not in str(error.value)


def test_facts_for_all_and_theorems() -> None:
    t = var("t", "int")
    fact = Forall(t, F[t] <= C, 1, T)
    made = to_sympy(fact)
    assert isinstance(made, ForAll) and from_sympy(made) == fact
    assert to_sympy(rules.assume(X <= C)) == Statement((to_sympy(X <= C),), to_sympy(X <= C))
    with pytest.raises(ConfigurationError, match="mean"):
        to_sympy(Mean(var("w", "sample"), X))
