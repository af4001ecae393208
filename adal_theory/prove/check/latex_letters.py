"""Letters of LaTeX with what stands on, below and above them: \\hat m_t, x^*, \\beta_1, e^{-x}."""

from __future__ import annotations

from adal_theory.prove.check.expression import Node, name
from adal_theory.prove.check.latex_cursor import WORDS, Cursor
from adal_theory.prove.check.latex_names import FUNCTIONS, Mark
from adal_theory.prove.check.latex_tokens import Sign
from adal_theory.prove.check.symbols import INTEGERS
from adal_theory.prove.printing.symbols import GREEK

LETTERS = {f"\\{word}" for word in GREEK} | {
    f"\\{w}" for w in ["epsilon", "ell", "nabla", "Pi", "Xi", "Upsilon", "iota", "upsilon"]
}
ACCENTS = {"\\hat": "hat", "\\bar": "bar", "\\tilde": "tilde"}
FACES = {"\\mathbf", "\\boldsymbol", "\\bm", "\\mathcal"}
ALSO_PRODUCTS = ("ln", "abs", "min", "sin", "inf", "arg", "Abs", "Min", "sum", "Sum")  # functions only before parentheses
FUNCTION_WORDS = ("log", "exp", "sqrt", "max", "Max", "sign", "sgn", "sup", "lim", "cos", "tan", *ALSO_PRODUCTS)
_MARKED = {"*": "star", "\\star": "star", "+": "plus", "\\prime": "prime", "'": "prime"}


class Letters(Cursor):
    """Reads names, sequences at their index, and powers of e."""

    def named(self) -> Node:
        mark = self.base()
        below: tuple[Node, ...] | None = None
        above: Node | None = None
        marks = list(mark.marks)
        shown = mark.shown
        while self.next.text in ("_", "^", "'"):
            if self.take("_"):
                if self.lone("+"):
                    marks, shown = [*marks, "plus"], f"{shown}_+"
                    continue
                if below is not None:
                    self.fail(f"{shown} has two subscripts")
                below = self.subscript(shown)
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
        if mark == Mark("e", (), "e") and below is None and "e" not in self.names.all and "e" not in self.bound:
            self._note("e is a symbol here; write \\exp(1) for the number 2.718…")
        found_node = self.applied(mark, below)
        return found_node if above is None else Node("pow", (found_node, above))

    def is_exponential(self, mark: Mark, above: Node | None) -> bool:
        if mark.base != "e" or mark.marks or above is None or "e" in self.names.all:
            return False
        self._note("e^x is read as exp(x); declare e for a symbol")
        return True

    def superscript(self) -> Node | str:
        texts = [s.text for s in self.signs[self.at : self.at + 5]]
        if texts[:2] == ["{", "("] and texts[3:] == [")", "}"]:
            self.fail(f"^{{({texts[2]})}} may be an index or an exponent; write it below, or without parentheses")
        return self.lone(*_MARKED) or self.argument()

    def subscript(self, shown: str) -> tuple[Node, ...]:
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
        if self.next.text == ":":
            self.fail(f"the sign {shown}_{{…:…}}, a list of entries, has no meaning here; write the sum over them out")
        self.want("}")
        self.bars = kept
        return tuple(found)

    def base(self) -> Mark:
        sign = self.next
        if sign.text in ACCENTS or sign.text in FACES:
            self.at += 1
            grouped = self.take("{")
            inner_mark = self.base()
            if grouped:
                self.want("}")
            accent = (ACCENTS[sign.text],) if sign.text in ACCENTS else ()
            shown = f"{sign.text} {inner_mark.shown}" if accent else inner_mark.shown
            return Mark(inner_mark.base, (*inner_mark.marks, *accent), shown)
        if sign.text in WORDS:
            word = self.word()
            return Mark(word, (), word)
        if not sign.is_letter and sign.text not in LETTERS:
            self.unexpected()
        return self.letters(sign)

    def letters(self, sign: Sign) -> Mark:
        """One letter; or several that stand together, where only the whole word is a known name."""
        run = ""
        while self.signs[self.at + len(run)].is_letter:
            run += self.signs[self.at + len(run)].text
        if sign.text not in self.names.all:
            self.refuse_function(run)
            for length in range(len(run), 1, -1):
                if run[:length] in self.names.all and not any(c in self.names.all for c in run[:length]):
                    self.at += length
                    return Mark(run[:length], (), run[:length])
        self.at += 1
        return Mark(sign.base, (), sign.text)

    def refuse_function(self, run: str) -> None:
        """log(T) without its backslash is not the product of three letters."""
        for word in filter(run.startswith, FUNCTION_WORDS):
            in_one_piece = self.signs[self.at + len(word) - 1].start == self.next.start + len(word) - 1
            called = word not in ALSO_PRODUCTS or self.signs[self.at + len(word)].text in ("(", "{", "[")
            if in_one_piece and called and not all(c in self.names.all for c in word):
                self.fail(
                    f"{word} reads as a product of letters; write \\{word} for the function, or \\mathrm{{{word}}} for a name"
                )

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
        self.refuse_product_with_index(mark)
        return name(self.names.of(mark))

    def refuse_product_with_index(self, mark: Mark) -> None:
        """g(t) for a g that is not known."""
        opening, inside, close = ([s.text for s in self.signs[self.at : self.at + 3]] + ["", ""])[:3]
        new = mark.base not in INTEGERS and not any(w in self.names.all for w in self.names.candidates(mark))
        if new and opening == "(" and close == ")" and inside in INTEGERS:
            self.fail(
                f"{mark.shown}({inside}) may be a value or a product; write {mark.shown}_{inside}, or {mark.shown}\\cdot {inside}"
            )

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
