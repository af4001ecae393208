"""`linarith`, `nlinarith` and `field_simp`: the ladder's rungs by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.terms import RELATIONS, Eq, InvalidInference, Term, lift
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.printing.text import text
from adal_theory.prove.tactics import arith
from adal_theory.prove.tactics.atoms import Saturated
from adal_theory.prove.tactics.certify import from_sides
from adal_theory.prove.tactics.clock import NO_LIMIT
from adal_theory.prove.tactics.context import Context, atoms_of
from adal_theory.prove.tactics.field_simp import FieldSimp
from adal_theory.prove.tactics.leaf import Leaf
from adal_theory.prove.tactics.moves.asking import in_time
from adal_theory.prove.tactics.moves.prover import Prover, search
from adal_theory.prove.tactics.nlinarith import CUBES, LINEAR, PRODUCTS, SQUARES
from adal_theory.prove.tactics.nlinarith import nlinarith as by_level
from adal_theory.prove.tactics.positivity import nonzero
from adal_theory.prove.tactics.search import two_sides
from adal_theory.prove.tactics.state import Undecided, Using


class Arithmetic(Prover):
    """Comparisons by arithmetic alone."""

    @search
    def linarith(self, goal: Term, *using: Using) -> Theorem:
        """`p.linarith(a <= c, ab, bc)`: a sum of multiples of what is given and of the standing facts; nothing is multiplied."""
        comparison("linarith", goal)
        clock = NO_LIMIT.within(2 * self.patience)
        for premises in self._premises(goal, using):
            t = arith.linarith(goal, premises, clock)
            if t is not None:
                return t
        raise Undecided(goal, self.told(using, goal), "is not linear in what is known: nlinarith multiplies facts")

    @search
    def nlinarith(self, goal: Term, *using: Using) -> Theorem:
        """`p.nlinarith(a*b <= (a**2 + b**2)/2)`: products of two facts, squares of differences, sums of squares, then three."""
        comparison("nlinarith", goal)
        clock = NO_LIMIT.within(2 * self.patience)
        for level in (LINEAR, PRODUCTS, SQUARES, CUBES):
            for premises in self._premises(goal, using):
                t = _both(goal, lambda g, q=premises, n=level: by_level(g, q, clock, n))  # type: ignore[misc]
                if t is not None:
                    return t
        raise Undecided(goal, self.told(using, goal), "is not a sum of products of facts and squares that was found")

    def _premises(self, goal: Term, using: Sequence[Using]) -> list[list[Theorem]]:
        """What is given; with the standing facts and the defining constraints of the atoms."""
        given = [t for t in self.named(using) if t.conclusion.op in RELATIONS]
        formulas = [goal, *(t.conclusion for t in given)]
        standing = [t for t in self._relevant(formulas) if all(t is not g for g in given)]
        return [given, [*given, *standing, *self.facts([*formulas, *(t.conclusion for t in standing)])]]

    @search
    def field_simp(self, a: Term | Theorem, *using: Using) -> Theorem:
        """`p.field_simp(eta)`: η·(1/η) = 1, having found η ≠ 0 by the signs of its parts.

        Of a goal, such as `Eq(a/b + 1, (a + b)/b)` or `a/b <= c`: proves it with its denominators cleared. Of a theorem: what
        it says, multiplied by its denominators. Raises `Undecided`, naming the denominator whose sign is missing, or with the
        goal that is left when they are cleared.
        """
        ctx = self.context(using)
        if isinstance(a, Theorem):
            return self._cleared(ctx, a, using)
        goal = lift(a)
        if goal.op in RELATIONS:
            t = in_time(lambda: _through(ctx, goal))
            if t is None:
                raise self._not_cleared(goal, using)
            return t
        t = in_time(lambda: nonzero(ctx, goal))
        if t is None:
            raise _division(goal, self.told(using, Eq(goal, 0)))
        return k.inverse(t)

    def _cleared(self, ctx: Context, t: Theorem, using: Sequence[Using]) -> Theorem:
        """What a theorem says, multiplied by its denominators."""
        f = t.conclusion
        about = in_time(lambda: Saturated(ctx, [f]))
        unknown = [] if about is None else [a for a in atoms_of([f]) if a.op == "inv" and a not in about.inverses]
        if unknown:
            raise _division(unknown[0].args[0], self.told(using, f))
        made = None if about is None else in_time(lambda: FieldSimp(about).polynomial([t]))
        if not made:
            raise Undecided(f, self.told(using, f), "has denominators that could not be cleared")
        return made[0]

    def _not_cleared(self, goal: Term, using: Sequence[Using]) -> Undecided:
        """Which denominator has no known sign; else the goal that is left without denominators."""
        ctx, told = self.context(using), self.told(using, goal)
        unknown = in_time(lambda: [b for b in atoms_of([goal]) if b.op == "inv" and nonzero(ctx, b.args[0]) is None])
        left = in_time(lambda: FieldSimp(Saturated(ctx, [goal])).cleared(goal)[0])
        if unknown:
            return Undecided(goal, told, f"needs {text(unknown[0].args[0])} ≠ 0, which is not known")
        return Undecided(goal, told, left=left)


def comparison(name: str, goal: Term) -> None:
    """Refuse what is not a comparison, in the name of a tactic."""
    if not isinstance(goal, Term) or goal.op not in RELATIONS:
        raise InvalidInference(name, f"{goal!r} is not a comparison")


def _both(goal: Term, one: Callable[[Term], Theorem | None]) -> Theorem | None:
    """An equation from its two sides."""
    halves: list[Theorem] = []
    for g in two_sides(goal):
        t = one(g)
        if t is None:
            return None
        halves.append(t)
    return from_sides(halves)


def _through(ctx: Context, goal: Term) -> Theorem | None:
    """The goal with its denominators cleared, as it stands or by products of two facts."""
    leaf = Leaf(ctx, goal)
    return leaf.prove(LINEAR) or leaf.prove(PRODUCTS)


def _division(d: Term, known: Sequence[Term]) -> Undecided:
    return Undecided(Term("ne", (d, lift(0)), "bool"), known, f"division by {text(d)} needs")
