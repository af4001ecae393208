"""Facts about all indices, at the indices that a goal speaks of."""

from __future__ import annotations

from collections.abc import Sequence

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import free, open_body
from adal_theory.prove.kernel.polynomials import normal, plus, term_of
from adal_theory.prove.kernel.terms import InvalidInference, Term
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.context import Context, applications
from adal_theory.prove.tactics.linear import quick


def instances(ctx: Context, formulas: Sequence[Term], known: set[Term]) -> list[Theorem]:
    """Facts about all indices, at those indices for which they speak of values that occur."""
    there = list(dict.fromkeys(a for f in formulas for g in (f, k.canonical_formula(f)) for a in applications(g)))
    found: list[Theorem] = []
    for t in ctx.alls:
        for at in _indices(t.conclusion, there):
            made = _at(ctx, t, at)
            if made is not None and made.conclusion not in known:
                known.add(made.conclusion)
                found.append(made)
    return found


def _indices(f: Term, there: Sequence[Term]) -> list[Term]:
    """The values of the index of f = ∀ v: … at which an application in its body is one of those there are."""
    v = Term("var", ("an_index", "int"), "int")
    body = open_body(f.args[3], v)
    found: dict[Term, None] = {}
    for p in applications(body):
        if v not in free(p):
            continue
        for a in there:
            if a.args[:2] != p.args[:2] or len(a.args) != len(p.args):
                continue
            at = _match(p.args[2:], a.args[2:], v)
            if at is not None:
                found[at] = None
    return list(found)


def _match(pattern: Sequence[Term], actual: Sequence[Term], v: Term) -> Term | None:
    """The v with pattern = actual, where a pattern is v + c."""
    answer: Term | None = None
    for p, a in zip(pattern, actual, strict=True):
        if p.sort != "int" or a.sort != "int":
            return None
        q = dict(normal(p))
        c = q.pop(((v, 1),), None)
        if c is None:
            continue
        if c != 1 or any(v in free(x) for m in q for x, _ in m):
            return None
        at = term_of(plus(normal(a), q, -1))
        if at.sort != "int" or (answer is not None and at != answer):
            return None
        answer = at
    return answer


def _at(ctx: Context, t: Theorem, at: Term) -> Theorem | None:
    """The fact at one index, if that is in its range."""
    _, lo, hi, _ = t.conclusion.args
    within = []
    for f in ([lo <= at] if lo is not None else []) + ([at <= hi] if hi is not None else []):
        found = ctx.settled(f) or quick(ctx, f)
        if found is None:
            return None
        within.append(found)
    try:
        made = k.specialize(t, at, *within)
    except InvalidInference:
        return None
    return made
