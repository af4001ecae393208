"""What stands before a parenthesis in LaTeX: a sequence a(t), a function with its value f(x_k), or a factor."""

from __future__ import annotations

import re

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.expression import Node, name, parts, written
from adal_theory.prove.check.latex.letters import LETTERS, Letters
from adal_theory.prove.check.latex.names import FUNCTIONS, Mark
from adal_theory.prove.check.words import OPERATORS

_SIZES = re.compile(r"\\(?:[bB]igg?[lrm]?|left|right)(?![A-Za-z])")


class Functions(Letters):
    """Tells functions from factors."""

    def point(self, mark: Mark, below: tuple[Node, ...] | None) -> Node | None:
        braced = self.next.text == "{" and self.signs[self.at + 1].text == "("  # f{\left(t \right)}, as SymPy prints it
        if not braced and self.next.text not in ("(", "["):
            return None
        self.refuse_operators(mark)
        start = self.at
        self.at += braced
        if below is None and any(self.names.is_sequence(w) for w in self.names.candidates(mark)):
            given = self.arguments()
            if braced:
                self.want("}")
            if braced or self.names.known.closed or all(map(self.counted, given)):
                return Node("call", (self.names.of(mark), *given))
            self.at = start
        if braced or not self.may_be_function(mark, below):
            self.at = start
            self.refuse_coordinate(mark, below)
            return None
        return self.value(mark, below, start)

    def refuse_operators(self, mark: Mark) -> None:
        """O(y), E[g] and \\mathrm{Var}(x) are not products."""
        words = self.names.candidates(mark)
        if any(w in self.names.all for w in words):
            return
        what = OPERATORS.get(mark.base) or ("a function" if len(mark.base) > 1 and f"\\{mark.base}" not in LETTERS else "")
        if what and mark.base not in FUNCTIONS and not mark.base.startswith("grad_"):
            hint = "write the constant, as in x \\le C y" if "order" in what else "take a symbol for its value, or write it out"
            self.fail(f"{mark.shown}{self.inside_text()} is {what} and has no meaning here; {hint}")

    def inside_text(self) -> str:
        """The parenthesis here as it is written."""
        return _SIZES.sub("", self.line[self.next.start : self.signs[self.matching(self.at)].start + 1])

    def may_be_function(self, mark: Mark, below: tuple[Node, ...] | None) -> bool:
        words = self.names.candidates(mark)
        if any(self.names.is_number(w) for w in words) and below is None:
            return False
        return self.is_surely(mark) or below is None

    def refuse_coordinate(self, mark: Mark, below: tuple[Node, ...] | None) -> None:
        """v_t(i) can be a product or the coordinate i of v_t."""
        if below is None or self.names.known.closed:
            return
        alone = self.signs[self.at + 2].text in (")", "]")
        if self.names.is_label(below) and (alone or "," in self.inside_text()):
            self.fail(f"{mark.shown}_{written(below[0])}{self.inside_text()} has no meaning here; take a symbol for its value")
        if alone:
            inside = self.signs[self.at + 1].text
            index = f"{mark.shown}_{{{', '.join(map(written, below))}, {inside}}}"
            self.fail(f"{mark.shown}_…({inside}) can be a product or an entry; write {index} for the entry, or no parentheses")

    def counted(self, a: Node) -> bool:
        """Whether it is made of integers only, as the place in a sequence is."""
        if a.op in ("add", "neg", "mul"):
            return all(map(self.counted, parts(a)))
        return self.names.counts(a)

    def is_surely(self, mark: Mark) -> bool:
        words = self.names.candidates(mark)
        of_letter = mark.base in FUNCTIONS or words[0] in FUNCTIONS or mark.base.startswith("grad_")
        return of_letter and not any(self.names.is_number(w) for w in words)

    def value(self, mark: Mark, below: tuple[Node, ...] | None, start: int) -> Node | None:
        """f(x_k) as an entry of a sequence f_x, f(x^*) as a number f_x_star; None where a product is meant."""
        at = f"_{{{', '.join(map(written, below))}}}" if below else ""
        shown = f"{mark.shown}{at}{self.inside_text()}"
        kept = self.bars
        try:
            given = self.arguments()
        except ConfigurationError:
            given = []
        self.bars = kept
        if below is None and len(given) == 1 and self.names.counts(given[0]) and not mark.base.startswith("grad_"):
            self.reading.index(given)
            return Node("call", (self.names.of(mark), *given))
        word = self.names.candidates(mark)[0]
        if mark.base == "Pi":
            self.fail(
                f"the projection {shown} has no meaning yet; write clip(x, lo, hi), or a symbol and the facts that it satisfies"
            )
        if self.names.known.closed and self.is_surely(mark):
            self.names.refuse(shown, f"a symbol for its value, such as {word}0")
        if given and all(a.op in ("name", "call", "numbered") for a in given) and (self.is_surely(mark) or len(given) == 1):
            capital = len(mark.base) == 1 and mark.base.isupper() and not str(given[0].args[0]).startswith("grad_")
            if not self.names.known.closed and (self.is_surely(mark) or capital):
                return self.atom_at(f"{word}_at" if below else word, below or (), given, shown)
        one = len(given) == 1 and given[0].op in ("name", "call", "numbered") and not self.names.known.closed
        if one and below is None and not self.is_surely(mark):
            self.fail(f"{shown} can be a product or the value of a function; write {mark.shown} {written(given[0])}, or f(…)")
        if self.is_surely(mark):
            if any(a.op == "pow" and a.args[1].op != "num" for a in given):
                self.fail(f"{shown} may hold a power or an iterate; write the iterate as x_k, as in {mark.shown}(x_k)")
            self.names.refuse(shown, f"a symbol for its value, such as {word}0")
        self.at = start
        return None

    def atom_at(self, word: str, below: tuple[Node, ...], given: list[Node], shown: str) -> Node:
        word = "_".join([word, *(str(a.args[0]) for a in given)])
        numbered = [a for a in given if a.op == "numbered"]
        indices = (*below, *(b for a in given for b in a.args[{"name": 1, "call": 1, "numbered": 2}[a.op] :]))
        if numbered and len(indices) == 1:
            found = Node("numbered", (word, f"{word}{written(indices[0])}", *indices))
        else:
            found = Node("call", (word, *indices)) if indices else name(word)
        self.reading.index(indices)
        what = f"{word}({', '.join(map(written, indices))})" if indices else word
        self._note(f"{shown} is read as {what}, a value of its own; nothing is known of it but the facts")
        return found

    def matching(self, start: int) -> int:
        """Where the parenthesis at `start` closes."""
        depth = 0
        for k in range(start, len(self.signs) - 1):
            depth += (self.signs[k].text in ("(", "[")) - (self.signs[k].text in (")", "]"))
            if depth == 0:
                return k
        return len(self.signs) - 1
