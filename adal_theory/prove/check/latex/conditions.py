"""What stands around a formula of LaTeX: conditions as in \\quad(0<c<2), sets as in x \\in [0, 1), and "for all t"."""

from __future__ import annotations

from abc import abstractmethod

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.expression import Node, number
from adal_theory.prove.check.latex.cursor import CLOSE
from adal_theory.prove.check.latex.quantifiers import Quantifiers, Range
from adal_theory.prove.check.latex.ranges import neighbours
from adal_theory.prove.check.words import LINKS, QUANTIFIERS

ENDS = ("T", "d", "n", "N", "K", "M")  # where ranges end: a bound of one is a fact of it
RELATIONS = {
    "\\le": ("le", False),
    "\\lt": ("lt", False),
    "\\ge": ("le", True),
    "\\gt": ("lt", True),
    "=": ("eq", False),
    "\\ne": ("ne", False),
}
_NUMBERS = {"R": "real", "Z": "int", "N": "int"}


class Conditions(Quantifiers):
    """Reads relations with their conditions and quantifiers."""

    @abstractmethod
    def chain(self) -> Node:
        """Relations in a row."""

    def whole(self) -> list[Node]:
        if self.next.text == "\0":
            self.fail("is empty; write a relation, such as a \\le b")
        before: list[Range] = []
        while self.quantifies():
            ranges, conditions = self.quantifier(first=True)
            before += ranges
            self.extra += conditions
            if not self.take(":", ",", ";", "\\quad") and not self.quantifies():
                self.fail("':' is missing between 'for all' and the fact; write for t in 1..T: a_t \\le b")
            while self.take("\\quad", ","):
                pass
        stated = self.stated()
        for index, low, high in reversed(before):
            stated = [Node("forall", (index, low, high, f)) if f.op != "vector" else f for f in stated]
        return [*stated, *self.behind(), *self.extra]

    def stated(self) -> list[Node]:
        """What is claimed first: relations with "and" between them."""
        found = self.one_stated()
        while self.conjoined():
            found += self.one_stated()
        return found if len(found) < 2 else [Node("and", tuple(found))]

    def conjoined(self) -> bool:
        """Skip an "and" that leads to a second claim: "a and b" claims both, "a, and for all t" and "a, where b and c" do not."""
        start = self.at
        while self.take("\\quad", ","):
            pass
        found = self.take("\\wedge")
        if not found and self.spoken() == "and":
            self.skip()
            found = True
        while found and self.take("\\quad"):
            pass
        if found and self.next.text != "\0" and self.spoken() not in LINKS:
            return True
        self.at = start
        return False

    def one_stated(self) -> list[Node]:
        """A chain of relations, or that numbers lie in a set."""
        members = self.members()
        if members is None:
            return self.shared(self.chain())
        if not members:
            return []
        return [members[0] if len(members) == 1 else Node("and", tuple(members))]

    def behind(self) -> list[Node]:
        """The conditions behind the claim; ranges of "for all t" are kept in the reading."""
        found: list[Node] = []
        while self.next.text != "\0":
            before = self.at
            while self.take("\\quad", ",", ";", "\\wedge", ":") or self.link():
                pass
            if self.quantifies():
                ranges, conditions = self.quantifier()
                self.reading.ranges += ranges
                found += conditions
            elif self.at == before:
                self.unexpected()
            elif self.next.text != "\0":
                found += self.condition()
        return found

    def link(self) -> bool:
        """Skip words such as where, which only lead to a condition."""
        found = self.spoken() in LINKS - QUANTIFIERS
        if found:
            self.skip()
        return found

    def condition(self) -> list[Node]:
        if series := self.series():
            self.reading.ranges.append(series)
            return []
        if self.next.text in CLOSE:
            start = self.at
            close = CLOSE[self.next.text]
            self.at += 1
            try:
                found = self.quantified_inside() if self.quantifies() else self.condition()
                while self.take(","):
                    found += self.condition()
                self.want(close)
                return found
            except ConfigurationError:
                self.at, self.depth, self.bars = start, 0, []
        start = self.at
        letters = self.letters_listed()
        if letters and self.take("\\in") and all(w in self.reading.indices and w not in ENDS for w in letters):
            ranges, conditions = self.elements(letters, False)
            self.reading.ranges += ranges
            return conditions
        self.at = start
        ranges, conditions = self.bounded(self.plain(), False)
        if ranges and ranges[0][0] not in ENDS:
            self.reading.ranges += ranges
            return []
        return conditions if not ranges else self.again(start)

    def plain(self) -> list[Node]:
        """Relations or members of sets, as they stand."""
        members = self.members()
        return self.shared(self.chain()) if members is None else members

    def again(self, start: int) -> list[Node]:
        self.at = start
        return self.plain()

    def quantified_inside(self) -> list[Node]:
        ranges, conditions = self.quantifier()
        self.reading.ranges += ranges
        return conditions

    def members(self) -> list[Node] | None:
        r"""\beta_1, \beta_2 \in [0, 1), or None."""
        start, depth = self.at, self.depth
        try:
            found = [self.sum()]
            while self.take(","):
                found.append(self.sum())
        except ConfigurationError:
            found = []
        if len(found) > 1 and all(a.op in ("name", "numbered", "call") for a in found) and self.next.text in RELATIONS:
            op, turned = RELATIONS[self.next.text]
            self.at += 1
            side = self.sum()
            if self.next.text not in RELATIONS:
                return [Node(op, (side, a) if turned else (a, side)) for a in found]
        if not found or not self.take("\\in"):
            self.at, self.depth, self.bars = start, depth, []
            return None
        return [f for a in found for f in self.member(a, again=a is not found[-1])]

    def member(self, a: Node, again: bool = False) -> list[Node]:
        r"""x \in \mathbb R, x \in [0, 1), t \in \{1, \dots, T\}. `again`: the set is wanted once more."""
        start = self.at
        found = self.number_set(a) if self.take("\\mathbb") else self.interval(a)
        self.at = start if again else self.at
        return found

    def number_set(self, a: Node) -> list[Node]:
        letter = self.braced_letter()
        if letter == "R" and self.take("^"):
            if self.argument() != Node("name", ("d",)):
                self.fail("vectors have the dimension d here; write \\mathbb R^d")
            return [Node("vector", (a,))]
        if a.op != "name" or letter not in _NUMBERS:
            self.fail(f"\\mathbb {letter} has no meaning here; take \\mathbb R, \\mathbb Z or \\mathbb N")
        self.reading.sorts[a.args[0]] = _NUMBERS[letter]
        if letter == "N":
            self._note(f"{a.args[0]} ∈ ℕ is read as {a.args[0]} ≥ 1")
        return [Node("le", (number(1), a))] if letter == "N" else []

    def interval(self, a: Node) -> list[Node]:
        left = self.next.text
        if not self.take("[", "(", "\\{"):
            self.fail("a set is expected after \\in, such as \\mathbb R, [0, 1) or \\{1, \\dots, T\\}")
        low = self.sum()
        dots = self.dots()
        if not dots:
            self.want(",")
        high = None if self.take("\\infty") else self.sum()
        right = self.next.text
        if not self.take("]", ")", "\\}") or (left == "\\{") != (right == "\\}"):
            self.fail("the interval is not closed")
        if left == "\\{":
            if a.op != "name" or not (dots or neighbours(low, high)):
                self.refuse_set()
            self.reading.sorts[a.args[0]] = "int"
        above = [] if high is None else [Node("lt" if right == ")" else "le", (a, high))]
        return [Node("lt" if left == "(" else "le", (low, a)), *above]

    def shared(self, first: Node) -> list[Node]:
        r"""0 \le \beta_1, \beta_2 < 1: the bounds hold for both."""
        start, depth = self.at, self.depth
        if first.op not in ("le", "lt") or first.args[0].op != "num" or first.args[1].op == "num" or not self.take(","):
            return [first]
        try:
            second = self.chain()
        except ConfigurationError:
            second = first
        own = second.args[0] if second.op in ("le", "lt") else first
        if own.op not in ("name", "numbered", "call") or second.args[1].op in ("name", "numbered", "call"):
            self.at, self.depth, self.bars = start, depth, []
            return [first]
        low, a = first.args
        high = second.args[1]
        found = [first, Node(second.op, (a, high)), Node(first.op, (low, own)), second]
        self._note("the bounds on both sides of a list are read as bounds of each entry")
        return [Node("and", tuple(found))]
