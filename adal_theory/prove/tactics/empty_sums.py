"""Sums to an end of which no lower bound is known: from where they have terms on as usual, below that they are 0."""

from __future__ import annotations

from collections.abc import Iterator

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import open_body
from adal_theory.prove.kernel.polynomials import normal, plus, term_of, value
from adal_theory.prove.kernel.terms import Eq, Term, num
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.arith import linarith
from adal_theory.prove.tactics.context import Context, Solve, sum_atoms
from adal_theory.prove.tactics.induction import start


def by_first_index(ctx: Context, goal: Term, solve: Solve, compare: Solve) -> Theorem | None:
    """The goal for v ≥ lo, by `solve`, and for v < lo, by `compare`, where the goal sums from lo to v."""
    for v, first in dict(_unbounded(ctx, goal)).items():
        f = num(first) <= v
        below = ctx.extended(k.assume(k.opposite(f)))
        no = compare(below.extended(*_empty(below, sum_atoms([goal]))), goal)
        yes = None if no is None else solve(ctx.extended(k.assume(f)), goal)
        return None if yes is None or no is None else k.cases(f, yes, no)
    return None


def _unbounded(ctx: Context, goal: Term) -> Iterator[tuple[Term, int]]:
    """(v, lo − c) for sums from a number lo to v + c, where nothing is known that v is at least."""
    for a in sum_atoms([goal]):
        lo, hi, _ = a.args
        for v in (b for m in normal(hi) for b, _ in m if b.op == "var"):
            first = value(plus(normal(lo), plus(normal(hi), normal(v), -1), -1))
            if first is not None and first.denominator == 1 and start(ctx, v) is None:
                yield v, int(first)


def _empty(ctx: Context, sums: list[Term]) -> Iterator[Theorem]:
    """Σ = 0 for the sums of which it is known that they have no terms."""
    for a in sums:
        lo, hi, body = a.args
        i = ctx.fresh("i", "int", a)
        f = Eq(term_of(normal(open_body(body, i))), 0)
        t = linarith(f, [*ctx.facts, k.assume(lo <= i), k.assume(i <= hi)], ctx.clock)
        if t is not None:
            yield k.sum_monotone(k.generalize(i, t, lo, hi))
