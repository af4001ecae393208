"""The operations of the vocabulary. Adding one = one record here: arrays, kernels, formulas, proofs and ranges read it."""

from __future__ import annotations

from adal_theory.trace.operations import bits, logic, real
from adal_theory.trace.operations.operation import Operation

OPERATIONS: dict[str, Operation] = {o.name: o for room in (real, logic, bits) for o in room.OPERATIONS}
"""By the name that a graph has for each."""
OF_TYPES = tuple(o.name for o in bits.OPERATIONS if o.name in ("cast", "bitcast"))
"""Those whose meaning depends on the type of what they give."""

__all__ = ["OF_TYPES", "OPERATIONS", "Operation"]
