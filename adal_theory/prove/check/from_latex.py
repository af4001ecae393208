"""Formulas in LaTeX, as papers print them, read by recursive descent.

SymPy's grammar for lark knows no sequences (g_t^2 becomes the power of a symbol named g_{t}), no norms, no \\sum_{s\\le t},
no \\frac1\\delta or \\tfrac32, and it evaluates what it reads; what would have to be added to it is most of this file.
"""

from __future__ import annotations

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.expression import Node, Reading, number, written
from adal_theory.prove.check.latex_atoms import CALLED, SPOKEN, Atoms
from adal_theory.prove.check.latex_cursor import CLOSE, WORDS
from adal_theory.prove.check.latex_letters import ACCENTS, FACES, LETTERS
from adal_theory.prove.check.latex_names import Names, sequences_in, settle
from adal_theory.prove.check.latex_tokens import Sign
from adal_theory.prove.check.symbols import Symbols

_RELATIONS = {
    "\\le": ("le", False),
    "\\lt": ("lt", False),
    "\\ge": ("le", True),
    "\\gt": ("lt", True),
    "=": ("eq", False),
    "\\ne": ("ne", False),
}
_LINKS = {"for", "all", "if", "where", "and", "with", "when", "every", "any", "forall", "forany", "forevery", "provided"} | {
    "whenever",
    "assuming",
    "given",
    "suchthat",
    "subjectto",
}


def read_latex(line: str, known: Symbols) -> Reading:
    """The facts of a formula: the first is what it claims, the others are the conditions behind it, as in \\quad(0<c<2)."""
    reading = Reading()
    parser = _Parser(line, reading, Names(known))
    facts = parser.whole()
    sequences = {w for f in facts for w in sequences_in(f)} | set(known.sequences)
    reading.facts = [settle(f, sequences) for f in facts]
    if len(facts) > 1:
        shown = "; ".join(written(f) for f in reading.facts[1:])
        reading.notes.append(f"read as hypotheses: {shown}")
    return reading


