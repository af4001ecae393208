"""Rules for derivatives (`Slope(v, lo, a, b)`: at every real v > lo the term a has the derivative b) and for limits."""

from __future__ import annotations

from collections.abc import Callable

from adal_theory.prove.kernel.binders import Slope, Tends, free, open_body
from adal_theory.prove.kernel.terms import Eq, Implies, Ne, Term, add, inv, mul, num, power, sqrt
from adal_theory.prove.kernel.theorem import Made, Number, Theorem, canonical_formula, fresh, need, rule, same

Known = tuple[dict[str, Term], set[Term]]
# By the chain rule: (the derivative by the first argument, conditions of which one must hold).
CHAIN: dict[str, Callable[[Term], tuple[Term, tuple[Term, ...]]]] = {
    "inv": lambda a: (-(a**2), (Ne(a.args[0], 0), a.args[0] > 0)),
    "sqrt": lambda a: (inv(2 * a), (a.args[0] > 0,)),
    "exp": lambda a: (a, ()),
    "log": lambda a: (inv(a.args[0]), (a.args[0] > 0,)),
    "pow": lambda a: (a.args[1] * power(a.args[0], a.args[1] - 1), ()),
    "rpow": lambda a: (a.args[1] * power(a.args[0], a.args[1] - 1), (a.args[0] > 0,)),
}


def _facts(v: Term, lo: Term, facts: tuple[Theorem, ...]) -> Known:
    """(derivatives by term, formulas that hold) at every v > lo."""
    slopes: dict[str, Term] = {}
    holds: set[Term] = set()
    for t in facts:
        f = t.conclusion
        fresh(v, f)  # a free v in a fact is another number than the v that the derivative is taken in
        if f.op == "slope" and same(Eq(f.args[0], lo), Eq(lo, lo)):
            slopes[open_body(f.args[1], v).key] = open_body(f.args[2], v)
            continue
        inside = open_body(f.args[3], v) if f.op == "all" and f.args[:3] == ("real", None, None) else f
        need(inside.op == "imp" and same(inside.args[0], lo < v), "{} says nothing about every {} > {}", f, v, lo)
        holds.add(canonical_formula(inside.args[1]))
    return slopes, holds


def _derivative(v: Term, a: Term, known: Known) -> Term:
    slopes, holds = known
    if v not in free(a):
        return num(0)
    if a == v:
        return num(1)
    if a.key in slopes:
        return slopes[a.key]
    if a.op == "add":
        return add(*[_derivative(v, b, known) for b in a.args])
    if a.op == "mul":
        return add(*[mul(*a.args[:k], _derivative(v, b, known), *a.args[k + 1 :]) for k, b in enumerate(a.args)])
    fixed = all(type(b) is not Term or v not in free(b) for b in a.args[1:])
    need(a.op in CHAIN and fixed, "no rule for {}", a)
    factor, either = CHAIN[a.op](a)
    need(not either or any(canonical_formula(f) in holds for f in either), "needs one of {} for every {}", either, v)
    return mul(factor, _derivative(v, a.args[0], known))


@rule
def derivative(v: Term, a: Number, lo: Number, facts: tuple[Theorem, ...]) -> Made:
    """The derivative of a by the rules for + × powers, inverses, roots, exponentials and logarithms, at every real v > lo.

    `facts` say ∀ v: lo < v ⇒ b > 0 (or b ≠ 0) for every base, root, denominator and argument of log that v occurs in,
    and Slope(v, lo, f(v), …) for functions of v.
    """
    need(v.op == "var" and v.sort == "real", "{} is not a real variable", v)
    fresh(v, lo)
    return tuple(h for t in facts for h in t.hypotheses), Slope(v, lo, a, _derivative(v, a, _facts(v, lo, facts)))


@rule
def slope_equal(t: Theorem, equation: Theorem) -> Made:
    """Slope(v, lo, a, b) and ∀ v: lo < v ⇒ b = c give Slope(v, lo, a, c)."""
    f, g = t.conclusion, equation.conclusion
    ok = f.op == "slope" and g.op == "all" and g.args[3].op == "imp" and g.args[3].args[1].op == "eq"
    need(ok, "{} is not a derivative, or {} not an equation for all reals", f, g)
    lo, body, slope = f.args
    new = g.args[3].args[1].args[1]
    index = Term("bound", (0, "real"), "real")
    wanted = Term("all", ("real", None, None, Implies(lo < index, Eq(slope, new))), "bool")
    need(not lo.reach and same(g, wanted), "{} does not speak of {}", g, slope)
    return (*t.hypotheses, *equation.hypotheses), Term("slope", (lo, body, new), "bool", f.hint)


@rule
def tends_by_rate(v: Term, a: Number, limit: Number, rate: Number, t: Theorem) -> Made:
    """∀ v ≥ lo: |a(v) − L| ≤ C/√v, C free of v, gives a(v) → L as v → ∞."""
    f = t.conclusion
    fresh(v, limit, rate, f)
    ok = f.op == "all" and f.args[1] is not None and f.args[2] is None and f.args[0] == v.sort
    need(ok, "{} does not hold for all large {}", f, v)
    wanted, given = abs(a - limit) <= mul(rate, 1 / sqrt(v)), open_body(f.args[3], v)
    need(same(given, wanted), "needs {}, was given {}", wanted, given)
    return t.hypotheses, Tends(v, a, limit)
