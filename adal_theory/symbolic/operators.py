"""What each operation of the vocabulary means in exact real arithmetic, as SymPy functions."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import sympy
from sympy.concrete.expr_with_limits import ExprWithLimits

from adal_theory.trace.operations import OPERATIONS as RECORDS


class MaxOver(ExprWithLimits):
    """max(0, max_{lo ≤ j ≤ hi} e_j); `doit()` writes it out when the range is made of integers."""

    def __new__(cls, function: Any, *limits: Any) -> Any:
        return ExprWithLimits.__new__(cls, function, *limits)

    def doit(self, **hints: Any) -> Any:
        body = self.function.doit(**hints)
        ((j, lo, hi),) = self.limits
        if not (lo.is_Integer and hi.is_Integer):
            return self.func(body, (j, lo, hi))
        return sympy.Max(0, *(body.subs(j, k).doit(**hints) for k in range(int(lo), int(hi) + 1)))

    def _eval_is_nonnegative(self) -> bool:
        return True

    def _eval_is_extended_real(self) -> bool:
        return True


class Projection(sympy.Function):
    """Π: Projection(z, lo, hi) = min(max(z, lo), hi), written out by `doit()`."""

    nargs = 3

    def doit(self, **hints: Any) -> Any:
        z, lo, hi = (a.doit(**hints) for a in self.args)
        return sympy.Min(sympy.Max(z, lo), hi)

    def _eval_is_extended_real(self) -> bool:
        return True


def exact(number: float | int, dtype: str) -> Any:
    """The very number that a kernel of that dtype holds, as a rational (the sign of a zero is lost)."""
    if isinstance(number, int):
        return sympy.Integer(number)
    if dtype == "f32":
        number = struct.unpack("f", struct.pack("f", number))[0]
    if number != number:
        return sympy.nan
    if number in (float("inf"), float("-inf")):
        return sympy.oo if number > 0 else -sympy.oo
    return sympy.Rational(*number.as_integer_ratio())


OPERATIONS: dict[str, Callable[..., Any]] = {n: o.sympy(sympy) for n, o in RECORDS.items() if o.sympy is not None}
