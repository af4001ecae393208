"""Formulas in LaTeX, as papers print them, read by recursive descent.

SymPy's grammar for lark knows no sequences (g_t^2 becomes the power of a symbol named g_{t}), no norms, no \\sum_{s\\le t},
no \\frac1\\delta or \\tfrac32, and it evaluates what it reads; what would have to be added to it is most of this file.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NoReturn

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.expression import Node, Reading, exact_decimal, name, number, written
from adal_theory.prove.check.latex_names import FUNCTIONS, Mark, Names, sequences_in, settle
from adal_theory.prove.check.latex_norms import expectation, inner, norm
from adal_theory.prove.check.latex_tokens import Sign, signs
from adal_theory.prove.check.symbols import Symbols
from adal_theory.prove.printing.symbols import GREEK

_RELATIONS = {
    "\\le": ("le", False),
    "\\lt": ("lt", False),
    "\\ge": ("le", True),
    "\\gt": ("lt", True),
    "=": ("eq", False),
    "\\ne": ("ne", False),
}
_GREEK = {f"\\{word}" for word in GREEK} | {
    f"\\{w}" for w in ["epsilon", "ell", "nabla", "Pi", "Xi", "Upsilon", "iota", "upsilon"]
}
_ACCENTS = {"\\hat": "hat", "\\bar": "bar", "\\tilde": "tilde"}
_WORDS = {"\\mathrm", "\\text", "\\operatorname", "\\mathit", "\\textit", "\\mathsf"}
_FACES = {"\\mathbf", "\\boldsymbol", "\\bm", "\\mathcal"}
_CLOSE = {"(": ")", "[": "]", "\\{": "\\}", "\\langle": "\\rangle"}
_CALLED = {"\\log": "log", "\\exp": "exp", "\\max": "max", "\\min": "min", "\\sgn": "sign", "\\sign": "sign"}
_SPOKEN = {"sign": "sign", "sgn": "sign", "log": "log", "ln": "log", "exp": "exp", "max": "max", "min": "min"}
_MARKED = {"*": "star", "\\star": "star", "+": "plus", "\\prime": "prime", "'": "prime"}
_LINKS = {"for", "all", "if", "where", "and", "with", "when", "every", "any", "forall", "provided"}
DEEPEST = 60


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


class _Parser:
    def __init__(self, line: str, reading: Reading, names: Names) -> None:
        self.line, self.reading, self.names = line, reading, names
        self.signs, self.at, self.depth = signs(line), 0, 0
        self.bars: list[str] = []  # the sizes of the bars that are open
        self.bound: list[str] = []
        self.extra: list[Node] = []  # what defines a maximum norm

    # Moving through the line

    @property
    def next(self) -> Sign:
        return self.signs[self.at]

    def take(self, *texts: str) -> bool:
        found = self.next.text in texts
        self.at += found
        return found

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

    # Facts

    def whole(self) -> list[Node]:
        if self.next.text == "\0":
            self.fail("is empty; write a relation, such as a \\le b")
        found = [self.chain()]
        while self.next.text != "\0":
            before = self.at
            while self.take("\\quad", ",", ";", "\\wedge", "\\forall", ":") or self.link():
                pass
            if self.at == before:
                self.unexpected()
            if self.next.text != "\0":
                found += self.condition()
        return [*found, *self.extra]

    def link(self) -> bool:
        """Skip words such as for and where, which only lead to a condition."""
        found = self.next.text in _WORDS and self.word(peek=True) in _LINKS
        if found:
            self.word()
        return found

    def condition(self) -> list[Node]:
        if self.next.text in _CLOSE:
            start = self.at
            close = _CLOSE[self.next.text]
            self.at += 1
            try:
                found = self.condition()
                while self.take(","):
                    found += self.condition()
                self.want(close)
                return found
            except ConfigurationError:
                self.at, self.depth = start, 0
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
        if self.take("\\dots", "\\ldots", "\\cdots"):
            self.want(",")
        high = self.sum()
        right = self.next.text
        if not self.take("]", ")", "\\}"):
            self.fail("the interval is not closed")
        if left == "\\{" and a.op == "name":
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

    def unexpected(self) -> NoReturn:
        text = self.next.text
        if text == "\0":
            self.fail("something is missing at the end")
        if text == "!":
            self.fail("the factorial ! has no meaning here; take a sequence with its recursion as facts")
        if text.startswith("\\"):
            self.fail(f"the sign {text} has no meaning here; write the step with declared symbols, or take a symbol for it")
        self.fail(f"{text!r} is not expected here")

    # Sums, products, powers

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
        return (
            sign.is_letter
            or sign.is_number
            or sign.text
            in (
                "{",
                *_GREEK,
                *_ACCENTS,
                *_WORDS,
                *_FACES,
                *_CLOSE,
                *_CALLED,
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

    def opens(self, sign: Sign) -> bool:
        if sign.size in ("left", "right"):
            return sign.size == "left"
        return sign.text + sign.size not in self.bars[-1:]

    def factor(self) -> Node:
        return self.deeper(self._factor)

    def _factor(self) -> Node:
        sign = self.next
        if (
            sign.is_letter
            or sign.text in (*_GREEK, *_ACCENTS, *_FACES)
            or (sign.text in _WORDS and self.word(peek=True) not in _SPOKEN)
        ):
            return self.named()
        return self.raised(self.atom())

    def raised(self, base: Node) -> Node:
        if not self.take("^"):
            return base
        return Node("pow", (base, self.argument()))

    def argument(self) -> Node:
        """What a command or a script takes: a group in braces, one figure, one letter, or one command with its own arguments."""
        if self.take("{"):
            found = self.inside("}")
            return found
        sign = self.next
        if sign.is_number and len(sign.text) > 1:
            self.signs[self.at : self.at + 1] = [Sign(sign.text[0], sign.start), Sign(sign.text[1:], sign.start + 1)]
        if self.next.is_letter or self.next.text in _GREEK:
            self.at += 1
            return name(self.names.of(Mark(self.next_base(sign), (), sign.text)))
        return self.deeper(self.atom)

    @staticmethod
    def next_base(sign: Sign) -> str:
        return sign.text.removeprefix("\\")

    def inside(self, close: str) -> Node:
        """A sum up to a closing sign, with the bars outside out of sight."""
        kept, self.bars = self.bars, []
        found = self.sum()
        self.want(close)
        self.bars = kept
        return found

    # Atoms

    def atom(self) -> Node:
        sign = self.next
        if sign.is_number:
            self.at += 1
            return exact_decimal(sign.text, self.reading.notes) if "." in sign.text else number(int(sign.text))
        if sign.text in ("{", "(", "[", "\\{"):
            self.at += 1
            return self.inside("}" if sign.text == "{" else _CLOSE[sign.text])
        if sign.text in ("|", "\\|"):
            return self.barred()
        if sign.text in _CALLED or sign.text in _WORDS:
            return self.function(_CALLED.get(sign.text) or _SPOKEN[self.word(peek=True)])
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

    def fraction(self) -> Node:
        self.at += 1
        return Node("div", (self.argument(), self.argument()))

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
        made, extra = norm(body, kind, self.names, self.reading.notes)
        self.extra += [f for f in extra if f not in self.extra]
        return made

    def subscript_digit(self) -> str:
        grouped = self.take("{")
        text = "inf" if self.take("\\infty") else self.next.text
        self.at += text != "inf"
        if grouped:
            self.want("}")
        if text not in ("1", "2", "inf"):
            self.fail(
                f"the norm \\|·\\|_{text} has no meaning here; take \\|·\\|_1, \\|·\\|_2 \\|·\\|_\\infty, or a sum"
            )
        return text

    def bracket(self) -> Node:
        self.at += 1
        left = self.sum()
        self.want(",")
        right = self.sum()
        self.want("\\rangle")
        return inner(left, right, self.names, self.reading.notes)

    def blackboard(self) -> Node:
        self.at += 1
        letter = self.braced_letter()
        if letter != "E":
            self.fail(f"\\mathbb {letter} has no meaning inside a formula; take a symbol for it")
        if self.next.text in ("[", "(", "\\{"):
            self.at += 1
            body = self.inside(_CLOSE[self.signs[self.at - 1].text])
        else:
            factors = [self.factor()]
            while self.starts() and self.next.text != "\\mathbb":
                factors.append(self.factor())
            body = factors[0] if len(factors) == 1 else Node("mul", tuple(factors))
        return expectation(body, self.names)

    def braced_letter(self) -> str:
        grouped = self.take("{")
        text = self.next.text
        self.at += 1
        if grouped:
            self.want("}")
        return text

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

    def function(self, op: str) -> Node:
        command = self.shown(self.next)
        if self.next.text in _WORDS:
            self.word()
        else:
            self.at += 1
        exponent = self.argument() if self.take("^") else None
        if self.next.text == "_":
            self.fail(f"{command} with a subscript has no meaning here; write {command}(a, b), or take a symbol and bound it")
        if self.next.text in ("(", "[", "\\{", "{"):
            given = self.arguments()
        elif op in ("max", "min"):
            self.fail(f"{command} takes its arguments in parentheses, as {command}(a, b)")
        else:
            given = [self.bare(command)]
        if op not in ("max", "min") and len(given) != 1:
            self.fail(f"{command} takes one argument, not {len(given)}")
        found = given[0] if op in ("max", "min") and len(given) == 1 else Node(op, tuple(given))
        return found if exponent is None else Node("pow", (found, exponent))

    def arguments(self) -> list[Node]:
        close = "}" if self.take("{") else _CLOSE[self.next.text]
        self.at += close != "}"
        kept, self.bars = self.bars, []
        found = [self.sum()]
        while self.take(","):
            found.append(self.sum())
        self.want(close)
        self.bars = kept
        return found

    def bare(self, command: str) -> Node:
        r"""\log T, \log 2T: a number and one factor; anything longer needs parentheses."""
        found = [self.factor()]
        if found[0].op == "num" and self.starts():
            found.append(self.factor())
        if self.next.is_letter or self.next.text in _GREEK:
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

    def range_of(self, op: str) -> tuple[str, Node, Node | None]:
        r"""t=1, s\le t, s<t, 1\le s\le t, or t alone (then to T for s and t, to d for other letters)."""
        if not self.take("{"):
            index = self.index(self.argument(), op)
            return self.whole_range(index)
        terms, ops = [self.sum()], []
        while self.next.text in ("=", "\\le", "\\lt"):
            ops.append(self.next.text)
            self.at += 1
            terms.append(self.sum())
        self.want("}")
        if not ops:
            return self.whole_range(self.index(terms[0], op))
        one = number(1)
        if ops == ["="]:
            return self.index(terms[0], op), terms[1], None
        if "=" in ops or len(ops) > 2:
            self.fail(f"the range of \\{op} is not clear; write \\{op}_{{t=1}}^T")
        index = self.index(terms[len(ops) - 1], op)
        high = terms[-1] if ops[-1] == "\\le" else Node("add", (terms[-1], Node("neg", (one,))))
        if len(ops) == 2:
            return index, terms[0] if ops[0] == "\\le" else Node("add", (terms[0], one)), high
        self._note(f"the sum over {index} starts at {index} = 1")
        return index, one, high

    def index(self, a: Node, op: str) -> str:
        if a.op != "name":
            self.fail(f"the index of \\{op} is a letter, not {written(a)}")
        return str(a.args[0])

    def whole_range(self, index: str) -> tuple[str, Node, Node | None]:
        last = "T" if index in ("t", "s") else "d"
        self._note(f"the sum over {index} goes from 1 to {last}")
        return index, number(1), name(last)

    def _note(self, note: str) -> None:
        if note not in self.reading.notes:
            self.reading.notes.append(note)

    # Names with what stands on, below and above them

    def named(self) -> Node:
        mark = self.base()
        below: tuple[Node, ...] | None = None
        above: Node | None = None
        marks = list(mark.marks)
        shown = mark.shown
        while self.next.text in ("_", "^", "'"):
            if self.take("_"):
                if below is not None:
                    self.fail(f"{shown} has two subscripts")
                below = self.subscript()
            elif self.take("'"):
                marks, shown = [*marks, "prime"], shown + "'"
            else:
                self.at += 1
                found = self.superscript()
                if isinstance(found, str):
                    marks, shown = [*marks, _MARKED[found]], f"{shown}^{found}"
                elif above is not None:
                    self.fail(f"{shown} has two exponents")
                else:
                    above = found
        mark = Mark(mark.base, tuple(marks), shown)
        if below is None and self.is_exponential(mark, above):
            return Node("exp", (above,))
        found_node = self.applied(mark, below)
        return found_node if above is None else Node("pow", (found_node, above))

    def is_exponential(self, mark: Mark, above: Node | None) -> bool:
        if mark.base != "e" or mark.marks or above is None or "e" in self.names.all:
            return False
        self._note("e^x is read as exp(x); declare e for a symbol")
        return True

    def superscript(self) -> Node | str:
        grouped = self.next.text == "{"
        inner_sign = self.signs[self.at + 1] if grouped else self.next
        if inner_sign.text in _MARKED and (not grouped or self.signs[self.at + 2].text == "}"):
            self.at += 3 if grouped else 1
            return inner_sign.text
        return self.argument()

    def subscript(self) -> tuple[Node, ...]:
        if not self.take("{"):
            return (self.argument(),)
        if self.next.text in ("\\max", "\\min") and self.signs[self.at + 1].text == "}":
            word = self.next.text[1:]
            self.at += 2
            return (name(word),)
        kept, self.bars = self.bars, []
        found = [self.sum()]
        while self.take(","):
            found.append(self.sum())
        self.want("}")
        self.bars = kept
        return tuple(found)

    def base(self) -> Mark:
        sign = self.next
        if sign.text in _ACCENTS or sign.text in _FACES:
            self.at += 1
            grouped = self.take("{")
            inner_mark = self.base()
            if grouped:
                self.want("}")
            accent = (_ACCENTS[sign.text],) if sign.text in _ACCENTS else ()
            shown = f"{sign.text} {inner_mark.shown}" if accent else inner_mark.shown
            return Mark(inner_mark.base, (*inner_mark.marks, *accent), shown)
        if sign.text in _WORDS:
            word = self.word()
            return Mark(word, (), word)
        if not sign.is_letter and sign.text not in _GREEK:
            self.unexpected()
        return self.letters(sign)

    def letters(self, sign: Sign) -> Mark:
        """One letter; or several that stand together, where only the whole word is a known name."""
        run = ""
        while self.signs[self.at + len(run)].is_letter:
            run += self.signs[self.at + len(run)].text
        if sign.text not in self.names.all:
            for length in range(len(run), 1, -1):
                if run[:length] in self.names.all and not any(c in self.names.all for c in run[:length]):
                    self.at += length
                    return Mark(run[:length], (), run[:length])
        self.at += 1
        return Mark(self.next_base(sign), (), sign.text)

    def applied(self, mark: Mark, below: tuple[Node, ...] | None) -> Node:
        """A name, a sequence at its index, or a sequence written f(t)."""
        if below is not None:
            self.reading.index(below)
            return self.names.subscripted(mark, below)
        braced = self.next.text == "{" and self.signs[self.at + 1].text == "("  # f{\\left(t \\right)}, as SymPy prints it
        if (braced or self.next.text in ("(", "[")) and self.is_function(mark):
            self.at += braced
            given = self.arguments()
            if braced:
                self.want("}")
            return Node("call", (self.names.of(mark), *given))
        return name(self.names.of(mark))

    def is_function(self, mark: Mark) -> bool:
        words = self.names.candidates(mark)
        if any(self.names.is_sequence(w) for w in words):
            return True
        if words[0] in FUNCTIONS and not any(w in self.names.all for w in words):
            start, self.bars = self.at, []
            inside = self.line[self.next.start : self.signs[self.matching(start)].start + 1]
            self.names.refuse(f"{mark.shown}{inside}", f"a symbol for its value, such as {words[0]}0")
        return False

    def matching(self, start: int) -> int:
        """Where the parenthesis at `start` closes."""
        depth = 0
        for k in range(start, len(self.signs) - 1):
            depth += (self.signs[k].text in ("(", "[")) - (self.signs[k].text in (")", "]"))
            if depth == 0:
                return k
        return len(self.signs) - 1
