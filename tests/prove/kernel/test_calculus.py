"""Derivatives: against SymPy, at exact points, and where they must be refused; models as witnesses."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import sympy

from adal_theory.prove import (
    Eq,
    Forall,
    Function,
    Implies,
    InvalidInference,
    Library,
    Model,
    Proof,
    Slope,
    Term,
    Theorem,
    inv,
    log,
    num,
    power,
    rules,
    sqrt,
    var,
)
from adal_theory.prove.kernel.binders import open_body
from adal_theory.prove.kernel.terms import exp
from adal_theory.prove.semantics.evaluate import DecimalArithmetic, Instance, evaluate

v, c, p_ = var("v"), var("c"), var("p")
x = Function("x", ("real",))
HERE = rules.generalize(v, rules.discharge(v > 0, rules.assume(v > 0)))


def positive(a: Term) -> Theorem:
    """∀ v: 0 < v ⇒ a > 0, for an a whose certificate is easy."""
    p = Proof({})
    here = p.suppose(v > 0)
    return rules.generalize(v, rules.discharge(v > 0, p.have(a > 0, here, rules.defining(sqrt(v), 0), rules.inverse(here))))


def exponential() -> Theorem:
    """∀ v: 0 < v ⇒ e^v + e^c > 0."""
    p = Proof({})
    return rules.generalize(v, rules.discharge(v > 0, p.have(exp(v) + exp(c) > 0, rules.exp_positive(v), rules.exp_positive(c))))


@pytest.mark.parametrize(
    ("a", "facts", "formula"),
    [
        (3 * v**4 - v * (c + v) ** 2, (), "3*v**4 - v*(c + v)**2"),
        (sqrt(v) * v, (HERE,), "sqrt(v)*v"),
        (v / (1 + v), (positive(1 + v),), "v/(1 + v)"),
        (log(v) * inv(v), (HERE,), "log(v)/v"),
        (power(1 + sqrt(v), p_), (HERE, positive(1 + sqrt(v))), "(1 + sqrt(v))**p"),
        (exp(-c * v**2) * v, (), "exp(-c*v**2)*v"),
        (exp(1 / (1 + v)), (positive(1 + v),), "exp(1/(1 + v))"),
        (log(exp(v) + exp(c)), (exponential(),), "log(exp(v) + exp(c))"),
        (c * p_, (), "c*p"),
    ],
    ids=repr,
)
def test_derivatives_are_sympys(a: Term, facts: tuple[Theorem, ...], formula: str) -> None:
    slope = open_body(rules.derivative(v, a, 0, facts).conclusion.args[2], v)
    names = sympy.symbols("v c p", positive=True)
    expected = sympy.diff(sympy.sympify(formula, {str(s): s for s in names}), names[0])
    for point in ((Fraction(9, 4), 2, 3), (Fraction(1, 7), 5, Fraction(1, 3))):
        got = evaluate(slope, Instance(dict(zip(("v", "c", "p"), point, strict=True))), DecimalArithmetic)
        values = {s: sympy.Rational(q) for s, q in zip(names, point, strict=True)}
        assert abs(sympy.Float(str(got), 45) - expected.subs(values).evalf(45)) < sympy.Float("1e-38")


@pytest.mark.parametrize(
    ("attack", "word"),
    [
        (lambda: rules.derivative(v, sqrt(v), 0, ()), "derivative: needs"),
        (lambda: rules.derivative(v, log(v), 0, ()), "derivative: needs"),
        (lambda: rules.derivative(v, inv(v), 0, ()), "derivative: needs"),
        (lambda: rules.derivative(v, power(v, p_), 0, ()), "derivative: needs"),
        (lambda: rules.derivative(v, sqrt(v), -1, (HERE,)), "derivative: .* says nothing"),
        (lambda: rules.derivative(v, abs(v), 0, (HERE,)), "derivative: no rule"),
        (lambda: rules.derivative(v, power(v, v), 0, (HERE,)), "derivative: no rule"),
        (lambda: rules.derivative(v, exp(sqrt(v)), 0, ()), "derivative: needs"),
        (lambda: rules.derivative(v, x[v], 0, (HERE,)), "derivative: no rule"),
        (lambda: rules.derivative(var("n", "int"), num(1), 0, ()), "derivative: n is not a real"),
        (lambda: rules.derivative(v, v, v, ()), "derivative: v occurs"),
        # d(u·v)/du = v for a fixed v; with v for u it would say d(v·v)/dv = v.
        (lambda: rules.derivative(v, v * v, 0, (rules.derivative(var("u"), var("u") * v, 0, ()),)), "derivative: v occurs"),
        (lambda: rules.derivative(v, x[v], 0, (rules.assume(Slope(v, 1, x[v], 0)),)), "derivative: .* says nothing"),
        (
            lambda: rules.slope_equal(rules.assume(Slope(v, 0, x[v], 0)), rules.assume(Forall(v, Implies(v > 0, Eq(1, 2))))),
            "slope_equal: .* does not speak",
        ),
        (
            lambda: rules.slope_equal(rules.assume(Slope(v, 0, x[v], c)), rules.assume(Forall(v, Implies(v > 1, Eq(c, 2))))),
            "slope_equal: .* does not speak",
        ),
        (
            lambda: rules.slope_equal(rules.assume(Slope(v, 0, x[v], c)), rules.assume(Eq(c, 2))),
            "slope_equal: .* not an equation",
        ),
        (lambda: Slope(v, v, x[v], 0), "slope: v contains v"),
        (lambda: rules.axiom("zero-slope", v, num(0), var("u") * v), "axiom: zero-slope: the names"),
        (lambda: rules.axiom("monotone-slope", v, num(0), v, 1, v, var("w")), "axiom: monotone-slope: v occurs"),
        (lambda: rules.axiom("monotone-slope", v, num(0), v, 1, var("u"), v + 1), "axiom: monotone-slope: v occurs"),
        (lambda: rules.axiom("monotone-slope", var("n", "int"), num(0), num(1), 0, 1, 2), "slope"),
        (lambda: rules.axiom("monotone-slope", v, v, v, 1, 1, 2), "slope: v contains v"),
    ],
    ids=lambda a: a if isinstance(a, str) else None,
)
def test_refused_by_name(attack: Callable[[], Any], word: str) -> None:
    with pytest.raises(InvalidInference, match=f"^{word}"):
        attack()


def modelled(theorems: Callable[[Proof], list[Theorem]]) -> str:
    library = Library()
    given = {"square": Forall(v, x[v] >= 0), "c": c > 0}

    @library.claim(
        "X1", "about all reals", given, x[c] + c > 0, model=lambda p: Model({c: num(1)}, {"x": ((v,), v**2)}, theorems(p))
    )
    def _(p: Proof) -> Theorem:
        return p.have(x[c] + c > 0, p.specialize("square", c), "c", auto=False)

    return library.verify("X1").verdict


def test_a_model_must_prove_every_hypothesis() -> None:
    def both(p: Proof) -> list[Theorem]:
        return [p.generalize(p.have(v**2 >= 0, squares=[v], auto=False), (v,)), p.have(num(1) > 0, auto=False)]

    assert modelled(both) == "proved"
    assert modelled(lambda p: both(p)[:1]) == "vacuous"
    assert modelled(lambda p: [rules.assume(t.conclusion) if t.conclusion.op == "all" else t for t in both(p)]) == "vacuous"
    assert modelled(lambda p: [both(p)[1], rules.assume(Forall(v, x[v] >= 0))]) == "vacuous"


# --- where the derivative is ≥ 0 --------------------------------------------------------------------------------------------


def grows(
    a: Term, slope: Term, lo: Term, facts: tuple[Theorem, ...], low: Callable[[Proof, Theorem], Theorem], p: Term, q: Term
) -> Theorem:
    """a(p) ≤ a(q), having found that the derivative is ≥ 0 between p and q (`low`, from p < v)."""
    proof = Proof({})
    t = rules.detach(rules.axiom("monotone-slope", v, lo, a, slope, p, q), rules.derivative(v, a, lo, facts))
    t = rules.detach(rules.detach(t, proof.suppose(lo < p)), proof.suppose(p <= q))
    inside = rules.discharge(p < v, rules.discharge(v < q, low(proof, proof.suppose(p < v))))
    return rules.detach(t, rules.generalize(v, inside))


def test_a_function_with_derivative_at_least_0_does_not_decrease() -> None:
    u, w = var("u"), var("w")
    t = grows(exp(v) + v, exp(v) + 1, num(0), (), lambda p, q: p.have(exp(v) + 1 >= 0, rules.exp_positive(v)), u, w)
    assert t.conclusion == (exp(u) + u <= exp(w) + w) and t.hypotheses == (u > 0, u <= w)
    g = grows(v**3, 3 * v**2, num(-5), (), lambda p, q: p.have(3 * v**2 >= 0, squares=[v]), u, w)
    assert g.axioms == ("monotone-slope",) and g.conclusion == (u**3 <= w**3)
    # v² grows from 0 on, though its derivative is negative before: only between p and q does the sign matter.
    half = grows(v**2, 2 * v, num(-1), (), lambda p, q: p.have(2 * v >= 0, q), num(0), w)
    assert half.conclusion == (num(0) ** 2 <= w**2)
    with pytest.raises(InvalidInference, match=r"^detach: needs"):
        rules.detach(rules.axiom("monotone-slope", v, num(-5), v**3, 3 * v**2, u, w), rules.derivative(v, v**3, num(-4), ()))


def test_constancy_follows_from_both_signs() -> None:
    """zero-slope is monotone-slope for a and for −a."""
    u, w = var("u"), var("w")
    zero = rules.assume(Slope(v, 0, x[v], 0))
    negated = rules.derivative(v, -x[v], 0, (zero,))
    p = Proof({})
    here, order = p.suppose(u > 0), p.suppose(u <= w)
    level = rules.generalize(v, rules.discharge(u < v, rules.discharge(v < w, p.have(num(0) >= 0))))
    both = [
        rules.detach(
            rules.detach(rules.detach(rules.detach(rules.axiom("monotone-slope", v, num(0), a, num(0), u, w), t), here), order),
            level,
        )
        for a, t in (
            (x[v], zero),
            (
                -x[v],
                rules.slope_equal(
                    negated, rules.generalize(v, rules.discharge(v > 0, p.have(Eq(negated.conclusion.args[2], 0))))
                ),
            ),
        )
    ]
    same = p.have(Eq(x[u], x[w]), *both, auto=False)
    assert same.hypotheses == (Slope(v, 0, x[v], 0), u > 0, u <= w) and same.axioms == ("monotone-slope",)
