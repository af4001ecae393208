"""What the readers of text, LaTeX and SymPy objects make: a tree of what was written, with nothing evaluated or decided.

Sorts, conventions and the kernel's terms come afterwards, in one place for all readers: see `elaborate`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NoReturn

from adal_theory.errors import ConfigurationError

RELATION_SIGNS = {"le": "<=", "lt": "<", "eq": "=", "ne": "!="}
MOST_FIGURES = 4000  # of a number; Python itself prints 4300 at most
BINDERS = ("sum", "product", "forall", "min over", "max over")  # args: index name, lower end, upper end, body
NORMS = {"1": "₁", "2": "₂", "": "", "inf": "_∞"}
# What is known by name in all three languages and is neither a symbol nor a sequence.
WORDS = {"sqrt": 1, "abs": 1, "sign": 1, "log": 1, "exp": 1, "max": None, "min": None}
NOT_HERE = frozenset(
    [
        "sin",
        "cos",
        "tan",
        "sec",
        "csc",
        "cot",
        "sinh",
        "cosh",
        "tanh",
        "coth",
        "asin",
        "acos",
        "atan",
        "atan2",
        "asinh",
        "acosh",
        "atanh",
        "arcsin",
        "arccos",
        "arctan",
        "erf",
        "floor",
        "ceiling",
        "integrate",
        "Integral",
        "diff",
        "Derivative",
        "limit",
        "Limit",
        "lim",
        "Piecewise",
        "factorial",
        "binomial",
        "factorial2",
        "RisingFactorial",
        "FallingFactorial",
        "LambertW",
        "loggamma",
        "digamma",
        "polygamma",
        "re",
        "im",
        "conjugate",
        "arg",
        "Mod",
        "KroneckerDelta",
        "Heaviside",
        "DiracDelta",
        "Or",
        "Not",
        "Xor",
        "Implies",
    ]
)


@dataclass(frozen=True, slots=True)
class Node:
    """One operation: `num` holds a Fraction, `name` a str, `call` a name and its arguments, a binder (index, lo, hi, body)."""

    op: str
    args: tuple[Any, ...]


@dataclass
class Reading:
    """Facts in the order in which they were written, and what the reader has to say about them."""

    facts: list[Node] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sorts: dict[str, str] = field(default_factory=dict)  # told by the input itself: a SymPy symbol with integer=True
    hypotheses: list[Node] = field(default_factory=list)  # likewise: positive=True
    ranges: list[tuple[str, Node | None, Node | None]] = field(default_factory=list)  # "for all t" behind the facts
    language: str = ""  # "text", "latex", or "" for objects
    indices: set[str] = field(default_factory=set)  # names in a subscript, which only integers can be
    objects: dict[str, Any] = field(default_factory=dict)  # SymPy's symbols by name

    def index(self, below: Iterable[Node]) -> None:
        """The names in a subscript count something."""
        for a in below:
            if a.op == "name":
                self.indices.add(a.args[0])
            elif a.op == "numbered":
                self.indices.add(a.args[1])
            elif a.op in ("add", "neg", "mul"):
                self.index(parts(a))


def two_of_a_name(word: str) -> ConfigurationError:
    return ConfigurationError(f"there are two symbols {word} with different assumptions: one name has one meaning")


def number(value: Fraction | int) -> Node:
    return Node("num", (Fraction(value),))


def name(text: str) -> Node:
    return Node("name", (text,))


def clipped(given: list[Node], fail: Callable[[str], NoReturn]) -> Node:
    """clip(x, lo, hi) = max(lo, min(hi, x))."""
    if len(given) != 3:
        fail("clip takes three arguments, clip(x, lo, hi)")
    x, low, high = given
    return Node("max", (low, Node("min", (high, x))))


def whole_number(text: str) -> Node:
    """A number written in figures."""
    if len(text) > MOST_FIGURES:
        raise too_large(f"{text[:12]}…")
    return number(int(text))


def too_large(shown: str) -> ConfigurationError:
    return ConfigurationError(f"{shown} has more than {MOST_FIGURES} digits; take a symbol for it and state its bounds as facts")


def exact_decimal(text: str, notes: list[str]) -> Node:
    """A number with a decimal point, exactly as it is written, and a note that says so."""
    figures, _, exponent = text.lower().partition("e")
    if len(figures) + abs(int(f"{exponent[:8]}" or 0)) > MOST_FIGURES:
        raise too_large(text[:24])
    value = Fraction(text)
    if value.denominator != 1 or "e" in text.lower():
        note = f"{text} is read as {value}, exactly"
        if note not in notes:
            notes.append(note)
    return number(value)


def parts(a: Node) -> Iterator[Node]:
    return (b for b in a.args if isinstance(b, Node))


def words(a: Node) -> set[str]:
    """All names in it, of indices as well."""
    own = {a.args[0]} if a.op in ("name", "call", "numbered", *BINDERS) else set()
    return own | {w for b in parts(a) for w in words(b)}


def counts_in(word: str, a: Node) -> bool:
    """Whether it stands in the index of a sequence."""
    own = a.op in ("call", "numbered") and any(word in words(b) for b in parts(a))
    return own or any(counts_in(word, b) for b in parts(a))


def unused(word: str, *inside: Node) -> str:
    """The word, with as many primes as it takes to be new there."""
    taken = {w for a in inside for w in words(a)}
    while word in taken:
        word += "'"
    return word


def written(a: Node) -> str:
    """The tree as text again, for messages."""
    inner = [written(b) if isinstance(b, Node) else str(b) for b in a.args]
    match a.op:
        case "num" | "name":
            return inner[0]
        case "numbered":
            return inner[1]
        case "norm":
            return f"‖{inner[1]}‖{NORMS[inner[0]]}"
        case "inner":
            return f"⟨{inner[0]}, {inner[1]}⟩"
        case "range":
            return f"{inner[0]}:{inner[1]}"
        case "call":
            return f"{inner[0]}({', '.join(inner[1:])})"
        case "add":
            return _added(a)
        case "mul" | "div" | "pow":
            sign = {"mul": "*", "div": "/", "pow": "**"}[a.op]
            return sign.join(f"({w})" if isinstance(b, Node) and _open(b) else w for b, w in zip(a.args, inner, strict=True))
        case "neg":
            return f"-({inner[0]})" if _open(a.args[0]) else f"-{inner[0]}"
        case "le" | "lt" | "eq" | "ne":
            return f"{inner[0]} {RELATION_SIGNS[a.op]} {inner[1]}"
        case "and":
            return ", ".join(inner)
        case "min over" | "max over":
            return f"{a.op[:3]} of {inner[3]} over {inner[0]} in {inner[1]}..{inner[2]}"
        case "sum" | "product":
            return f"{a.op.capitalize()}({inner[3]}, ({inner[0]}, {inner[1]}, {inner[2]}))"
        case "forall":
            span = f"for {inner[0]} in {inner[1]}..{inner[2]}" if None not in a.args[1:3] else f"for all {inner[0]}"
            return f"{span}: {inner[3]}"
    return f"{a.op}({', '.join(inner)})"


def _added(a: Node) -> str:
    line = ""
    for b in a.args:
        minus = b.op == "neg"
        inner = written(b.args[0] if minus else b)
        inner = f"({inner})" if minus and b.args[0].op in ("add", "neg") else inner
        line += (" - " if minus else " + ") + inner if line else f"-{inner}" if minus else inner
    return line


def _open(a: Node) -> bool:
    fraction = a.op == "num" and (a.args[0] < 0 or a.args[0].denominator != 1)
    return a.op in ("add", "mul", "div", "pow", "neg") or fraction
