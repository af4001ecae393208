"""The names of D4.3 to D4.12 that other modules use."""

from __future__ import annotations

from collections.abc import Sequence

from adal_theory.proofs.d_nonconvex.d4_step_sizes import a_max, a_min, of_run
from adal_theory.proofs.d_nonconvex.d4_step_sizes import step_bound as CAP
from adal_theory.proofs.setting import G, delta, eps, t
from adal_theory.prove import Eq, Proof, Term, Theorem, inv, maximum, rules


def at_start(p: Proof, first: Theorem, body: Term, hole: Term, later: Theorem, within: Sequence[Theorem]) -> Theorem:
    """φ(1), and φ(t) from 2 ≤ t (a hypothesis of `later`), give φ(t) for 1 ≤ t; the template is φ(hole)."""

    def one(low: Theorem) -> Theorem:
        same = p.have(Eq(1, t), rules.integral(low), *within, auto=False)
        return rules.leibniz(same, first, hole, body)

    return p.cases(t >= 2, lambda low: rules.cut(low, later), one)


def smallest_positive(p: Proof, largest: Term = G) -> Theorem:
    """0 ≤ a_min, with this for Ĝ."""
    top = maximum(delta, largest)
    positive = p.have(top > 0, "delta", rules.defining(top, 0), auto=False)
    e = p.have(inv(top) > 0, positive, rules.inverse(positive), auto=False)
    return p.have(inv(top) + eps >= 0, e, "eps", auto=False)


__all__ = ["CAP", "a_max", "a_min", "at_start", "of_run", "smallest_positive"]
