"""The automatic prover as `check` uses it: loaded when it is needed, and not trusted."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from adal_theory.prove.check.quantified import opened
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.kernel.theorem import Theorem, genuine, same


def start_anew() -> None:
    """Forget what earlier steps left the prover with: the answer must not depend on what was asked before."""
    try:
        import_module("adal_theory.prove.tactics.automatic").forget()
    except ImportError:  # then nothing is proved, as `search_proof` has it
        return


def search_proof(goal: Term, given: Sequence[Term], seconds: float) -> Any:
    """What the automatic prover finds, if it is what was asked for."""
    try:
        prove = import_module("adal_theory.prove.tactics.automatic").prove
    except ImportError:
        return None
    try:
        found = opened(prove, goal, given, seconds)
    except (ValueError, ArithmeticError):  # the search is not trusted to be free of mistakes; a mistake proves nothing
        return None
    if not isinstance(found, Theorem):
        return found
    genuine(found)
    says = same(found.conclusion, goal) and all(any(same(h, f) for f in given) for h in found.hypotheses)
    return found if says else None
