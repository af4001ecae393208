"""Terms and formulas as one line of plain text, in the letters of theory.md."""

from __future__ import annotations

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
from adal_theory.prove.printing.layout import layout

SPACED = {"binary": " {} ", "relation": " {} ", "word": " {} ", "comma": "{} "}


def text(a: Term) -> str:
    """One line of plain text."""
    return draw(layout(a))


def draw(a: Node) -> str:
    match a:
        case Name():
            inside = ", ".join(map(draw, (*a.below, *a.at)))
            return a.symbol.plain + (f"[{inside}]" if inside else "")
        case Number():
            return a.digits
        case Mark():
            return SPACED.get(a.role, "{}").format(a.text)
        case Row():
            return _row(a)
        case Fraction_():
            top = f"({draw(a.top)})" if _open(a.top) else _wrap(a.top, PRODUCT)
            return f"{top}/{_wrap(a.bottom, FRACTION + 1)}"
        case Root():
            return f"√{_wrap(a.body, ATOM)}"
        case Power():
            return f"{draw(a.base)}^{_wrap(a.exponent, ATOM)}"
        case Fence():
            return f"{a.left}{draw(a.body)}{a.right}"
        case Call():
            return a.word + (f"_{draw(a.below)}" if a.below is not None else "") + draw(a.inside)
        case Big():
            return f"Σ_{{{draw(a.index)}={draw(a.low)}}}^{{{draw(a.high)}}} {draw(a.body)}"
        case Every():
            ranges = "".join(f"∀ {draw(r)}: " for r in a.ranges)
            return ranges + _wrap(a.body, RELATION)


def _wrap(a: Node, least: int) -> str:
    return draw(a) if a.level >= least else f"({draw(a)})"


def _row(a: Row) -> str:
    # In a line a quotient among factors would run on to its right.
    product = any(isinstance(x, Mark) and x.role == "times" for x in a.items)
    return "".join(f"({draw(x)})" if product and isinstance(x, Fraction_) else draw(x) for x in a.items)


def _open(a: Node) -> bool:
    """Whether it ends in a Σ, which would take in what comes after."""
    return isinstance(a, Big) or (isinstance(a, Row) and _open(a.items[-1]))
