"""What the page and the appendix of proofs say alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.library.claim import Claim
from adal_theory.prove.library.ledger import Entry, Ledger, accepted_by_coq, steps
from adal_theory.prove.library.moments import in_words
from adal_theory.prove.library.mutants import Trial
from adal_theory.prove.printing.axioms import marked
from adal_theory.prove.printing.proof_lines import Outline, outline
from adal_theory.prove.printing.text import text

SHORT = 100  # letters: hypotheses up to this long stand beside a statement in a table


def tally(ledger: Ledger) -> str:
    """ "139 of 139 statements proved, in 61 lemmas: 14,000 steps, 6,000 with exact certificates; SymPy agrees with all 9,000 it
    can judge"."""
    good = sum(e.verdict.verdict == "proved" for e in ledger.entries)
    counts = steps([e.verdict.theorem for e in ledger.entries])
    lemmas = len(ledger.lemmas())
    trials = [t for e in ledger.entries for t in e.trials or ()]
    changed = (
        ""
        if not trials
        else (
            f"; {len(trials):,} altered statements: {sum(t.verdict == 'refuted' for t in trials):,} refuted, "
            f"{sum(t.verdict == 'undecided' for t in trials):,} undecided, {sum(t.proved for t in trials):,} proved"
        )
    )
    if not ledger.entries and ledger.false:
        refuted = sum(trial.verdict == "refuted" for _, trial in ledger.false.values())
        return f"{refuted} of {len(ledger.false)} statements known to be false refuted; there is no other statement"
    return (
        f"{good:,} of {len(ledger.entries):,} statements proved, in {lemmas} lemma{'s' * (lemmas != 1)}: "
        f"{sum(counts.values()):,} steps, "
        f"{counts.get('arith', 0):,} with exact certificates{_second(ledger)}{changed}"
    )


def _second(ledger: Ledger) -> str:
    judgement = ledger.judgement()
    if judgement is None:
        return ""
    against = len(judgement.disagreements)
    agreed = f"{judgement.judged - against:,}"
    return (
        f"; SymPy agrees with {agreed} and DISAGREES with {against:,}"
        if against
        else f"; SymPy agrees with all {agreed} it can judge"
    )


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


def parts(group: list[Entry]) -> str:
    """What stands beside a lemma's id: how many statements it is made of, if several."""
    return f"in {len(group)} statements" if len(group) > 1 else ""


def contents(name: str, group: list[Entry]) -> list[Claim]:
    """The claims that say what a lemma says: that which bears its id, else all its parts."""
    return [e.claim for e in group if e.claim.id == name] or [e.claim for e in group]


def supposed(claim: Claim, shown: Callable[[Term], str]) -> str:
    """What a claim supposes: in full where that is short in text, with each formula as `shown`, else how much."""
    count = len(claim.given)
    short = len("; ".join(map(text, claim.given.values()))) <= SHORT
    what = "; ".join(map(shown, claim.given.values())) if short else f"{count} hypothes{'e' if count > 1 else 'i'}s"
    moments = [f"that {in_words(claim.moments)}"] if claim.moments else []
    found = [*([what] if count else []), *moments]
    return f"given {', and '.join(found)}" if found else ""


def known_false(trial: Trial) -> str:
    """What became of a statement known to be false, with the counterexample and what it rests on."""
    at = f" at {trial.point}" if trial.point else ""
    only = f"; only because {' and '.join(trial.conventions)}, which refutes nothing by itself" if trial.conventions else ""
    return f"{trial.verdict}{at}{only}"


def foreign(ledger: Ledger) -> list[str]:
    """A line for each axiom that the package does not ship, with what was taken from it."""
    return [
        f"axiom {a.label}: declared in {a.place}, no part of this package"
        + ("" if ledger.allow_axioms else ": what rests on it is not accepted without --allow-axioms")
        for a in ledger.axioms()
        if not a.shipped
    ]


@dataclass(frozen=True)
class Row:
    """One lemma in a table: the verdict is the worst of its parts, the counts are of all that it rests on."""

    name: str
    claims: list[Claim]
    verdict: str
    steps: int
    certified: int
    sympy: str
    coq: str
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
    return Row(
        name,
        contents(name, group),
        verdict,
        sum(counts.values()),
        counts.get("arith", 0),
        str(next((j for j in judgements if not j.agrees), next(iter(judgements), ""))),
        accepted_by_coq(group),
        [*map(marked, sorted({a for t in theorems for a in t.axioms}))],
        tried if trials else "",
    )


def outlines(ledger: Ledger) -> dict[str, Outline]:
    """The proofs by claim id, of those that have one."""
    return {
        e.claim.id: outline([*e.claim.given.values()], e.verdict.theorem, ledger.known)
        for e in ledger.entries
        if e.verdict.theorem is not None
    }
