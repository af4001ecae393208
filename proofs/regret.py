"""Names of B9 and B10 under which modules that are not rewritten yet import them."""

from __future__ import annotations

from adal_theory.proofs.b_regret.b9_weighted_regret import diameter_factor as FRONT
from adal_theory.proofs.b_regret.b9_weighted_regret import eps_factor as FLOOR
from adal_theory.proofs.b_regret.b9_weighted_regret import gradient_norm as SPREAD
from adal_theory.proofs.b_regret.b9_weighted_regret import log_factor as MIDDLE
from adal_theory.proofs.b_regret.b9_weighted_regret import moments_over_roots as MOVES
from adal_theory.proofs.b_regret.b9_weighted_regret import regret as REGRET
from adal_theory.proofs.b_regret.b9_weighted_regret import regret_bound as B9
from adal_theory.proofs.b_regret.b9_weighted_regret import special
from adal_theory.proofs.b_regret.b10_worst_case import SIZES
from adal_theory.proofs.b_regret.b10_worst_case import diameter_part as PART1
from adal_theory.proofs.b_regret.b10_worst_case import eps_part as PART3
from adal_theory.proofs.b_regret.b10_worst_case import gradient_part as PART2
from adal_theory.proofs.b_regret.b10_worst_case import largest_gradient as BIG
from adal_theory.proofs.b_regret.b10_worst_case import worst_case as B10
from adal_theory.proofs.notation import Proof, Theorem


def weights(p: Proof) -> Theorem:
    """∀ t: w_t ≥ 0, being a sum of absolute values."""
    return p.use("B9.6")


__all__ = [
    "B9",
    "B10",
    "BIG",
    "FLOOR",
    "FRONT",
    "MIDDLE",
    "MOVES",
    "PART1",
    "PART2",
    "PART3",
    "REGRET",
    "SIZES",
    "SPREAD",
    "special",
    "weights",
]
