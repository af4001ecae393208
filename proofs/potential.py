"""The terms of C1.15 to C1.18, and a helper that other modules still use."""

from __future__ import annotations

from adal_theory.proofs.c_counterexamples.c1_drift import RUN, SPEED, c, moved
from adal_theory.proofs.c_counterexamples.c1_drift import STEP as REACH
from adal_theory.prove import Proof, Term, Theorem, inv, rules, sqrt

__all__ = ["REACH", "RUN", "SPEED", "c", "moved", "step_root"]


def step_root(p: Proof, at: Term, *within: Theorem) -> tuple[Theorem, Theorem, Theorem]:
    """(√t)² = t, √t·1/√t = 1 and 1/√t > 0, for t ≥ 1."""
    positive = p.have(at > 0, *within, auto=False)
    root = p.positive_root(at, positive)
    divided = rules.inverse(root)
    return rules.sqrt_square(positive), divided, p.have(inv(sqrt(at)) > 0, root, divided, auto=False)
