"""Formulas as MathML: the back end of `layout` for web pages.

Browsers break no line inside a `<math>` element, so a formula is a run of them, one for each side of a relation and
each term of a sum, between which a line may break.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.printing.boxes import (
    LOGIC,
    RELATION,
    SUM,
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
    is_number,
    is_small_quotient,
    narrow,
    width,
)
from adal_theory.prove.printing.reading import as_read
from adal_theory.prove.printing.symbols import Symbol

INVISIBLE_TIMES, APPLY = "\N{INVISIBLE TIMES}", "\N{FUNCTION APPLICATION}"
ACCENTS = {"hat": "^", "bar": "¯", "tilde": "~"}
_LEAF = re.compile(r"<(mi|mn)[^<>]*>[^<]*</\1>")
SHORT = 24  # letters: a formula up to this wide stays on one line
LONG = 48  # letters: so do a product and what stands in brackets


def formula(a: Term, display: bool = False, layout: Callable[[Term], Node] = as_read) -> str:
    """A term or formula as HTML, in the larger style of displayed formulas if asked for."""
    opening = '<math displaystyle="true">' if display else "<math>"
    node = layout(a)
    ranges = ", ".join(f"<math>{draw(r)}</math>" for r in node.ranges) if isinstance(node, Every) else ""
    pieces = " ".join(f"{opening}{piece}</math>" for piece in _split(node.body if isinstance(node, Every) else node))
    return f'<span class="formula">{pieces}{f" <span>for {ranges}</span>" if ranges else ""}</span>'


def _split(a: Node) -> list[str]:
    """The formula in pieces between which a line may break: at relations and sums; at factors and brackets where it is long."""
    a = narrow(a) if isinstance(a, Fraction_ | Root) else a
    size = width(a)
    if isinstance(a, Row) and size > (SHORT if a.level in (LOGIC, RELATION, SUM) else LONG):
        return _split_row(a)
    if isinstance(a, Fence) and a.left == "(" and size > LONG:
        return _around("<mo>(</mo>", _split(a.body), "<mo>)</mo>")
    if isinstance(a, Power) and isinstance(a.base, Fence) and size > LONG:
        *rest, last = _split(a.base)
        return [*rest, f"<msup><mrow>{last}</mrow>{_script(a.exponent)}</msup>"]
    return [draw(a)]


def _split_row(a: Row) -> list[str]:
    """The same for terms or factors side by side; a sign stands at the beginning of a line."""
    whole, waiting = [], ""
    for x in a.items:
        if isinstance(x, Mark) and x.role in ("relation", "binary", "times"):
            waiting = _mark(x)
        elif isinstance(x, Mark):
            waiting += _mark(x)
        else:
            whole += _around(waiting, _split(x))
            waiting = ""
    return [*whole, *([waiting] if waiting else [])]


def _around(left: str, pieces: list[str], right: str = "") -> list[str]:
    """The pieces with something before the first and something after the last."""
    *most, last = [left + pieces[0], *pieces[1:]]
    return [*most, last + right]


def draw(a: Node) -> str:
    """A layout as one MathML element (or several in a row)."""
    match a:
        case Name():
            return _name(a)
        case Number():
            return f"<mn>{escape(a.digits)}</mn>"
        case Mark():
            return _mark(a)
        case Row():
            return f"<mrow>{_row(a)}</mrow>"
        case Fraction_():
            other = narrow(a)
            return f"<mfrac>{draw(a.top)}{draw(a.bottom)}</mfrac>" if other is a else draw(other)
        case Root():
            other = narrow(a)
            return f"<msqrt>{draw(a.body)}</msqrt>" if other is a else draw(other)
        case Power():
            return _power(a)
        case Fence():
            return _fence(a)
        case Call(word="exp"):
            return f'<msup><mi mathvariant="normal">e</mi>{_script(a.inside.body)}</msup>'
        case Call():
            word = f"<mi>{a.word}</mi>" if a.below is None else f"<msub><mi>{a.word}</mi>{draw(a.below)}</msub>"
            return f"<mrow>{word}<mo>{APPLY}</mo>{draw(a.inside)}</mrow>"
        case Big():
            low = f"<mrow>{draw(a.index)}<mo>=</mo>{draw(a.low)}</mrow>"
            return f"<mrow><munderover><mo>∑</mo>{low}{draw(a.high)}</munderover>{draw(a.body)}</mrow>"
        case Every():
            ranges = "<mo>,</mo>".join(map(draw, a.ranges))
            return f"<mrow><mo>∀</mo>{ranges}<mo>:</mo>{_fence(Fence('(', a.body, ')'))}</mrow>"


def _row(a: Row) -> str:
    out = ""
    for k, x in enumerate(a.items):
        if isinstance(x, Mark) and x.role == "times":
            beside = a.items[max(k - 1, 0)], a.items[min(k + 1, len(a.items) - 1)]
            seen = all(map(is_number, beside)) or any(map(_is_word, beside))
            out += f"<mo>{'·' if seen else INVISIBLE_TIMES}</mo>"
        elif isinstance(x, Mark) and k and x.role in ("binary", "relation"):
            out += f"<mo>{escape(x.text)}</mo>"  # infix by its place
        else:
            out += draw(x)
    return out


def _is_word(a: Node) -> bool:
    """Whether it is written with a name of several letters, which would run together with what stands beside it."""
    return (isinstance(a, Name) and len(a.symbol.base) > 1) or (isinstance(a, Power) and _is_word(a.base))


def _mark(a: Mark) -> str:
    if a.role == "word":
        return f"<mtext>\N{NO-BREAK SPACE}{escape(a.text)}\N{NO-BREAK SPACE}</mtext>"
    form = {"prefix": "prefix", "binary": "infix", "relation": "infix"}.get(a.role)
    return f'<mo form="{form}">{escape(a.text)}</mo>' if form else f"<mo>{escape(a.text)}</mo>"


def _identifier(text: str) -> str:
    """A single letter is set in italics by itself, a longer word upright."""
    return f"<mn>{escape(text)}</mn>" if text.isdigit() else f"<mi>{escape(text)}</mi>"


def _symbol(s: Symbol) -> str:
    base = _identifier(s.base)
    return f'<mover accent="true">{base}<mo stretchy="false">{ACCENTS[s.accent]}</mo></mover>' if s.accent else base


def _name(a: Name, power: str = "") -> str:
    below = [
        *([_identifier(a.symbol.below)] if a.symbol.below else []),
        *(["<mo>,</mo>".join(map(draw, a.below))] if a.below else []),
    ]
    marks = "<mo>′</mo>" * a.symbol.primes + "<mo>,</mo>".join(_above(x) for x in a.symbol.above.split(",") if x)
    high = marks or ("" if a.at else power)
    low = "<mo>;</mo>".join(below)
    out = _scripts(_symbol(a.symbol), low, high)
    if a.symbol.mark:
        out = out.replace(">", f" {a.symbol.mark}>", 1)
    if not a.at:
        return out
    at = f"<mo>(</mo>{'<mo>,</mo>'.join(map(draw, a.at))}<mo>)</mo>"
    whole = f"<mrow>{out}<mo>{APPLY}</mo>{at}</mrow>"
    return f"<msup>{whole}{power}</msup>" if power else whole


def _above(text: str) -> str:
    return f"<mo>(</mo>{_identifier(text[1:-1])}<mo>)</mo>" if text[0] == "(" else _identifier(text)


def _scripts(base: str, low: str, high: str) -> str:
    low, high = (f"<mrow>{x}</mrow>" if x and not _LEAF.fullmatch(x) else x for x in (low, high))
    name = {(True, True): "msubsup", (True, False): "msub", (False, True): "msup"}.get((bool(low), bool(high)))
    return f"<{name}>{base}{low}{high}</{name}>" if name else base


def _power(a: Power) -> str:
    exponent = _script(a.exponent)
    if isinstance(a.base, Name):
        return _name(a.base, exponent)
    return f"<msup>{draw(a.base)}{exponent}</msup>"


def _script(a: Node) -> str:
    """In an exponent a quotient is written in a line."""
    if isinstance(a, Fraction_) and is_small_quotient(a):
        return f"<mrow>{draw(a.top)}<mo>/</mo>{draw(a.bottom)}</mrow>"
    return draw(a)


def _fence(a: Fence) -> str:
    mark = ' fence="true"' if a.left == "|" else ""  # brackets are fences by themselves
    return f"<mrow><mo{mark}>{a.left}</mo>{draw(a.body)}<mo{mark}>{a.right}</mo></mrow>"
