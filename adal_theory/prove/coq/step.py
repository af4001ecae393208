"""One step of a proof on its way to Coq: the theorem, the page, and how its premises and hypotheses are called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from adal_theory.prove.coq import names
from adal_theory.prove.coq.equations import converted
from adal_theory.prove.coq.errors import NotExported
from adal_theory.prove.coq.formulas import Shape
from adal_theory.prove.coq.integers import isint
from adal_theory.prove.coq.page import Page, constant, point
from adal_theory.prove.kernel.terms import Term, lift
from adal_theory.prove.kernel.theorem import Theorem, same

Given = Callable[[Term], str]  # the proof of a hypothesis of a premise


class Written(NamedTuple):
    """A theorem that is a lemma in Coq already."""

    name: str
    variables: list[Term]
    shapes: list[tuple[str, Shape]]


class Step:
    """`hypotheses` are the names of the theorem's own hypotheses, by formula."""

    def __init__(self, page: Page, t: Theorem, hypotheses: Mapping[str, str], written: Mapping[Theorem, Written]) -> None:
        self.page, self.theorem, self._own, self._written = page, t, hypotheses, written

    @property
    def arguments(self) -> tuple[Any, ...]:
        return self.theorem.arguments

    def numbers(self, *which: int) -> list[Term]:
        return [lift(self.arguments[k]) for k in which]

    def own(self, f: Term) -> str:
        """The hypothesis itself, or the one that says the same in another arrangement."""
        if f.key in self._own:
            return self._own[f.key]
        for g in self.theorem.hypotheses:
            if same(f, g):
                return converted(self.page, g, f, self._own[g.key])
        raise NotExported(f"{self.theorem.rule}: a hypothesis is missing: {f}")

    def having(self, *more: tuple[Term, str]) -> Given:
        """Hypotheses with their proofs, before the theorem's own."""

        def given(f: Term) -> str:
            for g, proof in more:
                if same(f, g):
                    return converted(self.page, g, f, proof)
            return self.own(f)

        return given

    def use(
        self,
        q: Theorem,
        given: Given | None = None,
        values: Mapping[Term, Term] | None = None,
        functions: Mapping[str, str] | None = None,
        moved: Callable[[Term], Term] | None = None,
    ) -> str:
        """A premise: its lemma at the symbols in scope, or at these values, with proofs of its hypotheses.

        `moved` is what becomes of what it supposes to be integrable, at these values.
        """
        given, values, functions = given or self.own, values or {}, functions or {}
        if q.rule == "assume":
            return given(q.conclusion)
        name, variables, shapes = self._written[q]
        args = [name, "M", *(self._value(v, values) for v in variables), *(self._function(f, s, functions) for f, s in shapes)]
        args += [self._integer(v, values) for v in variables if v.sort == "int"]
        supposed = [self.page.book.suppose(self.page, moved(f) if moved else f) for f in q.moments]
        return f"({' '.join([*args, *map(given, q.hypotheses), *supposed])})"

    def _value(self, v: Term, values: Mapping[Term, Term]) -> str:
        if v in values:
            return self.page(values[v])
        return names.variable(v) if names.variable(v) in self.page.scope else point(v.sort)

    def _integer(self, v: Term, values: Mapping[Term, Term]) -> str:
        if v in values:
            return isint(values[v])
        return names.integer_proof(v) if names.variable(v) in self.page.scope else "(isint_IZR 0)"

    def _function(self, name: str, shape: Shape, values: Mapping[str, str]) -> str:
        if name in values:
            return values[name]
        return names.function(name) if names.function(name) in self.page.scope else constant(shape)

    def to(self, f: Term, proof: str) -> str:
        """From a proof of f, which is the conclusion in another arrangement, one of the conclusion."""
        return converted(self.page, f, self.theorem.conclusion, proof)

    def premise(self, q: Theorem, f: Term) -> str:
        """A proof of f, which the premise says in its own arrangement."""
        return converted(self.page, q.conclusion, f, self.use(q))
