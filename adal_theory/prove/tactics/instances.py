"""Facts about all indices, at the indices that a goal speaks of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import product
from math import prod

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import free, open_body
from adal_theory.prove.kernel.polynomials import normal, plus, term_of
from adal_theory.prove.kernel.terms import RELATIONS, InvalidInference, Term
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.context import Context, applications, places, written_sums
from adal_theory.prove.tactics.linear import quick

MOST_MERGED = 40  # ways to put the values of several indices together
Values = dict[Term, Term]


def instances(ctx: Context, formulas: Sequence[Term], known: set[Term]) -> list[Theorem]:
    """Facts about all indices, at those indices for which they speak of values that occur."""
    both = [g for f in formulas for g in (f, k.canonical_formula(f))]
    there = list(dict.fromkeys(a for g in both for a in applications(g)))
    found: list[Theorem] = []
    for t in (*ctx.alls, *ctx.conditional):
        f = t.conclusion
        found_at = [*indices(f, there), *_at_ends(f, both)] or _at_powers(f, both) or _at_variables(f, both)
        for at in dict.fromkeys(found_at):
            made = _at(ctx, t, at)
            if made is not None and made.conclusion not in known:
                known.add(made.conclusion)
                found.append(made)
    return found


def indices(f: Term, there: Sequence[Term]) -> list[tuple[Term, ...]]:
    """The values of the indices of f = ∀ v: ∀ w: … at which an application in its body is one of those there are."""
    variables, patterns = _patterns(f, applications)
    return _values(variables, patterns, there) if variables else [()]


def _at_ends(f: Term, formulas: Sequence[Term]) -> list[tuple[Term, ...]]:
    """The same where the indices are ends of sums, of the same terms."""
    variables, patterns = _patterns(f, _sums_in)
    return _values(variables, patterns, written_sums(formulas)) if patterns else []


def _at_powers(f: Term, formulas: Sequence[Term]) -> list[tuple[Term, ...]]:
    """The same where the indices stand in no application, but in exponents and under roots."""
    variables, patterns = _patterns(f, places)
    return _values(variables, patterns, list(dict.fromkeys(a for g in formulas for a in places(g)))) if patterns else []


def _sums_in(a: Term) -> tuple[Term, ...]:
    return tuple(written_sums([a]))


@lru_cache(maxsize=50_000)
def _patterns(f: Term, parts: Callable[[Term], tuple[Term, ...]]) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    """(variables for the leading quantifiers of f, the parts of its body that speak of them)."""
    variables, body = quantified(f)
    return variables, tuple(p for p in parts(body) if free(p) & set(variables))


def _at_variables(f: Term, formulas: Sequence[Term]) -> list[tuple[Term, ...]]:
    """The same where the indices stand under Σ or E alone: the variables of the same sorts that occur there."""
    variables, applied = _patterns(f, applications)
    if not variables or applied or _patterns(f, places)[1]:
        return []
    there = sorted({v for g in formulas for v in free(g)}, key=lambda v: v.key)
    choices = [[v for v in there if v.sort == w.sort] for w in variables]
    return list(product(*choices)) if prod(map(len, choices)) <= MOST_MERGED else []


def _values(variables: Sequence[Term], patterns: Sequence[Term], there: Sequence[Term]) -> list[tuple[Term, ...]]:
    single: dict[tuple[tuple[Term, Term], ...], None] = {}
    for p in patterns:
        head = 2 if p.op == "app" else 0
        for a in there:
            if a.op != p.op or a.args[:head] != p.args[:head] or len(a.args) != len(p.args):
                continue
            at = match(p.args[head:], a.args[head:], variables)
            if at:
                single[tuple(at.items())] = None
    return list(dict.fromkeys(tuple(at[v] for v in variables) for at in _merged([dict(one) for one in single], variables)))


@lru_cache(maxsize=50_000)
def quantified(f: Term) -> tuple[tuple[Term, ...], Term]:
    """(variables for the leading quantifiers, the body at these); conditions before or between them are left out."""
    variables: list[Term] = []
    while f.op in ("all", "imp"):
        if f.op == "imp":
            f = f.args[1]
            continue
        v = Term("var", (f"an_index{len(variables) or ''}", f.args[0]), f.args[0])
        variables.append(v)
        f = open_body(f.args[3], v)
    return tuple(variables), f


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
    """The values with pattern = actual, where a pattern is a variable, or a variable + c for integers."""
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
    """(v, (a − b)/c) for p = c·v + b, where that is an integer."""
    q = dict(normal(p))
    v = inside[0]
    c = q.pop(((v, 1),), None)
    if len(inside) > 1 or not c or any(v in free(x) for m in q for x, _ in m):
        return None
    at = term_of({m: e / c for m, e in plus(normal(a), q, -1).items()})
    return (v, at) if at.sort == "int" else None


def _at(ctx: Context, t: Theorem, at: Sequence[Term]) -> Theorem | None:
    """The fact at these indices, if they are in its ranges and its conditions are known."""
    left = list(at)
    while t.conclusion.op in ("all", "imp"):
        made = _detached(ctx, t) if t.conclusion.op == "imp" else _specialized(ctx, t, left.pop(0)) if left else None
        if made is None:
            return None
        t = made
    return t


def _detached(ctx: Context, t: Theorem) -> Theorem | None:
    """b from a ⇒ b and a."""
    f = t.conclusion.args[0]
    found = ctx.settled(f) or (quick(ctx, f) if f.op in RELATIONS else None)
    return None if found is None else k.detach(t, found)


def _specialized(ctx: Context, t: Theorem, a: Term) -> Theorem | None:
    _, lo, hi, _ = t.conclusion.args
    within = []
    for f in ([lo <= a] if lo is not None else []) + ([a <= hi] if hi is not None else []):
        found = ctx.settled(f) or quick(ctx, f)
        if found is None:
            return None
        within.append(found)
    try:
        return k.specialize(t, a, *within)
    except InvalidInference:
        return None
