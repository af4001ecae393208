"""Rules for derivatives: Slope(v, lo, a, b) says that at every real v > lo the term a has the derivative b."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adal_theory.prove.kernel.binders import Slope, Tends, free, open_body
from adal_theory.prove.kernel.terms import Eq, Implies, InvalidInference, Ne, Term, add, inv, lift, mul, num, power, sqrt
from adal_theory.prove.kernel.theorem import Made, Theorem, canonical_formula, fresh, number, rule, same

Known = tuple[dict[str, Term], set[Term]]


def _facts(v: Term, lo: Term, facts: tuple[Theorem, ...]) -> Known:
    """(derivatives by term, formulas that hold) at every v > lo."""
    slopes: dict[str, Term] = {}
    holds: set[Term] = set()
    for t in facts:
        f = t.conclusion
        fresh(v, "derivative", f)  # a free v in a fact is another number than the v that the derivative is taken in
        if f.op == "slope" and same(Eq(f.args[0], lo), Eq(lo, lo)):
            slopes[open_body(f.args[1], v).key] = open_body(f.args[2], v)
            continue
        inside = open_body(f.args[3], v) if f.op == "all" and f.args[:3] == ("real", None, None) else None
        if inside is None or inside.op != "imp" or not same(inside.args[0], lo < v):
            raise InvalidInference("derivative", f"{f} says nothing about every {v} > {lo}")
        holds.add(canonical_formula(inside.args[1]))
    return slopes, holds


def _derivative(v: Term, a: Term, known: Known) -> Term:
    slopes, holds = known

    def need(*either: Term) -> None:
        if not any(canonical_formula(f) in holds for f in either):
            raise InvalidInference("derivative", f"needs {either[0]} for every {v}")

    if v not in free(a):
        return num(0)
    if a == v:
        return num(1)
    if a.key in slopes:
        return slopes[a.key]
    if a.op == "add":
        return add(*[_derivative(v, b, known) for b in a.args])
    if a.op == "mul":
        return add(*[mul(*a.args[:k], _derivative(v, b, known), *a.args[k + 1:]) for k, b in enumerate(a.args)])
    rest: dict[str, Callable[[Term], Term]] = {"inv": lambda b: -inv(b) ** 2, "sqrt": lambda b: inv(2 * sqrt(b)), "log": inv}
    b = a.args[0]
    if a.op == "pow":
        factor = a.args[1] * power(b, a.args[1] - 1)
    elif a.op in rest:
        need(*([Ne(b, 0)] if a.op == "inv" else []), b > 0)
        factor = rest[a.op](b)
    elif a.op == "rpow" and v not in free(a.args[1]):
        need(b > 0)
        factor = a.args[1] * power(b, a.args[1] - 1)
    else:
        raise InvalidInference("derivative", f"no rule for {a}")
    return mul(factor, _derivative(v, b, known))


@rule
def derivative(v: Term, a: Any, lo: Any, facts: tuple[Theorem, ...]) -> Made:
    """The derivative of a by the rules for + × powers, inverses, roots and logarithms, at every real v > lo.

    `facts` say ∀ v: lo < v ⇒ b > 0 (or b ≠ 0) for every base, root, denominator and argument of log that v occurs in,
    and Slope(v, lo, f(v), …) for functions of v.
    """
    a, lo = number("derivative", a), lift(lo)
    if v.op != "var" or v.sort != "real":
        raise InvalidInference("derivative", f"{v} is no real variable")
    fresh(v, "derivative", lo <= lo)
    return tuple(h for t in facts for h in t.hypotheses), Slope(v, lo, a, _derivative(v, a, _facts(v, lo, facts)))


@rule
def slope_equal(t: Theorem, equation: Theorem) -> Made:
    """Slope(v, lo, a, b) and ∀ v: lo < v ⇒ b = c give Slope(v, lo, a, c)."""
    f, g = t.conclusion, equation.conclusion
    if f.op != "slope" or g.op != "all" or g.args[:3] != ("real", None, None):
        raise InvalidInference("slope_equal", f"{f} is no derivative, or {g} no equation for all reals")
    lo, body, slope = f.args
    condition = g.args[3]
    if condition.op != "imp" or condition.args[1].op != "eq":
        raise InvalidInference("slope_equal", f"{g} is no equation for all reals")
    index = Term("bound", (0, "real"), "real")
    before = Term("all", ("real", None, None, Implies(lo < index, Eq(slope, condition.args[1].args[1]))), "bool")
    if lo.reach or not same(g, before):
        raise InvalidInference("slope_equal", f"{g} does not speak of {slope}")
    return (*t.hypotheses, *equation.hypotheses), Term("slope", (lo, body, condition.args[1].args[1]), "bool", f.hint)


@rule
def tends_by_rate(v: Term, a: Any, limit: Any, rate: Any, t: Theorem) -> Made:
    """∀ v ≥ lo: |a(v) − L| ≤ C/√v, C free of v, gives a(v) → L as v → ∞."""
    a, limit, rate = lift(a), lift(limit), lift(rate)
    fresh(v, "tends_by_rate", limit, rate)
    f = t.conclusion
    if f.op != "all" or f.args[1] is None or f.args[2] is not None or f.args[0] != v.sort:
        raise InvalidInference("tends_by_rate", f"{f} does not hold for all large {v}")
    wanted = abs(a - limit) <= mul(rate, 1 / sqrt(v))
    if not same(open_body(f.args[3], v), wanted):
        raise InvalidInference("tends_by_rate", f"needs {wanted}, was given {open_body(f.args[3], v)}")
    fresh(v, "tends_by_rate", f)
    return t.hypotheses, Tends(v, a, limit)
