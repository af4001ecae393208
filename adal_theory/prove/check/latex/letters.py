"""Letters of LaTeX with what stands on, below and above them: \\hat m_t, x^*, \\beta_1, e^{-x}."""

from __future__ import annotations

from abc import abstractmethod

from adal_theory.prove.check.expression import Node, name, number, parts, written
from adal_theory.prove.check.latex.cursor import PROSE, WORDS, Cursor
from adal_theory.prove.check.latex.names import Mark
from adal_theory.prove.check.latex.tokens import Sign
from adal_theory.prove.check.words import ALSO_BEFORE_LETTERS, GREEK_WORDS, INDEX_LETTERS, SPELT, plain
from adal_theory.prove.printing.symbols import GREEK

LETTERS = {f"\\{word}" for word in GREEK} | {
    f"\\{w}" for w in ["epsilon", "ell", "nabla", "Pi", "Xi", "Upsilon", "iota", "upsilon"]
}
ACCENTS = {"\\hat": "hat", "\\bar": "bar", "\\tilde": "tilde"}
FACES = {"\\mathbf", "\\boldsymbol", "\\bm", "\\mathcal"}
_MARKED = {"*": "star", "\\star": "star", "+": "plus", "\\prime": "prime", "'": "prime"}
_BELOW = {"*": "star", "\\star": "star", "+": "plus"}
_COUNTING = INDEX_LETTERS - {"p", "q", "r"}  # these are exponents as well
_TURNED = ("\\top", "\\intercal")


