"""What the templates show of lemmas: plain values, made from the ledger once a page."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from markupsafe import Markup

from adal_theory.prove.library.claim import Claim
from adal_theory.prove.library.ledger import CERTIFIED, Entry, Ledger
from adal_theory.prove.library.ledger import order as place
from adal_theory.prove.library.ledger import steps as counted
from adal_theory.prove.library.moments import in_words
from adal_theory.report import proofs
from adal_theory.report.glossary import Definition, Glossary
from adal_theory.report.html_formulas import in_line
from adal_theory.report.reading.hypotheses import Hypothesis, supposed
from adal_theory.report.reading.meanings import home
from adal_theory.report.reading.updates import Update
from adal_theory.report.steps import listed, steps

SHORT = 3  # hypotheses up to so many are not folded
GOOD = ("agrees", "accepted")


@dataclass(frozen=True)
class Given:
    """One hypothesis: label, formula, what it says, and the name that the program uses."""

    label: str
    formula: Markup
    words: str
    name: str


@dataclass(frozen=True)
class Line:
    """One line of a proof."""

    number: int
    formula: Markup
    claims: tuple[str, ...]
    labels: str
    how: str
    last: bool


@dataclass(frozen=True)
class ClaimView:
    """One claim. `titled` says whether its title may stand as a heading: of claims of others the formula comes first."""

    id: str
    title: str
    titled: bool
    statement: Markup
    reference: str
    verdict: str
    outcome: str
    details: tuple[str, ...]
    count: int
    certified: int
    sympy: str
    coq: str
    update: Update | None
    equations: tuple[Given, ...]
    given: tuple[Given, ...]
    moments: str
    words: str
    source: str
    code: str
    suppositions: tuple[Markup, ...]
    lines: tuple[Line, ...]
    rests: tuple[str, ...]
    supports: tuple[str, ...]
    tested: tuple[str, ...]

    @property
    def hypotheses(self) -> int:
        return len(self.equations) + len(self.given)

    @property
    def labels(self) -> str:
        """The labels of the update's equations: H1–H9, H22."""
        return listed([h.label for h in self.equations])

    @property
    def folded(self) -> bool:
        return self.hypotheses > SHORT

    @property
    def proved(self) -> bool:
        return self.verdict == "proved"


@dataclass(frozen=True)
class LemmaView:
    """A lemma: its claims in order, that which bears its id first, and its row in the table of all lemmas."""

    id: str
    claims: tuple[ClaimView, ...]
    row: proofs.Row
    symbols: tuple[Definition, ...]
    tested: tuple[str, ...]

    @property
    def stated(self) -> tuple[ClaimView, ...]:
        """The claims that say what the lemma says."""
        return tuple(c for c in self.claims if c.id == self.id) or self.claims


class Lemmas:
    """The lemmas of a ledger by id, with the glossary of their symbols."""

    def __init__(self, ledger: Ledger, tested: Mapping[str, Sequence[str]] | None = None) -> None:
        self.ledger, self.glossary = ledger, Glossary()
        self.tested = {id: tuple(found) for id, found in (tested or {}).items()}
        self._rests = {e.claim.id: tuple(ledger.rests_on(e)) for e in ledger.entries}
        self._supports: dict[str, list[str]] = {}
        for id, found in self._rests.items():
            for cited in found:
                self._supports.setdefault(cited, []).append(id)
        rows = {row.name: row for row in proofs.rows(ledger)}
        self.by_id = {
            name: LemmaView(name, tuple(map(self._claim, group)), rows[name], self._symbols(group), self.tested.get(name, ()))
            for name, group in ledger.lemmas().items()
        }
        self.claims = {c.id: c for lemma in self.by_id.values() for c in lemma.claims}

    def _symbols(self, group: Sequence[Entry]) -> tuple[Definition, ...]:
        """The symbols of a lemma, each once for every meaning that it has there."""
        found = [d for e in group for d in self.glossary.of(e.claim).values()]
        return tuple({(d.shown, d.words): d for d in found}.values())

    def _claim(self, e: Entry) -> ClaimView:
        c, counts = e.claim, counted([e.verdict.theorem])
        found = supposed(c)
        suppositions, lines = self._proof(e)
        return ClaimView(
            id=c.id,
            title=c.title,
            titled=bool(home(c)),
            statement=self.glossary.formula(c.show, c, display=True),
            reference=c.reference,
            verdict=e.verdict.verdict,
            outcome="" if e.verdict.verdict == "proved" else proofs.outcome(e),
            details=tuple(e.verdict.details),
            count=sum(counts.values()),
            certified=counts.get(CERTIFIED, 0),
            sympy="" if e.judgement is None else str(e.judgement),
            coq=e.coq,
            update=found.update,
            equations=tuple(map(_equation, found.equations)),
            given=tuple(self._given(h, c) for h in found.others),
            moments=in_words(c.moments),
            words=c.words,
            source=source(c),
            code=code(c),
            suppositions=suppositions,
            lines=lines,
            rests=self._rests[c.id],
            supports=tuple(sorted(self._supports.get(c.id, ()), key=place)),
            tested=self.tested.get(c.id, ()) if c.id != c.lemma else (),
        )

    def _given(self, h: Hypothesis, c: Claim) -> Given:
        return Given(h.label, self.glossary.in_line(h.formula, c), h.words, h.name)

    def _proof(self, e: Entry) -> tuple[tuple[Markup, ...], tuple[Line, ...]]:
        if e.verdict.theorem is None:
            return (), ()
        found = steps(e.claim, e.verdict.theorem, self.ledger)
        last = len(found.lines)
        lines = [
            Line(s.number, in_line(s.formula) if s.number < last else Markup(), s.claims, s.labels, s.how, s.number == last)
            for s in found.lines
        ]
        return tuple(map(in_line, found.suppositions)), tuple(lines)


def _equation(h: Hypothesis) -> Given:
    """An equation of the recorded update: many claims have the same ones, so each is kept short."""
    return Given(h.label, in_line(h.formula), "", h.name)


def source(c: Claim) -> str:
    """Where the proof of a claim is written: its file, without the folders that lead to it, and its function."""
    at = getattr(c.proof, "__code__", None)
    if at is None:
        return ""
    file = f"proofs/{home(c).replace('.', '/')}.py" if home(c) else Path(at.co_filename).name
    return file if at.co_name in ("_", "<lambda>") else f"{file}, {at.co_name}"


def code(c: Claim) -> str:
    """The text of the function that proves a claim, without its decorator; "" where it cannot be had."""
    try:
        found = dedent(inspect.getsource(c.proof))
    except (OSError, TypeError):
        return ""
    start = found.find("def ")
    return found[max(start, 0) :].rstrip()