class _Parser(Atoms):
    """Relations, conditions, sums and products."""

    def whole(self) -> list[Node]:
        if self.next.text == "\0":
            self.fail("is empty; write a relation, such as a \\le b")
        claims: list[Node] = [self.chain()]
        conditions: list[Node] = []
        while self.next.text != "\0":
            links = self.links()
            if not links:
                self.unexpected()
            if self.next.text == "\0":
                break
            if links - {"\\quad", ","} == {"and"} and not conditions:  # "a and b" claims both; "a, where b and c" only a
                claims.append(self.chain())
            else:
                conditions += self.condition()
        return [claims[0] if len(claims) == 1 else Node("and", tuple(claims)), *conditions, *self.extra]

    def links(self) -> set[str]:
        """Skip the signs and words, such as for and where, that lead to the next relation; which they are."""
        found: set[str] = set()
        while True:
            text = self.next.text
            if self.take("\\quad", ",", ";", "\\forall", ":"):
                found.add(text)
            elif self.take("\\wedge"):
                found.add("and")
            elif self.at_link():
                found.add(self.word())
            else:
                return found

    def at_link(self) -> bool:
        return self.next.text in WORDS and self.word(peek=True) in _LINKS

    def condition(self) -> list[Node]:
        if self.next.text in CLOSE:
            start = self.at
            close = CLOSE[self.next.text]
            self.at += 1
            try:
                found = self.condition()
                while self.take(","):
                    found += self.condition()
                self.want(close)
                return found
            except ConfigurationError:
                self.at, self.depth, self.bars = start, 0, []
        start = self.at
        first = self.sum()
        if self.take("\\in"):
            return self.member(first)
        self.at = start
        return [self.chain()]

    def member(self, a: Node) -> list[Node]:
        r"""x \in \mathbb R, x \in [0, 1), t \in \{1, \dots, T\}."""
        if self.take("\\mathbb"):
            letter = self.braced_letter()
            if a.op == "name" and letter in ("R", "Z", "N"):
                self.reading.sorts[a.args[0]] = "real" if letter == "R" else "int"
                if letter == "N":
                    self.reading.notes.append(f"{a.args[0]} ∈ ℕ is read as {a.args[0]} ≥ 1")
                return [Node("le", (number(1), a))] if letter == "N" else []
            self.fail(f"\\mathbb {letter} has no meaning here; take \\mathbb R, \\mathbb Z or \\mathbb N")
        left = self.next.text
        if not self.take("[", "(", "\\{"):
            self.fail("a set is wanted after \\in, such as \\mathbb R, [0, 1) or \\{1, \\dots, T\\}")
        low = self.sum()
        self.want(",")
        dots = self.take("\\dots", "\\ldots", "\\cdots")
        if dots:
            self.want(",")
        high = self.sum()
        right = self.next.text
        if not self.take("]", ")", "\\}") or (left == "\\{") != (right == "\\}"):
            self.fail("the interval is not closed")
        if left == "\\{":
            neighbours = low.op == high.op == "num" and high.args[0] == low.args[0] + 1
            if a.op != "name" or not (dots or neighbours):
                self.fail("a set is wanted that is a range of integers, for a symbol, as in t \\in \\{1, \\dots, T\\}")
            self.reading.sorts[a.args[0]] = "int"
        return [Node("lt" if left == "(" else "le", (low, a)), Node("lt" if right == ")" else "le", (a, high))]

    def chain(self) -> Node:
        terms, links = [self.sum()], []
        while self.next.text in _RELATIONS:
            op, turned = _RELATIONS[self.next.text]
            self.at += 1
            terms.append(self.sum())
            links.append(Node(op, (terms[-1], terms[-2]) if turned else (terms[-2], terms[-1])))
        if not links:
            if self.next.text not in ("\0", "\\quad", ",", ")"):
                self.unexpected()
            self.fail("is not a relation; write one, such as a \\le b")
        return links[0] if len(links) == 1 else Node("and", tuple(links))

    def sum(self) -> Node:
        return self.deeper(self._sum)

    def _sum(self) -> Node:
        found: list[Node] = []
        while not found or self.next.text in ("+", "-"):
            minus = self.take("-")
            if not minus:
                self.take("+")
            term = self.product()
            found.append(Node("neg", (term,)) if minus else term)
        return found[0] if len(found) == 1 else Node("add", tuple(found))

    def product(self) -> Node:
        factors = [self.factor()]
        divided = False
        while True:
            if self.take("*"):
                factors.append(self.signed())
                divided = False
            elif self.take("/", "\\div"):
                top = factors[0] if len(factors) == 1 else Node("mul", tuple(factors))
                factors, divided = [Node("div", (top, self.signed()))], True
            elif self.starts():
                if self.next.is_number and self.signs[self.at - 1].is_number and factors[-1].op == "num":
                    self.fail(
                        f"two numbers, {self.signs[self.at - 1].text} and {self.next.text}, stand side by side; write one number "
                        "without spaces, or a product with \\cdot"
                    )
                if divided:
                    self.fail(
                        f"{self.shown(self.next)} after a fraction with / can belong above or below; write \\frac or parentheses"
                    )
                factors.append(self.factor())
            else:
                return factors[0] if len(factors) == 1 else Node("mul", tuple(factors))

    def signed(self) -> Node:
        return Node("neg", (self.factor(),)) if self.take("-") else self.factor()

    def starts(self) -> bool:
        """Whether the next sign begins a factor (a bar does unless one of its size is open)."""
        sign = self.next
        if sign.text in ("|", "\\|"):
            return self.opens(sign)
        if sign.text in WORDS and not self.is_name_or_function():
            return False
        return (
            sign.is_letter
            or sign.is_number
            or sign.text
            in (
                "{",
                *LETTERS,
                *ACCENTS,
                *WORDS,
                *FACES,
                *CLOSE,
                *CALLED,
                "\\frac",
                "\\sqrt",
                "\\sum",
                "\\prod",
                "\\mathbb",
                "\\Pr",
                "\\binom",
                "\\arg",
                "\\sup",
                "\\inf",
                "\\sin",
                "\\cos",
                "\\tan",
                "\\int",
                "\\lim",
                "\\partial",
                "\\infty",
                "\\lfloor",
                "\\lceil",
            )
        )

    def is_name_or_function(self) -> bool:
        r"""Whether a word in the midst of a formula can be a factor: \\mathrm{lo} can, \\text{if} and other prose cannot."""
        word = self.word(peek=True)
        return not self.at_link() and (self.next.text != "\\text" or word in SPOKEN or word in self.names.all)

    def opens(self, sign: Sign) -> bool:
        if sign.size in ("left", "right"):
            return sign.size == "left"
        return sign.text + sign.size not in self.bars[-1:]

    def factor(self) -> Node:
        return self.deeper(self._factor)

    def _factor(self) -> Node:
        if self.next.is_letter or self.next.text in LETTERS or self.is_marked():
            return self.named()
        return self.raised(self.atom())

    def raised(self, base: Node) -> Node:
        if not self.take("^"):
            return base
        return Node("pow", (base, self.argument()))
