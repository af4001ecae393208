"""The ledger: every lemma's verdict, what it rests on, its witness, and what became of its mutants."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from adal_theory.errors import unknown_name
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.library.acceptance import Acceptance, Coq
from adal_theory.prove.library.claim import Claim, Verdict
from adal_theory.prove.library.derivation import derivation
from adal_theory.prove.library.failure import Findings
from adal_theory.prove.library.judgement import Judge, Judgement
from adal_theory.prove.library.library import Library
from adal_theory.prove.library.moments import in_words
from adal_theory.prove.library.mutants import Trial, shown, try_false, try_mutants
from adal_theory.prove.library.parallel import in_order
from adal_theory.prove.library.proving import prove_all
from adal_theory.prove.printing.axioms import Cited, cited, marked
from adal_theory.prove.printing.proof_lines import own
from adal_theory.prove.printing.text import text
from adal_theory.prove.printing.values import cut
from adal_theory.prove.tactics import kept
from adal_theory.runtime import doing
from adal_theory.runtime.collecting import seldom
from adal_theory.showing import Shown

CERTIFIED = "arith"  # steps with an exact certificate
OUTCOMES = ("refuted", "undecided", "proved_false")


@dataclass
class Entry:
    """One claim with its verdict and, if asked for, the second judge's, and its mutants."""

    verdict: Verdict
    trials: list[Trial] | None = None
    seconds: float = 0.0
    judgement: Judgement | None = None
    coq: str = ""  # "accepted" or "REFUSED", where Coq was asked

    @property
    def claim(self) -> Claim:
        return self.verdict.claim

    @property
    def ok(self) -> bool:
        """Proved, and no altered statement proved, no hypothesis idle, no disagreement, and not refused by Coq."""
        agreed = self.judgement is None or self.judgement.agrees
        accepted = self.coq in ("", "accepted")
        return self.verdict.verdict == "proved" and agreed and accepted and not any(t.proved for t in self.trials or ())


@dataclass
class Ledger(Shown):
    """Entries in order. `known` are the theorems of all claims proved on the way, with those claims' ids; `told` are the lines
    of their proofs by claim id, as they are written: tactic and theorem."""

    entries: list[Entry] = field(default_factory=list)
    judge: Judge | None = None
    known: dict[Theorem, str] = field(default_factory=dict)
    told: dict[str, list[tuple[str, Theorem]]] = field(default_factory=dict)
    false: dict[str, tuple[Claim, Trial]] = field(default_factory=dict)
    allow_axioms: bool = False  # whether claims may rest on axioms that the package does not ship
    coq: Acceptance | None = None

    def __repr__(self) -> str:
        proved = sum(e.verdict.verdict == "proved" for e in self.entries)
        return f"Ledger({proved} of {len(self.entries)} statements proved, {'all is well' if self.ok else 'not all is well'})"

    @property
    def ok(self) -> bool:
        proved = bool(self.entries or self.false) and all(e.ok for e in self.entries)
        trusted = self.allow_axioms or all(a.shipped for a in self.axioms())
        return proved and trusted and not any(trial.proved for _, trial in self.false.values())

    def lemmas(self) -> dict[str, list[Entry]]:
        """Entries by lemma: B8.1, B8.2 … under B8."""
        groups: dict[str, list[Entry]] = {}
        for e in self.entries:
            groups.setdefault(e.claim.lemma, []).append(e)
        return groups

    def axioms(self) -> list[Cited]:
        """What the proofs take on trust, with the formulas that they take."""
        return cited(derivation(*(e.verdict.theorem for e in self.entries if e.verdict.theorem is not None)))

    def rests_on(self, e: Entry) -> list[str]:
        """The claims that a claim's proof cites, in order."""
        t = e.verdict.theorem
        return sorted(own(t, self.known)[1], key=order) if t is not None else []

    def dependencies(self) -> dict[str, list[str]]:
        """The lemmas that each lemma rests on, itself left out."""
        return {
            name: sorted({c.partition(".")[0] for e in group for c in self.rests_on(e)} - {name}, key=order)
            for name, group in self.lemmas().items()
        }

    def judgement(self, entries: Sequence[Entry] | None = None) -> Judgement | None:
        """The second judge's word on all steps of the entries (default: of all), each step once; None if it was not asked."""
        theorems = [e.verdict.theorem for e in (self.entries if entries is None else entries)]
        return None if self.judge is None else self.judge.judge(*(t for t in theorems if t is not None))

    def as_dict(self, whole: bool = True) -> dict[str, Any]:
        """The JSON document of `adal verify`; `whole`, or with long values cut."""
        lemmas = [lemma_dict(name, group, self.judgement(group)) for name, group in self.lemmas().items()]
        found: dict[str, Any] = {
            "lemmas": lemmas,
            "axioms": [a.as_dict() for a in self.axioms()],
            "false": [false_dict(claim, trial) for claim, trial in self.false.values()],
            "sympy": _judged(self.judgement()),
            "coq": None if self.coq is None else self.coq.as_dict(),
            "ok": self.ok,
        }
        if not whole:
            for entry in (*found["false"], *(part for lemma in lemmas for part in lemma["parts"])):
                if "counterexample" in entry:
                    entry["counterexample"] = cut(entry["counterexample"])
                if "without" in entry:
                    entry["without"] = {h: a if isinstance(a, str) else cut(a) for h, a in entry["without"].items()}
        return found


