"""Averages: s(t) = p·u + q·v with p, q ≥ 0 and p + q = 1 gives s(t)² ≤ p·u² + q·v² at every t (Jensen's inequality)."""

from __future__ import annotations

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import free, open_body
from adal_theory.prove.kernel.polynomials import Poly, normal, plus, term_of, value
from adal_theory.prove.kernel.terms import Term, num
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas
from adal_theory.prove.tactics.arith import linarith
from adal_theory.prove.tactics.context import Context
from adal_theory.prove.tactics.lemmas import instance
from adal_theory.prove.tactics.positivity import nonneg


def squares_of_averages(ctx: Context, names: set[str]) -> list[Theorem]:
    """∀ t: s(t)² ≤ p·u² + q·v² for the recursions of those sequences."""
    found = []
    for t in ctx.alls:
        _, lo, hi, _ = t.conclusion.args
        v = ctx.fresh("t", "int", t.conclusion)
        f = open_body(t.conclusion.args[3], v)
        if f.op != "eq" or lo is None or hi is None:
            continue
        for s, average in (f.args, f.args[::-1]):
            if s.op != "app" or s.args[0] not in names or v not in free(s):
                continue
            square = _square(ctx, t, v, s, average, lo, hi)
            if square is not None:
                found.append(square)
                break
    return found


def _square(ctx: Context, t: Theorem, v: Term, s: Term, average: Term, lo: Term, hi: Term) -> Theorem | None:
    """∀ v: s² ≤ …, where t says ∀ v: s = average."""
    parts = _parts(average)
    if parts is None:
        return None
    (u, p), (w, q) = parts
    weights = [nonneg(ctx, p), nonneg(ctx, q)]
    one = linarith(Term("eq", (p + q, num(1)), "bool"), [], ctx.deadline)
    if one is None or any(x is None for x in weights):
        return None
    at_most = [x for x in weights if x is not None]
    jensen = instance(lemmas.sq_of_average, {lemmas.p: p, lemmas.q: q, lemmas.a: u, lemmas.b: w}, *at_most, one)
    here = k.specialize(t, v, k.assume(lo <= v), k.assume(v <= hi))
    made = linarith(s**2 <= p * u**2 + q * w**2, [jensen, here], ctx.deadline)
    return None if made is None else k.generalize(v, made, lo, hi)


def _parts(average: Term) -> tuple[tuple[Term, Term], tuple[Term, Term]] | None:
    """((u, p), (v, q)) with average = p·u + q·v for two values of sequences u and v."""
    weights: dict[Term, Poly] = {}
    for m, c in normal(average).items():
        inside = [(a, e) for a, e in m if a.op == "app"]
        if len(inside) != 1 or inside[0][1] != 1:
            return None
        a = inside[0][0]
        rest = {tuple(x for x in m if x[0] != a): c}
        weights[a] = plus(weights.get(a, {}), rest)
    if len(weights) != 2:
        return None
    (u, p), (v, q) = weights.items()
    return ((u, term_of(p)), (v, term_of(q))) if value(plus(p, q)) == 1 else None
