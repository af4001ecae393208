"""What each name of a step is: a real, an integer, a sequence. Declared, told by SymPy's assumptions, or seen from its use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.expression import BINDERS, Node, parts, written
from adal_theory.prove.printing.enumerations import enumerated
from adal_theory.prove.printing.names import alike, odd_letter

INTEGERS = frozenset(["T", "d", "n", "t", "i", "j", "k", "s", "N"])  # integers unless declared otherwise, and the answer says so
_SORTS = {"real": "real", "int": "int", "integer": "int"}
_FUNCTION = re.compile(r"function\s*\(\s*(\w+(?:\s*,\s*\w+)*)\s*\)\s*(?:->|→)\s*real")
_NAME = re.compile(r"[^\W\d][\w'*^]*")


@dataclass(frozen=True)
class Kind:
    """A number of this sort, or a function of arguments of these sorts."""

    sort: str = "real"
    arguments: tuple[str, ...] = ()
    law: tuple[tuple[Node, Node], ...] = ()  # of a random variable: weights and values


@dataclass
class Symbols:
    """Names and what they are; `closed` when all must have been declared, as in a file of steps that lists them."""

    declared: dict[str, Kind] = field(default_factory=dict)
    closed: bool = False
    numbers: dict[str, str] = field(default_factory=dict)  # seen so far, with their sorts
    sequences: dict[str, int] = field(default_factory=dict)  # seen so far, with how many arguments
    counted: set[str] = field(default_factory=set)  # stands where only an integer can
    indices: set[str] = field(default_factory=set)
    as_terms: bool = False  # as the kernel has them: functions of reals too, and 1/0

    def see(self, facts: Iterable[Node]) -> None:
        """Learn from the use of names in all the facts of a step, before any of them is made into a formula."""
        for fact in facts:
            self._see(fact, frozenset(), False)

    def _see(self, a: Node, bound: frozenset[str], whole: bool) -> None:
        if a.op == "name" and a.args[0] not in bound:
            self.numbers.setdefault(a.args[0], "")
            if whole:
                self.counted.add(a.args[0])
        elif a.op == "call":
            self._apply(a)
        if a.op in BINDERS:
            self.indices.add(a.args[0])
            for end in a.args[1:3]:
                if end is not None:  # the range of "for all t" comes later
                    self._see(end, bound, True)
            self._see(a.args[3], bound | {a.args[0]}, False)
            return
        inside = whole and a.op in ("add", "mul", "neg")
        for b in parts(a):
            self._see(b, bound, inside)

    def _apply(self, a: Node) -> None:
        word, count = a.args[0], len(a.args) - 1
        if self.sequences.setdefault(word, count) != count:
            raise ConfigurationError(
                f"{word} is written with {self.sequences[word]} and with {count} indices, in {written(a)}: "
                "one name has one meaning"
            )
        kind = self.declared.get(word)
        if kind is not None and not kind.arguments:
            raise ConfigurationError(
                f"{written(a)}: {word} is declared {kind.sort}; declare it function(int)->real, or write a product with *"
            )
        if kind is not None and len(kind.arguments) != count:
            raise ConfigurationError(f"{written(a)}: {word} is declared with {len(kind.arguments)} arguments, not {count}")

    def check(self) -> None:
        """One name, one meaning, and no two that look alike; nothing undeclared where all must be declared."""
        names = [*self.numbers, *self.sequences]
        if found := alike(names) or next(filter(None, map(odd_letter, names)), None):
            raise ConfigurationError(f"{found}: choose another name")
        if "pi" in self.numbers and "pi" not in self.declared:
            raise ConfigurationError(
                "the number pi is not known to the kernel: declare it real and give facts, such as 3.14 < pi, pi < 3.15"
            )
        for word in self.numbers:
            kind = self.declared.get(word)
            if word in self.sequences or (kind is not None and kind.arguments):
                raise ConfigurationError(
                    f"{word} is a sequence and stands without its index; write {word}(t), or rename one of the two"
                )
            if kind is not None and kind.law:
                raise ConfigurationError(
                    f"{word} is a random variable and stands outside of an expectation; write \\mathbb E[{word}]"
                )
            if not _NAME.fullmatch(word):
                raise ConfigurationError(
                    f"{word!r} cannot be a name; it begins with a letter, and letters, digits, _ and ' follow"
                )
        if self.closed:
            for word in [*self.numbers, *self.sequences]:
                if word not in self.declared:
                    raise unknown_symbol(word, self.declared)

    def sort(self, word: str) -> str:
        kind = self.declared.get(word)
        if kind is not None:
            return kind.sort
        return "int" if word in self.counted or word in INTEGERS else "real"

    def argument_sorts(self, word: str, count: int) -> tuple[str, ...]:
        kind = self.declared.get(word)
        return kind.arguments if kind is not None else ("int",) * count

    def notes(self) -> list[str]:
        """How names were taken that nobody declared."""
        free = [w for w in self.numbers if w not in self.declared]
        named = sorted(w for w in free if w in INTEGERS and w not in self.counted)
        seen = sorted(w for w in free if w in self.counted)
        sequences = [f"{w}({', '.join(['·'] * self.sequences[w])})" for w in sorted(self.sequences) if w not in self.declared]
        found = []
        if named:
            found.append(
                f"{enumerated(named)} {_are(named)} read as {_integers(named)} (the name says so); declare real otherwise"
            )
        if seen:
            found.append(f"{enumerated(seen)} {_are(seen)} read as {_integers(seen)}: an index or the end of a range")
        if "E" in free:
            found.append("E is a symbol here; write exp(1) for the number 2.718…")
        if sequences:
            kind = "a sequence" if len(sequences) == 1 else "sequences"
            found.append(f"{enumerated(sequences)} {_are(sequences)} read as {kind} of reals")
        return found


def _are(words: list[str]) -> str:
    return "is" if len(words) == 1 else "are"


def _integers(words: list[str]) -> str:
    return "an integer" if len(words) == 1 else "integers"


def unknown_symbol(word: str, declared: Iterable[str]) -> ConfigurationError:
    from difflib import get_close_matches

    close = get_close_matches(word, list(declared), n=1, cutoff=0.6)
    hint = f"did you mean {close[0]}? Else " if close else ""
    return ConfigurationError(f"{word} is not among the declared symbols ({', '.join(declared) or 'none'}): {hint}declare it")


def kinds(symbols: Mapping[str, Any] | None) -> dict[str, Kind]:
    """{"beta": "real", "T": "int", "g": "function(int)->real"} as kinds. Raises ConfigurationError on any other word."""
    return {word: _kind(word, sort) for word, sort in (symbols or {}).items()}


def _kind(word: str, sort: Any) -> Kind:
    allowed = "real, int or function(int)->real"
    if not isinstance(word, str) or not _NAME.fullmatch(word):
        raise ConfigurationError(
            f"symbols: {word!r} cannot be a name; it begins with a letter, and letters, digits, _ and ' follow"
        )
    if not isinstance(sort, str):
        raise ConfigurationError(f"symbols: {word} is {sort!r}; write {allowed}")
    if sort.strip() in _SORTS:
        return Kind(_SORTS[sort.strip()])
    if sort.strip().startswith("law("):
        return Kind("real", law=_law(word, sort.strip()))
    match = _FUNCTION.fullmatch(sort.strip())
    arguments = [a.strip() for a in match[1].split(",")] if match else []
    if not arguments or any(a not in _SORTS for a in arguments):
        raise ConfigurationError(f"symbols: {word} is {sort!r}; write {allowed}")
    return Kind("real", tuple(_SORTS[a] for a in arguments))


def _law(word: str, text: str) -> tuple[tuple[Node, Node], ...]:
    """law(p: a, 1-p: b): a with probability p, b with probability 1 - p. That the weights add to 1 is the user's to say."""
    from adal_theory.prove.check.text.from_text import read_number

    pairs = [pair.split(":") for pair in text[4:-1].split(",")]
    if not text.endswith(")") or any(len(pair) != 2 for pair in pairs):
        raise ConfigurationError(f"symbols: {word} is {text!r}; write a law as weights and values, such as law(p: a, 1-p: b)")
    return tuple((read_number(w), read_number(v)) for w, v in pairs)
