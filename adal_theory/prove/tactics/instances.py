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

MOST_MERGED = 40  # ways to put the values of several indices together
Values = dict[Term, Term]


def instances(ctx: Context, formulas: Sequence[Term], known: set[Term]) -> list[Theorem]:
    """Facts about all indices, at those indices for which they speak of values that occur."""
    there = list(dict.fromkeys(a for f in formulas for g in (f, k.canonical_formula(f)) for a in applications(g)))
    found: list[Theorem] = []
    for t in ctx.alls:
        for at in indices(t.conclusion, there):
            made = _at(ctx, t, at)
            if made is not None and made.conclusion not in known:
                known.add(made.conclusion)
                found.append(made)
    return found


def indices(f: Term, there: Sequence[Term]) -> list[tuple[Term, ...]]:
    """The values of the indices of f = ∀ v: ∀ w: … at which an application in its body is one of those there are."""
    variables, body = quantified(f)
    single: dict[tuple[tuple[Term, Term], ...], None] = {}
    for p in applications(body):
        if not free(p) & set(variables):
            continue
        for a in there:
            if a.args[:2] != p.args[:2] or len(a.args) != len(p.args):
                continue
            at = match(p.args[2:], a.args[2:], variables)
            if at:
                single[tuple(at.items())] = None
    return list(dict.fromkeys(tuple(at[v] for v in variables) for at in _merged([dict(one) for one in single], variables)))


def quantified(f: Term) -> tuple[list[Term], Term]:
    """(variables for the leading quantifiers, the body at these)."""
    variables: list[Term] = []
    while f.op == "all":
        v = Term("var", (f"an_index{len(variables) or ''}", f.args[0]), f.args[0])
        variables.append(v)
        f = open_body(f.args[3], v)
    return variables, f


def _merged(single: Sequence[Values], variables: Sequence[Term]) -> list[Values]:
    """What gives every variable a value: one application, or several that agree."""
    whole = [one for one in single if len(one) == len(variables)]
    parts = [one for one in single if len(one) < len(variables)]
    for _ in variables[1:]:
        parts = [{**one, **two} for one in parts for two in parts if all(two.get(v, a) == a for v, a in one.items())][
            :MOST_MERGED
        ]
    return whole + [one for one in parts if len(one) == len(variables)]


def match(pattern: Sequence[Term], actual: Sequence[Term], variables: Sequence[Term]) -> Values | None:
    """The values with pattern = actual, where a pattern is a variable, or r·variable + c for integers."""
    answer: Values = {}
    for p, a in zip(pattern, actual, strict=True):
        if p in variables and p.sort == a.sort:
            found: tuple[Term, Term] | None = (p, a)
        elif p.sort != "int" or a.sort != "int":
            if p != a:
                return None
            continue
        else:
            inside = [v for v in variables if v in free(p)]
            if not inside:
                continue
            found = _solved(p, a, inside)
        if found is None or answer.get(found[0], found[1]) != found[1]:
            return None
        answer[found[0]] = found[1]
    return answer


def _solved(p: Term, a: Term, inside: Sequence[Term]) -> tuple[Term, Term] | None:
    """(v, (a − c)/r) for p = r v + c, if that is an integer for sure."""
    q = dict(normal(p))
    v = inside[0]
    r = q.pop(((v, 1),), None)
    if len(inside) > 1 or not r or any(v in free(x) for m in q for x, _ in m):
        return None
    at = term_of({m: e / r for m, e in plus(normal(a), q, -1).items()})
    return (v, at) if at.sort == "int" else None


def _at(ctx: Context, t: Theorem, at: Sequence[Term]) -> Theorem | None:
    """The fact at these indices, if they are in its ranges."""
    for a in at:
        _, lo, hi, _ = t.conclusion.args
        within = []
        for f in ([lo <= a] if lo is not None else []) + ([a <= hi] if hi is not None else []):
            found = ctx.settled(f) or quick(ctx, f)
            if found is None:
                return None
            within.append(found)
        try:
            t = k.specialize(t, a, *within)
        except InvalidInference:
            return None
    return t
