"""What the symbols of statements mean: formulas whose symbols lead to their definitions, and the list of these.

The definitions are those of `adal_theory.proofs.symbols`. A symbol has the meaning that it has there only where a proof's file
takes it from `adal_theory.proofs.notation`, or belongs to this project: of a symbol of someone else's, whatever its name, only
its sort is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from markupsafe import Markup

from adal_theory.proofs import notation
from adal_theory.proofs.hypotheses import LIBRARY
from adal_theory.proofs.symbols import LOCAL, NOTATION
from adal_theory.prove.kernel.binders import free, functions, subterms
from adal_theory.prove.kernel.terms import Function, Term, var
from adal_theory.prove.library.claim import Claim
from adal_theory.prove.printing import mathml
from adal_theory.prove.printing.boxes import Name, Node
from adal_theory.prove.printing.layout import layout
from adal_theory.prove.printing.symbols import symbol
from adal_theory.report.in_line import in_line

PLACE = Path(notation.__file__).parent
INDICES = ("t", "i")  # bound in almost every statement about a run, and named alike in all of them
Shape = tuple[tuple[str, ...], str] | str  # of a function, its arguments and value; of a variable, its sort


def formula(a: Term, display: bool = False) -> Markup:
    """A term or formula as MathML, in the larger style of displayed formulas if asked for."""
    return Markup(mathml.formula(a, display))


@dataclass(frozen=True)
class Definition:
    """One symbol of a claim: how it is written, what it means, and its number in the list of definitions (0 for none).

    `general` says whether it has this meaning in all sections that do not say otherwise.
    """

    name: str
    shown: Markup
    words: str
    number: int = 0
    general: bool = False

    @property
    def anchor(self) -> str:
        """The id of the element that says what it means; "" for none."""
        return f"s-{self.number}" if self.number else ""


class Glossary:
    """The symbols of claims. Equal symbols of equal meaning share one definition, numbered as they are met."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._found: dict[tuple[str, str], dict[str, Definition]] = {}  # by lemma and claim

    def of(self, claim: Claim) -> dict[str, Definition]:
        """The definitions of a claim's symbols, by name."""
        key = claim.lemma, claim.id
        if key not in self._found:
            self._found[key] = {name: self._define(name, shape, claim) for name, shape in symbols_of(claim).items()}
        return self._found[key]

    def _define(self, name: str, shape: Shape, claim: Claim) -> Definition:
        shown = in_line(var(name))
        words = meaning(name, shape, claim)
        if words is None:
            return Definition(name, shown, sort_in_words(shape))
        number = self._numbers.setdefault((symbol(name).plain, words), len(self._numbers) + 1)
        return Definition(name, shown, words, number, NOTATION.get(name.removesuffix("_r")) == words)

    def formula(self, a: Term, claim: Claim, display: bool = False) -> Markup:
        """A formula of a claim as MathML, in which every symbol that has a definition bears its number."""
        return Markup(mathml.formula(a, display, self._layout(a, claim)))

    def in_line(self, a: Term, claim: Claim) -> Markup:
        """The same in a line of HTML."""
        return in_line(a, self._layout(a, claim))

    def _layout(self, a: Term, claim: Claim) -> Callable[[Term], Node]:
        """The layout with the numbers of the symbols that are free in the formula, and of t and i."""
        bound = {symbol(q.hint).plain for q in subterms(a) if q.hint}
        known = self.of(claim)
        names = {*(v.args[0] for v in free(a)), *functions(a)}
        looks = {symbol(n).plain: known[n] for n in names if n in known and symbol(n).plain not in bound}
        looks |= {n: known[n] for n in INDICES if n in known and n in bound}
        marks = {look: f'data-s="{d.number}"' for look, d in looks.items() if d.number}
        return lambda b: marked(layout(b), marks)

    def definitions(self) -> list[tuple[Definition, tuple[str, ...]]]:
        """All definitions met so far, each once, with the lemmas that use it so: first those of all sections, in the order of
        `NOTATION`, then the others as they are met."""
        found: dict[int, Definition] = {}
        used: dict[int, dict[str, None]] = {}
        for (lemma, _), known in self._found.items():
            for d in known.values():
                found.setdefault(d.number, d)
                used.setdefault(d.number, {}).setdefault(lemma)
        found.pop(0, None)
        order = {name: k for k, name in enumerate(NOTATION)}
        ordered = sorted(
            found.values(), key=lambda d: (not d.general, order.get(d.name.removesuffix("_r"), 0) * d.general, d.number)
        )
        return [(d, tuple(used[d.number])) for d in ordered]


