"""The text of single operations for Numba. Each template is one IEEE operation; nothing is rearranged."""

from __future__ import annotations

import math

from adal_theory.emit.operations import BINARY
from adal_theory.trace.graph import Node

TYPE = {"f64": "np.float64", "f32": "np.float32", "u64": "np.uint64", "i64": "np.int64", "u32": "np.uint32", "i32": "np.int32"}


def literal(value: float | int, dtype: str) -> str:
    """A constant that reads back to the same bits."""
    if dtype == "f64" and math.isfinite(value):
        return repr(float(value))
    inner = repr(value) if math.isfinite(value) else f"float('{value}')".replace("float('inf')", "np.inf")
    inner = inner.replace("float('-inf')", "-np.inf").replace("float('nan')", "np.nan")
    return inner if dtype == "f64" else f"{TYPE[dtype]}({inner})"


def extremum(op: str, a: str, b: str, number: bool = False) -> str:
    """max or min with NaN from either side and ties to the first; `number` says that b is not NaN.

    Without the test of b this is one instruction of most processors, and the same bits.
    """
    wins = f"{b} {'>' if op == 'max' else '<'} {a}"
    return f"{b} if {wins} else {a}" if number else f"{b} if ({wins}) | ({b} != {b}) else {a}"


def operation(node: Node, args: list[str], number: bool = False) -> str:
    """The expression of one node from its arguments' texts; `number`: the last argument is known to be no NaN."""
    op, dtype = node.op, node.dtype
    if op in BINARY:
        text = f"{args[0]} {BINARY[op]} {args[1]}"
        return f"{TYPE[dtype]}({text})" if dtype in ("u32", "i32") else text
    if op == "where":
        return f"{args[1]} if {args[0]} else {args[2]}"
    if op in ("max", "min"):
        return extremum(op, args[0], args[1], number)
    if op == "sign":
        a, one, zero = args[0], literal(1.0, dtype), literal(0.0, dtype)
        return f"{one} if {a} > {zero} else (-{one} if {a} < {zero} else {a} + {zero})"
    return _unary(op, dtype, args[0])


def _unary(op: str, dtype: str, a: str) -> str:
    if op == "sqrt":
        return f"np.sqrt({a})"
    if op == "abs":
        return f"abs({a})"
    if op == "neg":
        return f"{TYPE[dtype]}(-{a})" if dtype in ("u32", "i32") else f"-{a}"
    if op == "not":
        return f"not {a}"
    if op == "cast":
        return f"{TYPE[dtype]}({a})"
    if op == "bitcast":
        return f"bits_to_{dtype}({a})"
    raise KeyError(op)
