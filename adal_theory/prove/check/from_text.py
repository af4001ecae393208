"""Text in SymPy's syntax, read by a parser of its own: nothing is evaluated, and every name is only a name.

SymPy's own parser would make objects of beta, gamma, S, N, E, I and Q, stop at lambda, and evaluate on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NoReturn

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.expression import (
    NOT_HERE,
    WORDS,
    Node,
    Reading,
    clipped,
    exact_decimal,
    name,
    number,
    whole_number,
)
from adal_theory.prove.check.latex_words import FILLERS
from adal_theory.prove.check.tokens import Token, tokens

_RELATIONS = {
    "<=": ("le", False),
    "<": ("lt", False),
    ">=": ("le", True),
    ">": ("lt", True),
    "==": ("eq", False),
    "!=": ("ne", False),
}
_CALLED = {
    "Le": ("le", False),
    "Lt": ("lt", False),
    "Ge": ("le", True),
    "Gt": ("lt", True),
    "Eq": ("eq", False),
    "Ne": ("ne", False),
}
_SPELT = {"Abs": "abs", "Max": "max", "Min": "min", "ln": "log", **{w: w for w in WORDS}}
DEEPEST = 100


def read_text(line: str) -> Reading:
    """The facts in a line: one relation, a chain of them, several with commas or `and` between, or `for t in 1..T: …`."""
    reading = Reading(language="text")
    parser = _Parser(line, reading)
    reading.facts.append(parser.whole())
    return reading


def read_number(line: str) -> Node:
    """An expression that is a number, such as the end of a range."""
    return _Parser(line, Reading()).only_number()


class _Parser:
    def __init__(self, line: str, reading: Reading) -> None:
        self.line, self.reading, self.tokens, self.at, self.depth = line, reading, tokens(line), 0, 0

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def take(self, *texts: str) -> bool:
        """Go on by one token if it is one of these signs or words."""
        found = self.next.kind in ("sign", "name") and self.next.text in texts
        self.at += found
        return found

    def want(self, text: str) -> None:
        if not self.take(text):
            self.fail(
                f"{text!r} is missing before {self.next.text!r}" if self.next.kind != "end" else f"{text!r} is missing at the end"
            )

    def fail(self, reason: str) -> NoReturn:
        raise ConfigurationError(f"{self.line!r}: {reason}")

    def whole(self) -> Node:
        if self.next.kind == "end":
            self.fail("is empty; write a relation, such as a <= b")
        fact = self.facts()
        if self.next.kind != "end":
            self.unexpected()
        return fact

    def only_number(self) -> Node:
        found = self.sum()
        if self.next.kind != "end":
            self.unexpected()
        return found

    def unexpected(self) -> NoReturn:
        before = self.tokens[self.at - 1] if self.at else None
        if (
            before is not None
            and (before.kind in ("number", "name") or before.text == ")")
            and (self.next.kind in ("number", "name") or self.next.text == "(")
        ):
            self.fail(f"a sign is missing between {before.text!r} and {self.next.text!r}: a product is written with *")
        self.fail(f"{self.next.text!r} is not expected here" if self.next.kind != "end" else "something is missing at the end")

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

    def identifier(self, what: str) -> str:
        token = self.next
        if token.kind != "name":
            self.fail(f"{what} is wanted, not {token.text!r}")
        self.at += 1
        return token.text

    def chain(self) -> Node:
        """a <= b < c: one relation for each sign."""
        if self.next.kind == "name" and self.tokens[self.at + 1].text == "(" and self.next.text in (*_CALLED, "And"):
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
        op, turned = _CALLED[word]
        return Node(op, (right, left) if turned else (left, right))

    def deeper(self, part: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            self.fail(f"is nested more than {DEEPEST} deep; name a part of it and give its value as a fact")
        found = part()
        self.depth -= 1
        return found

    def sum(self) -> Node:
        return self.deeper(self._sum)

    def _sum(self) -> Node:
        found = [self.product()]
        while self.next.text in ("+", "-") and self.next.kind == "sign":
            minus = self.take("-") or not self.take("+")
            term = self.product()
            found.append(Node("neg", (term,)) if minus else term)
        return found[0] if len(found) == 1 else Node("add", tuple(found))

    def product(self) -> Node:
        found, joined = self.signed(), ""
        while self.next.kind == "sign" and self.next.text in ("*", "/"):
            op = "mul" if self.take("*") else "div"
            if op == "div":
                self.take("/")
            factor = self.signed()
            flat = op == "mul" == joined
            found, joined = Node(op, (*found.args, factor) if flat else (found, factor)), op
        return found

    def signed(self) -> Node:
        if self.take("-"):
            return Node("neg", (self.deeper(self.signed),))
        if self.take("+"):
            return self.deeper(self.signed)
        return self.raised()

    def raised(self) -> Node:
        base = self.atom()
        if self.take("**"):
            return Node("pow", (base, self.deeper(self.signed)))
        return base

    def atom(self) -> Node:
        token = self.next
        if token.kind == "number":
            self.at += 1
            text = token.text
            return whole_number(text) if text.isdigit() else exact_decimal(text, self.reading.notes)
        if token.kind == "name":
            return self.named()
        if self.take("("):
            inside = self.sum()
            self.want(")")
            return inside
        if self.take("|"):
            inside = self.sum()
            self.want("|")
            return Node("abs", (inside,))
        if self.take("√"):
            return Node("sqrt", (self.atom(),))
        self.unexpected()

    def named(self) -> Node:
        word = self.identifier("a name")
        if self.take("["):
            indices = self.arguments("]")
            self.reading.index(indices)
            return Node("call", (word, *indices))
        if not self.take("("):
            if word in ("oo", "zoo", "nan", "NaN", "inf", "Infinity"):
                self.fail(f"{word} is not a number here; take a symbol T and bound it for each T")
            if word in NOT_HERE or word in _SPELT:
                self.fail(f"{word} is a function and needs its argument in parentheses" if word in _SPELT else _refusal(word))
            return name(word)
        if word in ("sum", "prod", "product"):
            self.fail(f"{word}(…) has no meaning here; write {'Sum' if word == 'sum' else 'Product'}(g(t), (t, 1, T))")
        if word in ("Sum", "Product"):
            return self.summed(word.lower())
        if word in NOT_HERE:
            self.fail(_refusal(word))
        if word in _CALLED:
            self.fail(f"{word}(…) is a relation and cannot stand inside a formula")
        return self.applied(word, self.arguments(")"))

    def applied(self, word: str, given: list[Node]) -> Node:
        if word == "Rational" and len(given) in (1, 2):
            return given[0] if len(given) == 1 else Node("div", tuple(given))
        if word in ("Integer", "Float") and len(given) == 1:
            if given[0].op != "num" or (word == "Integer" and given[0].args[0].denominator != 1):
                self.fail(f"{word}(…) rounds its argument; write the number that is meant")
            return given[0]
        if word == "root" and len(given) == 2 and given[1].op == "num" and given[1].args[0] > 0:
            return Node("pow", (given[0], number(1 / Fraction(given[1].args[0]))))
        if word == "cbrt" and len(given) == 1:
            return Node("pow", (given[0], number(Fraction(1, 3))))
        if word == "clip":
            return clipped(given, self.fail)
        op = _SPELT.get(word)
        if op is None:
            if not given:
                self.fail(f"{word}() has no argument; a sequence is written {word}(t)")
            return Node("call", (word, *given))
        if op == "log" and len(given) == 2:
            return Node("div", (Node("log", (given[0],)), Node("log", (given[1],))))
        wanted = WORDS[op]
        if wanted is not None and len(given) != wanted:
            self.fail(f"{word} takes {wanted} argument, not {len(given)}")
        if not given:
            self.fail(f"{word}() has no argument")
        return Node(op, tuple(given)) if len(given) > 1 or wanted else given[0]

    def arguments(self, close: str) -> list[Node]:
        if self.take(close):
            return []
        found = [self.sum()]
        while self.take(","):
            found.append(self.sum())
        self.want(close)
        return found

    def summed(self, op: str) -> Node:
        """Sum(body, (i, 1, t), (t, 1, T)): the first range is the innermost, as in SymPy."""
        body = self.sum()
        ranges = []
        while self.take(","):
            if not self.take("("):
                self.fail(f"{op.capitalize()} needs its range as (t, 1, T)")
            index = self.identifier("an index")
            self.want(",")
            low = self.sum()
            self.want(",")
            ranges.append((index, low, self.sum()))
            self.want(")")
        self.want(")")
        if not ranges:
            self.fail(f"{op.capitalize()} needs a range, such as {op.capitalize()}(g(t), (t, 1, T))")
        for index, low, high in ranges:
            body = Node(op, (index, low, high, body))
        return body


def _refusal(word: str) -> str:
    if word in ("factorial", "binomial"):
        return (
            f"{word} has no meaning here; take a sequence with its recursion as facts, such as for t in 1..T: Eq(F(t), t*F(t-1))"
        )
    return f"{word} has no meaning here; take a symbol for its value and state what is known of it as facts"