def symbols_of(claim: Claim) -> dict[str, Shape]:
    """The free symbols of a claim and, where it is about a run, the indices t and i, in the order of `NOTATION`."""
    formulas = (claim.show, *claim.given.values())
    found: dict[str, Shape] = {}
    for f in formulas:
        found |= {v.args[0]: v.sort for v in free(f)}
        found |= functions(f)
    run = any(isinstance(q, tuple) and q[0][:1] == ("number",) for q in found.values())
    hints = {q.hint for f in formulas for q in subterms(f)} if run else set()
    found |= {n: "int" for n in INDICES if n in hints and n not in found}
    order = {name: k for k, name in enumerate(NOTATION)}
    return {n: found[n] for n in sorted(found, key=lambda n: (order.get(n, len(order)), n))}


def home(claim: Claim) -> str:
    """The file of this project in which a claim stands, as "b_regret.b9_weighted_regret"; "" for a claim of someone else's."""
    if LIBRARY.false.get(claim.id) is claim:
        return "known_false"
    code = getattr(claim.proof, "__code__", None)
    if LIBRARY.claims.get(claim.id) is not claim or code is None or PLACE not in Path(code.co_filename).parents:
        return ""
    return str(claim.proof.__module__).removeprefix("adal_theory.proofs.")


def meaning(name: str, shape: Shape, claim: Claim) -> str | None:
    """What a symbol means in a claim, or None where nobody has said so."""
    at, base = home(claim), name.removesuffix("_r")
    if at:
        parts = at.split(".")
        scopes = [claim.id, *(".".join(parts[:k]) for k in range(len(parts), 0, -1))]
        found = next((LOCAL[s][n] for s in scopes if s in LOCAL for n in (name, base) if n in LOCAL[s]), None)
        if found is not None or base != name:
            return found or NOTATION.get(base)
    theirs = (vars(notation) if at == "known_false" else getattr(claim.proof, "__globals__", {})).get(name)
    same = theirs is not None and theirs is getattr(notation, name, None) and _shape(theirs) == shape
    return NOTATION.get(name) if same else None


def _shape(a: Any) -> Shape | None:
    """How a symbol of Python is used in a formula."""
    if isinstance(a, Function):
        return tuple("sample" if s == "sample" else "number" for s in a.sorts), a.result
    return a.sort if isinstance(a, Term) else None


def sort_in_words(shape: Shape) -> str:
    """What is certain of any symbol: "a real number", "a sequence of real numbers"."""
    if isinstance(shape, str):
        return {"real": "a real number", "int": "an integer", "sample": "a sample point"}.get(shape, shape)
    arguments, value = shape
    if value == "sample":
        return "a map of the sample points"
    if arguments == ("sample",):
        return "a random variable"
    random = "random " if "sample" in arguments else ""
    count = sum(s != "sample" for s in arguments)
    return f"a {random}function of a number" if count == 1 else f"a {random}function of {count} numbers"


def marked(a: Node, marks: Mapping[str, str]) -> Node:
    """A layout whose names bear the attributes that `marks` has for their looks."""
    changed: dict[str, Any] = {}
    for part in fields(a):
        old = getattr(a, part.name)
        if isinstance(a, Name) and part.name == "symbol":
            changed["symbol"] = replace(old, mark=marks.get(old.plain, ""))
        elif isinstance(old, tuple):
            changed[part.name] = tuple(marked(b, marks) for b in old)
        elif isinstance(old, Node):
            changed[part.name] = marked(old, marks)
    return replace(a, **changed)
