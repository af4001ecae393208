"""Closed forms of sums of powers of the index, and of geometric sums."""

from __future__ import annotations

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import free, open_body
from adal_theory.prove.kernel.polynomials import Monomial, Poly, normal, term_of
from adal_theory.prove.kernel.terms import InvalidInference, Term
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas, lemmas_sums
from adal_theory.prove.tactics.context import Context
from adal_theory.prove.tactics.lemmas import instance
from adal_theory.prove.tactics.linear import quick
from adal_theory.prove.tactics.positivity import nonneg

_OF_POWERS = {1: lemmas_sums.sum_id, 2: lemmas_sums.sum_square}


def closed(ctx: Context, a: Term) -> Theorem | None:
    """A closed form of the sum, multiplied by what would stand in the denominator."""
    low, high, body = a.args
    t = ctx.fresh("i", "int", a)
    p = normal(open_body(body, t))
    if len(p) != 1:
        return None
    ((m, _),) = p.items()
    if any(t not in free(x) for x, _ in m):
        return None
    try:
        return _closed(ctx, t, low, high, m)
    except InvalidInference:
        return None


def _closed(ctx: Context, t: Term, low: Term, high: Term, m: Monomial) -> Theorem | None:
    """Σ m from low to high, where m is t^degree or t^degree·bᵉ."""
    degree = dict(m).get(t, 0)
    others = [(x, e) for x, e in m if x != t]
    ordered = quick(ctx, low - 1 <= high)
    if ordered is None:
        return None
    if not others:
        return _of_powers(ctx, low, high, degree, ordered)
    if len(others) != 1 or others[0][0].op != "ipow" or others[0][1] != 1 or degree > 1:
        return None
    base, e = others[0][0].args
    if t in free(base):
        return None
    c, top = _without(t, e - t), _without(t, e + t)
    if c is not None:
        return _geometric(ctx, low, high, base, c, degree, ordered)
    return _reversed(ctx, low, high, base, top, ordered) if top is not None and degree == 0 else None


def _without(t: Term, a: Term) -> Term | None:
    """a, if it is free of t."""
    p: Poly = normal(a)
    return term_of(p) if all(t not in free(x) for m in p for x, _ in m) else None


def _of_powers(ctx: Context, low: Term, high: Term, degree: int, ordered: Theorem) -> Theorem | None:
    if degree == 0:
        counted = quick(ctx, low <= high + 1)
        return None if counted is None else k.sum_count(low, high, counted)
    lemma = _OF_POWERS.get(degree)
    return None if lemma is None else _for_all(instance(lemma, {lemmas_sums.lo: low}), high, ordered)


def _geometric(ctx: Context, low: Term, high: Term, base: Term, c: Term, degree: int, ordered: Theorem) -> Theorem | None:
    """Σ t^degree b^(t+c)."""
    start = nonneg(ctx, low + c)
    if c.sort != "int" or start is None:
        return None
    lemma = (lemmas_sums.geometric, lemmas_sums.arithmetic_geometric)[degree]
    return _for_all(instance(lemma, {lemmas_sums.lo: low, lemmas.a: base, lemmas_sums.c: c}, start), high, ordered)


def _reversed(ctx: Context, low: Term, high: Term, base: Term, top: Term, ordered: Theorem) -> Theorem | None:
    """Σ b^(top−t)."""
    below = quick(ctx, high <= top)
    if top.sort != "int" or below is None:
        return None
    values = {lemmas_sums.lo: low, lemmas.a: base, lemmas_sums.hi: top}
    return _for_all(instance(lemmas_sums.geometric_reversed, values), high, ordered, below)


def _for_all(t: Theorem, at: Term, *within: Theorem) -> Theorem:
    """The theorem for all n, at one n that is in its range."""
    _, lo, hi, _ = t.conclusion.args
    wanted = ([lo <= at] if lo is not None else []) + ([at <= hi] if hi is not None else [])
    return k.specialize(t, at, *[k.restate(w, f) for w, f in zip(within, wanted, strict=True)])
