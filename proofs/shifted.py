"""The names of D4.13 to D4.17 that other modules use."""

from __future__ import annotations

from adal_theory.proofs.d_nonconvex.d4_shifted import SMOOTH

__all__ = ["SMOOTH"]
