"""What is asked of theorems within a time: a context of them, and comparisons by signs, linearly and by products."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.terms import RELATIONS, Term, num
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.clock import Clock, OutOfTime
from adal_theory.prove.tactics.context import Context
from adal_theory.prove.tactics.linear import quick, thorough
from adal_theory.prove.tactics.nlinarith import by_products
from adal_theory.prove.tactics.positivity import nonneg, nonzero, pos
from adal_theory.prove.tactics.signs import as_ne

ZERO = num(0)


def within(facts: Sequence[Theorem], seconds: float) -> Context:
    """A context of these theorems, for so many seconds of the processor."""
    whole = [k.integral(t) for t in facts if t.conclusion.op == "lt" and all(a.sort == "int" for a in t.conclusion.args)]
    return Context([*facts, *whole], Clock(), by_products).within(seconds)


Answer = TypeVar("Answer")


def in_time(ask: Callable[[], Answer | None]) -> Answer | None:
    """The answer, or None when the time is over."""
    try:
        return ask()
    except OutOfTime:
        return None


def at_once(ctx: Context, f: Term) -> Theorem | None:
    """A comparison by the signs of its parts, linearly, or by products of facts."""
    return in_time(lambda: by_sign(ctx, f) or quick(ctx, f) or thorough(ctx, f)) if f.op in RELATIONS else None


def by_sign(ctx: Context, f: Term) -> Theorem | None:
    """A comparison by the sign of the difference of its sides."""
    a, b = f.args
    rest = b if a == ZERO else -a if b == ZERO and f.op != "ne" else a if b == ZERO else b - a
    t = {"lt": pos, "le": nonneg, "ne": nonzero}[f.op](ctx, rest) if f.op != "eq" else None
    if t is None:
        return None
    return k.restate(as_ne(t, rest) if f.op == "ne" else t, f)
