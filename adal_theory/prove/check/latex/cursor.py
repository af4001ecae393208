"""A place in a formula of LaTeX, and how to go on from it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import NoReturn

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.expression import Node, Reading
from adal_theory.prove.check.latex.names import Names
from adal_theory.prove.check.latex.tokens import Sign, power_of_ten, signs
from adal_theory.prove.check.words import FUNCTIONS, SPELT, plain

WORDS = {"\\mathrm", "\\text", "\\operatorname", "\\mathit", "\\textit", "\\mathsf"}
PROSE = {"\\text", "\\textit"}
CLOSE = {"(": ")", "[": "]", "\\{": "\\}", "\\langle": "\\rangle"}
DEEPEST = 60


class Cursor(ABC):
    """The line, the place in it, and the bars that are open there."""

    def __init__(self, line: str, reading: Reading, names: Names) -> None:
        self.line, self.reading, self.names = line, reading, names
        self.signs, self.at, self.depth = signs(line), 0, 0
        self.signs += self.signs[-1:] * 4  # so that a look ahead ends there too
        if number := power_of_ten(line):
            self.fail(f"{number} reads as a product with e; write a power of 10, such as 10^{{-3}}, or a decimal")
        self.bars: list[str] = []  # the sizes of the bars that are open
        self.bound: list[str] = []
        self.extra: list[Node] = []  # what defines a maximum norm

    @property
    def next(self) -> Sign:
        return self.signs[self.at]

    def take(self, *texts: str) -> bool:
        found = self.next.text in texts
        self.at += found
        return found

    def lone(self, *texts: str) -> str:
        """Take one of these signs, in braces or not, where it stands alone in a script; "" if it does not."""
        grouped = self.next.text == "{"
        sign = self.signs[self.at + 1] if grouped else self.next
        if sign.text not in texts or (grouped and self.signs[self.at + 2].text != "}"):
            return ""
        self.at += 3 if grouped else 1
        return sign.text

    def want(self, text: str) -> None:
        if not self.take(text):
            self.fail(f"{text!r} is missing before {self.shown(self.next)}")

    def shown(self, sign: Sign) -> str:
        return "the end" if sign.text == "\0" else repr(sign.text)[1:-1].replace("\\\\", "\\")

    def fail(self, reason: str) -> NoReturn:
        raise ConfigurationError(f"{self.line}: {reason}")

    def deeper(self, part: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            self.fail(f"is nested more than {DEEPEST} deep; name a part of it and give its value as a fact")
        found = part()
        self.depth -= 1
        return found

    def unexpected(self) -> NoReturn:
        text = self.next.text
        if text == "\0":
            self.fail("something is missing at the end")
        if text == "!":
            self.fail("the factorial ! has no meaning here; take a sequence with its recursion as facts")
        if text in PROSE:
            self.refuse_word(text, self.word())
        if text.startswith("\\text{"):
            self.fail(f"the remark {text} has no meaning here; leave it out (a fact holds as it stands)")
        if text == "\\\\":
            self.fail("a new line begins here; give the formulas one by one")
        if text == "\\nabla":
            self.fail("\\nabla is not a factor; write \\nabla f_k or \\nabla f(x_k) for a gradient, or take a symbol for it")
        if text in ("\\approx", "\\sim", "\\lesssim", "\\gtrsim", "\\ll", "\\gg", "\\to", "\\propto"):
            self.fail(f"{text} is not an exact relation; write \\le, \\ge or = with the constant in it")
        if text.startswith("\\"):
            self.fail(f"the sign {text} has no meaning here; write the step with declared symbols, or take a symbol for it")
        if plain(self.run()) in SPELT:
            self.refuse_letters(self.run())
        self.fail(f"{text!r} is not expected here")

    def refuse_letters(self, run: str) -> NoReturn:
        hint = f"\\{run}(a, b)" if run in FUNCTIONS else "a sign of LaTeX"
        self.fail(f"the letters {run} spell a word; write {hint}, a name as \\mathrm{{{run}}}, or a product with spaces")

    def refuse_word(self, command: str, word: str) -> NoReturn:
        self.fail(f"the word {word} in {command} has no meaning here; write a name as \\mathrm{{{word}}}")

    def run(self, at: int | None = None) -> str:
        """The letters that stand together from here on, without a space."""
        start = k = self.at if at is None else at
        while self.signs[k].is_letter and self.signs[k].start == self.signs[start].start + k - start:
            k += 1
        return "".join(s.text for s in self.signs[start:k])

    def word(self, peek: bool = False) -> str:
        r"""The word of \mathrm{word}."""
        start = self.at
        self.at += 1
        letters = []
        if self.take("{"):
            while self.next.text not in ("}", "\0"):
                letters.append(self.next.text)
                self.at += 1
            self.want("}")
        else:
            letters.append(self.next.text)
            self.at += 1
        if peek:
            self.at = start
        return "".join(letters)

    def _note(self, note: str) -> None:
        if note not in self.reading.notes:
            self.reading.notes.append(note)

    @abstractmethod
    def sum(self) -> Node:
        """A sum of products, from here on."""

    @abstractmethod
    def argument(self) -> Node:
        """What a command or a script takes."""

    @abstractmethod
    def arguments(self) -> list[Node]:
        """Numbers in parentheses."""
