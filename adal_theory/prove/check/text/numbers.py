"""Sums, products, powers, functions and sequences in SymPy's syntax."""

from __future__ import annotations

from fractions import Fraction

from adal_theory.prove.check.expression import NOT_HERE, WORDS, Node, clipped, exact_decimal, name, number, whole_number
from adal_theory.prove.check.text.cursor import Cursor

# Relations by their names in SymPy: the operation, and whether its sides change places.
CALLED = {
    "Le": ("le", False),
    "Lt": ("lt", False),
    "Ge": ("le", True),
    "Gt": ("lt", True),
    "Eq": ("eq", False),
    "Ne": ("ne", False),
}
_SPELT = {"Abs": "abs", "Max": "max", "Min": "min", "ln": "log", **{w: w for w in WORDS}}


class Numbers(Cursor):
    """Reads a number: what stands on one side of a relation."""

    def only_number(self) -> Node:
        found = self.sum()
        if self.next.kind != "end":
            self.unexpected()
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
        if word in CALLED:
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
