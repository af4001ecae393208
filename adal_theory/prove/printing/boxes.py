"""The parts of a laid-out formula, how tightly each holds together, and how wide it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

from adal_theory.prove.printing.symbols import Symbol

# How tightly a layout holds together. An operand that holds less tightly than its place asks for is bracketed.
LOGIC, RELATION, SUM, PRODUCT, FRACTION, POWER, ATOM = range(7)
WIDE = 60  # letters: a fraction, root or modulus wider than this is written so that a line may break inside


@dataclass(frozen=True)
class Name:
    """A symbol; with arguments, a function's value: `below` are indices, `at` stand in parentheses."""

    symbol: Symbol
    below: tuple[Node, ...] = ()
    at: tuple[Node, ...] = ()
    level: int = ATOM


@dataclass(frozen=True)
class Number:
    digits: str
    level: int = ATOM


@dataclass(frozen=True)
class Mark:
    """An operator or sign. `role` is "prefix", "binary", "relation", "comma", "times" or "word"."""

    text: str
    role: str
    level: int = ATOM


@dataclass(frozen=True)
class Row:
    items: tuple[Node, ...]
    level: int


@dataclass(frozen=True)
class Fraction_:
    top: Node
    bottom: Node
    level: int = FRACTION


@dataclass(frozen=True)
class Root:
    body: Node
    level: int = POWER


@dataclass(frozen=True)
class Power:
    base: Node
    exponent: Node
    level: int = POWER


@dataclass(frozen=True)
class Fence:
    left: str
    body: Node
    right: str
    level: int = ATOM


@dataclass(frozen=True)
class Call:
    """max(a, b), log(a), E[a]: a word (an index below it) before brackets."""

    word: str
    inside: Fence
    below: Node | None = None
    level: int = POWER


@dataclass(frozen=True)
class Big:
    """Σ with its limits over `body`, which extends as far right as products do."""

    index: Node
    low: Node
    high: Node
    body: Node
    level: int = PRODUCT


@dataclass(frozen=True)
class Every:
    """`body` for all indices in `ranges`."""

    ranges: tuple[Node, ...]
    body: Node
    level: int = LOGIC


Node = Name | Number | Mark | Row | Fraction_ | Root | Power | Fence | Call | Big | Every
TIMES, MINUS, COMMA = Mark("·", "times"), Mark("−", "prefix"), Mark(",", "comma")


def mapped(a: Node, change: Callable[[Node], Node]) -> Node:
    """The same layout with each of its parts changed."""
    parts: dict[str, Any] = {}
    for f in fields(a):
        old = getattr(a, f.name)
        if isinstance(old, tuple):
            parts[f.name] = tuple(change(b) for b in old)
        elif isinstance(old, Node):
            parts[f.name] = change(old)
    return replace(a, **parts)


def rewritten(a: Node, change: Callable[[Node], Node]) -> Node:
    """A layout changed part by part, the innermost first."""
    return change(mapped(a, lambda b: rewritten(b, change)))


def width(a: Node) -> float:
    """About how many letters wide it is on the page."""
    match a:
        case Name():
            s = a.symbol
            inner = sum(map(width, a.below)) * 0.7 + sum(map(width, a.at)) + (2 if a.at else 0)
            return len(s.base) + 0.6 * max(len(s.below), len(s.above)) + inner
        case Number():
            return len(a.digits)
        case Mark():
            return {"times": 0.3, "prefix": 1, "comma": 1.5, "word": len(a.text) + 1}.get(a.role, 3)
        case Row():
            return sum(map(width, a.items))
        case Fraction_():
            return max(width(a.top), width(a.bottom)) + 0.5
        case Root():
            return width(a.body) + 1.5
        case Power():
            return width(a.base) + 0.7 * width(a.exponent)
        case Fence():
            return width(a.body) + 1.5
        case Call():
            return len(a.word) + 0.6 + width(a.inside)
        case Big():
            return 3.5 + width(a.body)
        case Every():
            return width(a.body) + sum(map(width, a.ranges)) + 8


def fenced(a: Node, least: int) -> Node:
    """In parentheses unless it holds at least as tightly as `least`."""
    return a if a.level >= least else Fence("(", a, ")")


def narrow(a: Fraction_ | Root) -> Node:
    """The same, or, where it is too wide for a line, as a power with brackets, between which a line may break."""
    if width(a) <= WIDE:
        return a
    if isinstance(a, Root):
        return Power(Fence("(", a.body, ")"), Fraction_(Number("1"), Number("2")))
    bottom = Power(Fence("(", a.bottom, ")"), Row((MINUS, Number("1")), SUM))
    return bottom if a.top == Number("1") else Row((fenced(a.top, FRACTION), TIMES, bottom), PRODUCT)


def is_number(a: Node) -> bool:
    """Whether it is written in digits at both ends: two of them side by side need a sign of multiplication."""
    return isinstance(a, Number | Fraction_) or (isinstance(a, Power) and isinstance(a.base, Number))


def is_small_quotient(a: Node) -> bool:
    """Whether it is a quotient so small that an exponent shows it in a line, as p/q."""
    return isinstance(a, Fraction_) and all(isinstance(b, Number | Name) for b in (a.top, a.bottom))
