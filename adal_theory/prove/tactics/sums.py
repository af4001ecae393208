"""Sums to a symbolic end: term by term, domination, telescoping, facts summed over their range, and what other files know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import free, open_body, substitute
from adal_theory.prove.kernel.certificates import sides
from adal_theory.prove.kernel.polynomials import Poly, canonical, normal, plus, term_of, value
from adal_theory.prove.kernel.terms import Term, inv, mul, num, power
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas
from adal_theory.prove.tactics.arith import linarith
from adal_theory.prove.tactics.bounds_of_sequences import squares_of_bounds
from adal_theory.prove.tactics.cauchy_schwarz import cauchy_schwarz
from adal_theory.prove.tactics.clock import NO_LIMIT
from adal_theory.prove.tactics.closed_forms import closed
from adal_theory.prove.tactics.context import Context, Solve, applications, sum_atoms, written_sums
from adal_theory.prove.tactics.lemmas import instance
from adal_theory.prove.tactics.linear import quick
from adal_theory.prove.tactics.positivity import nonneg, pos
from adal_theory.prove.tactics.potentials import potential
from adal_theory.prove.tactics.sum_ends import last_term, without_ends

Range = tuple[Term, Term]


def term_by_term(ctx: Context, goal: Term, solve: Solve) -> Theorem | None:
    """0 ≤ Σ body + rest: from 0 ≤ body (and 0 ≤ rest), or from 0 ≤ body + rest/length, for each index."""
    if goal.op not in ("le", "eq"):
        return None
    i = ctx.fresh("i", "int", goal)
    parts = one_sum(goal, i)
    if parts is None:
        return None
    (lo, hi), body, rest = parts
    for extra, left in _shares(rest, lo, hi):
        each = solve(ctx.range(i, lo, hi), Term(goal.op, (num(0), term_of(plus(body, extra))), "bool"))
        if each is None:
            continue
        facts = [k.sum_monotone(k.generalize(i, each, lo, hi))]
        if extra:
            ordered = quick(ctx, lo <= hi + 1)
            if ordered is None:
                return None
            facts.append(k.sum_count(lo, hi, ordered))
        if left:
            s = nonneg(ctx, term_of(left))
            if s is None or goal.op == "eq":
                continue
            facts.append(s)
        found = linarith(goal, facts, ctx.clock)
        if found is not None:
            return found
    return None


def one_sum(goal: Term, i: Term) -> tuple[Range, Poly, Poly] | None:
    """(range, body at i, rest), where the slack of the goal is one sum, when sums over the same range are added, and a rest."""
    ranges: dict[Range, Poly] = {}
    rest: Poly = {}
    for m, c in sides(goal).items():
        sums = [(a, e) for a, e in m if a.op == "sum"]
        if len(sums) == 1 and sums[0][1] == 1:
            a = sums[0][0]
            others = {tuple(x for x in m if x[0] is not a): c}
            at = (a.args[0], a.args[1])
            ranges[at] = plus(ranges.get(at, {}), normal(mul(term_of(others), open_body(a.args[2], i))))
        elif sums:
            return None
        else:
            rest = plus(rest, {m: c})
    if len(ranges) != 1:
        return None
    ((at, body),) = ranges.items()
    return at, body, rest


def _shares(rest: Poly, lo: Term, hi: Term) -> Iterator[tuple[Poly, Poly]]:
    """(what of the rest each term gets, what is left): rest = share · length + left."""
    yield {}, rest
    length = normal(hi - lo + 1)
    if not rest or len(length) != 1:
        return
    ((one, c),) = length.items()
    if c != 1 or len(one) != 1 or one[0][1] != 1:
        return
    share: Poly = {}
    left: Poly = {}
    for m, v in rest.items():
        powers = dict(m)
        if powers.get(one[0][0], 0) >= 1:
            powers[one[0][0]] -= 1
            share = plus(share, {tuple((a, e) for a, e in powers.items() if e): v})
        else:
            left = plus(left, {m: v})
    if share:
        yield share, left


def facts_about_sums(ctx: Context, goal: Term, formulas: Sequence[Term], solve: Solve) -> list[Theorem]:
    """Closed forms, telescoping and Cauchy–Schwarz for the sums that occur, and facts summed over the same ranges.

    `solve` is asked whether a factor is at most 1.
    """
    sums = sum_atoms(formulas)
    own = sum_atoms([goal]) or sums
    if not sums:
        return []
    found = [t for a in sums for t in _dominated(ctx, a, solve)]
    sums = sum_atoms([*formulas, *(t.conclusion for t in found)])
    found += _summed(ctx, list(dict.fromkeys((a.args[0], a.args[1]) for a in own)))
    all_sums = sum_atoms([*formulas, *(t.conclusion for t in found)])
    found += [t for a in all_sums if (t := closed(ctx, a)) is not None]
    found += _telescoping(ctx, all_sums)
    found += cauchy_schwarz(ctx, sums, written_sums([goal]))
    found += [t for a in all_sums for t in _single_terms(ctx, a, formulas)]
    if not sum_atoms([goal]):
        found += without_ends(ctx, formulas, goal)
    even = list(_even_powers(ctx, sum_atoms([*formulas, *(t.conclusion for t in found)])))
    new = [a for a in sum_atoms([t.conclusion for t in even]) if a not in all_sums]
    return [*found, *even, *(t for a in new if (t := closed(ctx, a)) is not None)]


def _dominated(ctx: Context, a: Term, solve: Solve) -> Iterator[Theorem]:
    """Σ f·g ≤ Σ g for 0 ≤ f ≤ 1, 0 ≤ g; and Σ √u·g ≤ Σ u·g for 1 ≤ u."""
    lo, hi, body = a.args
    i = ctx.fresh("i", "int", a)
    inner = ctx.range(i, lo, hi)
    p = normal(open_body(body, i))
    if len(p) != 1:
        return
    ((m, c),) = p.items()
    if len(m) < 2 or c <= 0:
        return
    for f, e in m:
        if e != 1 or i not in free(f) or f.op not in ("inv", "ipow", "sqrt"):
            continue
        rest = mul(num(c), *[power(x, n) for x, n in m if x != f])
        at_most = _at_most(inner, f, solve)
        low = nonneg(inner, rest)
        if at_most is None or low is None:
            continue
        t = linarith(mul(f, rest) <= mul(at_most.conclusion.args[1], rest), [at_most, low], ctx.clock, 2)
        if t is not None:
            yield k.sum_monotone(k.generalize(i, t, lo, hi))


def _at_most(ctx: Context, f: Term, solve: Solve) -> Theorem | None:
    """f ≤ 1, or f = √u ≤ u."""
    if f.op != "sqrt":
        return quick(ctx, f <= 1) or solve(ctx, f <= 1)
    large = quick(ctx, f.args[0] >= 1)
    return None if large is None else instance(lemmas.sqrt_le_self, {lemmas.a: f.args[0]}, large)


def _single_terms(ctx: Context, a: Term, formulas: Sequence[Term]) -> Iterator[Theorem]:
    """f(j) ≤ Σ f for j in the range, where 0 ≤ f throughout and values at j occur."""
    lo, hi, body = a.args
    i = ctx.fresh("i", "int", a)
    f = open_body(body, i)
    names = {x.args[0] for x in applications(f) if i in free(x)}
    values = (b for g in formulas for x in applications(g) if x.args[0] in names for b in x.args[2:])
    there = {b for b in values if b.op == "var" and b.sort == "int"}
    if not there or nonneg(ctx.range(i, lo, hi), f) is None:
        return
    for j in sorted(there, key=lambda b: b.key):
        low, high = quick(ctx, lo <= j), quick(ctx, j <= hi)
        if j != hi and low is not None and high is not None:
            yield from _around(ctx, a, j)


def _around(ctx: Context, a: Term, j: Term) -> Iterator[Theorem]:
    """Σ = its terms before j + that at j + those after it; what is before and after is at least 0."""
    lo, hi, body = a.args
    upto = Term("sum", (lo, j, body), "real", a.hint)
    parts = [upto, Term("sum", (j + 1, hi, body), "real", a.hint), Term("sum", (lo, j - 1, body), "real", a.hint)]
    ends = [quick(ctx, lo <= j + 1), quick(ctx, j <= hi)]
    last, signs = last_term(ctx, upto), [nonneg(ctx, b) for b in parts[1:]]
    if last is None or any(t is None for t in (*ends, *signs)):
        return
    yield from (k.sum_split(a, j, *(t for t in ends if t is not None)), last, *(t for t in signs if t is not None))


def _even_powers(ctx: Context, sums: Sequence[Term]) -> Iterator[Theorem]:
    """|a|² = a² and (√a)² = a inside of sums."""
    i = ctx.fresh("i", "int", *sums)
    for s in sums:
        lo, hi, body = s.args
        p = normal(open_body(body, i))
        inner = ctx.range(i, lo, hi)
        parts = [_lowered(inner, a, dict(m)) for m in list(p)[:1] for a, _ in m]
        equations = [t for _, known in parts for t in known]
        if equations:
            t = linarith(Term("eq", (term_of(p), mul(*(a for left, _ in parts for a in left))), "bool"), equations, ctx.clock)
            if t is not None:
                yield k.sum_monotone(k.generalize(i, t, lo, hi))


def _lowered(ctx: Context, a: Term, powers: dict[Term, int]) -> tuple[list[Term], list[Theorem]]:
    """The power of a, with |·|² and (√·)² written without |·| and √, and the equations that allow it."""
    e = powers[a]
    if a.op == "abs" and e > 1:
        return [power(a.args[0], e - e % 2), power(a, e % 2)], [k.defining(a, 1)]
    if a.op == "inv" and a.args[0].op == "sqrt":
        return _cancelled(ctx, a, powers) or ([power(a, e)], [])
    if a.op == "sqrt" and inv(a) in powers and pos(ctx, a) is not None:
        return [], []  # taken together with 1/√
    t = nonneg(ctx, a.args[0]) if a.op == "sqrt" and e > 1 else None
    return ([power(a, e)], []) if t is None else ([power(a.args[0], e // 2), power(a, e % 2)], [k.sqrt_square(t)])


def _cancelled(ctx: Context, a: Term, powers: dict[Term, int]) -> tuple[list[Term], list[Theorem]] | None:
    """√u · 1/√u = 1 and (1/√u)² = 1/u, for u > 0."""
    root, u = a.args[0], a.args[0].args[0]
    positive, low = pos(ctx, root), pos(ctx, u)
    if positive is None or low is None:
        return None
    e, n = powers[a], powers.get(root, 0)
    both = min(e, n)
    left = [power(root, n - both), power(inv(u), (e - both) // 2), power(a, (e - both) % 2)]
    square = instance(lemmas.inv_sqrt_sq, {lemmas.a: u}, low)
    return left, [k.inverse(positive), k.inverse(low), k.sqrt_square(nonneg(ctx, u) or low), square]


def _summed(ctx: Context, ranges: Sequence[Range]) -> Iterator[Theorem]:
    """Facts for all indices, summed over those of the ranges that are theirs, or theirs moved."""
    squares = [s for t in ctx.alls for s in squares_of_bounds(ctx, t)]
    for t in (*ctx.alls, *squares):
        _, lo, hi, body = t.conclusion.args
        if lo is None or hi is None or body.op not in ("le", "lt", "eq"):
            continue
        for low, high in ranges:
            shift = value(plus(normal(low), normal(lo), -1))
            if shift is not None and value(plus(normal(high), normal(hi), -1)) == shift and shift.denominator == 1:
                yield _moved(k.sum_monotone(t), int(shift)) if shift else k.sum_monotone(t)
                break


def _moved(t: Theorem, by: int) -> Theorem:
    """An inequality of two sums with the index moved."""
    moved = [k.sum_shift(a, by) for a in t.conclusion.args]
    a, b = (m.conclusion.args[1] for m in moved)
    found = linarith(Term(t.conclusion.op, (a, b), "bool"), [t, *moved], NO_LIMIT)
    return t if found is None else found


def _telescoping(ctx: Context, sums: Sequence[Term]) -> Iterator[Theorem]:
    """Σ (f(t+1) − f(t)) = f(hi+1) − f(lo) where both sums occur."""
    i = ctx.fresh("i", "int", *sums)
    for a in sums:
        for b in sums:
            if a is b or a.args[:2] != b.args[:2]:
                continue
            f, g = open_body(a.args[2], i), open_body(b.args[2], i)
            if canonical(substitute(f, {i: i + 1})) == canonical(g):
                ordered = quick(ctx, a.args[0] <= a.args[1] + 1)
                if ordered is not None:
                    yield k.telescope(i, f, a.args[0], a.args[1], ordered)
    for t in ctx.alls:
        yield from _weighted(ctx, t.conclusion, i, {a.args[:2] for a in sums})


def _weighted(ctx: Context, f: Term, i: Term, ranges: set[Range]) -> Iterator[Theorem]:
    """The same for Φ(t) = w(t)·x(t), where a fact says … ≤ Φ(t) − Φ(t+1) + … over one of the ranges."""
    if f.args[1] is None or f.args[2] is None or (f.args[1], f.args[2]) not in ranges:
        return
    phi = potential(open_body(f.args[3], i), i)
    ordered = quick(ctx, f.args[1] <= f.args[2] + 1) if len(phi) == 1 and i in {x for m in phi for x, _ in m} else None
    if ordered is not None:
        yield k.telescope(i, term_of(phi), f.args[1], f.args[2], ordered)