class Letters(Cursor):
    """Reads names, sequences at their index, and powers of e."""

    @abstractmethod
    def point(self, mark: Mark, below: tuple[Node, ...] | None) -> Node | None:
        """The value of a function at a point, where one is written in parentheses."""

    @abstractmethod
    def raised(self, base: Node) -> Node:
        """With the exponent that follows."""

    def named(self) -> Node:
        gradient = self.next.text == "\\nabla" and "grad" not in self.names.all
        mark = self.gradient() if gradient else self.base()
        below: tuple[Node, ...] | None = None
        upper: tuple[Node, ...] = ()
        above: Node | None = None
        while self.next.text in ("_", "^", "'"):
            if iterate := self.iterate(mark):
                upper = (*upper, *iterate)
            elif self.take("'"):
                mark = Mark(mark.base, (*mark.marks, "prime"), f"{mark.shown}'")
            elif starred := self.starred():
                mark = Mark(mark.base, (*mark.marks, _BELOW[starred]), f"{mark.shown}_{starred}")
            elif self.take("_"):
                if below is not None:
                    self.fail(f"{mark.shown} has two subscripts")
                below = self.subscript()
            else:
                self.at += 1
                found = self.superscript()
                if found == "\\top":
                    return Node("turned", (self.applied(mark, (*(below or ()), *upper) if upper else below),))
                if isinstance(found, str):
                    mark = Mark(mark.base, (*mark.marks, _MARKED[found]), f"{mark.shown}^{found}")
                elif above is not None:
                    self.fail(f"{mark.shown} has two exponents")
                else:
                    above = found
        below = (*(below or ()), *upper) if upper else below
        if below is None and self.is_exponential(mark, above):
            return Node("exp", (above,))
        if mark == Mark("e", (), "e") and below is None and "e" not in self.names.all and "e" not in self.bound:
            self._note("e is a symbol here; write \\exp(1) for the number 2.718…")
        return self.with_exponent(mark, below, above)

    def with_exponent(self, mark: Mark, below: tuple[Node, ...] | None, above: Node | None) -> Node:
        before = self.at
        found = self.applied(mark, below)
        if above is not None and mark.base.startswith("grad_"):
            self.fail(
                f"{mark.shown} with an exponent is not clear; write {mark.shown}_k for an iterate, ({mark.shown}_k)^2 for a power"
            )
        if above is not None:
            self.note_power(mark, above)
            self.refuse_entry(mark, below, above)
            return Node("pow", (found, above))
        if self.at > before and self.next.text == "^" and self.signs[self.at + 1].text in _TURNED:
            self.at += 2
            return Node("turned", (found,))
        return self.raised(found) if self.at > before else found

    def iterate(self, mark: Mark) -> tuple[Node, ...]:
        r"""The index of x^{(k)}, which is not a power."""
        texts = [s.text for s in self.signs[self.at : self.at + 3]]
        if texts != ["^", "{", "("] or (mark.base == "e" and "e" not in self.names.all):
            return ()
        start = self.at
        self.at += 3
        index = self.sum()
        if not self.take(")") or not self.take("}"):
            self.at = start
            return ()
        if self.names.known.closed:
            self.fail(f"^{{({written(index)})}} may be an index or an exponent; write it below, or without parentheses")
        return (index,)

    def refuse_entry(self, mark: Mark, below: tuple[Node, ...] | None, above: Node) -> None:
        """x_i^t is an entry more often than a power."""
        if not below or self.names.known.closed or self.names.is_label(below) or all(b.op == "num" for b in below):
            return
        if any(b.op == "name" and b.args[0] in _COUNTING for b in (above, *parts(above))):
            entry = f"{mark.shown}_{{{', '.join(map(written, (*below, above)))}}}"
            shown = f"{mark.shown}_{{{', '.join(map(written, below))}}}"
            self.fail(f"{shown}^{{{written(above)}}} can be a power or an entry; write {entry}, or ({shown})^…")

    def note_power(self, mark: Mark, above: Node) -> None:
        """x^k may have been meant as an iterate."""
        letters = [b.args[0] for b in (above, *parts(above)) if b.op == "name" and b.args[0] in _COUNTING]
        if letters and len(mark.base) == 1 and not mark.marks and not self.names.known.declared:
            self._note(f"{mark.shown}^{letters[0]} is read as a power; write {mark.shown}_{letters[0]} for an iterate")

    def starred(self) -> str:
        r"""Take the star of F_* and F_{\star} or the plus of x_+, or nothing."""
        start = self.at
        found = self.lone(*_BELOW) if self.take("_") else ""
        if not found:
            self.at = start
        return found

    def gradient(self) -> Mark:
        r"""\nabla f as one name."""
        self.at += 1
        if not self.next.is_letter and (self.next.text not in LETTERS or self.next.text == "\\nabla") and not self.is_face():
            self.at -= 1
            self.unexpected()
        of = self.base()
        return Mark(f"grad_{self.names.candidates(Mark(of.base, (), of.base))[0]}", of.marks, rf"\nabla {of.shown}")

    def is_face(self) -> bool:
        return self.next.text in ACCENTS or self.next.text in FACES

    def is_exponential(self, mark: Mark, above: Node | None) -> bool:
        if mark.base != "e" or mark.marks or above is None or "e" in self.names.all:
            return False
        self._note("e^x is read as exp(x); declare e for a symbol")
        return True

    def superscript(self) -> Node | str:
        found = self.lone(*_MARKED, *_TURNED)
        return "\\top" if found in _TURNED else found or self.argument()

    def subscript(self) -> tuple[Node, ...]:
        if self.take("\\infty"):
            return (name("inf"),)
        if not self.take("{"):
            return (self.argument(),)
        if (word := self.label()) is not None:
            return (name(word),)
        kept, self.bars = self.bars, []
        found = [*self.below()]
        while self.take(","):
            found += self.below()
        self.want("}")
        self.bars = kept
        return tuple(found)

    def label(self) -> str | None:
        r"""The word of x_{max}, x_{\max} and G_{\infty}."""
        k = self.at
        run = self.run()
        plain = {"\\max": "max", "\\min": "min", "\\infty": "inf"}.get(self.next.text)
        if plain is None and (len(run) < 2 or (len(run) == 2 and all(self.names.is_index(c) for c in run))):
            return None
        end = k + (1 if plain else len(run))
        if self.signs[end].text != "}":
            return None
        self.at = end + 1
        return plain or run

    def below(self) -> tuple[Node, ...]:
        """One index, a range of them as in 1:T, or two letters that stand together, as in a_{ij}."""
        run = self.run()
        if len(run) == 2 and self.signs[self.at + 2].text in (",", "}") and all(self.names.is_index(c) for c in run):
            self.at += 2
            self._note(f"the subscript {run} is read as two indices, {run[0]} and {run[1]}")
            return name(run[0]), name(run[1])
        if self.next.text == "1" and self.signs[self.at + 1].is_letter and self.signs[self.at + 2].text == "}":
            self.at += 2  # \\beta_{1t} is \\beta_1 at t
            return number(1), name(self.signs[self.at - 1].text)
        first = self.sum()
        return (Node("range", (first, self.sum())),) if self.take(":") else (first,)

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
            if sign.text in PROSE and plain(word) in SPELT and word not in self.names.all:
                self.refuse_word(sign.text, word)
            return Mark(word, (), word)
        if not sign.is_letter and (sign.text not in LETTERS or (sign.text == "\\nabla" and "grad" not in self.names.all)):
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
        return self.spelt(sign)

    def spelt(self, sign: Sign) -> Mark:
        """One letter, or the Greek letter that is spelt out; refuses words."""
        run = self.run()
        if plain(run) in SPELT and run not in ("is", "by"):  # these are products more often
            self.refuse_letters(run)
        if run in GREEK_WORDS:
            self.at += len(run)
            return Mark("epsilon" if run == "eps" else run, (), run)
        self.refuse_function(run)
        if len(run) > 2:
            self._note(f"{run} is read as a product of letters; write \\mathrm{{{run}}} for a name")
        self.at += 1
        return Mark(sign.base, (), sign.text)

    def refuse_function(self, run: str) -> None:
        """logT without its backslash is not the product of four letters."""
        for word in filter(run.startswith, ALSO_BEFORE_LETTERS):
            if not all(c in self.names.all for c in word):
                self.fail(
                    f"the letters {run} begin with a word; write \\{word}, a name as \\mathrm{{{run}}}, or a product with spaces"
                )

    def applied(self, mark: Mark, below: tuple[Node, ...] | None) -> Node:
        """A name, a sequence at its index, a sequence written f(t), or the value f(x_t) of a function."""
        value = self.point(mark, below)
        if value is not None:
            return value
        if below is not None:
            if not self.names.is_label(below):
                self.reading.index(below)
            found = self.names.subscripted(mark, below)
            for note in self.names.notes:
                self._note(note)
            return found
        return name(self.names.of(mark))
