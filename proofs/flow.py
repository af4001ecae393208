"""Terms of B14 under the names that they had."""

from __future__ import annotations

from adal_theory.proofs.b_regret.b14_flow import ADAL_AMS, AMSGRAD
from adal_theory.proofs.b_regret.b14_flow import degree as p_

__all__ = ["ADAL_AMS", "AMSGRAD", "p_"]
