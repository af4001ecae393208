"""The names of D1 that the convergence theorem uses."""

from __future__ import annotations

from adal_theory.proofs.d_nonconvex.d1_alignment import GRADIENT, SYMMETRIC, flip, g, mu, omega, weight, zeta
from adal_theory.proofs.d_nonconvex.d1_alignment import SYMMETRIC_NOISE as HYPOTHESES

__all__ = ["GRADIENT", "HYPOTHESES", "SYMMETRIC", "flip", "g", "mu", "omega", "weight", "zeta"]
