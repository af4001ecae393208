"""What follows by induction of a whole sequence: that it stays on one side of its first value, or of its last."""

from __future__ import annotations

from collections.abc import Iterator

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import open_body, substitute
from adal_theory.prove.kernel.polynomials import canonical
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas
from adal_theory.prove.tactics.arith import linarith
from adal_theory.prove.tactics.context import Context, Solve
from adal_theory.prove.tactics.induction import Induction
from adal_theory.prove.tactics.lemmas import instance
from adal_theory.prove.tactics.linear import quick
from adal_theory.prove.tactics.positivity import nonneg


def monotone_sequences(ctx: Context, solve: Solve) -> list[Theorem]:
    """∀ n: f(lo) ≤ f(n) and ∀ n: f(n) ≤ f(hi) from ∀ t: f(t) ≤ f(t+1), and the same with ≥."""
    found = []
    for t in ctx.alls:
        n = ctx.fresh("n", "int", t.conclusion)
        for claim, first, last in _claims(t.conclusion, n):
            ordered = quick(ctx, first <= last)
            if first.op != "num" or ordered is None:
                continue
            i = Induction(ctx, last, (int(first.args[0]), ordered))
            i.n, i.hi = n, last
            every = i.prove(claim, solve)
            if every is not None:
                found.append(every)
    return found


def _claims(f: Term, n: Term) -> Iterator[tuple[Term, Term, Term]]:
    """(claim about n, first index, last index) for f = ∀ t: g(t) ≤ g(t+1) or ∀ t: g(t+1) ≤ g(t)."""
    _, lo, hi, _ = f.args
    body = open_body(f.args[3], n)
    if lo is None or hi is None or body.op not in ("le", "lt"):
        return
    a, b = body.args
    for up, (low, high) in ((True, (a, b)), (False, (b, a))):
        if canonical(substitute(low, {n: n + 1})) != canonical(high):
            continue
        first = canonical(lo)
        start = substitute(low, {n: first})
        yield (Term("le", (start, low) if up else (low, start), "bool"), first, canonical(hi + 1))


def squares_of_bounds(ctx: Context, t: Theorem) -> list[Theorem]:
    """∀ t: x² ≤ b² from ∀ t: |x| ≤ b, and ∀ t: b² ≤ x² from ∀ t: b ≤ |x| where 0 ≤ b."""
    _, lo, hi, _ = t.conclusion.args
    v = ctx.fresh("t", "int", t.conclusion)
    f = open_body(t.conclusion.args[3], v)
    if f.op != "le" or lo is None or hi is None or "abs" not in (f.args[0].op, f.args[1].op):
        return []
    at = k.specialize(t, v, k.assume(lo <= v), k.assume(v <= hi))
    low, high = f.args
    if low.op == "abs":
        made: Theorem | None = instance(lemmas.sq_le_of_abs_le, {lemmas.a: low.args[0], lemmas.b: high}, at)
    else:
        sign = nonneg(ctx, low)
        made = None if sign is None else linarith(low**2 <= high.args[0] ** 2, [at, sign, k.defining(high, 1)], ctx.clock, 2)
    return [] if made is None else [k.generalize(v, made, lo, hi)]
