"""What every operation of the vocabulary computes, stated with NumPy: the judge of the other backends.

NumPy's functions hand CuPy's arrays to CuPy, so the same statements compute on a GPU.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

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


def maximum(a: Any, b: Any) -> Any:
    """NaN propagates; equal values (so also +0, −0) give the first."""
    return np.where((b > a) | (b != b), b, a)


def minimum(a: Any, b: Any) -> Any:
    """NaN propagates; equal values (so also +0, −0) give the first."""
    return np.where((b < a) | (b != b), b, a)


def sign(a: Any) -> Any:
    one = a.dtype.type(1)
    zero = a.dtype.type(0)
    return np.where(a > zero, one, np.where(a < zero, -one, a + zero))


def _neg(a: Any) -> Any:
    return -a


OPERATIONS: dict[str, Callable[..., Any]] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "neg": _neg,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sign": sign,
    "max": maximum,
    "min": minimum,
    "lt": np.less,
    "le": np.less_equal,
    "eq": np.equal,
    "and": np.logical_and,
    "or": np.logical_or,
    "not": np.logical_not,
    "where": np.where,
    "band": np.bitwise_and,
    "bor": np.bitwise_or,
    "bxor": np.bitwise_xor,
    "shl": np.left_shift,
    "shr": np.right_shift,
}


def evaluate(op: str, dtype: str, *args: Any) -> Any:
    """Evaluate one operation on arrays; overflow, division by zero and NaN follow IEEE-754 silently."""
    with np.errstate(all="ignore"):
        if op == "cast":
            return args[0].astype(DTYPE[dtype])
        if op == "bitcast":
            return args[0].view(DTYPE[dtype])
        return OPERATIONS[op](*args)


def reduce_coordinates(op: str, e: Any, axis: int) -> Any:
    """The sum or maximum along `axis`, starting from zero, in the order of `summation`."""
    combine: Callable[..., Any] = np.add if op == "sum" else maximum
    with np.errstate(all="ignore"):
        return reduce_in_order(combine, e, axis)
