"""Formulas for a notebook: as MathML and as LaTeX, with numbers that can be read, and without those too long to read."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.printing import mathml
from adal_theory.prove.printing.breaking import unbroken
from adal_theory.prove.printing.readable import readable
from adal_theory.prove.printing.sequents import MOST, shortened
from adal_theory.prove.printing.text import text

DISPLAYED = 450  # letters of a formula on a line of its own, which may break


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
