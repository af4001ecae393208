"""Formulas for a notebook: as MathML and as LaTeX, with numbers that can be read, and without those too long to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from markupsafe import Markup

from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.printing import mathml
from adal_theory.prove.printing.boxes import Node
from adal_theory.prove.printing.breaking import unbroken
from adal_theory.prove.printing.readable import readable
from adal_theory.prove.printing.reading import in_powers
from adal_theory.prove.printing.sequents import MOST, shortened
from adal_theory.prove.printing.text import draw, text

DISPLAYED = 450  # letters of a formula on a line of its own, which may break


def as_html(a: Term, display: bool = False, shape: Callable[[Term], Node] = readable) -> Markup:
    """A term or formula as MathML, in the larger style of displayed formulas if asked for, laid out by `shape`.

    One of more than `MOST` letters, or `DISPLAYED`, is cut, as text, and says so.
    """
    said, most = text(a), DISPLAYED if display else MOST
    if len(said) > most:
        return Markup("<code>{}</code>").format(shortened(said, most))
    return with_plain(Markup(mathml.formula(a, display, shape)), draw(shape(a)))


def with_plain(shown: Markup, said: str) -> Markup:
    """MathML beside the same as text: the card's style shows the former and hides the latter, where there is MathML.

    Where a notebook is not trusted, JupyterLab takes styles and the tags of MathML out, so that t=1T1t is left of a sum. It keeps
    the attribute `hidden` where that has a value, and so hides it.
    """
    return Markup('<span class="adal-math" hidden="hidden">{}</span><span class="adal-plain">{}</span>').format(shown, said)


def as_latex(a: Term) -> str:
    """The same to stand between dollar signs."""
    said = text(a)
    if len(said) > MOST:
        return rf"\text{{(a formula of {len(said):,} characters)}}"
    return unbroken(readable(a))


def displayed(a: Term) -> Markup:
    """The same on a line of its own."""
    return as_html(a, display=True)


def equation(a: Term) -> Markup:
    """An equation of an update on a line of its own, with x² for x·x, which a theorem tells apart."""
    return as_html(a, True, lambda b: in_powers(readable(b)))


def in_list(found: Iterable[Term]) -> list[Markup]:
    return [as_html(f) for f in found]
