"""Formulas for a notebook: as MathML and as LaTeX, with numbers that can be read, and without those too long to read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.printing import mathml
from adal_theory.prove.printing.boxes import PRODUCT, Fraction_, Mark, Node, Number, Power, Row
from adal_theory.prove.printing.breaking import unbroken
from adal_theory.prove.printing.layout import layout
from adal_theory.prove.printing.sequents import MOST, shortened
from adal_theory.prove.printing.text import text

DISPLAYED = 450  # letters of a formula on a line of its own, which may break
LONG = 9  # digits: a quotient of longer numbers that is a float is written as one


def as_html(a: Term, display: bool = False) -> Markup:
    """A term or formula as MathML, in the larger style of displayed formulas if asked for.

    One of more than `MOST` letters, or `DISPLAYED`, is cut, as text, and says so.
    """
    said, most = text(a), DISPLAYED if display else MOST
    if len(said) > most:
        return Markup("<code>{}</code>").format(shortened(said, most))
    return Markup(mathml.formula(a, display, readable))


def as_latex(a: Term) -> str:
    """The same to stand between dollar signs."""
    said = text(a)
    if len(said) > MOST:
        return rf"\text{{(a formula of {len(said):,} characters)}}"
    return unbroken(readable(a))


def displayed(a: Term) -> Markup:
    """The same on a line of its own."""
    return as_html(a, display=True)


def in_list(found: Iterable[Term]) -> list[Markup]:
    return [as_html(f) for f in found]


def readable(a: Term) -> Node:
    """The layout of a term in which the exact value of a float stands as the float is written: 10⁻⁶, not a quotient."""
    return _rewritten(layout(a))


def _rewritten(a: Node) -> Node:
    if isinstance(a, Fraction_) and isinstance(a.top, Number) and isinstance(a.bottom, Number):
        return _short(a, a.top.digits, a.bottom.digits)
    changed: dict[str, Any] = {}
    for part in fields(a):
        old = getattr(a, part.name)
        if isinstance(old, tuple):
            changed[part.name] = tuple(_rewritten(b) if isinstance(b, Node) else b for b in old)
        elif isinstance(old, Node):
            changed[part.name] = _rewritten(old)
    return replace(a, **changed)


def _short(a: Fraction_, top: str, bottom: str) -> Node:
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
