"""The table of symbols: every letter that the formulas of a document hold, with what it stands for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from adal_theory.prove.kernel.binders import functions, subterms
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.library.claim import Claim
from adal_theory.prove.printing.boxes import Name
from adal_theory.prove.printing.latex import draw
from adal_theory.prove.printing.prose import prose
from adal_theory.prove.printing.symbols import symbol
from adal_theory.report.appendix.abbreviations import Shortener
from adal_theory.report.appendix.outcomes import unmarked
from adal_theory.report.reading.meanings import meanings
from adal_theory.report.reading.symbols import NOTATION, SCALED

KINDS = {"real": "real numbers", "int": "integers", "sample": "outcomes", "function": "sequences or functions"}


@dataclass(frozen=True)
class Row:
    """A line of the table: letters as LaTeX, and what they stand for."""

    letters: str
    meaning: str


@dataclass(frozen=True)
class Meant:
    """A letter as LaTeX, with its meaning, or its kind where that is all that is known; whether this is its general meaning."""

    shown: str
    words: str
    general: bool


@dataclass(frozen=True)
class Notation:
    """What letters stand for: everywhere if nothing else is said, in single lemmas, and those of which only the kind is known."""

    general: list[Row]
    local: list[tuple[str, list[Row]]]  # by the lemmas
    others: list[Row]


def notation(claims: Iterable[Claim], formulas: Iterable[Term], letters: Shortener) -> Notation:
    """The letters of these claims, and of formulas that belong to none, which are this project's."""
    met: dict[Meant, dict[str, str]] = {}  # in which claims, with their lemmas
    for f in (*formulas, *(f for pair in letters.definitions() for f in pair[1:])):
        for name, kind in _symbols([f]):
            if name not in letters.used:
                met.setdefault(_meant(name, name, NOTATION.get(name, kind)), {})
    for c in claims:
        known, everything = meanings(c), [c.show, *c.given.values()]
        random, own = unmarked(everything), {name for name, _ in _symbols(everything)}
        for name, kind in _symbols([letters.short(f, c) for f in everything]):
            if name not in own and name in letters.used and letters.used[name].told:
                continue  # defined among the abbreviations
            shown = name.removesuffix("_r") if name in random else name
            met.setdefault(_meant(name, shown, known.get(name, kind)), {})[c.id] = c.lemma
    order = [*NOTATION.values()]
    general = sorted((q for q in met if q.general), key=lambda q: order.index(q.words))
    return Notation([Row(f"${q.shown}$", prose(q.words)) for q in general], _local(met), _others(met))


def _local(met: Mapping[Meant, Mapping[str, str]]) -> list[tuple[str, list[Row]]]:
    """By the lemmas, letters of one meaning together; where one lemma has two meanings for a letter, by claims."""
    senses = Counter((q.shown, lemma) for q, claims in met.items() for lemma in {*claims.values()})
    groups: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for q, claims in met.items():
        if q.words not in KINDS and not q.general:
            lemmas = dict.fromkeys(claims.values())
            words = SCALED.strip(": ") if q.words.startswith(SCALED) else q.words
            if any(senses[q.shown, lemma] > 1 for lemma in lemmas):
                words += f" ({', '.join(claims)})"
            groups.setdefault(tuple(lemmas), {}).setdefault(words, []).append(f"${q.shown}$")
    return [
        (", ".join(lemmas), [Row(", ".join(shown), prose(words)) for words, shown in group.items()])
        for lemmas, group in groups.items()
    ]


def _others(met: Iterable[Meant]) -> list[Row]:
    found = []
    for kind, words in KINDS.items():
        of_kind = sorted((q.shown for q in met if q.words == kind), key=str.casefold)
        if of_kind:
            listed = ", ".join(f"${q}$" for q in of_kind)
            found.append(Row(listed, f"{words}, of which each claim says what it supposes"))
    return found


def _meant(name: str, shown: str, words: str) -> Meant:
    return Meant(draw(Name(symbol(shown))), words, NOTATION.get(name.removesuffix("_r")) == words)


def _symbols(formulas: Iterable[Term]) -> Iterator[tuple[str, str]]:
    for f in formulas:
        for name in functions(f):
            yield name, "function"
        for b in subterms(f):
            if b.op == "var":
                yield str(b.args[0]), b.sort
            elif b.hint:
                yield b.hint, "int"
