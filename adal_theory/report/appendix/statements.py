"""A claim as a paper states it: a sentence, what is given, what follows, and the proof in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from adal_theory.prove.library.claim import Claim
from adal_theory.prove.printing.breaking import Statement, conditions, displayed, flattened
from adal_theory.prove.printing.latex import draw, words
from adal_theory.prove.printing.prose import FUNCTIONS, prose
from adal_theory.report.appendix.claims_used import pattern
from adal_theory.report.appendix.hypotheses import Hypotheses
from adal_theory.report.appendix.outcomes import stated, unmarked
from adal_theory.report.reading.meanings import home


@dataclass(frozen=True)
class Stated:
    """The parts of a claim as LaTeX."""

    id: str
    anchors: tuple[str, ...]
    title: str
    given: str
    formula: str
    reference: str
    proof: str
    verdict: str = ""
    ours: bool = False

    @property
    def run_in(self) -> bool:
        """Whether the proof goes on in the line of the statement."""
        return not (self.reference or self.verdict or r"\[" in self.formula or r"\par" in self.proof)


def anchor(name: str) -> str:
    """A label without characters that LaTeX reads as more than letters."""
    return "".join(c if c.isascii() and (c.isalnum() or c in ".-") else f"u{ord(c):x}" for c in name)


def link(claim: str) -> str:
    return rf"\hyperlink{{claim:{anchor(claim)}}}{{{words(claim)}}}"


class Writer:
    """Writes the claims of one document: `known` are all claims that it may cite, by id."""

    def __init__(self, hypotheses: Hypotheses, known: Mapping[str, Claim]) -> None:
        self.hypotheses, self.ids = hypotheses, pattern(known)
        # Citations of a lemma whose id no claim bears lead to the first of its parts.
        firsts = {c.lemma: c.id for c in reversed([*known.values()]) if c.lemma not in known}
        self.first = {id: lemma for lemma, id in firsts.items()}

    def prose(self, text: str) -> str:
        """Sentences with formulas, and with links to the claims that they cite."""
        return prose(text, self.ids, link)

    def claim(self, c: Claim, verdict: str = "", proved: bool = True, true: bool = True) -> Stated:
        """A claim; without its proof where it is not `proved` here, as what does not follow where it is not `true`."""
        return Stated(
            words(c.id),
            tuple(map(anchor, (c.id, self.first[c.id]) if c.id in self.first else (c.id,))),
            self.prose(sentence(c.title)),
            self.hypotheses.sentence(c),
            self._formula(c, true),
            words(sentence(c.reference)) if c.reference else "",
            r" \par ".join(map(self.prose, _paragraphs(c.words))) if proved else "",
            words(verdict),
            bool(home(c)),
        )

    def _formula(self, c: Claim, true: bool) -> str:
        short = self.hypotheses.letters.short(c.show, c)
        s = stated(short, unmarked([c.show, *c.given.values()]))
        told = conditions(s.ranges, self.hypotheses.left_out(c))
        opening = "Then" if c.given or c.moments else ""
        return shown(s, told, opening if true else "It does not follow that" if opening else "It is false that")


def shown(s: Statement, told: str, opening: str = "") -> str:
    """A statement as the end of a sentence: in the line where it is short, else displayed."""
    if s.flat:
        return f"{opening} ${draw(flattened(s.body))}$".strip() + (f" {told}." if told else ".")
    comma = "," if opening == "Then" else ""
    before = f"{opening}{comma} {told}," if opening and told else (told[:1].upper() + told[1:] + "," if told else opening)
    return f"{before}\n\\[{stopped(displayed(s.body))}\\]"


def stopped(display: str) -> str:
    """With a full stop after its last line."""
    end = r"\end{aligned}"
    return display.removesuffix(end) + f".{end}" if display.endswith(end) else f"{display}."


def sentence(text: str) -> str:
    """With a capital at its beginning and a full stop at its end."""
    text = text.strip()
    word = re.match(r"[a-z]{2,}(?![\w(])|a ", text)
    first = text[:1].upper() if word and word[0] not in FUNCTIONS else text[:1]
    return first + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def _paragraphs(text: str) -> list[str]:
    return [q for q in re.split(r"\n\s*\n", text.strip()) if q.strip()]
