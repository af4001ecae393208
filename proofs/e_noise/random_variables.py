"""Random variables are functions of a sample point ω, and E is the kernel's `Mean`."""

from __future__ import annotations

from adal_theory.proofs.notation import *

omega = var("omega", "sample")


def in_the_mean(t: Theorem) -> Theorem:
    """E[a] = E[b] from a = b, or E[a] ≤ E[b] from a ≤ b, at every sample point."""
    return inference.mean_monotone(inference.generalize(omega, t))
