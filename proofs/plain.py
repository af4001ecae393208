"""Terms of B11 and B12 under the names that they had."""

from __future__ import annotations

from adal_theory.proofs.b_regret.b11_plain_regret import ADAL_AMS as WHOLE
from adal_theory.proofs.b_regret.b11_plain_regret import gap
from adal_theory.proofs.b_regret.b11_plain_regret import plain_regret as PLAIN

__all__ = ["PLAIN", "WHOLE", "gap"]
