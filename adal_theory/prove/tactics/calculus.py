"""Inequalities in one real variable: equality or better at one point, and a derivative of one sign from there on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import free, open_body, substitute
from adal_theory.prove.kernel.polynomials import canonical
from adal_theory.prove.kernel.terms import InvalidInference, Ne, Term, num
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.arith import linarith
from adal_theory.prove.tactics.context import Context, Solve, atoms_of
from adal_theory.prove.tactics.critical_points import zeros
from adal_theory.prove.tactics.linear import quick
from adal_theory.prove.tactics.positivity import nonzero, pos
from adal_theory.prove.tactics.signs import says

CURVED = ("log", "exp", "rpow")


def by_monotonicity(ctx: Context, goal: Term, solve: Solve) -> Theorem | None:
    """0 ≤ F(x) from 0 ≤ F(c) and the sign of F' between c and x."""
    if goal.op != "le":
        return None
    gap = goal.args[1] - goal.args[0]
    for x in _variables(goal):
        for c in _points(ctx, x, gap):
            at_c = solve(ctx, num(0) <= substitute(gap, {x: c}))
            if at_c is None:
                continue
            t = _from_point(ctx, x, c, gap, at_c, solve)
            if t is not None:
                return linarith(goal, [t], ctx.clock)
    return None


def curved(goal: Term) -> bool:
    """Whether there is a logarithm, an exponential or a real power in it."""
    return any(a.op in CURVED for a in atoms_of([goal]))


def _variables(goal: Term) -> list[Term]:
    """Real variables under log, exp and real powers."""
    found: dict[Term, None] = {}
    for a in atoms_of([goal]):
        if a.op in CURVED:
            found.update(dict.fromkeys(sorted((v for v in free(a) if v.sort == "real"), key=lambda v: v.key)))
    return list(found)


def _points(ctx: Context, x: Term, gap: Term) -> Iterator[Term]:
    """Bounds of x that are known, 0 and 1, and where the derivative is 0."""
    seen: set[Term] = set()
    for t in ctx.facts:
        f = t.conclusion
        if f.op in ("le", "lt", "eq") and x in f.args:
            other = canonical(f.args[1] if f.args[0] == x else f.args[0])
            if x not in free(other) and other not in seen:
                seen.add(other)
                yield other
    for c in chain((num(0), num(1)), _critical(ctx, x, gap)):
        if c not in seen:
            seen.add(c)
            yield c


def _critical(ctx: Context, x: Term, gap: Term) -> Iterator[Term]:
    v = ctx.fresh("v", "real", gap)
    for lo in (num(0), num(-1)):
        slope = derivative(ctx, v, substitute(gap, {x: v}), lo)
        if slope is not None:
            yield from zeros(open_body(slope.conclusion.args[2], v), v)
            return


def _from_point(ctx: Context, x: Term, c: Term, gap: Term, at_c: Theorem, solve: Solve) -> Theorem | None:
    """0 ≤ F(x): above c, below c, or both by cases."""
    for up in (True, False):
        ordered = quick(ctx, c <= x if up else x <= c)
        if ordered is not None:
            return _one_side(ctx, Side(x, c, gap, up), at_c, ordered, solve)
    halves = []
    for up in (True, False):
        case = k.assume(c <= x if up else x < c)
        inner = ctx.extended(case)
        ordered = case if up else quick(inner, x <= c)
        t = None if ordered is None else _one_side(inner, Side(x, c, gap, up), at_c, ordered, solve)
        if t is None:
            return None
        halves.append(t)
    return k.cases(c <= x, *halves)


@dataclass(frozen=True)
class Side:
    """0 ≤ F(x) = `gap` for x above or below c."""

    x: Term
    c: Term
    gap: Term
    above: bool

    def ends(self) -> tuple[Term, Term]:
        return (self.c, self.x) if self.above else (self.x, self.c)

    def rising(self, v: Term) -> Term:
        """What is to grow from one end to the other: F above c, −F below."""
        f = substitute(self.gap, {self.x: v})
        return f if self.above else -f


def _one_side(ctx: Context, side: Side, at_c: Theorem, ordered: Theorem, solve: Solve) -> Theorem | None:
    v = ctx.fresh("v", "real", side.gap, side.c, side.x)
    f, (p, q) = side.rising(v), side.ends()
    t = _grown(ctx, v, f, Ordered(p, q, ordered), solve)
    if t is None:  # from the other side: f(−v) on what lies below
        turned = linarith(-q <= -p, [ordered], ctx.clock)
        t = None if turned is None else _grown(ctx, v, -substitute(f, {v: -v}), Ordered(-q, -p, turned), solve)
    return None if t is None else linarith(num(0) <= side.gap, [t, at_c], ctx.clock)


@dataclass(frozen=True)
class Ordered:
    """p ≤ q, and the theorem that says so."""

    p: Term
    q: Term
    theorem: Theorem


def _grown(ctx: Context, v: Term, f: Term, ends: Ordered, solve: Solve) -> Theorem | None:
    """f(p) ≤ f(q) from f' ≥ 0 between."""
    p, q = ends.p, ends.q
    for lo in (p - 1, num(-1), num(0), num(1)):  # above which f is differentiable, perhaps
        slope = derivative(ctx, v, f, lo)
        start = None if slope is None else quick(ctx, lo < p)
        if slope is None or start is None:
            continue
        b = open_body(slope.conclusion.args[2], v)
        sign = solve(ctx.extended(k.assume(p < v), k.assume(v < q)), num(0) <= b)
        if sign is None:
            return None
        try:
            between = k.generalize(v, k.discharge(p < v, k.discharge(v < q, sign)))
            t = k.axiom("monotone-slope", v, lo, f, b, p, q)
            for premise in (slope, start, ends.theorem, between):
                t = k.detach(t, premise)
            return t
        except InvalidInference:
            return None
    return None


def derivative(ctx: Context, v: Term, f: Term, lo: Term) -> Theorem | None:
    """The derivative of f at every v > lo, if what is divided by, or under a root or a logarithm, keeps its sign there."""
    inner = ctx.extended(k.assume(lo < v))
    facts = []
    try:
        for u, strict in _domains(f, v):
            t = pos(inner, u) if strict else _differs_from_zero(inner, u)
            if t is None:
                return None
            facts.append(k.generalize(v, k.discharge(lo < v, t)))
        return k.derivative(v, f, lo, tuple(facts))
    except InvalidInference:
        return None


def _differs_from_zero(ctx: Context, u: Term) -> Theorem | None:
    """u ≠ 0, or 0 < u."""
    t = nonzero(ctx, u)
    if t is None or t.conclusion.op != "lt" or t.conclusion.key == says(">", u).key:
        return t
    return linarith(Ne(u, 0), [t], ctx.clock)


def _domains(a: Term, v: Term) -> Iterator[tuple[Term, bool]]:
    """(what must be > 0, or ≠ 0) for every subterm of a that holds v."""
    for b in a.args:
        if isinstance(b, Term) and v in free(b):
            yield from _domains(b, v)
    if a.op in ("sqrt", "log", "inv", "rpow") and v in free(a.args[0]):
        yield a.args[0], a.op != "inv"
