"""Formulas set on lines of their own: broken before signs and relations where they are wider than the line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.printing.boxes import (
    LOGIC,
    PRODUCT,
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
    Root,
    Row,
    narrow,
    width,
)
from adal_theory.prove.printing.enumerations import enumerated
from adal_theory.prove.printing.latex import SIZES, WORDS, draw, formula, letter, tall
from adal_theory.prove.printing.reading import as_read

LINE = 92.0  # letters, as `width` counts them, on a line of the appendix
INDENT = 4.0
BREAK = r"\,\penalty500 "  # where a line of text may break, between factors
INLINE, LOW = 64.0, 34.0  # a flat formula up to so wide stands in the running text; one with a fraction or Σ in it


@dataclass(frozen=True)
class Statement:
    """A formula in two parts: the ranges of its indices, and what holds for them."""

    ranges: tuple[Node, ...]
    body: Node

    @property
    def flat(self) -> bool:
        """Whether it is so short and low that it can stand in a line of text."""
        return width(self.body) <= (INLINE, LOW)[tall(self.body) > 0] and tall(self.body) <= 1


def statement(a: Term) -> Statement:
    """The quantifiers in front of a formula, taken off."""
    node = as_read(a)
    return Statement(node.ranges, node.body) if isinstance(node, Every) else Statement((), node)


def flattened(a: Node) -> Node:
    """The same for a line of text: p/q for small quotients that stand alone or as terms."""
    if isinstance(a, Fraction_) and all(isinstance(b, Name | Number | Root) and not tall(b) for b in (a.top, a.bottom)):
        return Row((a.top, Mark("/", "prefix"), a.bottom), PRODUCT)
    if isinstance(a, Row) and a.level in (SUM, RELATION, LOGIC):
        return Row(tuple(map(flattened, a.items)), a.level)
    if isinstance(a, Fence):
        return Fence(a.left, flattened(a.body), a.right)
    if isinstance(a, Call) and a.word != "exp":
        inside = flattened(a.inside)
        return Call(a.word, inside, a.below) if isinstance(inside, Fence) else a
    return a


def unbroken(a: Term | Node) -> str:
    r"""A formula on one line, without the places to break it that MathJax does not know."""
    return formula(a).replace(BREAK, r"\,")


def displayed(a: Node, line: float = LINE) -> str:
    r"""Mathematics for a display: one line, or several in `aligned`."""
    return _set(a, line).replace(BREAK, r"\,")


def aligned_row(a: Node) -> str:
    r"""An equation as one row of `align` or `aligned`, broken nowhere."""
    return displayed(a, max(LINE, width(a))).replace("=", "&=", 1)


def _set(a: Node, line: float) -> str:
    if width(a) <= line:
        return draw(a)
    sides = _sides(a)
    if sides is None:
        return _aligned(["&" + row for row in _filled([*_pieces(a, line)], line, line - INDENT)])
    left, sign, right = sides
    short = width(left) <= line * 0.35
    used = width(left) + 3 if short else INDENT
    rows = _filled([*_pieces(right, line - used - 2)], line - used, line - (used if short else INDENT) - 2)
    start = rf"{draw(left)} &{sign}" if short else rf"\qquad &{sign}"
    below = [start + rows[0], *(rf"&\quad {row}" for row in rows[1:])]
    if short:
        return _aligned(below)
    first = _filled([*_pieces(left, line)], line, line - INDENT)
    return _aligned(
        [rf"&{first[0]}", *(rf"&\quad {row}" for row in first[1:]), *(rf"&\quad {q.split('&', 1)[1]}" for q in below)]
    )


def _aligned(rows: list[str]) -> str:
    return r"\begin{aligned}[t]" + "\\\\\n".join(rows) + r"\end{aligned}"


def _sides(a: Node) -> tuple[Node, str, Node] | None:
    """(left, sign, right) of a relation or implication."""
    if isinstance(a, Row) and a.level in (RELATION, LOGIC):
        for k, x in enumerate(a.items):
            if isinstance(x, Mark) and x.role == "relation" and k:
                left, right = a.items[:k], a.items[k + 1 :]
                return _one(left, a.level), letter(x.text), _one(right, a.level)
    return None


def _one(items: tuple[Node, ...], level: int) -> Node:
    return items[0] if len(items) == 1 else Row(items, level)


Piece = tuple[str, float]


def _filled(pieces: list[Piece], first: float, other: float) -> list[str]:
    """Rows of pieces, as many on each as fit."""
    rows: list[str] = []
    row, room = "", first
    for text, wide in pieces:
        if row and wide > room:
            rows.append(row)
            row, room = "{}" if text[:1] in "+-=" else "", other
        row, room = row + text, room - wide
    return [*rows, row]


def _pieces(a: Node, line: float) -> Iterator[Piece]:
    """What a formula can be broken into: terms, factors, and what stands in wide brackets."""
    if width(a) <= line:
        yield draw(a), width(a)
    elif isinstance(a, Row) and a.level in (SUM, PRODUCT, RELATION, LOGIC):
        yield from _parts(a, line)
    elif isinstance(a, Fence) or (isinstance(a, Call) and a.word != "exp" and a.below is None):
        inside = a if isinstance(a, Fence) else a.inside
        size = min(tall(inside.body), 2)
        left, right = (r"\lvert ", r"\rvert ") if inside.left == "|" else (inside.left, inside.right)
        word = "" if isinstance(a, Fence) else WORDS.get(a.word, rf"\operatorname{{{a.word}}}")
        yield from _around(f"{word}{SIZES[0][size]}{left}", [*_pieces(inside.body, line)], f"{SIZES[1][size]}{right}")
    elif isinstance(a, Big):
        sign = rf"\sum_{{{draw(a.index)}={draw(a.low)}}}^{{{draw(a.high)}}} "
        yield from _around(sign, [*_pieces(a.body, line)], "")
    elif isinstance(a, Fraction_ | Root) and narrow(a) is not a:
        other = narrow(a)
        yield from _pieces(other, line) if isinstance(other, Row) else ((draw(other), width(other)),)
    else:
        yield draw(a), width(a)


def _around(before: str, pieces: list[Piece], after: str) -> Iterator[Piece]:
    (text, wide), *more = pieces
    pieces = [(before + text, wide + 2), *more]
    text, wide = pieces[-1]
    yield from [*pieces[:-1], (text + after, wide + 1)]


def _parts(a: Row, line: float) -> Iterator[Piece]:
    """The terms of a sum with their signs, the factors of a product, the sides of a relation."""
    sign, wide = "", 0.0
    for x in a.items:
        if isinstance(x, Mark) and x.role != "word":
            sign = sign + (r"\," if x.role == "times" else letter(x.text) + (r"\," if x.role == "comma" else ""))
            wide += width(x)
            continue
        pieces = [*_pieces(x, line)]
        pieces[0] = (sign + pieces[0][0], pieces[0][1] + wide)
        sign, wide = "", 0.0
        yield from pieces


def conditions(ranges: tuple[Node, ...], left_out: frozenset[str] = frozenset()) -> str:
    r"""The ranges of indices as words: "for $1\le t\le T$ and …"; those whose LaTeX is in `left_out` are not told."""
    told = [f"${q}$" for q in map(draw, ranges) if q not in left_out]
    return f"for {enumerated(told)}" if told else ""


__all__ = ["INLINE", "LINE", "Name", "Number", "Statement", "conditions", "displayed", "flattened", "statement", "unbroken"]
