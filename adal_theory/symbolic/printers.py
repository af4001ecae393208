"""SymPy expressions of a step as program text, in the order in which theory.md writes them."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.printing.str import StrPrinter

from adal_theory.symbolic.notation import Name

_LARGEST_FRACTION, _LARGEST_INTEGER = 10**6, 10**15


def _atomic(expression: Any) -> Any:
    """Make each rational that came from a float such as 0.1 an atom, which a fraction cannot take apart."""

    def is_long(e: Any) -> bool:
        return bool(e.is_Rational) and (e.q > _LARGEST_FRACTION or abs(e.p) > _LARGEST_INTEGER)

    def atom(e: Any) -> Any:
        return sympy.sign(e) * sympy.Symbol(f"Rational({abs(e.p)}, {e.q})", positive=True)

    return expression.replace(is_long, atom) if isinstance(expression, sympy.Basic) else expression


class _Order:
    """The order in which theory.md writes sums and products, which SymPy does not keep."""

    def __init__(self, names: dict[str, Name]) -> None:
        self.ranks = {n.symbol: n.rank for n in names.values()}
        self.ranks |= {n.vector.label: n.rank for n in names.values()}

    def rank(self, expression: Any) -> int:
        return max((self.ranks.get(s, 0) for s in expression.free_symbols), default=-1)

    def sum(self, expression: Any) -> Any:
        """Numbers first, then x_t, the old state, …, a bare parameter; what is subtracted comes last."""

        def place(e: Any) -> tuple[bool, bool, int]:
            return e.could_extract_minus_sign(), not e.is_Number, -self.rank(e)

        return sympy.Add(*sorted(expression.args, key=place), evaluate=False)

    def product(self, expression: Any) -> Any:
        """Numbers, parameters, η'_t, A_t, w_t, then the quantities that they multiply."""
        return sympy.Mul(*sorted(expression.args, key=self.rank), evaluate=False)


_RELATIONS = {
    "Equality": "Eq",
    "Unequality": "Ne",
    "StrictLessThan": "Lt",
    "LessThan": "Le",
    "StrictGreaterThan": "Gt",
    "GreaterThan": "Ge",
}


class Text(StrPrinter):
    """Program text: every symbol by its identifier."""

    def __init__(self, names: dict[str, Name]) -> None:
        super().__init__({"order": "none"})
        self.reading = _Order(names)
        self.identifiers = {n.symbol: n.identifier for n in names.values()}

    def _print_Symbol(self, expr: Any) -> str:
        return self.identifiers.get(expr, expr.name)

    def _print_Add(self, expr: Any, order: Any = None) -> str:
        return str(super()._print_Add(self.reading.sum(expr), "none"))

    def _print_Mul(self, expr: Any) -> str:
        return str(super()._print_Mul(self.reading.product(expr)))

    def doprint(self, expr: Any) -> str:
        return str(super().doprint(_atomic(expr)))

    def _print_Relational(self, expr: Any) -> str:
        return f"{_RELATIONS[type(expr).__name__]}({self._print(expr.lhs)}, {self._print(expr.rhs)})"

    def _print_Projection(self, expr: Any) -> str:
        return f"clip({self._print(expr.args[0])})"

    def _print_MaxOver(self, expr: Any) -> str:
        ((j, lo, hi),) = expr.limits
        return f"MaxOver({self._print(expr.function)}, ({self._print(j)}, {lo}, {hi}))"
