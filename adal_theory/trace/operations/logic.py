"""Comparisons, truth values, and the choice between two."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np

from adal_theory.trace import intervals
from adal_theory.trace.operations.operation import Operation, infix


def _compared(relation: Callable[[Any, Any], bool]) -> Callable[[Decimal, Decimal], bool]:
    """A relation of decimals, false where either is NaN."""
    return lambda a, b: not (a.is_nan() or b.is_nan()) and relation(a, b)


# Comparisons are of numbers only: for SymPy one of booleans would need Equivalent.
OPERATIONS = (
    Operation(
        name="lt",
        arrays=np.less,
        unit="comparison",
        **infix("<"),
        cheap=True,
        method="less",
        takes="comparison",
        says="a < b (false when either is NaN).",
        decimal=_compared(operator.lt),
        sympy=lambda sympy: sympy.Lt,
    ),
    Operation(
        name="le",
        arrays=np.less_equal,
        unit="comparison",
        **infix("<="),
        cheap=True,
        method="less_equal",
        takes="comparison",
        says="a <= b (false when either is NaN).",
        decimal=_compared(operator.le),
        sympy=lambda sympy: sympy.Le,
    ),
    Operation(
        name="eq",
        arrays=np.equal,
        unit="comparison",
        **infix("=="),
        cheap=True,
        method="equal",
        takes="comparison",
        says="a == b (false when either is NaN; +0 equals −0).",
        decimal=_compared(operator.eq),
        sympy=lambda sympy: sympy.Eq,
    ),
    Operation(
        name="and",
        arrays=np.logical_and,
        **infix("&"),
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
        decimal=lambda condition, a, b: a if condition else b,
        encloses=lambda condition, a, b: intervals.join(a, b),
        sympy=lambda sympy: lambda condition, a, b: sympy.Piecewise((a, condition), (b, True)),
    ),
)
