"""Definitions of A8 and A9 under the names that they had."""

from __future__ import annotations

from adal_theory.proofs.a_update.a8_scale import ADAL
from adal_theory.proofs.a_update.a9_bounded_update import DISCOUNTS, MOMENTS
from adal_theory.proofs.a_update.a9_bounded_update import LARGEST_UPDATE as LIMIT

MEMORY = (*MOMENTS, *DISCOUNTS)

__all__ = ["ADAL", "LIMIT", "MEMORY"]
