"""Formulas in LaTeX, as papers print them, read by recursive descent.

SymPy's grammar for lark knows no sequences (g_t^2 becomes the power of a symbol named g_{t}), no norms, no \\sum_{s\\le t},
no \\frac1\\delta or \\tfrac32, and it evaluates what it reads; what would have to be added to it is most of this file.
"""

from __future__ import annotations

from collections.abc import Iterable

from adal_theory.prove.check.expression import Node, Reading, written
from adal_theory.prove.check.latex.atoms import CALLED
from adal_theory.prove.check.latex.conditions import RELATIONS, Conditions
from adal_theory.prove.check.latex.cursor import CLOSE, PROSE, WORDS
from adal_theory.prove.check.latex.letters import ACCENTS, FACES, LETTERS
from adal_theory.prove.check.latex.names import Names
from adal_theory.prove.check.latex.tokens import Sign
from adal_theory.prove.check.symbols import Symbols
from adal_theory.prove.check.words import FUNCTIONS, LINKS


def read_latex(line: str, known: Symbols, indices: Iterable[str] = ()) -> Reading:
    """The facts of a formula: the first is what it claims, the others are the conditions behind it, as in \\quad(0<c<2).

    `indices` are the letters that count something elsewhere in the step.
    """
    reading = Reading(language="latex")
    reading.facts = _Parser(line, reading, Names(known, indices)).whole()
    return reading


class _Parser(Conditions):
    """Relations, conditions, sums and products."""

    def chain(self) -> Node:
        terms, links = [self.sum()], []
        while self.next.text in RELATIONS:
            op, turned = RELATIONS[self.next.text]
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
        if sign.is_letter or sign.text in WORDS:
            return self.spoken() not in LINKS
        return sign.is_number or sign.text in (
            "{",
            *LETTERS,
            *ACCENTS,
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

    def is_name_or_function(self) -> bool:
        r"""Whether a word in the midst of a formula can be a factor: \mathrm{lo} can, \text{where} and other prose cannot."""
        word = self.word(peek=True)
        return self.next.text not in PROSE or word in FUNCTIONS or word in self.names.all

    def opens(self, sign: Sign) -> bool:
        if sign.size in ("left", "right"):
            return sign.size == "left"
        return sign.text + sign.size not in self.bars[-1:]

    def factor(self) -> Node:
        found = self.deeper(self._factor)
        if found.op != "turned":
            return found
        if not self.starts():
            self.fail(
                f"{written(found.args[0])}^\\top is not a number; write \\langle x, y\\rangle, or x^\\top y with a vector y"
            )
        rest = [self.factor()]
        while self.starts():
            rest.append(self.factor())
        return Node("inner", (found.args[0], rest[0] if len(rest) == 1 else Node("mul", tuple(rest))))

    def _factor(self) -> Node:
        if (
            self.next.is_letter
            and self.run() in FUNCTIONS
            and self.signs[self.at + len(self.run())].text in ("(", "[", "{", "\\{")
        ):
            return self.raised(self.atom())
        if self.next.is_letter or self.next.text in LETTERS or self.is_marked():
            return self.named()
        return self.raised(self.atom())

    def raised(self, base: Node) -> Node:
        if not self.take("^"):
            return base
        above = self.superscript()
        if above == "\\top":
            return Node("turned", (base,))
        if isinstance(above, str):
            self.fail(f"^{above} stands on a letter only; take a symbol for {written(base)}^{above}")
        return Node("pow", (base, above))
