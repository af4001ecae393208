"""The text of single operations for CUDA C++. Each template is one IEEE operation; nothing is rearranged."""

from __future__ import annotations

import math
import struct

from adal_theory.emit.operations import repeats, written
from adal_theory.trace.graph import Node
from adal_theory.trace.operations import OPERATIONS, REDUCTIONS

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


def operation(node: Node, args: list[str], number: bool = False) -> str:
    """The expression of one node from its arguments' texts; `number`: the last argument is known to be no NaN."""
    known, dtype = OPERATIONS[node.op], node.dtype
    text = known.cuda_number if number and known.cuda_number else known.cuda
    one, zero = (literal(a, dtype) for a in (1.0, 0.0))
    return written(text, dtype, args, type=dtype, unsigned=_WRAPPING.get(dtype, dtype), one=one, zero=zero)


def combiner(reduction: str) -> str:
    """The name of the struct that takes one more coordinate in, as `X::of(a, b)`."""
    return REDUCTIONS[reduction].step.capitalize()


def folded(reduction: str, a: str, b: str) -> str:
    """What a reduction makes of the coordinates so far, a, and one more, b."""
    text = OPERATIONS[REDUCTIONS[reduction].step].cuda
    return f"{combiner(reduction)}::of({a}, {b})" if repeats(text) else written(text, "", (a, b))


def combiner_text(reduction: str) -> str:
    """That struct, for any type."""
    both = written(OPERATIONS[REDUCTIONS[reduction].step].cuda, "", ("a", "b"))
    of = f"template <class T> static __device__ __forceinline__ T of(T a, T b) {{ return {both}; }}"
    return f"struct {combiner(reduction)} {{ {of} }};"


def wide_product(a: str, b: str) -> str:
    """a · b of two 64-bit numbers below 2³²."""
    return f"wide_product(u32({a}), u32({b}))"
