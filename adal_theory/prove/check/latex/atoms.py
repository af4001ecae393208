"""What a product of LaTeX is made of: fractions, roots, bars, norms, functions, sums and expectations."""

from __future__ import annotations

from abc import abstractmethod
from fractions import Fraction

from adal_theory.prove.check.expression import Node, clipped, counts_in, exact_decimal, name, number, whole_number, written
from adal_theory.prove.check.latex.cursor import CLOSE, WORDS
from adal_theory.prove.check.latex.expectations import expectation
from adal_theory.prove.check.latex.letters import ACCENTS, FACES, LETTERS
from adal_theory.prove.check.latex.names import Mark
from adal_theory.prove.check.latex.ranges import Ranges
from adal_theory.prove.check.latex.tokens import Sign
from adal_theory.prove.check.words import FUNCTIONS as SPOKEN

CALLED = {"\\log": "log", "\\exp": "exp", "\\max": "max", "\\min": "min", "\\sgn": "sign", "\\sign": "sign"}


class Atoms(Ranges):
    """Reads one atom and the arguments of commands."""

    @abstractmethod
    def factor(self) -> Node:
        """An atom or a name, with its exponent."""

    @abstractmethod
    def product(self) -> Node:
        """A product of factors."""

    @abstractmethod
    def starts(self) -> bool:
        """Whether the next sign begins a factor."""

    def argument(self) -> Node:
        """What a command or a script takes: a group in braces, one figure, one letter, or one command with its own arguments."""
        if self.take("{"):
            return self.inside("}")
        sign = self.next
        if sign.is_number and len(sign.text) > 1:
            if self.signs[self.at - 1].text in ("^", "_"):
                self.fail(f"TeX raises or lowers only the first digit of {sign.text}; write {{{sign.text}}} in braces")
            self.signs[self.at : self.at + 1] = [Sign(sign.text[0], sign.start), Sign(sign.text[1:], sign.start + 1)]
        if self.next.is_letter or (self.next.text in LETTERS and self.next.text != "\\nabla"):
            self.at += 1
            return name(self.names.of(Mark(sign.base, (), sign.text)))
        if self.is_marked():
            return name(self.names.of(self.base()))
        return self.deeper(self.atom)

    def is_marked(self) -> bool:
        r"""Whether a name begins here with a command: \hat m, \mathrm{lo}."""
        text = self.next.text
        return text in ACCENTS or text in FACES or (text in WORDS and self.word(peek=True) not in SPOKEN)

    def atom(self) -> Node:
        sign = self.next
        if sign.is_number:
            self.at += 1
            return exact_decimal(sign.text, self.reading.notes) if "." in sign.text else whole_number(sign.text)
        if sign.text in ("{", "(", "[", "\\{"):
            self.at += 1
            return self.part(self.inside("}" if sign.text == "{" else CLOSE[sign.text]))
        if sign.text in ("|", "\\|"):
            return self.barred()
        if sign.text in CALLED or sign.text in WORDS:
            return self.function(CALLED.get(sign.text) or SPOKEN[self.word(peek=True)])
        if sign.is_letter:
            return self.function(SPOKEN[self.run()])
        special = {
            "\\frac": self.fraction,
            "\\sqrt": self.root,
            "\\sum": self.summed,
            "\\prod": self.summed,
            "\\mathbb": self.blackboard,
            "\\langle": self.bracket,
        }.get(sign.text)
        if special is None:
            self.unexpected()
        return special()

    def part(self, a: Node) -> Node:
        """[a]_+ and (a)^+ are max(a, 0), [a]_- and (a)^- are max(−a, 0)."""
        script = self.next.text
        start = self.at
        sign = self.lone("+", "-") if self.take("_", "^") else ""
        if not sign:
            self.at = start
            return a
        found = Node("max", (a if sign == "+" else Node("neg", (a,)), number(0)))
        self._note(f"({written(a)}){script}{sign} is read as {written(found)}")
        return found

    def fraction(self) -> Node:
        self.at += 1
        top, bottom = self.argument(), self.argument()
        if _first(top) == name("d") and bottom.op == "mul" and _first(bottom) == name("d"):
            self.fail("the derivative d/dx has no meaning here; write it out, or take a symbol for it")
        return Node("div", (top, bottom))

    def root(self) -> Node:
        self.at += 1
        if not self.take("["):
            return Node("sqrt", (self.argument(),))
        degree = self.inside("]")
        if degree.op != "num" or degree.args[0] < 2:
            self.fail("the degree of a root is a number, 2 or more")
        return Node("pow", (self.argument(), number(1 / Fraction(degree.args[0]))))

    def barred(self) -> Node:
        opening = self.next
        self.at += 1
        self.bars.append(opening.text + opening.size)
        found = self.sum()
        closing = self.next
        fits = "right" if opening.size == "left" else opening.size
        if closing.text != opening.text or closing.size != fits:
            self.fail(f"{self.shown(opening)} is not closed before {self.shown(closing)}")
        self.at += 1
        self.bars.pop()
        if opening.text == "|":
            return Node("abs", (found,))
        return self.norm_of(found)

    def norm_of(self, body: Node) -> Node:
        kind = ""
        if self.take("_"):
            kind = "inf" if self.take("\\infty") else self.subscript_digit()
        return Node("norm", (kind, body))

    def subscript_digit(self) -> str:
        grouped = self.take("{")
        text = "inf" if self.take("\\infty") else self.next.text
        self.at += text != "inf"
        if grouped:
            self.want("}")
        if text not in ("1", "2", "inf"):
            self.fail(f"the norm \\|·\\|_{text} has no meaning here; take \\|·\\|_1, \\|·\\|_2 \\|·\\|_\\infty, or a sum")
        return text

    def bracket(self) -> Node:
        self.at += 1
        left = self.sum()
        self.want(",")
        right = self.sum()
        self.want("\\rangle")
        return Node("inner", (left, right))

    def blackboard(self) -> Node:
        self.at += 1
        letter = self.braced_letter()
        if letter != "E":
            self.fail(f"\\mathbb {letter} has no meaning inside a formula; take a symbol for it")
        if self.next.text == "_":
            self.fail("a conditional expectation \\mathbb E_t has no meaning yet; take a symbol or a sequence for its value")
        if self.next.text in ("[", "(", "\\{"):
            opening = self.next.text
            self.at += 1
            body = self.inside(CLOSE[opening])
            if opening == "(" and self.next.text == "^":
                self.fail("\\mathbb E(…) with an exponent may mean the mean of the power or its power; write \\mathbb E[…]")
        else:
            factors = [self.factor()]
            while self.starts() and self.next.text != "\\mathbb":
                factors.append(self.factor())
            body = factors[0] if len(factors) == 1 else Node("mul", tuple(factors))
        found, extra = expectation(body, self.names)
        self.extra += [f for f in extra if f not in self.extra]
        return found

    def braced_letter(self) -> str:
        grouped = self.take("{")
        text = self.next.text
        self.at += 1
        if grouped:
            self.want("}")
        return text

    def function(self, op: str) -> Node:
        command = self.shown(self.next)
        if self.next.text in WORDS:
            self.word()
        else:
            self.at += len(self.run()) or 1
        exponent = self.argument() if self.take("^") else None
        if self.next.text == "_" and op in ("max", "min"):
            return self.extreme(op)
        if self.next.text == "_":
            self.fail(f"{command} with a subscript has no meaning here; write {command}(a, b), or take a symbol and bound it")
        if self.next.text in ("(", "[", "\\{", "{"):
            given = self.arguments()
        elif op in ("max", "min"):
            self.fail(f"{command} takes its arguments in parentheses, as {command}(a, b)")
        else:
            given = [self.bare(command)]
        if op == "clip":
            return clipped(given, self.fail)
        if op not in ("max", "min") and len(given) != 1:
            self.fail(f"{command} takes one argument, not {len(given)}")
        found = given[0] if op in ("max", "min") and len(given) == 1 else Node(op, tuple(given))
        return found if exponent is None else Node("pow", (found, exponent))

    def arguments(self) -> list[Node]:
        close = "}" if self.take("{") else CLOSE[self.next.text]
        self.at += close != "}"
        kept, self.bars = self.bars, []
        found = [self.sum()]
        while self.take(",", ";"):
            found.append(self.sum())
        self.want(close)
        self.bars = kept
        return found

    def bare(self, command: str) -> Node:
        r"""\log T, \log 2T: a number and one factor; anything longer needs parentheses."""
        found = [self.factor()]
        if found[0].op == "num" and self.starts():
            found.append(self.factor())
        if self.next.is_letter or self.next.text in (*LETTERS, "(", "[", "\\{", "\\frac"):
            self.fail(f"it is not clear where the argument of {command} ends; write {command}(…)")
        return found[0] if len(found) == 1 else Node("mul", tuple(found))

    def summed(self) -> Node:
        op = self.next.text[1:]
        self.at += 1
        index, low, high = None, None, None
        while self.next.text in ("_", "^"):
            if self.take("^"):
                high = self.argument()
            else:
                self.at += 1
                index, low, upper = self.range_of(op)
                high = upper if upper is not None else high
        if index is None or low is None or high is None:
            self.fail(f"\\{op} needs its range, as in \\{op}_{{t=1}}^T")
        self.bound.append(index)
        body = Node("neg", (self.product(),)) if self.take("-") else self.product()
        self.bound.pop()
        return Node("sum" if op == "sum" else "product", (index, low, high, body))

    def extreme(self, op: str) -> Node:
        r"""\min_{1\le t\le T} a_t as an operation over a range."""
        self.at += 1
        index, low, high = self.range_of(op)
        high = self.argument() if self.take("^") else high
        if high is None:
            self.fail(f"\\{op} needs its range, as in \\{op}_{{1\\le t\\le T}}")
        self.bound.append(index)
        body = self.product()
        self.bound.pop()
        if not counts_in(index, body):
            self.fail(f"\\{op} over {index} has a meaning for entries of a sequence only, as in \\{op}_{{1\\le t\\le T}} a_t")
        return Node(f"{op} over", (index, low, high, body))


def _first(a: Node) -> Node:
    """The base of the first factor."""
    first = a.args[0] if a.op == "mul" else a
    return first.args[0] if first.op == "pow" else first
