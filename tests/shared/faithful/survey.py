"""Many random runs, and on each the statements that have not been evaluated often enough yet; mutants the same way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from adal_theory.prove import Claim
from faithful.cases import HOLDS, VIOLATED, Case
from faithful.random_runs import KINDS, draw

# A kind of run is given up after so many runs on which no statement below its quota was evaluated.
PATIENCE = 10


@dataclass
class Tally:
    """How often each claim was evaluated, why runs said nothing about it, and where it was violated."""

    evaluated: Counter[str] = field(default_factory=Counter)
    silent: dict[str, Counter[str]] = field(default_factory=dict)
    violations: list[tuple[str, str]] = field(default_factory=list)
    runs: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)

    def add(self, case: Case, claims: Iterable[Claim], label: str) -> bool:
        """Evaluate the claims on one run; whether any could be."""
        before = self.evaluated.total()
        self.rules[case.run.setup.rule.name] += 1
        for claim in claims:
            outcome = case.outcome(claim)
            if outcome in (HOLDS, VIOLATED):
                self.evaluated[claim.id] += 1
            else:
                self.silent.setdefault(claim.id, Counter())[outcome] += 1
            if outcome == VIOLATED:
                self.violations.append((claim.id, label))
        return self.evaluated.total() > before


def seeds(chunk: int, of: int) -> Iterator[int]:
    """The seeds of a part of the survey: chunk, chunk + of, chunk + 2 of, …"""
    while True:
        yield chunk
        chunk += of


def survey(claims: Sequence[Claim], quota: int, chunk: int = 0, of: int = 1, most: int = 400) -> Tally:
    """Runs of every kind in turn until each claim has been evaluated `quota` times, at most `most` runs of a kind."""
    tally, idle = Tally(), Counter(dict.fromkeys(KINDS, 0))
    for _, seed in zip(range(most), seeds(chunk, of), strict=False):
        for kind in KINDS:
            waiting = [c for c in claims if tally.evaluated[c.id] < quota]
            if not waiting:
                return tally
            if idle[kind] < PATIENCE:
                label, run = draw(kind, seed)
                tally.runs[kind] += 1
                idle[kind] = 0 if tally.add(Case(run), waiting, label) else idle[kind] + 1
    return tally


def first_violations(mutants: Sequence[Claim], most: int, chunk: int = 0, of: int = 1) -> dict[str, str]:
    """Where each mutant is first violated, among `most` runs of every kind; those that never are, are left out."""
    found: dict[str, str] = {}
    for _, seed in zip(range(most), seeds(chunk, of), strict=False):
        for kind in KINDS:
            waiting = [c for c in mutants if c.id not in found]
            if not waiting:
                return found
            label, run = draw(kind, seed)
            case = Case(run)
            found |= {c.id: label for c in waiting if case.outcome(c) == VIOLATED}
    return found
