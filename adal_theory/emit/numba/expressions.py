"""The text of single operations for Numba. Each template is one IEEE operation; nothing is rearranged."""

from __future__ import annotations

import math

from adal_theory.emit.operations import repeats, written
from adal_theory.trace.graph import Node
from adal_theory.trace.operations import OPERATIONS, REDUCTIONS

TYPE = {"f64": "np.float64", "f32": "np.float32", "u64": "np.uint64", "i64": "np.int64", "u32": "np.uint32", "i32": "np.int32"}


def literal(value: float | int, dtype: str) -> str:
    """A constant that reads back to the same bits."""
    if dtype == "f64" and math.isfinite(value):
        return repr(float(value))
    inner = repr(value) if math.isfinite(value) else f"float('{value}')".replace("float('inf')", "np.inf")
    inner = inner.replace("float('-inf')", "-np.inf").replace("float('nan')", "np.nan")
    return inner if dtype == "f64" else f"{TYPE[dtype]}({inner})"


def folded(reduction: str, a: str, b: str) -> str:
    """What a reduction makes of the coordinates so far, a, and one more, b; variables where `reads_twice`."""
    return written(OPERATIONS[REDUCTIONS[reduction].step].numba, "", (a, b))


def reads_twice(reduction: str) -> bool:
    """Whether `folded` holds its arguments more than once."""
    return repeats(OPERATIONS[REDUCTIONS[reduction].step].numba)


def operation(node: Node, args: list[str], number: bool = False) -> str:
    """The expression of one node from its arguments' texts; `number`: the last argument is known to be no NaN."""
    known, dtype = OPERATIONS[node.op], node.dtype
    text = known.numba_number if number and known.numba_number else known.numba
    if dtype not in TYPE:
        return written(text, dtype, args)
    return written(text, dtype, args, type=TYPE[dtype], one=literal(1.0, dtype), zero=literal(0.0, dtype))
