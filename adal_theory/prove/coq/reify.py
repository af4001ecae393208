"""Numbers as Coq's polynomial expressions over a list of atoms, with the normal form of each atom that is not its own."""

from __future__ import annotations

from adal_theory.prove.coq.page import Page
from adal_theory.prove.kernel.polynomials import normal, term_of
from adal_theory.prove.kernel.terms import Term

RELATION = {"le": "OpLe", "lt": "OpLt", "eq": "OpEq", "ne": "OpNEq"}


class Reified:
    """The atoms of several terms by number, in the order in which they are met."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._numbers: dict[str, int] = {}
        self._atoms: list[str] = []
        self._table: list[tuple[int, str, str]] = []  # an atom's number, its normal form, the proof that they are equal

    def __call__(self, a: Term) -> str:
        if a.op == "num":
            c = a.args[0]
            return f"(Kz ({c.numerator}))" if c.denominator == 1 else f"(Kq ({c.numerator}) {c.denominator})"
        if a.op in ("add", "mul"):
            whole, *rest = map(self, a.args)
            for b in rest:
                whole = f"({'Ad' if a.op == 'add' else 'Mu'} {whole} {b})"
            return whole
        return f"(Po {self(a.args[0])} {a.args[1]}%N)" if a.op == "pow" else f"(X {self._number(a)})"

    def _number(self, a: Term) -> int:
        if a.key not in self._numbers:
            self._atoms.append(self.page(a))
            n = self._numbers[a.key] = len(self._atoms)
            form = normal(a)
            if dict(form) != {((a, 1),): 1}:
                self._table.append((n, self(term_of(form)), self.page.atom(a)))
        return self._numbers[a.key]

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
