"""Induction on an integer that a sum, a sequence or a power runs to, where need be with a stronger claim."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import free, substitute, walk
from adal_theory.prove.kernel.terms import InvalidInference, Term, num
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.algebra import quick
from adal_theory.prove.tactics.context import Context

Solve = Callable[[Context, Term], Theorem | None]


def runs(goal: Term) -> list[Term]:
    """Integer variables at the upper ends of sums, in the indices of sequences and in exponents."""
    found: dict[Term, int] = {}

    def leaf(b: Term, _: int) -> Term | None:
        ends = [b.args[1]] if b.op == "sum" else list(b.args[2:]) if b.op == "app" else [b.args[1]] if b.op == "ipow" else []
        for e in ends:
            for v in free(e):
                if v.sort == "int":
                    found[v] = found.get(v, 0) + (3 if b.op == "sum" else 1)
        return None

    walk(goal, leaf)
    others = [v for v in free(goal) if v.sort == "int" and v not in found]
    return sorted(found, key=lambda v: (-found[v], v.key)) + sorted(others, key=lambda v: v.key)


def start(ctx: Context, v: Term) -> tuple[int, Theorem] | None:
    """The largest small number that v is known to be at least."""
    for c in (3, 2, 1, 0, -1):
        t = quick(ctx, num(c) <= v)
        if t is not None:
            return c, t
    return None


class Induction:
    """One claim about v, to be proved for every n from `lo` to v."""

    def __init__(self, ctx: Context, v: Term, lo: int, ordered: Theorem) -> None:
        self.ctx, self.v, self.lo, self.ordered = ctx, v, lo, ordered
        self.n = ctx.fresh("n", "int", v)
        depends = any(v in free(t.conclusion) for t in (*ctx.facts, *ctx.alls))
        self.hi: Term | None = v if depends else None

    def about(self, goal: Term) -> Term:
        return substitute(goal, {self.v: self.n})

    def inside(self, f: Term) -> Context:
        ranges = [k.assume(num(self.lo) <= self.n)] + ([k.assume(self.n + 1 <= self.hi)] if self.hi is not None else [])
        return self.ctx.extended(k.assume(f), *ranges)

    def prove(self, f: Term, solve: Solve) -> Theorem | None:
        """∀ n: f, or None."""
        base = solve(self.ctx, substitute(f, {self.n: num(self.lo)}))
        if base is None:
            return None
        from adal_theory.prove.tactics.strengthen import steps_of_sums

        goal, inside = substitute(f, {self.n: self.n + 1}), self.inside(f)
        step = solve(inside.extended(*steps_of_sums(inside, self.n, [goal, f])), goal)
        if step is None:
            return None
        try:
            return k.induction(self.n, f, self.lo, base, step, self.hi)
        except InvalidInference:
            return None

    def at_end(self, every: Theorem) -> Theorem | None:
        within = [self.ordered]
        if self.hi is not None:
            t = quick(self.ctx, self.v <= self.hi)
            if t is None:
                return None
            within.append(t)
        return k.specialize(every, self.v, *within)


def by_induction(ctx: Context, goal: Term, solve: Solve, stronger: Callable[[Induction, Term], Iterator[Term]],
                 plain: Solve = lambda _, __: None, tried: bool = False) -> Theorem | None:
    """The goal by induction on one of its integers; if that fails, from a stronger claim that is proved so.

    `plain` is tried first where the goal is to follow from the stronger claim alone; `tried`: the goal itself need not be.
    """
    for v in runs(goal)[:3]:
        lowest = start(ctx, v)
        if lowest is None:
            continue
        i = Induction(ctx, v, *lowest)
        every = None if tried else i.prove(i.about(goal), solve)
        if every is not None:
            return i.at_end(every)
        for f in stronger(i, i.about(goal)):
            ctx.tick()
            every = i.prove(f, solve)
            end = None if every is None else i.at_end(every)
            if end is not None:
                t = plain(ctx.extended(end), goal) or solve(ctx.extended(end, focus=(end.conclusion,)), goal)
                if t is not None:
                    return t
    return None
