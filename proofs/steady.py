"""The terms of C1.8 to C1.10, and a helper that other modules still use."""

from __future__ import annotations

from adal_theory.proofs.c_counterexamples.c1_cycle import LENGTH
from adal_theory.proofs.c_counterexamples.c1_stationary_moments import DECAY, M, N, b, settled, steady, without_momentum
from adal_theory.proofs.lemmas.l5_cycle_sums import REMAINDERS
from adal_theory.proofs.setting import beta2
from adal_theory.prove import Proof, Theorem, inv, rules

__all__ = ["DECAY", "LENGTH", "REMAINDERS", "M", "N", "b", "over_cycle", "settled", "steady", "without_momentum"]


def over_cycle(p: Proof) -> tuple[Theorem, Theorem]:
    """(1−β2³)·1/(1−β2³) = 1 and 0 < (1−β2)/(1−β2³)."""
    room = p.have(1 - beta2 > 0, "beta2 < 1", auto=False)
    longer = p.have(1 + beta2 + beta2**2 > 0, "beta2 > 0", auto=False)
    whole = p.have(1 - beta2**3 > 0, room, longer, auto=False)
    divided = rules.inverse(whole)
    e = p.have(inv(1 - beta2**3) > 0, whole, divided, auto=False)
    return divided, p.have((1 - beta2) * inv(1 - beta2**3) > 0, room, e, auto=False)
