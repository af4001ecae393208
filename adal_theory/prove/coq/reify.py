"""Numbers as Coq's polynomial expressions over a list of atoms, with the normal form of each atom that is not its own."""

from __future__ import annotations

from adal_theory.prove.coq.page import Page
from adal_theory.prove.kernel.polynomials import Poly, normal, term_of
from adal_theory.prove.kernel.terms import Term

RELATION = {"le": "OpLe", "lt": "OpLt", "eq": "OpEq", "ne": "OpNEq"}


class Reified:
    """The atoms of several terms by number, in the order in which they are met."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._numbers: dict[tuple[str, bool], int] = {}
        self._atoms: list[str] = []
        self._table: list[tuple[int, str, str]] = []  # an atom's number, its normal form, the proof that they are equal

    def __call__(self, a: Term, normal_already: bool = False) -> str:
        """`normal_already`: its atoms stand as they are, as they do in a normal form. Some of those, such as x^(2(n−2)), have
        another normal form where they are met in a term."""
        if a.op == "num":
            c = a.args[0]
            return f"(Kz ({c.numerator}))" if c.denominator == 1 else f"(Kq ({c.numerator}) {c.denominator})"
        if a.op in ("add", "mul"):
            whole, *rest = (self(b, normal_already) for b in a.args)
            for b in rest:
                whole = f"({'Ad' if a.op == 'add' else 'Mu'} {whole} {b})"
            return whole
        if a.op == "pow":
            return f"(Po {self(a.args[0], normal_already)} {a.args[1]}%N)"
        return f"(X {self._number(a, normal_already)})"

    def polynomial(self, p: Poly) -> str:
        """A normal form."""
        return self(term_of(p), normal_already=True)

    def _number(self, a: Term, normal_already: bool) -> int:
        form = normal(a)
        changes = dict(form) != {((a, 1),): 1}
        key = (a.key, changes and not normal_already)
        if key not in self._numbers:
            self._atoms.append(self.page(a))
            n = self._numbers[key] = len(self._atoms)
            if changes and not normal_already:
                self._table.append((n, self.polynomial(form), self.page.atom(a)))
        return self._numbers[key]

    def formula(self, f: Term) -> str:
        return f"(F {self(f.args[0])} {RELATION[f.op]} {self(f.args[1])})"

    def table(self) -> str:
        return f"[{'; '.join(f'({n}%positive, {form})' for n, form, _ in self._table)}]"

    def head(self) -> tuple[str, str, str]:
        """The atoms, the table of their normal forms, and the proof of the table."""
        proof = "I"
        for _, _, p in reversed(self._table):
            proof = f"(conj {p} {proof})"
        return f"[{'; '.join(self._atoms)}]", self.table(), proof
