"""The operations of the vocabulary. Adding one = one record here, which every room reads: arrays, kernels, formulas, proofs,
ranges, and the optimisers for PyTorch and JAX."""

from __future__ import annotations

from adal_theory.trace.operations import bits, logic, real, reductions
from adal_theory.trace.operations.operation import Operation
from adal_theory.trace.operations.reductions import Reduction

OPERATIONS: dict[str, Operation] = {o.name: o for room in (real, logic, bits) for o in room.OPERATIONS}
"""By the name that a graph has for each."""
REDUCTIONS: dict[str, Reduction] = {r.name: r for r in reductions.REDUCTIONS}
"""Those over the coordinates, which have records of their own kind."""

__all__ = ["OPERATIONS", "REDUCTIONS", "Operation", "Reduction"]
