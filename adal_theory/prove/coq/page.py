"""What is being written: a `Page` is one lemma on its way, a `Book` the lemmas of one file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from adal_theory.prove.coq import names
from adal_theory.prove.coq.formulas import Notes, Shape, coq, function_type, kind, parameters, symbols
from adal_theory.prove.kernel.binders import free
from adal_theory.prove.kernel.integrands import integrands
from adal_theory.prove.kernel.polynomials import canonical
from adal_theory.prove.kernel.terms import Term, var


class Page:
    """The symbols in scope of one lemma, and those that its proof mentions.

    `moments` say what is integrable, `ranges` where indices lie that a proof has introduced: formulas with their names.
    """

    def __init__(self, book: Book, formulas: Iterable[Term], moments: Iterable[Term] = ()) -> None:
        self.book = book
        self.moments = {f: f"J{k}" for k, f in enumerate(moments)}
        self.ranges: list[tuple[Term, str]] = []
        self.variables, self.shapes = symbols(formulas)
        self.scope = {names.variable(v) for v in self.variables} | {names.function(name) for name, _ in self.shapes}
        self.notes = Notes()
        self._count = 0

    def __call__(self, a: Term) -> str:
        return coq(a, (), self.notes)

    def under(self, body: Term, sort: str) -> str:
        """The body of a binder as a function of its index."""
        k = names.index(0)
        return f"(fun {k} : {kind(sort)} => {coq(body, (k,), self.notes)})"

    def of(self, v: Term, a: Term | str) -> str:
        """A term (or text) as a function of the variable v."""
        return f"(fun {names.variable(v)} : {kind(v.sort)} => {a if isinstance(a, str) else self(a)})"

    def fresh(self, sort: str) -> Term:
        """A variable that no other has the name of. Other pages have such too, and may pass them on to this one."""
        taken = {v.args[0] for v in self.variables}
        while True:
            self._count += 1
            if f"new'{self._count}" not in taken:
                return var(f"new'{self._count}", sort)

    def name(self, stem: str) -> str:
        """A new name for a hypothesis."""
        self._count += 1
        return f"{stem}{self._count}"

    def atom(self, a: Term) -> str:
        """A proof that an atom is its normal form: its lemma, at the symbols of the atom."""
        name, variables, shapes = self.book.atom(a)
        self.notes.variables |= {names.variable(v): v for v in variables}
        self.notes.functions |= {f for f, _ in shapes}
        supposed = [self.book.suppose(self, f) for f in in_order(integrands(a))]
        return f"({' '.join([name, arguments(variables, shapes), *supposed])})"

    @contextmanager
    def within(self, *ranges: tuple[Term, str]) -> Iterator[None]:
        """What is known of indices in a part of a proof."""
        self.ranges += ranges
        try:
            yield
        finally:
            del self.ranges[len(self.ranges) - len(ranges) :]

    @contextmanager
    def about(self, v: Term) -> Iterator[None]:
        """A part of a proof that introduces v: what is supposed of a free v of the lemma is not said of this one."""
        supposed = self.moments
        self.moments = {f: name for f, name in supposed.items() if v not in free(f)}
        try:
            yield
        finally:
            self.moments = supposed

    def closed(self, proof: str, mentioned: Iterable[Term]) -> str:
        """The proof, where symbols that it mentions and the lemma does not have stand for 0: they vanish in this step."""
        variables, shapes = symbols(mentioned)
        for v in variables:
            name, integer = names.variable(v), names.integer_proof(v)
            if name in self.notes.variables and name not in self.scope:
                proof = f"(let {integer} : isint {name} := isint_IZR 0 in {proof})" if v.sort == "int" else proof
                proof = f"(let {name} : {kind(v.sort)} := {point(v.sort)} in {proof})"
        for f, shape in shapes:
            name = names.function(f)
            if f in self.notes.functions and name not in self.scope:
                proof = f"(let {name} : {function_type(shape)} := {constant(shape)} in {proof})"
        return proof


def in_order(formulas: Iterable[Term]) -> list[Term]:
    return sorted(formulas, key=lambda f: f.key)


def point(sort: str) -> str:
    """Something of the sort."""
    return "(om0 M)" if sort == "sample" else "0"


def constant(shape: Shape) -> str:
    return f"(fun {' '.join('_' for _ in shape[0])} => {point(shape[1])})"


def arguments(variables: Sequence[Term], shapes: Sequence[tuple[str, Shape]]) -> str:
    return " ".join(
        [
            "M",
            *map(names.variable, variables),
            *(names.function(f) for f, _ in shapes),
            *(names.integer_proof(v) for v in variables if v.sort == "int"),
        ]
    )


class Book:
    """The lemmas of one file of Coq. What the files that it requires hold is `known` already: names by what they prove."""

    def __init__(
        self, known: Iterable[str], prove_atom: Callable[[Page, Term], str], suppose: Callable[[Page, Term], str]
    ) -> None:
        self.lines: list[str] = []
        self.known = set(known)
        self._prove_atom, self.suppose = prove_atom, suppose

    def add(self, name: str, text: str) -> None:
        self.known.add(name)
        self.lines.append(text)

    def atom(self, a: Term) -> tuple[str, list[Term], list[tuple[str, Shape]]]:
        """The lemma that an atom is its normal form."""
        name = f"a_{names.stamp(a.key)}"
        page = Page(self, [a], in_order(integrands(a)))
        if name not in self.known:
            normal = canonical(a)
            proof = page.closed(self._prove_atom(page, a), [a, normal])
            taken = "".join(f"\n  ({j} : {self.definition(f)})" for f, j in page.moments.items())
            self.add(
                name,
                f"Lemma {name}{parameters(page.variables, page.shapes)}{taken} :\n  {coq(a)} = {coq(normal)}.\n"
                f"Proof. exact {proof}. Qed.\n",
            )
        return name, page.variables, page.shapes

    def definition(self, f: Term) -> str:
        """A hypothesis by the name of its definition, at its symbols."""
        variables, shapes = symbols([f])
        name = f"h_{names.stamp(f.key)}"
        if name not in self.known:
            head = parameters(variables, shapes).partition(" (I")[0]
            self.add(name, f"Definition {name}{head} : Prop :=\n  {coq(f)}.\n")
        return f"{name} {' '.join(['M', *map(names.variable, variables), *(names.function(g) for g, _ in shapes)])}"
