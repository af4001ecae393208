"""SymPy's objects as input: assumptions are hypotheses and sorts, and SymPy's traps are told."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp

import adal_theory as at
from adal_theory.errors import ConfigurationError
from adal_theory.prove import Eq, Forall, Function, Sum, num, power, var
from adal_theory.prove.check.reading import read
from adal_theory.prove.check.step import Step
from adal_theory.prove.kernel.binders import free
from adal_theory.prove.kernel.theorem import same

A, B = var("a"), var("b")
T, t, d = (var(w, "int") for w in ("T", "t", "d"))
W, F = Function("w", ("int",)), Function("f", ("int", "int"))


def one(step: Any, given: Any = (), **how: Any) -> Step:
    (found,) = read(step, given, **how)
    return found


def test_assumptions_are_hypotheses_and_sorts() -> None:
    a, b, c, e = (
        sp.Symbol("a", positive=True),
        sp.Symbol("b", nonnegative=True),
        sp.Symbol("c", nonzero=True),
        sp.Symbol("e", negative=True),
    )
    k, r, m = sp.Symbol("k", positive=True, integer=True), sp.Symbol("T", real=True), sp.Symbol("m", integer=True)
    step = one(sp.Le(a + b + c + e + k + r + m, 0, evaluate=False))
    assert set(step.given) == {A > 0, B >= 0, at.prove.Ne(var("c"), 0), var("e") < 0, var("k", "int") >= 1}
    assert {v.args[0] for v in free(step.goal) if v.sort == "int"} == {"k", "m"}
    assert one(r <= 0).goal == (var("T") <= 0) and one(sp.Symbol("T") <= 0).goal == (T <= 0)


def test_a_fact_that_sympy_closed_is_told() -> None:
    b, x = sp.Symbol("b", positive=True), sp.Symbol("x", real=True)
    step = one(b**2 >= x, [b >= 0])
    assert step.given == (B > 0,) and any("SymPy evaluated it under the assumptions" in n for n in step.notes)
    for wrong, reason in (
        ((x <= 1, [b < 0]), "SymPy evaluated it before"),
        ((b >= 0, []), "SymPy evaluated it before"),
        ((sp.Symbol("y") == x, []), "compares SymPy's objects by structure"),
        ((x <= 1, [x == b]), "Eq(a, b)"),
    ):
        with pytest.raises(ConfigurationError) as error:
            read(*wrong)
        assert reason in str(error.value) and "\n" not in str(error.value)


def test_relations_chains_and_connectives() -> None:
    a, b = sp.symbols("a b", real=True)
    assert one(a >= b).goal == (B <= A) and one(sp.Eq(a, b)).goal == Eq(A, B) and one(sp.Ne(a, b)).goal == at.prove.Ne(A, B)
    assert {s.goal for s in read(sp.And(a <= b, b <= 1))} == {A <= B, B <= 1}
    for wrong in (sp.Or(a <= b, b <= a), a, 3, None, object(), sp.Lambda(a, a)):
        with pytest.raises(ConfigurationError) as error:
            read(wrong)
        assert "\n" not in str(error.value)


def test_sums_and_sequences() -> None:
    w, f, i, k, n = sp.IndexedBase("w"), sp.Function("f"), *sp.symbols("i k n", integer=True)
    assert one(sp.Sum(w[i] * f(i, n), (i, 1, n)) <= 0).goal.args[0] == Sum(
        var("i", "int"), 1, var("n", "int"), W[var("i", "int")] * F[var("i", "int"), var("n", "int")]
    )
    nested = sp.Sum(w[i], (i, 1, k), (k, 1, n))
    assert one(nested <= 0).goal.args[0] == Sum(t, 1, var("n", "int"), Sum(d, 1, t, W[d]))
    reversed_sum = one(sp.Le(sp.Sum(i, (i, 5, 1)), 0, evaluate=False))
    assert reversed_sum.goal.args[0] == Sum(t, 5, 1, t) and any(
        "SymPy would count it negative" in note for note in reversed_sum.notes
    )
    assert one(sp.Product(w[i], (i, 1, 3)) <= 0).goal.args[0] == W[1] * W[2] * W[3]
    with pytest.raises(ConfigurationError, match="ends that are numbers"):
        read(sp.Product(w[i], (i, 1, n)) <= 0)
    with pytest.raises(ConfigurationError, match="sequence w is assumed positive"):
        read(sp.IndexedBase("w", positive=True)[i] <= n)


def test_a_fact_for_all_t_and_a_recursion() -> None:
    t_, T_, b = sp.Symbol("t", positive=True, integer=True), sp.Symbol("T", integer=True), sp.Symbol("b", real=True)
    w = sp.Function("w")
    step = one(w(T_) <= b, [at.forall(t_, 1, T_, sp.Eq(w(t_), b * w(t_ - 1))), at.forall(t_, 0, T_ - 1, w(t_) <= w(t_ + 1))])
    assert len(step.given) == 2 and all(
        map(same, step.given, (Forall(t, Eq(W[t], B * W[t - 1]), 1, T), Forall(t, W[t] <= W[t + 1], 0, T - 1)))
    )


def test_numbers_are_exact() -> None:
    a = sp.Symbol("a", real=True)
    step = one(0.1 * a <= sp.Rational(1, 3))
    assert step.goal == (num(1) / 10 * A <= num(1) / 3) and step.notes == ("0.1 is read as 1/10, exactly",)
    assert one(a**0.5 <= 1).goal == (at.prove.sqrt(A) <= 1)
    assert one(a ** sp.Symbol("n", integer=True) <= 1).goal == (power(A, var("n", "int")) <= 1)


def test_names() -> None:
    assert one(sp.Symbol(r"\beta_{1}") <= 0).goal == (var("beta_1") <= 0)
    x, y = sp.Symbol("x"), sp.Symbol("x", real=True)
    with pytest.raises(ConfigurationError, match="two symbols x with different assumptions"):
        read(x <= 1, [y >= 0])
    with pytest.raises(ConfigurationError, match="not real by its assumptions"):
        read(sp.Le(sp.Symbol("z", imaginary=True) ** 2, 0, evaluate=False))
