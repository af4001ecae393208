"""Layouts with numbers that can be read: the exact value of a float stands as the float is written, 10⁻⁶ and not a quotient."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.printing.boxes import MINUS, PRODUCT, SUM, TIMES, Fraction_, Mark, Node, Number, Power, Row, rewritten
from adal_theory.prove.printing.layout import layout

LONG = 9  # digits: a quotient of longer numbers that is a float is written as one


def readable(a: Term) -> Node:
    """The layout of a term with such numbers."""
    return rewritten(layout(a), _with_float)


def _with_float(a: Node) -> Node:
    """A fraction that begins with long numbers above and below, whose quotient is a float, with that float above."""
    if not isinstance(a, Fraction_):
        return a
    (first, *above), (last, *below) = _factors(a.top), _factors(a.bottom)
    if not (isinstance(first, Number) and isinstance(last, Number)) or not (number := _float(first.digits, last.digits)):
        return a
    top = _product([*number, *above])
    return Fraction_(top, _product(below)) if below else top


def _factors(a: Node) -> Sequence[Node]:
    return [b for b in a.items if b != TIMES] if isinstance(a, Row) and a.level == PRODUCT else [a]


def _product(factors: Sequence[Node]) -> Node:
    """Factors side by side; a sign between two numbers is there already."""
    items: list[Node] = []
    for b in factors:
        if items and Mark("", "times") not in (b, items[-1]):
            items.append(TIMES)
        items.append(b)
    return items[0] if len(items) == 1 else Row(tuple(items), PRODUCT)


def _float(top: str, bottom: str) -> list[Node]:
    """top/bottom as the digits of a float, its power of ten apart; [] where the numbers are short, or are no float."""
    if max(len(top), len(bottom)) < LONG or not (top.isdigit() and bottom.isdigit()):
        return []
    exact = Fraction(int(top), int(bottom))
    value = float(exact)
    if Fraction(value) != exact:
        return []
    mantissa, _, power = repr(value).partition("e")
    if not power:
        return [Number(mantissa)]
    size = Number(power.lstrip("+-0"))
    ten = Power(Number("10"), Row((MINUS, size), SUM) if power.startswith("-") else size)
    return [ten] if mantissa in ("1", "1.0") else [Number(mantissa), Mark("", "times"), ten]
