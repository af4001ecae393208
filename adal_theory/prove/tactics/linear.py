"""What follows at once: comparisons that are linear in the facts as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from adal_theory.prove.kernel.binders import free, functions
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.arith import linarith
from adal_theory.prove.tactics.context import Context, atoms_of, symbols

SECONDS = 1.0  # for one question: a search asks thousands of them
MOST_FACTS = 30


def relevant(facts: Sequence[Theorem], formulas: Sequence[Term], most: int = 40) -> list[Theorem]:
    """The facts that share symbols with the formulas, directly or through other facts, the nearest first."""
    reached = {s for f in formulas for s in symbols(f)}
    left, chosen = list(facts), list[Theorem]()
    while left and len(chosen) < most:
        near = [t for t in left if symbols(t.conclusion) & reached]
        if not near:
            break
        chosen += near
        taken = {id(t) for t in near}
        left = [t for t in left if id(t) not in taken]
        for t in near:
            reached |= symbols(t.conclusion)
    return chosen[:most]


def facts_near(ctx: Context, goal: Term) -> list[Theorem]:
    """The facts to answer a question from: for one about integers, those about integers alone."""
    whole = of_integers(goal)
    return relevant([t for t in ctx.facts if of_integers(t.conclusion)] if whole else ctx.facts, [goal], MOST_FACTS)


@lru_cache(maxsize=50_000)
def of_integers(f: Term) -> bool:
    """Whether a formula speaks of integer variables alone."""
    return not functions(f) and all(v.sort == "int" for v in free(f)) and all(a.op == "var" for a in atoms_of([f]))


def quick(ctx: Context, goal: Term) -> Theorem | None:
    """A comparison that follows linearly from the facts as they stand; kept for the next time."""

    def ask() -> Theorem | None:
        return ctx.settled(goal) or linarith(goal, facts_near(ctx, goal), ctx.clock.within(SECONDS))

    return ctx.noting(ctx.answers, (goal, False), ask)


def thorough(ctx: Context, goal: Term) -> Theorem | None:
    """A comparison that follows from products of two facts and the signs of its atoms; kept for the next time."""
    return ctx.noting(ctx.answers, (goal, True), lambda: ctx.settled(goal) or ctx.nlinarith(ctx, goal))
