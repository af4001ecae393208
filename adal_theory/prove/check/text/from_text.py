"""Text in SymPy's syntax, read by a parser of its own: nothing is evaluated, and every name is only a name.

SymPy's own parser would make objects of beta, gamma, S, N, E, I and Q, stop at lambda, and evaluate on the way.
"""

from __future__ import annotations

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.expression import Node, Reading, number
from adal_theory.prove.check.text.numbers import CALLED, Numbers
from adal_theory.prove.check.words import FILLERS

_RELATIONS = {
    "<=": ("le", False),
    "<": ("lt", False),
    ">=": ("le", True),
    ">": ("lt", True),
    "==": ("eq", False),
    "!=": ("ne", False),
}


def read_text(line: str) -> Reading:
    """The facts in a line: one relation, a chain of them, several with commas or `and` between, or `for t in 1..T: …`."""
    reading = Reading(language="text")
    parser = _Parser(line, reading)
    reading.facts.append(parser.whole())
    return reading


def read_number(line: str) -> Node:
    """An expression that is a number, such as the end of a range."""
    return _Parser(line, Reading()).only_number()


class _Parser(Numbers):
    """Relations, chains of them, and facts for all t."""

    def whole(self) -> Node:
        if self.next.kind == "end":
            self.fail("is empty; write a relation, such as a <= b")
        fact = self.facts()
        if self.next.kind != "end":
            self.unexpected()
        return fact

    def facts(self) -> Node:
        found = [self.fact()]
        while self.take(",", ";", "and", "&"):
            found.append(self.fact())
        return found[0] if len(found) == 1 else Node("and", tuple(found))

    def fact(self) -> Node:
        if self.quantifies():
            return self.forall()
        start, depth = self.at, self.depth
        try:
            return self.with_range(self.chain())
        except ConfigurationError:
            if self.tokens[start].text != "(" or self.tokens[start + 1].kind == "end":
                raise
            failed, self.at, self.depth = self.at, start, depth
        return self.in_parentheses(failed)

    def in_parentheses(self, failed: int) -> Node:
        """(0 < c < 2): what did not read as a relation may be one in parentheses."""
        start = self.at
        self.want("(")
        fact = self.deeper(self.facts)
        self.want(")")
        if self.next.kind == "end" or self.next.text in (",", ";", "and", "&", ")", "for", "forall") or self.at > failed:
            return self.with_range(fact)
        self.at = start
        return self.chain()

    def quantifies(self) -> bool:
        return self.next.kind == "name" and self.next.text in ("for", "forall") and self.tokens[self.at + 1].kind == "name"

    def forall(self) -> Node:
        """for t in 1..T: fact; for all t: fact."""
        ranges = self.quantifier()
        if not self.take(":", ","):
            self.fail("':' is missing after the range; write for t in 1..T: fact")
        fact = self.fact()
        for index, low, high in reversed(ranges):
            fact = Node("forall", (index, low, high, fact))
        return fact

    def with_range(self, fact: Node) -> Node:
        """g(t) <= G for all t."""
        while self.quantifies():
            for index, low, high in reversed(self.quantifier()):
                fact = Node("forall", (index, low, high, fact))
        return fact

    def quantifier(self) -> list[tuple[str, Node | None, Node | None]]:
        """for t in 1..T, for all s, t, forall t in [1, T]; None where no range is written."""
        self.take("for", "forall")
        if self.next.text in FILLERS and self.tokens[self.at + 1].kind == "name":
            self.at += 1
        indices = [self.identifier("an index")]
        while (
            self.next.text == ","
            and self.tokens[self.at + 1].kind == "name"
            and self.tokens[self.at + 2].text in (",", "in", ":")
        ):
            self.at += 1
            indices.append(self.identifier("an index"))
        low, high = self.range_of_index() if self.take("in", "==") else (None, None)
        return [(index, low, high) for index in indices]

    def range_of_index(self) -> tuple[Node, Node]:
        """1..T, [1, T], {1, ..., T}, or [T] for 1..T."""
        close = {"[": "]", "{": "}"}.get(self.next.text, "")
        self.at += bool(close)
        low = self.sum()
        if close == "]" and self.take("]"):
            return number(1), low
        if close and self.take(","):
            while self.next.text != ".." and self.tokens[self.at + 1].text == "," and self.tokens[self.at + 2].text == "..":
                self.at += 2
            dots = self.take("..") and self.take(",")
            if close == "}" and not dots:
                self.fail("a set of values has no meaning here; write a range, such as 1..T")
        else:
            self.want("..")
        high = self.sum()
        if close:
            self.want(close)
        return low, high

    def chain(self) -> Node:
        """a <= b < c: one relation for each sign."""
        if self.next.kind == "name" and self.tokens[self.at + 1].text == "(" and self.next.text in (*CALLED, "And"):
            return self.called()
        terms, links = [self.sum()], []
        while self.next.kind == "sign" and self.next.text in _RELATIONS:
            op, turned = _RELATIONS[self.next.text]
            self.at += 1
            terms.append(self.sum())
            pair = (terms[-1], terms[-2]) if turned else (terms[-2], terms[-1])
            links.append(Node(op, pair))
        if self.next.text in ("=<", "=>"):
            self.fail(f"{self.next.text!r} is not a relation; write {self.next.text[::-1]!r}")
        if not links:
            if self.next.kind != "end" and self.next.text not in (",", ";", ")"):
                self.unexpected()
            self.fail("is not a relation; write one, such as a <= b, Eq(a, b) or a == b")
        return links[0] if len(links) == 1 else Node("and", tuple(links))

    def called(self) -> Node:
        word = self.identifier("a relation")
        self.want("(")
        if word == "And":
            found = [self.fact()]
            while self.take(","):
                found.append(self.fact())
            self.want(")")
            return Node("and", tuple(found))
        left = self.sum()
        self.want(",")
        right = self.sum()
        self.want(")")
        op, turned = CALLED[word]
        return Node(op, (right, left) if turned else (left, right))
