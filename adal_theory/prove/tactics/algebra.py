"""One comparison by certificates, by squaring and by cases: what is cheap first, everywhere."""

from __future__ import annotations

from collections.abc import Sequence

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.terms import InvalidInference, Term
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.clock import Clock
from adal_theory.prove.tactics.context import Context, Known, Open, sum_atoms
from adal_theory.prove.tactics.leaf import Leaf
from adal_theory.prove.tactics.nlinarith import CUBES, LINEAR, PRODUCTS, SQUARES

DEEPEST = 7  # cases within cases
LEVELS = (PRODUCTS, SQUARES, CUBES)
EXHAUSTED = float("inf")  # nothing was cut short: more time would not help
Question = tuple[Term, Known, int]


class Tried:
    """A comparison from what is known, and how far it was tried: with so many seconds of patience, in vain."""

    def __init__(self, ctx: Context, goal: Term) -> None:
        self.clock = Clock(0.0)
        self.ctx, self.goal, self.seconds, self.algebra = ctx.timed(self.clock), goal, 0.0, Algebra()
        self.rounds = (1, 2) if ctx.alls or sum_atoms([goal]) else (1,)
        self.ctx.open = []  # what this comparison is left with, whoever asks again

    def left(self) -> list[Open]:
        """The case of the comparison that was not proved, if there are cases."""
        return [o for o in self.ctx.open if o.goal == self.goal][:1]

    def go_on(self, clock: Clock) -> Theorem | None:
        """By algebra and cases, from where it was left, within the limits of this clock."""
        self.clock.set(clock)
        for level in LEVELS:
            for rounds in self.rounds:
                t = self.algebra.prove(self.ctx, self.goal, level, rounds)
                if t is not None:
                    return t
        self.seconds, self.algebra = EXHAUSTED, Algebra()
        return None


def compare(ctx: Context, goal: Term) -> Theorem | None:
    """A comparison, by algebra and cases."""
    return Tried(ctx, goal).go_on(ctx.clock)


def by_certificates(ctx: Context, goal: Term) -> Theorem | None:
    """From what is known alone: no facts about indices, no cases."""
    algebra = Algebra()
    return next((t for level in LEVELS if (t := algebra.prove(ctx, goal, level, 0, DEEPEST)) is not None), None)


class Algebra:
    """Certificates, squaring and cases, for a comparison and what it leads to, at one level after the other.

    All that is cheap is tried first, in every case; what was found then is kept for the dearer levels.
    """

    def __init__(self) -> None:
        self.leaves: dict[Question, Leaf] = {}
        self.found: dict[Question, Theorem] = {}
        self.sought: set[tuple[Question, int]] = set()  # certificates of which there are none
        self.vain: dict[Question, int] = {}  # the level up to which there was nothing to be found, in cases and by squares either

    def prove(self, ctx: Context, goal: Term, level: int, rounds: int, depth: int = 0) -> Theorem | None:
        """The goal by certificates of this level, by squaring, by cases."""
        question = (goal, ctx.known(), rounds)
        if question in self.found:
            return self.found[question]
        if level <= self.vain.get(question, LINEAR):
            return None
        t = self._at_level(ctx, question, level, depth)
        if t is not None:
            self.found[question] = t
        else:
            ctx.tick()
            self.vain[question] = level
        return t

    def _at_level(self, ctx: Context, question: Question, level: int, depth: int) -> Theorem | None:
        leaf = self._leaf(ctx, question)
        t = self._by_leaf(ctx, leaf, question, (LINEAR, PRODUCTS) if level == PRODUCTS else (level,))
        if t is None and depth < DEEPEST:
            t = leaf.squared(lambda c, g: self.prove(c, g, level, 1, depth + 1))
            if t is None and leaf.splits:
                t = self.by_cases(leaf, level, depth)
        return t

    def _by_leaf(self, ctx: Context, leaf: Leaf, question: Question, levels: Sequence[int]) -> Theorem | None:
        """By certificates of these levels, but for those that were sought already."""
        for level in levels:
            if (question, level) not in self.sought:
                t = leaf.prove(level)
                if t is not None:
                    return t
                ctx.tick()
                self.sought.add((question, level))
        return None

    def _leaf(self, ctx: Context, question: Question) -> Leaf:
        if question not in self.leaves:
            goal, _, rounds = question
            leaf = Leaf(ctx, goal, rounds)
            ctx.tick()  # it may have been made in haste
            self.leaves[question] = leaf
        return self.leaves[question]

    def by_cases(self, leaf: Leaf, level: int, depth: int) -> Theorem | None:
        """The goal from a comparison whose answer would tell more, and from its negation."""
        f, found = leaf.splits[0], []
        for case in (f, k.opposite(f)):
            before = len(leaf.ctx.open)
            t = self.prove(leaf.ctx.extended(k.assume(case)), leaf.goal, level, leaf.rounds, depth + 1)
            if t is None:
                inner = [o for o in leaf.ctx.open[before:] if o.goal == leaf.goal]
                leaf.ctx.open[before:] = [Open((case, *(inner[0].known if inner else ())), leaf.goal)]
                return None
            found.append(t)
        try:
            return k.cases(f, *found)
        except InvalidInference:
            return None
