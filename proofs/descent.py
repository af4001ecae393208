"""The names of D2 that other modules use."""

from __future__ import annotations

from adal_theory.proofs.d_nonconvex.d2_shifted_iterates import SHIFTED, UPDATE, z
from adal_theory.proofs.d_nonconvex.d2_shifted_iterates import step_size as B
from adal_theory.proofs.notation import rho1

__all__ = ["SHIFTED", "UPDATE", "B", "rho1", "z"]
