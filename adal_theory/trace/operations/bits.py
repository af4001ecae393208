"""Bits of integers, and changes of type."""

from __future__ import annotations

from typing import Any

import numpy as np

from adal_theory.trace.operations.operation import Operation, infix, wrapped


def _cast(a: Any, dtype: Any) -> Any:
    return a.astype(dtype)


def _bitcast(a: Any, dtype: Any) -> Any:
    return a.view(dtype)


OPERATIONS = (
    Operation(name="band", arrays=np.bitwise_and, unit="logic", types="integers", commutes=True, **infix("&")),
    Operation(name="bor", arrays=np.bitwise_or, unit="logic", types="integers", commutes=True, **infix("|")),
    Operation(name="bxor", arrays=np.bitwise_xor, unit="logic", types="integers", commutes=True, **infix("^")),
    Operation(name="shl", arrays=np.left_shift, unit="shift", types="integers", shifts=True, **wrapped("<<")),
    Operation(name="shr", arrays=np.right_shift, unit="logic", types="integers", shifts=True, **infix(">>")),
    Operation(
        name="cast",
        arrays=_cast,
        of_type=True,
        numba="{type}({0})",
        cuda="{type}({0})",
        tensor={"torch t": "{0}.to({held})", "jnp n": "jnp.asarray({0}).astype({held})", "": "{0}.astype({held})"},
        host={"f64": "float({0})", "f32": "", "": "int({0})"},
        cheap=True,
        decimal=lambda a: a,
        encloses=lambda a: a,
        sympy=lambda sympy: lambda a: a,
        term=lambda terms: lambda a: a,
    ),
    Operation(
        name="bitcast",
        arrays=_bitcast,
        of_type=True,
        numba="bits_to_{dtype}({0})",
        cuda="bits_to_{dtype}({0})",
        tensor={"jnp n": "", "": "{0}.view({type})"},
    ),
)
