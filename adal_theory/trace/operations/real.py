"""Arithmetic, roots, absolute values, signs, and the larger and smaller of two."""

from __future__ import annotations

import operator
from decimal import Decimal
from typing import Any

import numpy as np

from adal_theory.trace import intervals
from adal_theory.trace.operations.operation import Operation, exactly, infix, wrapped

NAN, ZERO = Decimal("NaN"), Decimal(0)


def maximum(a: Any, b: Any) -> Any:
    """NaN propagates; equal values (so also +0, −0) give the first."""
    return np.where((b > a) | (b != b), b, a)


def minimum(a: Any, b: Any) -> Any:
    """NaN propagates; equal values (so also +0, −0) give the first."""
    return np.where((b < a) | (b != b), b, a)


def _sign(a: Any) -> Any:
    one, zero = a.dtype.type(1), a.dtype.type(0)
    return np.where(a > zero, one, np.where(a < zero, -one, a + zero))


def _decimal_sign(a: Decimal) -> Decimal:
    return NAN if a.is_nan() else Decimal((a > 0) - (a < 0))


def _larger(a: Decimal, b: Decimal) -> Decimal:
    return NAN if a.is_nan() or b.is_nan() else b if b > a else a


def _smaller(a: Decimal, b: Decimal) -> Decimal:
    return NAN if a.is_nan() or b.is_nan() else b if b < a else a


OPERATIONS = (
    Operation(
        name="add",
        arrays=np.add,
        unit="arithmetic",
        **wrapped("+"),
        cheap=True,
        commutes=True,
        scales=True,
        foreach="add",
        **exactly(operator.add),
    ),
    Operation(
        name="sub",
        arrays=np.subtract,
        unit="arithmetic",
        **wrapped("-"),
        cheap=True,
        scales=True,
        foreach="sub",
        foreach_reversed=("neg", "add"),
        **exactly(operator.sub),
    ),
    Operation(
        name="mul",
        arrays=np.multiply,
        unit="arithmetic",
        **wrapped("*"),
        cheap=True,
        commutes=True,
        foreach="mul",
        **exactly(operator.mul),
    ),
    Operation(
        name="div",
        arrays=np.divide,
        unit="division",
        **infix("/"),
        foreach="div",
        foreach_reversed=("reciprocal", "mul"),
        types="floats",
        needs=("", "nonzero"),
        called="ratio",
        decimal=lambda a, b: NAN if b == 0 else a / b,
        encloses=operator.truediv,
        sympy=lambda sympy: operator.truediv,
        term=lambda terms: lambda a, b: a * terms.inv(b),
    ),
    Operation(
        name="neg",
        arrays=operator.neg,
        numba={"u32": "{type}(-{0})", "i32": "{type}(-{0})", "": "-{0}"},
        cuda={
            "i32": "{type}(0u - {unsigned}({0}))",
            "i64": "{type}(0u - {unsigned}({0}))",
            "u32": "{type}(0u) - {0}",
            "u64": "{type}(0u) - {0}",
            "": "-{0}",
        },
        tensor="-{0}",
        host="-{0}",
        foreach="neg",
        scales=True,
        cheap=True,
        **exactly(operator.neg),
    ),
    Operation(
        name="sqrt",
        arrays=np.sqrt,
        unit="root",
        numba="np.sqrt({0})",
        cuda={"f32": "sqrtf({0})", "": "sqrt({0})"},
        tensor="{xp}.sqrt({0})",
        host="math.sqrt({0})",
        foreach="sqrt",
        types="floats",
        needs=("nonnegative",),
        called="root",
        method="sqrt",
        takes="number",
        says="Correctly rounded square root; NaN below zero.",
        decimal=lambda a: NAN if a.is_nan() or a < 0 else a.sqrt(),
        encloses=intervals.root,
        sympy=lambda sympy: sympy.sqrt,
        term=lambda terms: terms.sqrt,
    ),
    Operation(
        name="abs",
        arrays=np.abs,
        numba="abs({0})",
        cuda={"f64": "fabs({0})", "f32": "fabsf({0})", "": "magnitude({0})"},
        cheap=True,
        tensor="{xp}.abs({0})",
        host="abs({0})",
        foreach="abs",
        scales=True,
        called="size",
        method="abs",
        takes="number",
        says="Its absolute value.",
        decimal=abs,
        encloses=intervals.absolute,
        sympy=lambda sympy: sympy.Abs,
        term=lambda terms: terms.absolute,
    ),
    Operation(
        name="sign",
        arrays=_sign,
        unit="comparison",
        numba="{one} if {0} > {zero} else (-{one} if {0} < {zero} else {0} + {zero})",
        cuda="{0} > {zero} ? {one} : ({0} < {zero} ? -{one} : {0} + {zero})",
        tensor="{xp}.sign({0})",
        host={"f64": "float(({0} > 0) - ({0} < 0))", "": "({0} > 0) - ({0} < 0)"},
        foreach="sign",
        called="direction",
        method="sign",
        takes="number",
        says="−1, 0 or 1; sign(0) = sign(−0) = 0; sign(NaN) = NaN.",
        decimal=_decimal_sign,
        encloses=intervals.sign,
        sympy=lambda sympy: sympy.sign,
        term=lambda terms: terms.sign,
    ),
    Operation(
        name="max",
        arrays=maximum,
        unit="comparison",
        numba="{1} if ({1} > {0}) | ({1} != {1}) else {0}",
        numba_number="{1} if {1} > {0} else {0}",
        cuda="({1} > {0}) | ({1} != {1}) ? {1} : {0}",
        cuda_number="{1} > {0} ? {1} : {0}",
        tensor={  # torch.maximum takes no numbers
            "torch nt": "torch.clamp({1}, min={0})",
            "torch tn": "torch.clamp({0}, min={1})",
            "": "{xp}.maximum({0}, {1})",
        },
        host="max({0}, {1})",
        foreach="maximum",
        foreach_number="clamp_min",
        scales=True,
        method="maximum",
        takes="two numbers",
        says="The larger; NaN when either is NaN; of +0 and −0 the first.",
        decimal=_larger,
        encloses=intervals.maximum,
        sympy=lambda sympy: sympy.Max,
        term=lambda terms: terms.maximum,
    ),
    Operation(
        name="min",
        arrays=minimum,
        unit="comparison",
        numba="{1} if ({1} < {0}) | ({1} != {1}) else {0}",
        numba_number="{1} if {1} < {0} else {0}",
        cuda="({1} < {0}) | ({1} != {1}) ? {1} : {0}",
        cuda_number="{1} < {0} ? {1} : {0}",
        tensor={  # torch.minimum takes no numbers
            "torch nt": "torch.clamp({1}, max={0})",
            "torch tn": "torch.clamp({0}, max={1})",
            "": "{xp}.minimum({0}, {1})",
        },
        host="min({0}, {1})",
        foreach="minimum",
        foreach_number="clamp_max",
        scales=True,
        method="minimum",
        takes="two numbers",
        says="The smaller; NaN when either is NaN; of +0 and −0 the first.",
        decimal=_smaller,
        encloses=lambda a, b: -intervals.maximum(-a, -b),
        sympy=lambda sympy: sympy.Min,
        term=lambda terms: terms.minimum,
    ),
)
