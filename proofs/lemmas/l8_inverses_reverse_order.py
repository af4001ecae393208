"""L8: inverses of positive numbers."""

from __future__ import annotations

from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *

a, b = var("a"), var("b")


@claim("L8", "Inverses of positive numbers reverse their order", {"a": a > 0, "a ≤ b": a <= b}, inv(b) <= inv(a))
def inverses_reverse_order(p: Proof) -> None:
    """Multiply a ≤ b by 1/(ab)."""
    p.conclude()
