"""What every operation of the vocabulary computes, stated with NumPy: the judge of the other backends.

NumPy's functions hand CuPy's arrays to CuPy, so the same statements compute on a GPU.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from adal_theory.trace.operations import OPERATIONS, REDUCTIONS
from adal_theory.trace.summation import reduce_in_order

DTYPE = {
    "f32": np.float32,
    "f64": np.float64,
    "i32": np.int32,
    "u32": np.uint32,
    "i64": np.int64,
    "u64": np.uint64,
    "bool": np.bool_,
}


def number(value: float | int, dtype: str) -> Any:
    """A constant in its type: rounded, infinite beyond the largest."""
    with np.errstate(all="ignore"):
        return DTYPE[dtype](value)


def evaluate(op: str, dtype: str, *args: Any) -> Any:
    """Evaluate one operation on arrays; overflow, division by zero and NaN follow IEEE-754 silently."""
    with np.errstate(all="ignore"):
        known = OPERATIONS[op]
        return known.arrays(*args, DTYPE[dtype]) if known.of_type else known.arrays(*args)


def reduce_coordinates(op: str, e: Any, axis: int) -> Any:
    """The sum or maximum along `axis`, starting from zero, in the order of `summation`."""
    combine: Callable[..., Any] = OPERATIONS[REDUCTIONS[op].step].arrays
    with np.errstate(all="ignore"):
        return reduce_in_order(combine, e, axis)
