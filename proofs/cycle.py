"""The terms of C1.1 to C1.7 and C1, for other modules."""

from __future__ import annotations

from adal_theory.proofs.c_counterexamples.c1_cycle import CYCLE, START, VALUES, a, at_length, cycle, slope_at
from adal_theory.proofs.c_counterexamples.c1_linear_regret import RATE, SUMMED
from adal_theory.proofs.lemmas.l5_cycle_sums import K

__all__ = ["CYCLE", "RATE", "START", "SUMMED", "VALUES", "K", "a", "at_length", "cycle", "slope_at"]
