"""Goals for all t, and goals under a premise: proved for one t, from the range and the premise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import open_body, symbols
from adal_theory.prove.kernel.terms import Term, var
from adal_theory.prove.kernel.theorem import Theorem

Prove = Callable[[Term, Sequence[Term], float], Any]


def opened(prove: Prove, goal: Term, given: Sequence[Term], seconds: float) -> Any:
    """What `prove` finds for the goal without its quantifiers and premises, which are put back."""
    if goal.op == "imp":
        found = opened(prove, goal.args[1], (*given, goal.args[0]), seconds)
        return k.discharge(goal.args[0], found) if isinstance(found, Theorem) else found
    if goal.op != "all":
        return prove(goal, given, seconds)
    sort, lo, hi, body = goal.args
    taken = {name for f in (goal, *given) for name in symbols(f)}
    word = goal.hint or "t"
    while word in taken:
        word += "'"
    v = var(word, sort)
    within = ([] if lo is None else [lo <= v]) + ([] if hi is None else [v <= hi])
    found = opened(prove, open_body(body, v), (*given, *within), seconds)
    return k.generalize(v, found, lo, hi) if isinstance(found, Theorem) else found
