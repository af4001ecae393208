"""e^u ≤ w from u ≤ log w, and w ≤ e^u from log w ≤ u: the logarithm is easier to differentiate."""

from __future__ import annotations

from adal_theory.prove.kernel.certificates import sides
from adal_theory.prove.kernel.polynomials import Poly, term_of
from adal_theory.prove.kernel.terms import Term, log, num
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas, lemmas_powers
from adal_theory.prove.tactics.arith import linarith
from adal_theory.prove.tactics.context import Context, Solve
from adal_theory.prove.tactics.lemmas import instance
from adal_theory.prove.tactics.positivity import pos


def by_logarithm(ctx: Context, goal: Term, solve: Solve) -> Theorem | None:
    """A goal in which e^u stands alone, once, with a numeric factor."""
    if goal.op != "le":
        return None
    p = sides(goal)
    alone = [(m, c) for m, c in p.items() if any(a.op == "exp" for a, _ in m)]
    if len(alone) != 1 or len(alone[0][0]) != 1 or alone[0][0][0][1] != 1:
        return None
    ((m, c),) = alone
    rest: Poly = {n: -e / c for n, e in p.items() if n != m}
    w, u = term_of(rest), m[0][0].args[0]
    positive = pos(ctx, w) or solve(ctx, num(0) < w)
    if positive is None:
        return None
    ordered = solve(ctx, u <= log(w) if c < 0 else log(w) <= u)
    if ordered is None:
        return None
    lemma = lemmas_powers.exp_le_of_le_log if c < 0 else lemmas_powers.le_exp_of_log_le
    t = instance(lemma, {lemmas.a: u, lemmas.b: w}, positive, ordered)
    return linarith(goal, [t], ctx.clock)
