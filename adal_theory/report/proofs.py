"""What the page and the appendix of proofs say alike."""

from __future__ import annotations

from dataclasses import dataclass

from adal_theory.prove.library.ledger import Entry, Ledger, steps
from adal_theory.prove.printing.axioms import marked
from adal_theory.prove.printing.proof_lines import Outline, outline


def tally(ledger: Ledger) -> str:
    """ "139 of 139 claims proved, in 61 lemmas: 14,000 steps, 6,000 with exact certificates; SymPy agrees with 12,000"."""
    good = sum(e.verdict.verdict == "proved" for e in ledger.entries)
    counts = steps([e.verdict.theorem for e in ledger.entries])
    lemmas = len(ledger.lemmas())
    trials = [t for e in ledger.entries for t in e.trials or ()]
    changed = "" if not trials else (
        f"; {len(trials):,} changed statements: {sum(t.verdict == 'refuted' for t in trials):,} refuted, "
        f"{sum(t.verdict == 'undecided' for t in trials):,} undecided, {sum(t.proved for t in trials):,} proved")
    return (f"{good:,} of {len(ledger.entries):,} claims proved, in {lemmas} lemma{'s' * (lemmas != 1)}: "
            f"{sum(counts.values()):,} steps, "
            f"{counts.get('arith', 0):,} with exact certificates{_second(ledger)}{changed}")


def _second(ledger: Ledger) -> str:
    judgement = ledger.judgement()
    if judgement is None:
        return ""
    against = len(judgement.disagreements)
    return f"; SymPy agrees with {judgement.judged - against:,}" + (f" and DISAGREES with {against:,}" if against else "")


def disagreements(ledger: Ledger) -> list[str]:
    """A line for each step that SymPy does not find as the kernel did, with the first claim that rests on it."""
    first: dict[str, str] = {}
    for e in ledger.entries:
        for d in e.judgement.disagreements if e.judgement is not None else ():
            first.setdefault(str(d), e.claim.id)
    return [f"{claim}: {line}" for line, claim in first.items()]


def open_claims(ledger: Ledger) -> list[Entry]:
    """The claims that are not proved."""
    return [e for e in ledger.entries if e.verdict.verdict != "proved"]


def outcome(e: Entry) -> str:
    """The verdict of a claim that is not proved, and why."""
    v = e.verdict
    return v.reason if v.reason.startswith(f"{v.verdict}: ") else f"{v.verdict}: {v.reason}"


def title(name: str, group: list[Entry]) -> str:
    """A lemma's title: that of the claim which bears its id, else how many claims it is made of."""
    own = next((e.claim.title for e in group if e.claim.id == name), None)
    return own or (f"in {len(group)} claims" if len(group) > 1 else group[0].claim.title)


def contents(name: str, group: list[Entry]) -> str:
    """What a lemma says, in words: its title, or the titles of all its parts."""
    return next((e.claim.title for e in group if e.claim.id == name), "; ".join(e.claim.title for e in group))


@dataclass(frozen=True)
class Row:
    """One lemma in a table: the verdict is the worst of its parts, the counts are of all that it rests on."""

    name: str
    title: str
    verdict: str
    steps: int
    certified: int
    sympy: str
    axioms: list[str]
    mutants: str


def rows(ledger: Ledger) -> list[Row]:
    """The lemmas in order."""
    return [_row(name, group) for name, group in ledger.lemmas().items()]


def _row(name: str, group: list[Entry]) -> Row:
    judgements = [e.judgement for e in group if e.judgement is not None]
    verdict = next((e.verdict.verdict for e in group if e.verdict.verdict != "proved"), "proved")
    theorems = [e.verdict.theorem for e in group if e.verdict.theorem is not None]
    counts = steps(theorems)
    trials = [t for e in group for t in e.trials or ()]
    false = sum(t.proved for t in trials)
    tried = f"{sum(t.verdict == 'refuted' for t in trials)} of {len(trials)} refuted" + (f", {false} PROVED" if false else "")
    return Row(name, contents(name, group), verdict, sum(counts.values()), counts.get("arith", 0),
               str(next((j for j in judgements if not j.agrees), next(iter(judgements), ""))),
               [*map(marked, sorted({a for t in theorems for a in t.axioms}))], tried if trials else "")


def outlines(ledger: Ledger) -> dict[str, Outline]:
    """The proofs by claim id, of those that have one."""
    return {e.claim.id: outline([*e.claim.given.values()], e.verdict.theorem, ledger.known)
            for e in ledger.entries if e.verdict.theorem is not None}
