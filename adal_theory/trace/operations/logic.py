"""Comparisons, truth values, and the choice between two."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np

from adal_theory.trace import intervals
from adal_theory.trace.operations.operation import Operation, infix


def _comparison(sign: str, relation: Callable[[Any, Any], bool], **known: Any) -> Operation:
    """A relation of two numbers, false where either is NaN. Of numbers only: for SymPy one of booleans would need Equivalent."""

    def compared(a: Decimal, b: Decimal) -> bool:
        return not (a.is_nan() or b.is_nan()) and relation(a, b)

    return Operation(**infix(sign), unit="comparison", cheap=True, takes="comparison", decimal=compared, **known)


OPERATIONS = (
    _comparison(
        "<",
        operator.lt,
        name="lt",
        arrays=np.less,
        method="less",
        says="a < b (false when either is NaN).",
        sympy=lambda sympy: sympy.Lt,
    ),
    _comparison(
        "<=",
        operator.le,
        name="le",
        arrays=np.less_equal,
        method="less_equal",
        says="a <= b (false when either is NaN).",
        sympy=lambda sympy: sympy.Le,
    ),
    _comparison(
        "==",
        operator.eq,
        name="eq",
        arrays=np.equal,
        commutes=True,
        method="equal",
        says="a == b (false when either is NaN; +0 equals −0).",
        sympy=lambda sympy: sympy.Eq,
    ),
    Operation(
        name="and",
        arrays=np.logical_and,
        **infix("&"),
        commutes=True,
        cheap=True,
        method="both",
        takes="two truths",
        says="Whether both hold.",
        decimal=lambda a, b: a and b,
        sympy=lambda sympy: sympy.And,
    ),
    Operation(
        name="or",
        arrays=np.logical_or,
        **infix("|"),
        commutes=True,
        cheap=True,
        method="either",
        takes="two truths",
        says="Whether one of two holds, or both.",
        decimal=lambda a, b: a or b,
        sympy=lambda sympy: sympy.Or,
    ),
    Operation(
        name="not",
        arrays=np.logical_not,
        numba="not {0}",
        cuda="!{0}",
        tensor={"jnp n": "jnp.logical_not({0})", "": "~{0}"},
        host="not {0}",
        cheap=True,
        method="negate",
        takes="truth",
        says="Whether a condition does not hold.",
        decimal=operator.not_,
        sympy=lambda sympy: sympy.Not,
    ),
    Operation(
        name="where",
        arrays=np.where,
        numba="{1} if {0} else {2}",
        cuda="{0} ? {1} : {2}",
        tensor={  # for PyTorch a condition is an array, and two numbers have no type
            "torch n*": "torch.where({like}.new_tensor({0}, dtype=torch.bool), {1}, {2})",
            "torch tnn": "torch.where({0}, {like}.new_tensor({1}), {2})",
            "": "{xp}.where({0}, {1}, {2})",
        },
        host="{1} if {0} else {2}",
        scales=True,
        decimal=lambda condition, a, b: a if condition else b,
        encloses=lambda condition, a, b: intervals.join(a, b),
        sympy=lambda sympy: lambda condition, a, b: sympy.Piecewise((a, condition), (b, True)),
    ),
)
