"""What the symbols of statements mean: formulas whose symbols lead to their definitions, and the list of these.

The words are those of `adal_theory.report.reading.meanings`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from adal_theory.prove.kernel.binders import free, functions, subterms
from adal_theory.prove.kernel.terms import Term, var
from adal_theory.prove.library.claim import Claim
from adal_theory.prove.printing import mathml
from adal_theory.prove.printing.boxes import Name, Node, mapped
from adal_theory.prove.printing.reading import as_read
from adal_theory.prove.printing.symbols import symbol
from adal_theory.report.html_formulas import in_line
from adal_theory.report.reading.meanings import INDICES, Shape, meaning, sort_in_words, symbols_of
from adal_theory.report.reading.symbols import NOTATION


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
        return lambda b: marked(as_read(b), marks)

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


def marked(a: Node, marks: Mapping[str, str]) -> Node:
    """A layout whose names bear the attributes that `marks` has for their looks."""
    if isinstance(a, Name):
        a = replace(a, symbol=replace(a.symbol, mark=marks.get(a.symbol.plain, "")))
    return mapped(a, lambda b: marked(b, marks))
