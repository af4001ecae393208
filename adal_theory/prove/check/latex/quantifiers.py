"""Quantifiers of LaTeX: \\forall t, for all s, t, for t \\in \\{1, \\dots, T\\}, for 1 \\le t \\le T."""

from __future__ import annotations

from abc import abstractmethod

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.expression import Node, number
from adal_theory.prove.check.latex.atoms import Atoms
from adal_theory.prove.check.latex.cursor import WORDS
from adal_theory.prove.check.latex.letters import LETTERS
from adal_theory.prove.check.latex.ranges import neighbours
from adal_theory.prove.check.words import FILLERS, QUANTIFIERS, plain

Range = tuple[str, Node | None, Node | None]
_ENDS = ("\0", ":", ";", ",", "\\quad", ")", "]", "\\wedge")


class Quantifiers(Atoms):
    """Reads for which indices a relation holds."""

    @abstractmethod
    def plain(self) -> list[Node]:
        """Relations or members of sets, as they stand."""

    @abstractmethod
    def member(self, a: Node, again: bool = False) -> list[Node]:
        """The facts that a lies in the set that follows."""

    def spoken(self) -> str:
        """The word here, of letters that stand together or of \\mathrm."""
        if self.next.text in WORDS:
            return plain(self.word(peek=True))
        run = self.run()
        return "" if run in self.names.all else plain(run)

    def skip(self) -> None:
        if self.next.text in WORDS:
            self.word()
        else:
            self.at += len(self.run())

    def quantifies(self) -> bool:
        return self.next.text == "\\forall" or self.spoken() in QUANTIFIERS

    def quantifier(self, first: bool = False) -> tuple[list[Range], list[Node]]:
        r"""\forall t, for all s, t \in \{1, \dots, T\}, for 1 \le t \le T; or a condition, as in for c > 0."""
        if not self.take("\\forall"):
            self.skip()
        while self.spoken() in FILLERS:
            self.skip()
        start = self.at
        letters = self.letters_listed()
        if letters and (self.next.text in _ENDS or self.quantifies()):
            return [(w, None, None) for w in letters], []
        if letters and self.within():
            ranges, conditions = self.elements(letters, first)
            while (more := self.further()) is not None:
                ranges += self.elements(more, first)[0]
            return ranges, conditions
        self.at = start
        if series := self.series():
            return [series], []
        self.at = start
        return self.bounded(self.plain(), first)

    def within(self) -> bool:
        """Skip \\in, or the word."""
        found = self.next.text == "\\in" or self.run() == "in"
        if found:
            self.at += len(self.run()) or 1
        return found

    def further(self) -> list[str] | None:
        r"""i in \forall t \in [T], i \in [d]."""
        start = self.at
        letters = self.letters_listed() if self.take(",") else []
        if letters and self.within():
            return letters
        self.at = start
        return None

    def letters_listed(self) -> list[str]:
        """s, t: letters before the set in which they lie."""
        found = []
        while self.next.is_letter or self.next.text in LETTERS:
            a = self.argument()
            found.append(str(a.args[0]))
            if not (self.next.text == "," and (self.signs[self.at + 1].is_letter or self.signs[self.at + 1].text in LETTERS)):
                return found
            self.take(",")
        return []

    def elements(self, letters: list[str], first: bool) -> tuple[list[Range], list[Node]]:
        r"""\{1, \dots, T\}, [T], [1, T], 1..T, \mathbb N, or an interval of reals."""
        counted = first or any(w in self.reading.indices for w in letters)
        start, opening = self.at, self.next.text
        if opening in ("\\{", "{", "[") or (opening == "(" and counted):
            self.at += 1
            low = self.sum()
            if opening == "[" and self.take("]"):
                return [(w, number(1), low) for w in letters], []
            dots = self.dots()
            if dots or self.take(",", ":"):
                high = self.sum()
                closing = self.next.text
                self.at += 1
                if opening in ("\\{", "{") and (not (dots or neighbours(low, high)) or closing not in ("\\}", "}")):
                    self.refuse_set()
                if (dots or counted) and closing in ("\\}", "}", "]", ")"):
                    low = Node("add", (low, number(1))) if opening == "(" else low
                    high = Node("add", (high, number(-1))) if closing == ")" else high
                    return [(w, low, high) for w in letters], []
            self.at = start
        elif opening == "\\mathbb" and counted:
            self.at += 1
            letter = self.braced_letter()
            if letter in ("N", "Z"):
                return [(w, number(1) if letter == "N" else None, None) for w in letters], []
            self.at = start
        elif opening not in ("(", "\\mathbb"):
            low = self.sum()
            if not self.dots() and not self.take(":"):
                self.fail("a range is expected after 'in', as in for t in 1..T: …")
            high = self.sum()
            return [(w, low, high) for w in letters], []
        return [], [f for w in letters for f in self.member(Node("name", (w,)), again=w != letters[-1])]

    def series(self) -> Range | None:
        r"""t = 1, \dots, T."""
        start = self.at
        letters = self.letters_listed()
        if len(letters) == 1 and self.take("="):
            try:
                low = self.sum()
                if self.dots():
                    return letters[0], low, self.sum()
            except ConfigurationError:
                pass
        self.at = start
        return None

    def bounded(self, conditions: list[Node], first: bool) -> tuple[list[Range], list[Node]]:
        """1 <= t <= T as the range of t, if t is an index in this line."""
        ends: dict[str, list[Node | None]] = {}
        for f in (g for c in conditions for g in (c.args if c.op == "and" else (c,))):
            for side, place in ((f.args[0], 1), (f.args[1], 0)):
                word = side.args[0] if side.op == "name" else ""
                if word and f.op in ("le", "lt") and (word in self.reading.indices or (first and self.names.counts(side))):
                    end, strict = f.args[1 if place else 0], f.op == "lt"
                    step = Node("add", (end, number(-1 if place else 1))) if strict else end
                    ends.setdefault(word, [None, None])[place] = step
        whole = {w: e for w, e in ends.items() if None not in e}
        if len(whole or ends) != 1:
            return [], conditions
        ((word, (low, high)),) = (whole or ends).items()
        return [(word, low, high)], []