def _judged(judgement: Judgement | None) -> dict[str, Any] | None:
    return None if judgement is None else judgement.as_dict()


def steps(theorems: Iterable[Theorem | None]) -> dict[str, int]:
    """How many theorems of each rule a derivation holds, assumptions left out."""
    counts: dict[str, int] = {}
    for t in derivation(*(t for t in theorems if t is not None)):
        counts[t.rule] = counts.get(t.rule, 0) + 1
    counts.pop("assume", None)
    return counts


def entry_dict(e: Entry) -> dict[str, Any]:
    """One claim."""
    t, v = e.verdict.theorem, e.verdict
    counts = steps([t])
    found = {
        "id": e.claim.id,
        "title": e.claim.title,
        "verdict": v.verdict,
        "statement": text(e.claim.show),
        "hypotheses": {name: text(f) for name, f in e.claim.given.items()},
        "axioms": [*map(marked, t.axioms)] if t else [],
        "moments": in_words(e.claim.moments),
        "integrable": [*map(text, t.moments)] if t else [],
        "steps": sum(counts.values()),
        "certified": counts.get(CERTIFIED, 0),
        "sympy": _judged(e.judgement),
        "coq": e.coq or None,
        "witness": shown(v.witness),
        "mutants": tally(e.trials),
        "seconds": round(e.seconds, 3),
    }
    if e.trials is not None:
        found["without"] = {
            t.label.removeprefix("without "): t.counterexample or "the proof fails" for t in e.trials if t.kind == "hypothesis"
        }
    if v.counterexample is not None:
        found["counterexample"] = v.counterexample
    return {**found, "reason": v.reason, "details": list(v.details)} if v.reason else found


def tally(trials: Sequence[Trial] | None) -> dict[str, Any] | None:
    if trials is None:
        return None
    counts = {name: sum(t.verdict == name for t in trials) for name in OUTCOMES}
    counts["proved_false"] += sum(t.verdict == "proved" for t in trials)
    return {"tried": len(trials), **counts}


def accepted_by_coq(group: Sequence[Entry]) -> str:
    """What Coq says of a lemma: the worst of what it says of the parts."""
    return max((e.coq for e in group), key=["", "accepted", "REFUSED"].index)


def lemma_dict(name: str, group: list[Entry], judgement: Judgement | None = None) -> dict[str, Any]:
    """A lemma with its parts: verdict of the worst, sums of the counts, the main part's statement first."""
    main = next((e for e in group if e.claim.id == name), group[-1])
    parts = [entry_dict(e) for e in group]
    own = entry_dict(main)
    bad = next((q["verdict"] for q in parts if q["verdict"] != "proved"), "proved")
    counts = steps([e.verdict.theorem for e in group])
    trials = None if any(e.trials is None for e in group) else [t for e in group for t in e.trials or ()]
    statement = own["statement"] if any(e.claim.id == name for e in group) else "; ".join(q["statement"] for q in parts)
    return {
        "id": name,
        "title": own["title"],
        "verdict": bad,
        "statement": statement,
        "hypotheses": list(dict.fromkeys(h for q in parts for h in q["hypotheses"].values())),
        "axioms": sorted({a for q in parts for a in q["axioms"]}),
        "steps": sum(counts.values()),
        "certified": counts.get(CERTIFIED, 0),
        "sympy": _judged(judgement),
        "coq": accepted_by_coq(group) or None,
        "witness": own["witness"],
        "mutants": tally(trials),
        "seconds": round(sum(e.seconds for e in group), 3),
        "parts": parts,
    }


