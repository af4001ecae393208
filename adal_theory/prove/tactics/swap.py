"""Double sums: the order of summation changed, then term by term."""

from __future__ import annotations

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import shift
from adal_theory.prove.kernel.certificates import sides
from adal_theory.prove.kernel.polynomials import Poly, normal, plus, term_of, times
from adal_theory.prove.kernel.terms import InvalidInference, Term, mul, num
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.arith import linarith
from adal_theory.prove.tactics.context import Context, Solve, sum_atoms


def swapped(ctx: Context, goal: Term, solve: Solve) -> Theorem | None:
    """The goal with ΣΣ in the other order, where that is possible."""
    if goal.op not in ("le", "eq"):
        return None
    p = sides(goal)
    equations = []
    for a in sum_atoms([goal]):
        t = in_other_order(a)
        if t is not None:
            equations.append(t)
            p = _replaced(p, a, normal(t.conclusion.args[1]))
    if not equations:
        return None
    t = solve(ctx, Term(goal.op, (num(0), term_of(p)), "bool"))
    return None if t is None else linarith(goal, [t, *equations], ctx.clock)


def _replaced(p: Poly, a: Term, by: Poly) -> Poly:
    new: Poly = {}
    for m, c in p.items():
        rest = {tuple(x for x in m if x[0] != a): c}
        new = plus(new, times(rest, by) if any(x == a for x, _ in m) else {m: c})
    return new


def in_other_order(a: Term) -> Theorem | None:
    """Σ_t Σ_s f = Σ_s Σ_t f; a factor that stands before the inner sum goes under it first. None for what is no double sum."""
    if a.op != "sum" or a.args[2].op not in ("sum", "mul"):
        return None
    body = a.args[2]
    if body.op == "mul":
        inner = [b for b in body.args if b.op == "sum"]
        if len(inner) != 1:
            return None
        low, high, f = inner[0].args
        outside = [shift(b, 1) for b in body.args if b is not inner[0]]
        body = Term("sum", (low, high, mul(*outside, f)), "real", inner[0].hint)
    try:
        t = k.sum_swap(Term("sum", (*a.args[:2], body), "real", a.hint))
        return t if k.same(Term("eq", (a, t.conclusion.args[0]), "bool"), Term("eq", (a, a), "bool")) else None
    except InvalidInference:
        return None
