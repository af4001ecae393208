"""A goal in √x and x as one in y and y², for y = √x: at 0 the root has no derivative, y has."""

from __future__ import annotations

from collections.abc import Iterator

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import free, walk
from adal_theory.prove.kernel.terms import Eq, Term, sqrt
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas
from adal_theory.prove.tactics.arith import linarith
from adal_theory.prove.tactics.context import Context, Solve, atoms_of
from adal_theory.prove.tactics.lemmas import discharge, instance
from adal_theory.prove.tactics.positivity import nonneg, pos


def by_root(ctx: Context, goal: Term, solve: Solve) -> Theorem | None:
    """The goal from what it says of y ≥ 0 with y² for a variable x, and y for √x."""
    for x in _under_roots(goal):
        low = nonneg(ctx, x)
        t = None if low is None else _Substitution(ctx, x, low).prove(goal, solve)
        if t is not None:
            return t
    return None


def _under_roots(goal: Term) -> Iterator[Term]:
    for a in atoms_of([goal]):
        if a.op == "sqrt" and a.args[0].op == "var" and a.args[0].sort == "real":
            yield a.args[0]


class _Substitution:
    """y for √x, where `low` says 0 ≤ x."""

    def __init__(self, ctx: Context, x: Term, low: Theorem) -> None:
        self.ctx, self.x, self.low = ctx, x, low
        self.square = k.sqrt_square(low)  # (√x)² = x
        self.y = ctx.fresh("y", "real", x)

    def prove(self, goal: Term, solve: Solve) -> Theorem | None:
        """Said of y first."""
        strict = pos(self.ctx, self.x)
        signs = [instance(lemmas.sqrt_pos, {lemmas.a: self.x}, strict)] if strict is not None else []
        signs.append(k.defining(sqrt(self.x), 0))
        about = [t for t in (*self.ctx.facts, *self.ctx.alls) if self.x in free(t.conclusion)]
        inside = self.ctx.only([t for t in (*self.ctx.facts, *self.ctx.alls) if t not in about])
        inside = inside.extended(
            k.assume(self.y >= 0),
            *([k.assume(self.y > 0)] if strict is not None else []),
            *(k.assume(self._with(t.conclusion, self.y**2, self.y)) for t in about),
        )
        t = solve(inside, self._with(goal, self.y**2, self.y))
        facts = [self._turned(t) for t in about]
        if t is None or any(f is None for f in facts):
            return None
        back = k.instantiate(t, ((self.y, sqrt(self.x)),))
        back = discharge(back, (*signs, *(f for f in facts if f is not None)))
        hole = self.ctx.fresh("hole", "real", goal, self.y)
        return k.leibniz(self.square, back, hole, self._with(goal, hole, sqrt(self.x)))

    def _with(self, f: Term, x: Term, root: Term) -> Term:
        """The formula with these in the place of x and √x."""

        def leaf(b: Term, _: int) -> Term | None:
            return root if b == sqrt(self.x) else x if b == self.x else None

        return walk(f, leaf)

    def _turned(self, t: Theorem) -> Theorem | None:
        """A fact about x, said of (√x)²."""
        turned = linarith(Eq(self.x, sqrt(self.x) ** 2), [self.square], self.ctx.clock)
        hole = self.ctx.fresh("hole", "real", t.conclusion, self.y)
        return None if turned is None else k.leibniz(turned, t, hole, self._with(t.conclusion, hole, sqrt(self.x)))
