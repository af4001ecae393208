"""Layouts with numbers that can be read: the exact value of a float stands as the float is written, 10⁻⁶ and not a quotient."""

from __future__ import annotations

from fractions import Fraction

from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.printing.boxes import PRODUCT, Fraction_, Mark, Node, Number, Power, Row, rewritten
from adal_theory.prove.printing.layout import layout

LONG = 9  # digits: a quotient of longer numbers that is a float is written as one


def readable(a: Term) -> Node:
    """The layout of a term with such numbers."""
    return rewritten(layout(a), _as_float)


def _as_float(a: Node) -> Node:
    """A quotient of two long numbers that is the exact value of a float, as that float."""
    if not (isinstance(a, Fraction_) and isinstance(a.top, Number) and isinstance(a.bottom, Number)):
        return a
    top, bottom = a.top.digits, a.bottom.digits
    if max(len(top), len(bottom)) < LONG or not (top.isdigit() and bottom.isdigit()):
        return a
    exact = Fraction(int(top), int(bottom))
    value = float(exact)
    if Fraction(value) != exact:
        return a
    mantissa, _, power = repr(value).partition("e")
    if not power:
        return Number(mantissa)
    ten = Power(Number("10"), Number(str(int(power)).replace("-", "−")))
    return ten if mantissa in ("1", "1.0") else Row((Number(mantissa), Mark("", "times"), ten), PRODUCT)
