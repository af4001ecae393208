"""Formulas in one line of HTML, with indices and powers set as such: a fifth of the size of MathML, for what there is much of.

Brackets stand as in plain text (`prove.printing.text`), whose reading does not depend on how anything is raised.
"""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup, escape

from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.printing.boxes import (
    ATOM,
    FRACTION,
    PRODUCT,
    RELATION,
    Big,
    Call,
    Every,
    Fence,
    Fraction_,
    Mark,
    Name,
    Node,
    Number,
    Power,
    Root,
    Row,
)
from adal_theory.prove.printing.reading import as_read
from adal_theory.prove.printing.symbols import ACCENTS, Symbol

SPACED = {"binary": " {} ", "relation": " {} ", "word": " {} ", "comma": "{} ", "times": "\N{MIDDLE DOT}"}


def in_line(a: Term, layout: Callable[[Term], Node] = as_read) -> Markup:
    """A term or formula as one line of HTML."""
    return _drawn(layout(a))


def _drawn(a: Node) -> Markup:
    match a:
        case Name():
            return _name(a)
        case Number():
            return escape(a.digits)
        case Mark():
            return escape(SPACED.get(a.role, "{}").format(a.text))
        case Row():
            return _row(a)
        case Fraction_():
            top = _bracketed(a.top) if _open(a.top) else _wrapped(a.top, PRODUCT)
            return top + "/" + _wrapped(a.bottom, FRACTION + 1)
        case Root():
            return "√" + _wrapped(a.body, ATOM)
        case Power():
            return _drawn(a.base) + _raised(_drawn(a.exponent))
        case Fence():
            return escape(a.left) + _drawn(a.body) + escape(a.right)
        case Call():
            below = Markup() if a.below is None else _lowered(_drawn(a.below))
            return escape(a.word) + below + _drawn(a.inside)
        case Big():
            ends = _lowered(_drawn(a.index) + "=" + _drawn(a.low)) + _raised(_drawn(a.high))
            return "∑" + ends + " " + _drawn(a.body)
        case Every():
            ranges = Markup(", ").join(_range(r) for r in a.ranges)
            return _wrapped(a.body, RELATION) + " for " + ranges


def _range(a: Node) -> Markup:
    """1 ≤ t ≤ T, or "all ω" where nothing bounds the index."""
    alone = isinstance(a, Row) and len(a.items) == 1
    return "all " + _drawn(a) if alone else _drawn(a)


def _lowered(html: Markup) -> Markup:
    return Markup("<sub>{}</sub>").format(html)


def _raised(html: Markup) -> Markup:
    return Markup("<sup>{}</sup>").format(html)


def _bracketed(a: Node) -> Markup:
    return "(" + _drawn(a) + ")"


def _wrapped(a: Node, least: int) -> Markup:
    return _drawn(a) if a.level >= least else _bracketed(a)


def _row(a: Row) -> Markup:
    # In a line a quotient among factors would run on to its right.
    product = any(isinstance(x, Mark) and x.role == "times" for x in a.items)
    return Markup().join(_bracketed(x) if product and isinstance(x, Fraction_) else _drawn(x) for x in a.items)


def _open(a: Node) -> bool:
    """Whether it ends in a Σ, which would take in what comes after."""
    return isinstance(a, Big) or (isinstance(a, Row) and _open(a.items[-1]))


def _name(a: Name) -> Markup:
    s = a.symbol
    below = [*([escape(s.below)] if s.below else []), *([Markup(",").join(map(_drawn, a.below))] if a.below else [])]
    out = escape(s.base + ACCENTS.get(s.accent, "") + "′" * s.primes)
    out += _lowered(Markup(";").join(below)) if below else Markup()
    out += _raised(_above(s)) if s.above else Markup()
    if s.mark:
        out = Markup(f"<span {s.mark}>{out}</span>")
    return out + (Markup("({})").format(Markup(", ").join(map(_drawn, a.at))) if a.at else Markup())


def _above(s: Symbol) -> Markup:
    return escape(s.above)
