"""Induction on an integer that a sum, a sequence or a power runs to."""

from __future__ import annotations

from collections.abc import Iterator

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import free, substitute, walk
from adal_theory.prove.kernel.terms import InvalidInference, Term, num
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.context import Context, Open, Solve
from adal_theory.prove.tactics.linear import quick
from adal_theory.prove.tactics.sum_ends import steps_of_sums

STARTS = (3, 2, 1, 0, -1, -2, -3)
LARGEST_START = 100
MOST_VARIABLES = 3


def runs(goal: Term) -> list[Term]:
    """Integer variables at the upper ends of sums, in the indices of sequences and in exponents; then those elsewhere."""
    found = running(goal)
    return found + sorted((v for v in free(goal) if v.sort == "int" and v not in found), key=lambda v: v.key)


def running(goal: Term) -> list[Term]:
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
    return sorted(found, key=lambda v: (-found[v], v.key))


def start(ctx: Context, v: Term) -> tuple[int, Theorem] | None:
    """The largest small number that v is known to be at least."""
    told = {
        int(a.args[0])
        for t in ctx.facts
        if t.conclusion.op in ("le", "lt", "eq") and v in t.conclusion.args
        for a in t.conclusion.args
        if a.op == "num" and a.sort == "int" and a.args[0] <= LARGEST_START
    }
    for c in sorted({*STARTS, *told}, reverse=True):
        t = quick(ctx, num(c) <= v)
        if t is not None:
            return c, t
    return None


class Induction:
    """Claims about v, to be proved for every n from `lo` to v (or for every n ≥ `lo`, if no fact speaks of v).

    n is a variable that occurs neither in what is known nor in `claims`.
    """

    def __init__(self, ctx: Context, v: Term, start: tuple[int, Theorem], *claims: Term) -> None:
        self.ctx, self.v, (self.lo, self.ordered), self.claims = ctx, v, start, claims
        self.n = ctx.fresh("n", "int", v, *claims)
        depends = any(v in free(t.conclusion) for t in (*ctx.facts, *ctx.alls, *ctx.conditional))
        self.hi: Term | None = v if depends else None

    def about(self, goal: Term) -> Term:
        """The goal, said of n."""
        return substitute(goal, {self.v: self.n})

    def at_start(self, a: Term) -> Term:
        """A term or formula about n, at the first index."""
        return substitute(a, {self.n: num(self.lo)})

    def _inside(self, f: Term) -> Context:
        """What is known in the step from n to n+1."""
        return self.ctx.extended(k.assume(f), *map(k.assume, self._ranges()))

    def _ranges(self) -> list[Term]:
        return [num(self.lo) <= self.n, *([] if self.hi is None else [self.n + 1 <= self.hi])]

    def prove(self, f: Term, solve: Solve) -> Theorem | None:
        """∀ n: f, or None."""
        base = solve(self.ctx, self.at_start(f))
        if base is None:
            return None
        goal, inside = substitute(f, {self.n: self.n + 1}), self._inside(f)
        step = solve(inside.extended(*steps_of_sums(inside, self.n, [goal, f])), goal)
        if step is None:
            self.ctx.open += [Open((f, *self._ranges()), goal, c) for c in self.claims if f == self.about(c)]
            return None
        try:
            return k.induction(self.n, f, self.lo, base, step, self.hi)
        except InvalidInference:
            return None

    def at_end(self, every: Theorem) -> Theorem | None:
        """What was proved for every n, for v."""
        within = [self.ordered]
        if self.hi is not None:
            t = quick(self.ctx, self.v <= self.hi)
            if t is None:
                return None
            within.append(t)
        return k.specialize(every, self.v, *within)


def by_induction(ctx: Context, goal: Term, solve: Solve) -> Theorem | None:
    """The goal by induction on one of its integers."""
    for i in inductions(ctx, goal):
        every = i.prove(i.about(goal), solve)
        if every is not None:
            return i.at_end(every)
    return None


def inductions(ctx: Context, goal: Term) -> Iterator[Induction]:
    """The inductions that may prove the goal, the likeliest first."""
    for v in runs(goal)[:MOST_VARIABLES]:
        lowest = start(ctx, v)
        if lowest is not None:
            yield Induction(ctx, v, lowest, goal)
