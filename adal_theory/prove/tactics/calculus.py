"""Inequalities in one real variable: equality or better at one point, and a derivative of one sign from there on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import free, open_body, substitute
from adal_theory.prove.kernel.polynomials import canonical
from adal_theory.prove.kernel.terms import InvalidInference, Ne, Term, num
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.algebra import quick
from adal_theory.prove.tactics.arith import linarith, two_sides
from adal_theory.prove.tactics.context import Context, atoms_of
from adal_theory.prove.tactics.positivity import nonzero, pos, says

Solve = Callable[[Context, Term], Theorem | None]
CURVED = ("log", "exp", "rpow", "sqrt", "inv")


def by_monotonicity(ctx: Context, goal: Term, solve: Solve) -> Theorem | None:
    """0 ≤ F(x) from 0 ≤ F(c) and the sign of F' between c and x."""
    if goal.op != "le":
        return None
    gap = goal.args[1] - goal.args[0]
    for x in _variables(goal):
        for c in _points(ctx, x):
            at_c = solve(ctx, num(0) <= substitute(gap, {x: c}))
            if at_c is None:
                continue
            t = _from_point(ctx, x, c, gap, at_c, solve)
            if t is not None:
                return linarith(goal, [t], ctx.deadline)
    return None


def _variables(goal: Term) -> list[Term]:
    """Real variables under log, exp and real powers."""
    found: dict[Term, None] = {}
    for a in atoms_of([goal]):
        if a.op in ("log", "exp", "rpow"):
            found.update(dict.fromkeys(sorted((v for v in free(a) if v.sort == "real"), key=lambda v: v.key)))
    return list(found)


def _points(ctx: Context, x: Term) -> Iterator[Term]:
    """Bounds of x that are known, then 0 and 1."""
    seen: set[Term] = set()
    for t in ctx.facts:
        f = t.conclusion
        if f.op in ("le", "lt", "eq") and x in f.args:
            other = canonical(f.args[1] if f.args[0] == x else f.args[0])
            if x not in free(other) and other not in seen:
                seen.add(other)
                yield other
    for c in (num(0), num(1)):
        if c not in seen:
            yield c


def _from_point(ctx: Context, x: Term, c: Term, gap: Term, at_c: Theorem, solve: Solve) -> Theorem | None:
    """0 ≤ F(x): above c, below c, or both by cases."""
    above, below = quick(ctx, c <= x), quick(ctx, x <= c)
    if above is not None:
        return _one_side(ctx, x, c, gap, at_c, above, True, solve)
    if below is not None:
        return _one_side(ctx, x, c, gap, at_c, below, False, solve)
    halves = []
    for up in (True, False):
        case = k.assume(c <= x if up else x < c)
        inner = ctx.extended(case)
        ordered = case if up else quick(inner, x <= c)
        t = None if ordered is None else _one_side(inner, x, c, gap, at_c, ordered, up, solve)
        if t is None:
            return None
        halves.append(t)
    return k.cases(c <= x, *halves)


def _one_side(ctx: Context, x: Term, c: Term, gap: Term, at_c: Theorem, ordered: Theorem, up: bool, solve: Solve) -> Theorem | None:
    v = ctx.fresh("v", "real", gap, c, x)
    f = substitute(gap, {x: v}) if up else -substitute(gap, {x: v})
    p, q = (c, x) if up else (x, c)
    t = _grown(ctx, v, f, p, q, ordered, solve)
    if t is None:  # from the other side: f(−v) on what lies below
        turned = linarith(-q <= -p, [ordered], ctx.deadline)
        t = None if turned is None else _grown(ctx, v, -substitute(f, {v: -v}), -q, -p, turned, solve)
    return None if t is None else linarith(num(0) <= gap, [t, at_c], ctx.deadline)


def _grown(ctx: Context, v: Term, f: Term, p: Term, q: Term, ordered: Theorem, solve: Solve) -> Theorem | None:
    """f(p) ≤ f(q) from f' ≥ 0 between."""
    for lo in _floors(ctx, f, v, p):
        slope = derivative(ctx, v, f, lo)
        start = None if slope is None else quick(ctx, lo < p)
        if slope is None or start is None:
            continue
        b = open_body(slope.conclusion.args[2], v)
        inner = _about(ctx, v, p, q)
        sign = solve(inner, num(0) <= b)
        if sign is None:
            return None
        try:
            between = k.generalize(v, k.discharge(p < v, k.discharge(v < q, sign)))
            t = k.axiom("monotone-slope", v, lo, f, b, p, q)
            for premise in (slope, start, ordered, between):
                t = k.detach(t, premise)
        except InvalidInference:
            return None
        return t
    return None


def _about(ctx: Context, v: Term, p: Term, q: Term) -> Context:
    """What is known, of a v between p and q."""
    return ctx.extended(k.assume(p < v), k.assume(v < q))


def _floors(ctx: Context, f: Term, v: Term, p: Term) -> Iterator[Term]:
    """Numbers above which f is differentiable, perhaps."""
    yield p - 1
    for c in (-1, 0, 1):
        yield num(c)
    del ctx, f, v


def derivative(ctx: Context, v: Term, f: Term, lo: Term) -> Theorem | None:
    """The derivative of f at every v > lo, if what is divided by, or under a root or a logarithm, keeps its sign there."""
    inner = ctx.extended(k.assume(lo < v))
    facts = []
    for u, strict in _domains(f, v):
        t = pos(inner, u) if strict else nonzero(inner, u)
        if t is None:
            return None
        if t.conclusion.op == "lt" and not strict and t.conclusion.key != says(">", u).key:
            ne = linarith(Ne(u, 0), [t], ctx.deadline)
            if ne is None:
                return None
            t = ne
        try:
            facts.append(k.generalize(v, k.discharge(lo < v, t)))
        except InvalidInference:
            return None
    try:
        return k.derivative(v, f, lo, tuple(facts))
    except InvalidInference:
        return None


def _domains(a: Term, v: Term) -> Iterator[tuple[Term, bool]]:
    """(what must be > 0, or ≠ 0) for every subterm of a that holds v."""
    for b in a.args:
        if isinstance(b, Term) and v in free(b):
            yield from _domains(b, v)
    if a.op in ("sqrt", "log", "inv", "rpow") and v in free(a.args[0]):
        yield a.args[0], a.op != "inv"


__all__ = ["by_monotonicity", "two_sides"]
