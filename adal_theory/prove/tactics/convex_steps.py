"""Recursions s(t) = p·u + q·v, squared: s(t)² ≤ p·u² + q²·v²/(1 − p) at every t, for 0 ≤ p < 1 (Jensen's inequality).

For an average, p + q = 1, this is s(t)² ≤ p·u² + q·v², and p = 1 is allowed.
"""

from __future__ import annotations

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import free, open_body
from adal_theory.prove.kernel.polynomials import Poly, canonical, normal, plus, term_of
from adal_theory.prove.kernel.terms import Term, inv, num
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas
from adal_theory.prove.tactics.arith import linarith
from adal_theory.prove.tactics.context import Context
from adal_theory.prove.tactics.lemmas import instance
from adal_theory.prove.tactics.positivity import nonneg, pos


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


def recursion_factor(ctx: Context, name: str) -> Term | None:
    """The p of x(t) = p·x(t−1) + …, or x(t) ≤ p·x(t−1) + …, where that is known of the sequence for all t."""
    for t in ctx.alls:
        v = ctx.fresh("t", "int", t.conclusion)
        f = open_body(t.conclusion.args[3], v)
        for s, other in {"eq": (f.args, f.args[::-1]), "le": (f.args,)}.get(f.op, ()):
            if s.op == "app" and s.args[0] == name and len(s.args) == 3 and v in free(s):
                before = Term("app", (name, "real", canonical(s.args[2] - 1)), "real")
                p = {tuple(x for x in m if x[0] != before): c for m, c in normal(other).items() if dict(m).get(before) == 1}
                return term_of(p) if p and v not in free(term_of(p)) else None
    return None


def _square(ctx: Context, t: Theorem, v: Term, s: Term, average: Term, lo: Term, hi: Term) -> Theorem | None:
    """∀ v: s² ≤ …, where t says ∀ v: s = average."""
    parts = _parts(average)
    if parts is None:
        return None
    (u, p), (w, q) = parts
    here = k.specialize(t, v, k.assume(lo <= v), k.assume(v <= hi))
    made = _of_average(ctx, u, p, w, q, here, s) or _with_rest(ctx, u, p, w, q, here, s) or _with_rest(ctx, w, q, u, p, here, s)
    return None if made is None else k.generalize(v, made, lo, hi)


def _of_average(ctx: Context, u: Term, p: Term, w: Term, q: Term, here: Theorem, s: Term) -> Theorem | None:
    one = linarith(Term("eq", (p + q, num(1)), "bool"), [], ctx.clock)
    weights = [nonneg(ctx, p), nonneg(ctx, q)] if one is not None else [None]
    if one is None or any(x is None for x in weights):
        return None
    at_most = [x for x in weights if x is not None]
    jensen = instance(lemmas.sq_of_average, {lemmas.p: p, lemmas.q: q, lemmas.a: u, lemmas.b: w}, *at_most, one)
    return linarith(s**2 <= p * u**2 + q * w**2, [jensen, here], ctx.clock)


def _with_rest(ctx: Context, u: Term, p: Term, w: Term, q: Term, here: Theorem, s: Term) -> Theorem | None:
    """s² ≤ p·u² + (q·w)²/(1 − p)."""
    low, gap = nonneg(ctx, p), pos(ctx, 1 - p)
    if low is None or gap is None:
        return None
    bound = instance(lemmas.sq_add_le, {lemmas.p: p, lemmas.a: u, lemmas.b: q * w}, low, gap)
    return linarith(s**2 <= p * u**2 + (q * w) ** 2 * inv(1 - p), [bound, here], ctx.clock)


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
    return (u, term_of(p)), (v, term_of(q))
