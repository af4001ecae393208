"""What would make a refuted step true: one more bound on a variable, or a factor on its right side, if the kernel proves it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from adal_theory.prove.check.deciding import search_proof
from adal_theory.prove.check.step import Step
from adal_theory.prove.kernel.binders import free
from adal_theory.prove.kernel.terms import Ne, Term, mul, num
from adal_theory.prove.kernel.theorem import Theorem

EACH = 0.25  # seconds for one attempt
BOUNDS = ((0, None), (None, 1), (0, 1), (None, 0), (1, None), (2, None))  # ends of a variable, the likeliest first
FACTORS = (2, 4)
MOST = 4  # variables that are bounded
FALSE = num(0) < num(0)


def repairs(step: Step, point: Mapping[str, Any], seconds: float) -> Iterator[str]:
    """Variants that are proved, each of which excludes the point or changes the claim there; the kinds one after the other."""
    deadline = time.monotonic() + seconds
    for said, more in bounds(step, point):
        if time.monotonic() > deadline:
            return
        facts = (*step.given, *more, *step.conditions)
        if _proved(step.goal, facts, deadline) and _possible((*facts, *(Ne(*f.args) for f in more))):
            yield f"true with {said}"
            break
    for factor in FACTORS if step.goal.op in ("le", "lt") else ():
        a, b = step.goal.args
        if time.monotonic() > deadline:
            return
        if _proved(Term(step.goal.op, (a, mul(factor, b)), "bool"), (*step.given, *step.conditions), deadline):
            yield f"true with {factor} times the right side"
            break


def bounds(step: Step, point: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Term, ...]]]:
    """Bounds of one variable that do not hold at the point."""
    variables = sorted((v for v in free(step.goal) if v.args[0] in point and v.sort in ("real", "int")), key=lambda v: v.key)
    for low, high in BOUNDS:
        for v in variables[:MOST]:
            at = point[v.args[0]]
            if not isinstance(at, (int, Fraction)) or ((low is None or at >= low) and (high is None or at <= high)):
                continue
            facts = (*([] if low is None else [num(low) <= v]), *([] if high is None else [v <= num(high)]))
            ends = (*([] if low is None else [str(low)]), str(v), *([] if high is None else [str(high)]))
            yield " ≤ ".join(ends), facts


def _proved(goal: Term, facts: tuple[Term, ...], deadline: float) -> bool:
    return isinstance(search_proof(goal, facts, min(EACH, max(deadline - time.monotonic(), 0.01))), Theorem)


def _possible(facts: tuple[Term, ...]) -> bool:
    """Whether a point is found at which all of them hold: bounds that leave one value to a variable repair nothing."""
    from adal_theory.prove.check.answer import Refutation
    from adal_theory.prove.check.refute import refute

    return isinstance(refute(FALSE, facts, (), EACH), Refutation)
