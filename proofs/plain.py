"""Terms of B11 and B12 under the names that they had."""

from __future__ import annotations

from adal_theory.proofs.b_regret.b11_plain_regret import ADAL_AMS as WHOLE
from adal_theory.proofs.b_regret.b11_plain_regret import PLAIN_REGRET as PLAIN
from adal_theory.proofs.b_regret.b11_plain_regret import gap

__all__ = ["PLAIN", "WHOLE", "gap"]
