"""Whether what a verdict rests on holds: a card says its verdict only then, and otherwise why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from adal_theory.prove.library.ledger import Ledger
from adal_theory.report.claims import PaperClaim, Pick
from adal_theory.report.entry import Entry
from adal_theory.report.words import around, number
from adal_theory.results.comparison import Comparison

SIGNS = {"proved": "✓", "conditional": "◐", "refuted": "✗", "not shown": "∅", "unsettled": "…"}
TO_COME = "still to come"


@dataclass(frozen=True)
class Key:
    """A number of a card, as HTML, with its label, and what says how far to trust it; "" where nothing does."""

    value: Markup
    label: str
    range: Markup


@dataclass(frozen=True)
class Standing:
    """A claim as the page may tell it: `missing` says, line by line, what its verdict lacks; without such a line it stands."""

    claim: PaperClaim
    missing: tuple[str, ...]
    keys: tuple[Key, ...]
    numbers: tuple[tuple[Entry, Comparison], ...]

    @property
    def kind(self) -> str:
        """What was found, in a word; "unsettled" where something is missing."""
        return "unsettled" if self.missing else self.claim.kind

    @property
    def sign(self) -> str:
        """A sign for it, so that no verdict rests on its colour."""
        return SIGNS[self.kind]

    @property
    def verdict(self) -> str:
        """The verdict in words."""
        return "not settled on this page" if self.missing else self.claim.verdict


def standing(claim: PaperClaim, entries: Sequence[Entry], proofs: Ledger | None) -> Standing:
    """Hold a claim to the proofs and experiments that its verdict rests on."""
    done = {e.experiment.id: e for e in entries}
    missing = [*_lemmas(claim.lemmas, proofs), *_experiments(claim.experiments, done)]
    keys, numbers = [], []
    for pick in claim.keys:
        if (found := picked(pick, done)) is not None:
            keys.append(Key(shown(pick, found), pick.label, ranged(pick, found)))
        elif pick.experiment in done:
            missing.append(f"{pick.experiment} has no comparison that begins with “{pick.begins}”")
    for pick in claim.numbers:
        if (found := picked(pick, done)) is not None:
            numbers.append((done[pick.experiment], found))
    return Standing(claim, tuple(missing), tuple(keys), tuple(numbers))


def picked(pick: Pick, done: Mapping[str, Entry]) -> Comparison | None:
    """The comparison that is meant, where the experiment is done and has it."""
    rows: Iterable[Comparison] = done[pick.experiment].comparisons if pick.experiment in done else ()
    return next((c for c in rows if c.claim.startswith(pick.begins)), None)


def shown(pick: Pick, c: Comparison) -> Markup:
    """What was measured, as a card prints it."""
    if pick.form == "percent":
        return percent(c.measured)
    if pick.form == "rivals":  # the comparison's bound is one less than all of them
        return Markup("{} of {}").format(number(c.measured), number(c.expected + 1))
    return number(c.measured, 4)


def ranged(pick: Pick, c: Comparison) -> Markup:
    """What stands beside a number of a card: its interval, where it was drawn at random, and what theory gives."""
    if c.kind != "tight":
        return Markup()
    theory = percent(c.expected) if pick.form == "percent" else number(c.expected, 4)
    errors = (
        Markup("± 3 standard errors: <span>{}</span>; ").format(around(c.measured, c.interval, 4))
        if pick.form == "sampled"
        else Markup()
    )
    return errors + Markup("theory: {}").format(theory)


def percent(value: float) -> Markup:
    """A share in per cent, with its sign."""
    return Markup("{}{} %").format("+" if value > 0 else "", number(100 * value, 3))


def _lemmas(ids: Sequence[str], proofs: Ledger | None) -> list[str]:
    if proofs is None:
        return [f"the proofs of {', '.join(ids)} are {TO_COME}"]
    found = {e.claim.id: e for e in proofs.entries}
    lines = [f"{id} is not among the proofs" for id in ids if id not in found]
    return [*lines, *(f"{id} is not proved" for id in ids if id in found and not found[id].ok)]


def _experiments(ids: Sequence[str], done: Mapping[str, Entry]) -> list[str]:
    lines = [f"{id} is {TO_COME}" for id in ids if id not in done]
    for e in (done[id] for id in ids if id in done and not done[id].ok):
        failing = len(e.comparisons) - e.held
        lines.append(
            f"in {e.experiment.id}, {failing} of {len(e.comparisons)} comparisons fail"
            if failing
            else f"{e.experiment.id} compared nothing"
        )
    return lines
