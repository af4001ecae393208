"""Bit casts between floating point and integers of one width, for generated kernels."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

_LLVM = {
    types.float32: ir.FloatType(),
    types.float64: ir.DoubleType(),
    types.int32: ir.IntType(32),
    types.uint32: ir.IntType(32),
    types.int64: ir.IntType(64),
    types.uint64: ir.IntType(64),
}


def _bitcast(result: Any) -> Any:
    @intrinsic
    def bits(typingctx: Any, x: Any) -> Any:
        if x not in _LLVM or x.bitwidth != result.bitwidth:
            return None

        def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.bitcast(args[0], _LLVM[result])

        return result(x), codegen

    return bits


bits_to_f32, bits_to_f64 = _bitcast(types.float32), _bitcast(types.float64)
bits_to_i32, bits_to_u32 = _bitcast(types.int32), _bitcast(types.uint32)
bits_to_i64, bits_to_u64 = _bitcast(types.int64), _bitcast(types.uint64)
