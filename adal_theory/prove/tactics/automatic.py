"""`prove`: one goal from given formulas, without hints."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import free, functions
from adal_theory.prove.kernel.terms import RELATIONS, Term
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import arith
from adal_theory.prove.tactics.algebra import Tried, by_certificates
from adal_theory.prove.tactics.arith import linarith
from adal_theory.prove.tactics.bounds_of_sequences import monotone_sequences
from adal_theory.prove.tactics.calculus import by_monotonicity, curved
from adal_theory.prove.tactics.clock import Clock, OutOfTime
from adal_theory.prove.tactics.context import Context, Known, atoms_of, sum_atoms
from adal_theory.prove.tactics.convex_steps import squares_of_averages
from adal_theory.prove.tactics.empty_sums import by_first_index
from adal_theory.prove.tactics.exponentials import by_logarithm
from adal_theory.prove.tactics.induction import by_induction, runs
from adal_theory.prove.tactics.leaf import Leaf
from adal_theory.prove.tactics.nlinarith import by_products
from adal_theory.prove.tactics.relaxation import by_real_numbers
from adal_theory.prove.tactics.root_substitution import by_root
from adal_theory.prove.tactics.strengthen import by_stronger_claim, signs_of_sequences
from adal_theory.prove.tactics.sums import term_by_term
from adal_theory.prove.tactics.swap import swapped

MOST_DERIVATIVES = 2
PATIENCE = (0.12, 0.25, 0.5, 1.0, 2.0, 8.0)  # seconds of the processor for one part of a proof, in a first, second, … attempt


# What became of a comparison from the same facts: its theorem, or how far it was tried. The next attempt goes on from there.
_tried: dict[tuple[Term, Known], Theorem | Tried] = {}
MOST_TRIED = 400


def forget() -> None:
    """Try everything anew."""
    _tried.clear()
    arith.forget()


@dataclass(frozen=True)
class Stuck:
    """No proof was found: the goals that were left, and whether the time was over; `known` is what the first of them may be
    shown from besides the facts: the case that is looked at, the hypothesis of an induction."""

    left: tuple[Term, ...]
    out_of_time: bool = False
    known: tuple[Term, ...] = ()


def prove(goal: Term, given: Sequence[Term], seconds: float = 10.0) -> Theorem | Stuck:
    """A theorem of the kernel whose hypotheses are among `given`."""
    return deduce(goal, Context(map(k.assume, given), Clock(time.monotonic() + seconds), by_products))


def deduce(goal: Term, ctx: Context) -> Theorem | Stuck:
    """A theorem of the kernel whose hypotheses are among those of the theorems that are known there."""
    given = [h for t in (*ctx.facts, *ctx.alls, *ctx.conditional) for h in t.hypotheses]
    try:
        t = solve(ctx, goal)
    except OutOfTime:
        return _stuck(ctx, goal, True)
    return t if t is not None and _answers(t, goal, given) else _stuck(ctx, goal, False)


def _stuck(ctx: Context, goal: Term, out_of_time: bool) -> Stuck:
    """The step of an induction that began well, else a case of the goal itself."""
    steps = [o for o in ctx.open if o.of == goal] if sum_atoms([goal]) else []
    found = steps or [o for o in ctx.open if o.goal == goal]
    return Stuck((found[0].goal,), out_of_time, found[0].known) if found else Stuck((goal,), out_of_time)


def _answers(t: Theorem, goal: Term, given: Sequence[Term]) -> bool:
    """Whether the theorem says the goal, from nothing but what was given: the search is not trusted to have kept to that."""
    return k.same(t.conclusion, goal) and all(any(k.same(h, f) for f in given) for h in t.hypotheses)


def solve(ctx: Context, goal: Term) -> Theorem | None:
    """A comparison, with growing patience for each part: what can be proved mostly is so at once."""
    if goal.op not in RELATIONS:
        return None
    for seconds in PATIENCE:
        t = Attempt(ctx, seconds).first(goal)
        if t is not None:
            return t
    return None


class Attempt:
    """The ways to prove a comparison, each part of which may take so many seconds."""

    def __init__(self, ctx: Context, seconds: float) -> None:
        self.ctx, self.seconds = ctx, seconds

    def compare(self, ctx: Context, goal: Term) -> Theorem | None:
        """By algebra and cases."""
        question = (goal, ctx.known())
        before = _tried.get(question)
        if isinstance(before, Theorem):
            return before
        if before is None:
            if len(_tried) >= MOST_TRIED:
                _tried.clear()
            before = _tried[question] = Tried(ctx, goal)
        if before.seconds >= self.seconds:
            ctx.open += before.left()
            return None
        whole = ctx.clock.leaves(self.seconds)
        try:
            t = before.go_on(ctx.clock.within(self.seconds))
        except OutOfTime:
            ctx.tick()
            t, before.seconds = None, self.seconds if whole else before.seconds
        if t is not None:
            _tried[question] = t
        else:
            ctx.open += before.left()
        return t

    def plain(self, ctx: Context, goal: Term) -> Theorem | None:
        """From what is known alone: no facts about indices, no cases."""
        try:
            return by_certificates(ctx.within(self.seconds), goal)
        except OutOfTime:
            ctx.tick()
            return None

    def first(self, goal: Term) -> Theorem | None:
        """By algebra, term by term, by a derivative, by induction: whatever comes first."""
        t = self.compare(self.ctx, goal)
        if t is not None:
            return t
        if goal.op in ("le", "lt") and goal.args[0].op == "abs":
            return self.both_sides(goal)
        t = Leaf(self.ctx, goal, 0).without_factors(self.again)
        if t is not None:
            return t
        if sum_atoms([goal]):
            t = self.by_terms(self.ctx, goal) or swapped(self.ctx, goal, self.by_terms)
            t = t or by_first_index(self.ctx, goal, self.again, self.compare)
        if t is None and curved(goal):
            t = by_logarithm(self.ctx, goal, self.after_one) or self.curved(self.ctx, goal)
            t = t or by_real_numbers(self.ctx, goal, self.curved)
        if t is None and _moves_under_roots(goal):
            signed = signs_of_sequences(self.ctx, self.compare)
            t = Leaf(signed, goal, 0).simplified(self.again)
        if t is None and runs(goal):
            t = self.inductively(goal)
        return t

    def again(self, ctx: Context, goal: Term) -> Theorem | None:
        """In all these ways."""
        return Attempt(ctx, self.seconds).first(goal)

    def by_terms(self, ctx: Context, goal: Term) -> Theorem | None:
        """An inequality of sums from one of their terms, which may be sums themselves."""

        def one_term(inner: Context, g: Term) -> Theorem | None:
            return self.compare(inner, g) or (self.by_terms(inner, g) if sum_atoms([g]) else None)

        return term_by_term(ctx, goal, one_term)

    def inductively(self, goal: Term) -> Theorem | None:
        """By induction: on the goal, on the signs of sequences first, on a stronger claim."""
        t = by_induction(self.ctx, goal, self.compare)
        if t is not None:
            return t
        richer = signs_of_sequences(self.ctx, self.compare)
        more = [*monotone_sequences(self.ctx, self.compare), *squares_of_averages(self.ctx, set(functions(goal)))]
        richer = richer.extended(*more) if more else richer
        if richer is not self.ctx:
            t = self.compare(richer, goal)
            if t is None and sum_atoms([goal]):
                t = self.by_terms(richer, goal)
            t = t or by_induction(richer, goal, self.compare)
            if t is not None:
                return t
        return by_stronger_claim(richer, goal, self.compare, self.plain)

    def calculus(self, ctx: Context, goal: Term, depth: int = 0) -> Theorem | None:
        """By the sign of a derivative, which may be found in the same way."""

        def next_one(inner: Context, g: Term) -> Theorem | None:
            t = self.compare(inner, g)
            return t if t is not None or depth >= MOST_DERIVATIVES else self.calculus(inner, g, depth + 1)

        return by_monotonicity(ctx, goal, next_one)

    def after_one(self, ctx: Context, goal: Term) -> Theorem | None:
        """By algebra, or by a derivative where one step was already taken."""
        return self.compare(ctx, goal) or self.calculus(ctx, goal, 1)

    def curved(self, ctx: Context, goal: Term) -> Theorem | None:
        """By algebra, by a derivative, by a derivative by the root of a variable; with denominators and without."""
        t = self.compare(ctx, goal) or self.calculus(ctx, goal) or by_root(ctx, goal, self.after_one)
        return t or Leaf(ctx, goal, 0).simplified(self.after_one)

    def both_sides(self, goal: Term) -> Theorem | None:
        """|a| ≤ b from a ≤ b and −a ≤ b."""
        (a,), b = goal.args[0].args, goal.args[1]
        halves = []
        for side in (a, -a):
            t = self.first(Term(goal.op, (side, b), "bool"))
            if t is None:
                return None
            halves.append(t)
        return linarith(goal, [*halves, *(k.defining(goal.args[0], i) for i in range(2))], self.ctx.clock, 2)


def _moves_under_roots(goal: Term) -> bool:
    """Whether something that runs with an integer stands under a root or in a denominator, outside of sums."""
    atoms, moving = atoms_of([goal]), set(runs(goal))
    return all(a.op != "sum" for a in atoms) and any(a.op in ("inv", "sqrt") and moving & free(a) for a in atoms)
