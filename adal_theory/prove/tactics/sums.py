"""Sums to a symbolic end: term by term, closed forms, telescoping, Cauchy–Schwarz, facts summed over their range."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import abstract, free, open_body, substitute, walk
from adal_theory.prove.kernel.certificates import sides
from adal_theory.prove.kernel.polynomials import Monomial, Poly, canonical, normal, plus, root, term_of, value
from adal_theory.prove.kernel.terms import InvalidInference, Term, absolute, add, inv, mul, num, power, sqrt
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas
from adal_theory.prove.tactics.algebra import quick
from adal_theory.prove.tactics.context import Context, atoms_of
from adal_theory.prove.tactics.positivity import nonneg, pos

Solve = Callable[[Context, Term], Theorem | None]
Range = tuple[Term, Term]


def sum_atoms(formulas: Sequence[Term]) -> list[Term]:
    """Sums that occur outside of other sums."""
    return [a for a in atoms_of(formulas) if a.op == "sum"]


def term_by_term(ctx: Context, goal: Term, solve: Solve) -> Theorem | None:
    """0 ≤ Σ body + rest: from 0 ≤ body (and 0 ≤ rest), or from 0 ≤ body + rest/length, for each index."""
    if goal.op not in ("le", "eq"):
        return None
    ranges: dict[Range, Poly] = {}
    rest: Poly = {}
    i = ctx.fresh("i", "int", goal)
    for m, c in sides(goal).items():
        sums = [(a, e) for a, e in m if a.op == "sum"]
        if len(sums) == 1 and sums[0][1] == 1:
            a = sums[0][0]
            others = {tuple(x for x in m if x[0] is not a): c}
            body = normal(mul(term_of(others), open_body(a.args[2], i)))
            at = (a.args[0], a.args[1])
            ranges[at] = plus(ranges.get(at, {}), body)
        elif sums:
            return None
        else:
            rest = plus(rest, {m: c})
    if len(ranges) != 1:
        return None
    (((lo, hi), body),) = ranges.items()
    for extra, left in _shares(ctx, rest, lo, hi):
        t = _each(ctx, goal.op, i, lo, hi, plus(body, extra), solve)
        if t is None:
            continue
        facts = [t]
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
        from adal_theory.prove.tactics.arith import linarith

        found = linarith(goal, facts, ctx.deadline)
        if found is not None:
            return found
    return None


def _shares(ctx: Context, rest: Poly, lo: Term, hi: Term) -> Iterator[tuple[Poly, Poly]]:
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


def _each(ctx: Context, op: str, i: Term, lo: Term, hi: Term, body: Poly, solve: Solve) -> Theorem | None:
    inner = ctx.extended(k.assume(lo <= i), k.assume(i <= hi))
    t = solve(inner, Term(op, (num(0), term_of(body)), "bool"))
    return None if t is None else k.sum_monotone(k.generalize(i, t, lo, hi))


def facts_about_sums(ctx: Context, goal: Term, formulas: Sequence[Term]) -> list[Theorem]:
    """Closed forms, telescoping and Cauchy–Schwarz for the sums that occur, and facts summed over the same ranges."""
    own = sum_atoms([goal])
    sums = sum_atoms(formulas)
    if not sums:
        return []
    found = [t for a in sums for t in _dominated(ctx, a)]
    sums = sum_atoms([*formulas, *(t.conclusion for t in found)])
    found += [t for a in sums if (t := closed(ctx, a)) is not None]
    summed = list(_summed(ctx, {(a.args[0], a.args[1]) for a in own}))
    found += summed
    everything = sum_atoms([*formulas, *(t.conclusion for t in summed)])
    found += list(_shifted(ctx, everything))
    found += list(_cauchy_schwarz(ctx, sums))
    if not own:
        found += [t for a in written_sums(formulas) for t in _ends(ctx, a, goal)]
    return found + list(_even_powers(ctx, sum_atoms([*formulas, *(t.conclusion for t in found)])))


def _cancelled(ctx: Context, a: Term, powers: dict[Term, int]) -> tuple[list[Theorem], list[Term]] | None:
    """√u · 1/√u = 1 and (1/√u)² = 1/u, for u > 0: (equations, what is left)."""
    u = a.args[0].args[0]
    root, low = pos(ctx, a.args[0]), pos(ctx, u)
    if root is None or low is None:
        return None
    e, n = powers[a], powers.get(a.args[0], 0)
    both = min(e, n)
    left = [power(a.args[0], n - both), power(inv(u), (e - both) // 2), power(a, (e - both) % 2)]
    return [k.inverse(root), k.inverse(low), k.sqrt_square(nonneg(ctx, u) or low),
            lemmas.instance("inv_sqrt_sq", {lemmas.a: u}, low)], left


def _dominated(ctx: Context, a: Term) -> Iterator[Theorem]:
    """Σ f·g ≤ Σ g for 0 ≤ f ≤ 1, 0 ≤ g."""
    i = ctx.fresh("i", "int", a)
    inner = ctx.extended(k.assume(a.args[0] <= i), k.assume(i <= a.args[1]))
    p = normal(open_body(a.args[2], i))
    if len(p) != 1:
        return
    ((m, c),) = p.items()
    if len(m) < 2 or c <= 0:
        return
    for f, e in m:
        if e != 1 or i not in free(f) or f.op not in ("inv", "ipow"):
            continue
        rest = mul(num(c), *[power(x, n) for x, n in m if x != f])
        at_most = _at_most_one(inner, f)
        low = nonneg(inner, rest)
        if at_most is None or low is None:
            continue
        from adal_theory.prove.tactics.arith import linarith

        t = linarith(mul(f, rest) <= rest, [at_most, low], ctx.deadline, 2)
        if t is not None:
            yield k.sum_monotone(k.generalize(i, t, a.args[0], a.args[1]))


def _at_most_one(ctx: Context, f: Term) -> Theorem | None:
    from adal_theory.prove.tactics.algebra import Leaf

    t = quick(ctx, f <= 1)
    return t if t is not None else Leaf(ctx, f <= 1).prove(1)


def _ends(ctx: Context, a: Term, goal: Term) -> Iterator[Theorem]:
    """A sum without its last (or first) term, where the goal speaks of that."""
    from adal_theory.prove.tactics.atoms import last_term
    from adal_theory.prove.tactics.context import applications

    there = {canonical(b) for f in applications(k.canonical_formula(goal)) for b in f.args[2:] if b.sort == "int"}
    t = last_term(ctx, a) if canonical(a.args[1]) in there else None
    if t is not None:
        yield t
        shorter = Term("sum", (a.args[0], a.args[1] - 1, a.args[2]), "real", a.hint)
        s = nonneg(ctx, shorter)
        if s is not None:
            yield s


def written_sums(formulas: Sequence[Term]) -> list[Term]:
    """Sums as they were written."""
    found: dict[Term, None] = {}

    def leaf(b: Term, _: int) -> Term | None:
        if b.op == "sum" and b.reach == 0:
            found.setdefault(b)
        return None

    for f in formulas:
        walk(f, leaf)
    return list(found)


def _even_powers(ctx: Context, sums: Sequence[Term]) -> Iterator[Theorem]:
    """|a|² = a² and (√a)² = a inside of sums."""
    i = ctx.fresh("i", "int", *sums)
    for s in sums:
        p = normal(open_body(s.args[2], i))
        new: list[Term] = []
        equations: list[Theorem] = []
        inner = ctx.extended(k.assume(s.args[0] <= i), k.assume(i <= s.args[1]))
        for a, e in next(iter(p)):
            if a.op == "abs" and e > 1:
                equations.append(k.defining(a, 1))
                new.append(power(a.args[0], e - e % 2) * power(a, e % 2))
            elif a.op == "inv" and a.args[0].op == "sqrt" and (t := _cancelled(inner, a, dict(next(iter(p))))) is not None:
                equations += t[0]
                new += t[1]
            elif a.op == "sqrt" and inv(a) in dict(next(iter(p))) and pos(inner, a) is not None:
                continue  # taken together with 1/√
            elif a.op == "sqrt" and e > 1 and (t := nonneg(inner, a.args[0])) is not None:
                equations.append(k.sqrt_square(t))
                new.append(power(a.args[0], e // 2) * power(a, e % 2))
            else:
                new.append(power(a, e))
        if equations:
            from adal_theory.prove.tactics.arith import linarith

            t = linarith(Term("eq", (term_of(p), mul(*new)), "bool"), equations, ctx.deadline)
            if t is not None:
                yield k.sum_monotone(k.generalize(i, t, s.args[0], s.args[1]))


def _summed(ctx: Context, ranges: set[Range]) -> Iterator[Theorem]:
    for t in ctx.alls:
        _, lo, hi, body = t.conclusion.args
        if lo is None or hi is None or body.op not in ("le", "lt", "eq"):
            continue
        for low, high in ranges:
            if canonical(lo) == canonical(low) and canonical(hi) == canonical(high):
                yield k.sum_monotone(t)
                break
            shift = value(plus(normal(low), normal(lo), -1))
            if shift is not None and value(plus(normal(high), normal(hi), -1)) == shift and shift.denominator == 1:
                yield _moved(k.sum_monotone(t), int(shift))
                break


def _moved(t: Theorem, by: int) -> Theorem:
    """An inequality of two sums with the index moved."""
    from adal_theory.prove.tactics.arith import linarith

    moved = [k.sum_shift(a, by) for a in t.conclusion.args]
    a, b = (m.conclusion.args[1] for m in moved)
    found = linarith(Term(t.conclusion.op, (a, b), "bool"), [t, *moved], 1e18)
    return t if found is None else found


def _shifted(ctx: Context, sums: Sequence[Term]) -> Iterator[Theorem]:
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


def _cauchy_schwarz(ctx: Context, sums: Sequence[Term]) -> Iterator[Theorem]:
    """(Σ a b)² ≤ Σ a² Σ b² where the three sums occur (Σ 1 always does)."""
    i = ctx.fresh("i", "int", *sums)
    for at in dict.fromkeys((s.args[0], s.args[1]) for s in sums):
        inner = ctx.extended(k.assume(at[0] <= i), k.assume(i <= at[1]))
        bodies = {canonical(open_body(s.args[2], i)): s for s in sums if (s.args[0], s.args[1]) == at}
        roots: dict[Term, None] = {}
        for b in [num(1), *bodies]:
            for r in _roots_of(inner, b):
                roots[r] = None
        pairs = [(a, b) for n, a in enumerate(roots) for b in list(roots)[:n]]
        for a, b in pairs[:24]:
            if not _constant_times(_plain(a * b), bodies, i):
                continue
            t = k.instantiate(lemmas._BUILD["cauchy_schwarz"](), ((lemmas.lo, at[0]), (lemmas.hi, at[1])))
            for name, body in (("a_of", a), ("b_of", b)):
                t = k.instantiate_function(t, name, (i,), body)
            yield t
            if num(1) in (a, b):
                ordered = quick(ctx, at[0] <= at[1] + 1)
                if ordered is not None:
                    yield k.sum_count(*at, ordered)


def _plain(a: Term) -> Term:
    """With b² for |b|² and b for (√b)²."""
    result = []
    for m, c in normal(a).items():
        factors = [num(c)]
        for x, e in m:
            if x.op == "inv" and x.args[0].op == "sqrt":
                both = min(e, dict(m).get(x.args[0], 0))
                factors += [power(inv(x.args[0].args[0]), (e - both) // 2), power(x, (e - both) % 2)]
            elif x.op == "sqrt" and inv(x) in dict(m):
                left = max(0, e - dict(m)[inv(x)])
                factors += [power(x.args[0], left // 2), power(x, left % 2)]
            elif x.op in ("abs", "sqrt"):
                factors += [power(x.args[0], (2 if x.op == "abs" else 1) * (e // 2)), power(x, e % 2)]
            else:
                factors.append(power(x, e))
        result.append(mul(*factors))
    return add(*result)


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
    whole: list[Term] = []
    size: list[Term] = []
    r = root(c)
    if c <= 0:
        return []
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
    degree = dict(m).get(t, 0)
    others = [(x, e) for x, e in m if x != t]
    ordered = quick(ctx, low - 1 <= high)
    if ordered is None:
        return None
    values: dict[Term, Term] = {lemmas.lo: low}
    if not others:
        if degree == 0:
            counted = quick(ctx, low <= high + 1)
            return None if counted is None else k.sum_count(low, high, counted)
        name = {1: "sum_id", 2: "sum_square"}.get(degree)
        return None if name is None else _for_all(lemmas.instance(name, values), high, ordered)
    if len(others) != 1 or others[0][0].op != "ipow" or others[0][1] != 1 or degree > 1:
        return None
    base, e = others[0][0].args
    if t in free(base):
        return None
    forward, backward = normal(e - t), normal(e + t)
    if all(t not in free(x) for q in forward for x, _ in q):
        c = term_of(forward)
        start = nonneg(ctx, low + c)
        if c.sort != "int" or start is None:
            return None
        name = ("geometric", "arithmetic_geometric")[degree]
        lemma = lemmas.instance(name, values | {lemmas.a: base, lemmas.c: c}, start)
        return _for_all(lemma, high, ordered)
    if degree == 0 and all(t not in free(x) for q in backward for x, _ in q):
        top = term_of(backward)
        below = quick(ctx, high <= top)
        if top.sort != "int" or below is None:
            return None
        return _for_all(lemmas.instance("geometric_reversed", values | {lemmas.a: base, lemmas.hi: top}), high, ordered, below)
    return None


def _for_all(t: Theorem, at: Term, *within: Theorem) -> Theorem:
    _, lo, hi, _ = t.conclusion.args
    wanted = ([lo <= at] if lo is not None else []) + ([at <= hi] if hi is not None else [])
    return k.specialize(t, at, *[k.restate(w, f) for w, f in zip(within, wanted, strict=True)])


__all__ = ["abstract", "closed", "facts_about_sums", "sum_atoms", "term_by_term"]
