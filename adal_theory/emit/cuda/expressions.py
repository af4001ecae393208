"""The text of single operations for CUDA C++. Each template is one IEEE operation; nothing is rearranged."""

from __future__ import annotations

import math
import struct

from adal_theory.emit.operations import BINARY
from adal_theory.trace.graph import Node

TYPES = ("f64", "f32", "u64", "i64", "u32", "i32", "bool")  # the prelude names them so
_WRAPPING = {"i32": "u32", "i64": "u64"}  # signed overflow is undefined in C++: go through the unsigned type
_SUFFIX = {"u64": "ull", "i64": "ll", "u32": "u", "i32": ""}


def literal(value: float | int, dtype: str) -> str:
    """A constant that reads back to the same bits."""
    if dtype in _SUFFIX:
        text = f"{int(value)}{_SUFFIX[dtype]}"
        return text if value >= 0 else f"{dtype}({text})"
    number = float(value)
    if dtype == "f32":
        number = _single(number)
    if not math.isfinite(number):
        return f"{'f32(' if dtype == 'f32' else '('}{_special(number)})"
    text = repr(number) + ("f" if dtype == "f32" else "")
    return f"({text})" if math.copysign(1.0, number) < 0 else text


def _single(number: float) -> float:
    """The nearest float32, infinity beyond the largest."""
    try:
        return float(struct.unpack("<f", struct.pack("<f", number))[0])
    except OverflowError:
        return math.copysign(math.inf, number)


def _special(number: float) -> str:
    bits = struct.unpack("<Q", struct.pack("<d", number))[0]
    return f"bits_to_f64({bits:#x}ull)"


def extremum(op: str, a: str, b: str, number: bool = False) -> str:
    """max or min with NaN from either side and ties to the first; `number` says that b is not NaN."""
    wins = f"{b} {'>' if op == 'max' else '<'} {a}"
    return f"{wins} ? {b} : {a}" if number else f"({wins}) | ({b} != {b}) ? {b} : {a}"


def operation(node: Node, args: list[str], number: bool = False) -> str:
    """The expression of one node from its arguments' texts; `number`: the last argument is known to be no NaN."""
    op, dtype = node.op, node.dtype
    if op in ("add", "sub", "mul", "shl") and dtype in _WRAPPING:
        plain = _WRAPPING[dtype]
        return f"{dtype}({plain}({args[0]}) {BINARY[op]} {plain}({args[1]}))"
    if op in BINARY:
        return f"{args[0]} {BINARY[op]} {args[1]}"
    if op == "where":
        return f"{args[0]} ? {args[1]} : {args[2]}"
    if op in ("max", "min"):
        return extremum(op, args[0], args[1], number)
    if op == "sign":
        a, one, zero = args[0], literal(1.0, dtype), literal(0.0, dtype)
        return f"{a} > {zero} ? {one} : ({a} < {zero} ? -{one} : {a} + {zero})"
    return _unary(op, dtype, args[0])


def wide_product(a: str, b: str) -> str:
    """a · b of two 64-bit numbers below 2³²."""
    return f"wide_product(u32({a}), u32({b}))"


def _unary(op: str, dtype: str, a: str) -> str:
    if op == "sqrt":
        return f"{'sqrtf' if dtype == 'f32' else 'sqrt'}({a})"
    if op == "abs":
        return {"f64": f"fabs({a})", "f32": f"fabsf({a})"}.get(dtype, f"magnitude({a})")
    if op == "neg":
        return (
            f"{dtype}(0u - {_WRAPPING[dtype]}({a}))"
            if dtype in _WRAPPING
            else (f"{dtype}(0u) - {a}" if dtype in ("u32", "u64") else f"-{a}")
        )
    if op == "not":
        return f"!{a}"
    if op == "cast":
        return f"{dtype}({a})"
    if op == "bitcast":
        return f"bits_to_{dtype}({a})"
    raise KeyError(op)