def false_dict(claim: Claim, trial: Trial) -> dict[str, Any]:
    """A statement known to be false: `refuted` with its counterexample, `undecided`, or (never) `proved`."""
    return {
        "id": claim.id,
        "title": claim.title,
        "statement": text(claim.show),
        "verdict": trial.verdict,
        "hypotheses": {name: text(f) for name, f in claim.given.items()},
        "counterexample": trial.counterexample,
        "conventions": list(trial.conventions),
        "reference": claim.reference,
    }


def order(claim_id: str) -> tuple[Any, ...]:
    """A1, A2, …, A10, B1, …; auxiliary lemmas (L) last."""
    head, _, tail = claim_id.partition(".")
    digits = "".join(c for c in head if c.isdigit())
    return head[:1] == "L", head[:1], int(digits or 0), [int(q) if q.isdigit() else -1 for q in tail.split(".")], tail


def select(library: Library, wanted: Sequence[str]) -> list[str]:
    """Claim ids by id or lemma, all when none is named. Raises `ConfigurationError` for an unknown one."""
    ids = sorted(library.claims, key=order)
    lemmas = {library.claims[i].lemma for i in ids}
    for name in wanted:
        if name not in library.claims and name not in lemmas:
            raise unknown_name("lemma", name, lemmas)
    return [i for i in ids if not wanted or i in wanted or library.claims[i].lemma in wanted]


@seldom()
def verify(
    library: Library,
    wanted: Sequence[str] = (),
    mutants: bool = False,
    report: Callable[[Entry], None] | None = None,
    judge: Judge | None = None,
    refute: Callable[[Verdict], Findings] | None = None,
    allow_axioms: bool = False,
    coq: Coq | None = None,
) -> Ledger:
    """Prove the claims in order; `report` is called as each is done. Mutants are tried on all cores.

    `judge` looks at every step of what was proved; a disagreement fails the claim. So do axioms that the package does not ship,
    unless `allow_axioms`. `refute` looks for a counterexample to what was not proved. `coq` has Coq check what was proved, once
    everything is; claims that it refuses fail.
    """
    ledger = Ledger(judge=judge, allow_axioms=allow_axioms)
    _prove_all(library, select(library, wanted), ledger, None if mutants or coq else report, refute)
    if mutants:
        _try_all(library, ledger.entries, None if coq else report)
    if coq is not None:
        _ask(coq, library, ledger, report)
    ledger.known, ledger.told = library.proved(), dict(library.told)
    if not wanted:
        claims = list(library.false.values())
        with doing("refuting what is known to be false"):
            trials = list(in_order(lambda k: try_false(library, claims[k]), range(len(claims))))
        ledger.false = {c.id: (c, trial) for c, trial in zip(claims, trials, strict=True)}
    return ledger


def _prove_all(
    library: Library,
    ids: Sequence[str],
    ledger: Ledger,
    report: Callable[[Entry], None] | None,
    refute: Callable[[Verdict], Findings] | None,
) -> None:
    with doing(f"proving {len(ids)} claims") as share:
        for k, (verdict, seconds) in enumerate(prove_all(library, ids, ledger.judge)):
            start = time.perf_counter()
            e = Entry(verdict if refute is None or verdict.theorem is not None else verdict.examined(refute(verdict)))
            e.judgement = ledger.judgement([e]) if verdict.theorem is not None else None
            e.seconds = seconds + time.perf_counter() - start
            ledger.entries.append(e)
            share((k + 1) / len(ids))
            if report is not None:
                report(e)
    kept.save()


def _ask(coq: Coq, library: Library, ledger: Ledger, report: Callable[[Entry], None] | None) -> None:
    """Coq on all that was proved."""
    proved = [e for e in ledger.entries if e.verdict.theorem is not None]
    ledger.coq = coq(library, [e.claim.id for e in proved])
    for e in proved:
        e.coq = ledger.coq.of(e.claim.id)
    if report is not None:
        for e in ledger.entries:
            report(e)


def _try_all(library: Library, entries: Sequence[Entry], report: Callable[[Entry], None] | None) -> None:
    def work(k: int) -> tuple[list[Trial] | None, float]:
        start, verdict = time.perf_counter(), entries[k].verdict
        if verdict.theorem is None:
            return None, 0.0
        return try_mutants(library, verdict.claim, verdict.theorem), time.perf_counter() - start

    with doing("trying altered statements, which must not be provable") as share:
        for k, (trials, seconds) in enumerate(in_order(work, range(len(entries)))):
            entries[k].trials, entries[k].seconds = trials, entries[k].seconds + seconds
            share((k + 1) / len(entries))
            if report is not None:
                report(entries[k])
