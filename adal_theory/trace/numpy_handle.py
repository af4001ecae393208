"""The vocabulary on arrays: evaluates a rule, loss or noise law directly, one operation at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

from adal_theory.trace.semantics import DTYPE, evaluate, number, reduce_coordinates
from adal_theory.trace.vocabulary import Value, Vocabulary

_NAME = {np.dtype(v): k for k, v in DTYPE.items()}


class NumpyHandle(Vocabulary):
    """Immediate evaluation on the arrays of `xp`, NumPy or CuPy; `sum_coordinates` runs over `coordinate_axis`."""

    def __init__(self, real: str = "f64", coordinate_axis: int = 0, xp: Any = np) -> None:
        super().__init__(real)
        self.coordinate_axis, self.xp = coordinate_axis, xp

    def value(self, array: Any, dtype: str | None = None) -> Value:
        """Wrap an array (or number); `dtype` defaults to the array's own."""
        a = self.xp.asarray(array, None if dtype is None else DTYPE[dtype])
        return Value(self, a, _NAME[a.dtype])

    def constant(self, value: float | int, dtype: str | None = None) -> Value:
        name = dtype or self.real
        return Value(self, number(value, name), name)  # a scalar: CuPy's functions take no array of the host

    def apply(self, op: str, dtype: str, *args: Value) -> Value:
        return Value(self, self.xp.asarray(evaluate(op, dtype, *(a.payload for a in args))), dtype)

    def reduce(self, op: str, e: Value) -> Value:
        return Value(self, reduce_coordinates(op, e.payload, self.coordinate_axis), e.dtype)
