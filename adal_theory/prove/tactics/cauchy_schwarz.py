"""Cauchy–Schwarz for sums that occur: (Σ a b)² ≤ Σ a² Σ b²."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, permutations

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import free, open_body
from adal_theory.prove.kernel.certificates import quotient
from adal_theory.prove.kernel.polynomials import canonical, normal, root, term_of
from adal_theory.prove.kernel.terms import Term, absolute, add, inv, mul, num, power, sqrt
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas_sums
from adal_theory.prove.tactics.context import Context
from adal_theory.prove.tactics.linear import quick
from adal_theory.prove.tactics.positivity import nonneg

MOST_PAIRS = 24
MOST_WRITTEN = 3


def cauchy_schwarz(ctx: Context, sums: Sequence[Term], written: Sequence[Term]) -> Iterator[Theorem]:
    """(Σ a b)² ≤ Σ a² Σ b² where the three sums occur (Σ 1 always does), and for sums that were `written` as Σ a² and Σ b²."""
    i = ctx.fresh("i", "int", *sums)
    for at in dict.fromkeys((s.args[0], s.args[1]) for s in sums):
        inner = ctx.range(i, *at)
        bodies = {canonical(open_body(s.args[2], i)): s for s in sums if (s.args[0], s.args[1]) == at}
        roots = list(dict.fromkeys(r for b in [num(1), *bodies] for r in _roots_of(inner, b)))
        pairs = [(a, b) for n, a in enumerate(roots) for b in roots[:n]]
        for a, b in pairs[:MOST_PAIRS]:
            product = _plain(a * b)
            if i not in free(product) or _constant_times(product, bodies, i):
                yield _instance(at, i, a, b)
                ordered = quick(ctx, at[0] <= at[1] + 1) if num(1) in (a, b) or i not in free(product) else None
                if ordered is not None:
                    yield k.sum_count(*at, ordered)
        for a, b in list(_weighted(inner, [b for b in bodies if i in free(b)], i))[:MOST_WRITTEN]:
            yield _instance(at, i, a, b)
        differences = list(dict.fromkeys(d for s in written if (s.args[0], s.args[1]) == at for d in _squared(s, i)))
        for a, b in list(combinations(differences, 2))[:MOST_WRITTEN]:
            yield _instance(at, i, a, b)


def _weighted(ctx: Context, bodies: Sequence[Term], i: Term) -> Iterator[tuple[Term, Term]]:
    """(√w, √w·x) where Σ w·x and Σ w·x² occur, w ≥ 0: the weights need not be summed anywhere."""
    for p, q in permutations(bodies, 2):
        square, other = normal(_plain(p * p)), normal(q)
        if len(square) != 1 or len(other) != 1:
            continue
        w = quotient(next(iter(square)), next(iter(other)))
        x = None if not w else quotient(next(iter(normal(p))), w)
        weight = term_of({w: Fraction(1)}) if w else num(1)
        if x and i in free(weight) and term_of({x: Fraction(1)}) != num(1) and nonneg(ctx, weight) is not None:
            yield sqrt(weight), sqrt(weight) * term_of({x: Fraction(1)})


def _squared(s: Term, i: Term) -> list[Term]:
    """The d of Σ d², where d is a sum: its square is written out in the normal form of Σ d²."""
    body = open_body(s.args[2], i)
    return [body.args[0]] if body.op == "pow" and body.args[1] == 2 and body.args[0].op == "add" else []


def _instance(at: tuple[Term, Term], i: Term, a: Term, b: Term) -> Theorem:
    t = k.instantiate(lemmas_sums.cauchy_schwarz(), ((lemmas_sums.lo, at[0]), (lemmas_sums.hi, at[1])))
    for name, body in (("a_of", a), ("b_of", b)):
        t = k.instantiate_function(t, name, (i,), body)
    return t


def _plain(a: Term) -> Term:
    """With b² for |b|², b for (√b)², 1/b for (1/√b)² and 1 for √b·(1/√b)."""
    return add(*[mul(num(c), *(f for x, _ in m for f in _plain_factors(x, dict(m)))) for m, c in normal(a).items()])


def _plain_factors(x: Term, powers: dict[Term, int]) -> list[Term]:
    e = powers[x]
    if x.op == "inv" and x.args[0].op == "sqrt":
        left = e - min(e, powers.get(x.args[0], 0))
        return [power(inv(x.args[0].args[0]), left // 2), power(x, left % 2)]
    if x.op == "sqrt":
        left = max(0, e - powers.get(inv(x), 0))
        return [power(x.args[0], left // 2), power(x, left % 2)]
    return [power(x.args[0], 2 * (e // 2)), power(x, e % 2)] if x.op == "abs" else [power(x, e)]


def _constant_times(a: Term, bodies: dict[Term, Term], i: Term) -> bool:
    """Whether a is one of the bodies, but for factors free of the index."""
    p = normal(a)
    if len(p) != 1:
        return False
    ((m, _),) = p.items()
    inside = term_of({tuple(x for x in m if i in free(x[0])): Fraction(1)})
    return inside in bodies


def _roots_of(ctx: Context, b: Term) -> list[Term]:
    """Terms whose square is b: √ of each factor."""
    p = normal(b)
    if len(p) != 1:
        return []
    ((m, c),) = p.items()
    if c <= 0:
        return []
    whole: list[Term] = []
    size: list[Term] = []
    r = root(c)
    number = num(r) if r is not None else sqrt(num(c))
    for a, e in m:
        if e % 2 == 0:
            whole.append(power(a, e // 2))
            size.append(absolute(a) if e // 2 % 2 else power(a, e // 2))
        elif nonneg(ctx, a) is not None:
            whole.append(power(sqrt(a), e))
            size.append(power(sqrt(a), e))
        else:
            return []
    return list(dict.fromkeys((mul(number, *whole), mul(number, *size))))
