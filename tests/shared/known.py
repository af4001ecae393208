"""What is known where a tactic is tried."""

from __future__ import annotations

import time

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.kernel.theorem import Theorem, genuine, same
from adal_theory.prove.tactics.clock import Clock
from adal_theory.prove.tactics.context import Context
from adal_theory.prove.tactics.nlinarith import by_products


def known(*facts: Term, seconds: float = 10.0) -> Context:
    """These facts, assumed."""
    return Context(map(k.assume, facts), Clock(time.monotonic() + seconds), by_products)


def shows(t: object, goal: Term, *facts: Term) -> bool:
    """Whether t is a theorem that says the goal, from these facts alone."""
    if not isinstance(t, Theorem) or not same(genuine(t).conclusion, goal):
        return False
    return all(any(same(h, f) for f in facts) for h in t.hypotheses)
