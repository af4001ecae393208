"""Altered statements of a claim: one node of its conclusion changed, or one hypothesis left out."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import zip_longest
from typing import Any

from adal_theory.errors import ConfigurationError
from adal_theory.prove.kernel.binders import open_body
from adal_theory.prove.kernel.terms import InvalidInference, Term, num, var
from adal_theory.prove.kernel.theorem import Theorem, canonical_formula
from adal_theory.prove.library.changes import formula_changes
from adal_theory.prove.library.claim import Claim, fits
from adal_theory.prove.library.counterexamples import point
from adal_theory.prove.library.library import LADDER, Library
from adal_theory.prove.semantics.evaluate import Instance, evaluate
from adal_theory.prove.semantics.interval import Interval
from adal_theory.prove.tactics.proof import Proof

TRIVIAL = num(0) <= num(0)
ERRORS = (InvalidInference, ConfigurationError, ZeroDivisionError, KeyError, StopIteration)


@dataclass(frozen=True)
class Mutant:
    """A changed claim. `kind` groups mutants: "constant", "sign", "exponent", "dropped term", "hypothesis", …"""

    kind: str
    label: str
    claim: Claim


@dataclass(frozen=True)
class Trial:
    """What became of a mutant: refuted (with the instance, as text), undecided, or proved by the kernel."""

    kind: str
    label: str
    counterexample: dict[str, Any] | None
    proved: bool
    point: str = ""  # the same in a line
    conventions: tuple[str, ...] = ()  # that the counterexample rests on: 1/0 = 0 and the like

    @property
    def verdict(self) -> str:
        if self.proved:
            return "proved_false" if self.counterexample is not None else "proved"
        return "refuted" if self.counterexample is not None else "undecided"


def shown(instance: Instance | None) -> dict[str, str] | None:
    """The values of the variables of an instance (its sequences are functions of them and of the seed)."""
    if instance is None:
        return None
    return {name: number(v) for name, v in sorted(instance.variables.items())}


def number(value: Any) -> str:
    """A rational as text "p/q"; an interval as its middle in 12 digits with ≈."""
    if isinstance(value, Interval):
        return f"≈ {float((value.lo + value.hi) / 2):.12g}"
    return str(value) if isinstance(value, (int, Fraction)) else repr(value)


def _trial(kind: str, label: str, found: Instance | None, claim: Claim, proved: bool) -> Trial:
    if found is None:
        return Trial(kind, label, None, proved)
    at = point(found, claim.show, claim.given.values())
    return Trial(kind, label, at.values, proved, at.line, at.conventions)


def mutants(claim: Claim) -> list[Mutant]:
    """All mutants, those of different kinds in turn; none that says the same as the claim or as another."""
    seen = {canonical_formula(claim.show).key}
    kinds: dict[str, list[Mutant]] = {}
    for kind, f in formula_changes(claim.show):
        try:
            key = canonical_formula(f).key
        except InvalidInference:
            continue
        if key not in seen:
            seen.add(key)
            kinds.setdefault(kind, []).append(Mutant(kind, repr(f), replace(claim, show=f)))
    return [m for row in zip_longest(*kinds.values()) for m in row if m is not None]


def without(claim: Claim) -> list[Mutant]:
    """The claim without each of its hypotheses."""
    return [Mutant("hypothesis", f"without {name}", replace(claim, given={**claim.given, name: TRIVIAL})) for name in claim.given]


def attempt(library: Library, mutant: Mutant, known: Theorem | None) -> bool:
    """Whether the kernel proves the mutant: by its claim's own proof, or from the claim's theorem."""
    claim = mutant.claim
    tries: list[Callable[[], Theorem | None]] = [lambda: claim.prove(library.altered(claim))]
    if known is not None:
        tries.append(lambda: derive(claim, known))
    for one in tries:
        try:
            fits(replace(claim, given={n: f for n, f in claim.given.items() if f != TRIVIAL}), one(), idle_allowed=True)
            return True
        except ERRORS:
            continue
    return False


def derive(claim: Claim, known: Theorem) -> Theorem:
    """The changed conclusion from the true one: quantifiers opened alike, then arithmetic."""
    p = Proof(claim.given, goal=claim.show, patience=0)
    p.ladder = LADDER
    return _derive(p, claim.show, known, 0)


def _derive(p: Proof, goal: Term, known: Theorem, depth: int) -> Theorem:
    if goal.op == "all":
        sort, lo, hi, body = goal.args
        v = var(f"free_{depth}", sort)
        within = p.intro(v, lo, hi) if sort != "sample" else []
        return p.generalize(_derive(p, open_body(body, v), p.specialize(known, v, using=within), depth + 1), (v, lo, hi))
    try:
        return p.have(goal, known, auto=False)
    except InvalidInference:
        return p.have(goal, known, *p.standing, degree=1)


def draw_instances(claim: Claim, count: int, seed: str) -> list[Instance]:
    """Up to `count` random instances of the claim's hypotheses."""
    rng, sampler = random.Random(seed), claim.sampler()
    found = []
    for _ in range(count):
        instance = sampler.draw(rng, 20)
        if instance is not None:
            found.append(instance)
    return found


def counterexample(f: Term, instances: list[Instance]) -> Instance | None:
    """An instance at which the formula is false, exactly."""
    for instance in instances:
        try:
            if evaluate(f, instance) is False:
                return instance
        except ERRORS:
            continue
    return None


def violated(mutant: Mutant, claim: Claim, count: int = 8) -> Instance | None:
    """An instance of the remaining hypotheses at which the conclusion fails."""
    name = next(n for n, f in mutant.claim.given.items() if f == TRIVIAL and claim.given[n] != TRIVIAL)
    rng, sampler = random.Random(f"{claim.id} without {name}"), claim.sampler(without=name)
    for _ in range(count):
        try:
            instance = sampler.draw(rng, 5)
            if instance is not None and evaluate(claim.show, instance) is False:
                return instance
        except ERRORS:
            continue
    return None


def try_mutants(library: Library, claim: Claim, known: Theorem, wanted: int = 8, instances: int = 20) -> list[Trial]:
    """Try altered statements until `wanted` of them are refuted or undecided; then every left-out hypothesis.

    A mutant that the kernel proves and no instance refutes is a true neighbour (a weaker bound): it is not counted.
    """
    ground = [library.modelled(claim)] if claim.model else draw_instances(claim, instances, f"mutants of {claim.id}")
    ranked = [(counterexample(m.claim.show, ground), m) for m in mutants(claim)[: 6 * wanted]]
    ranked.sort(key=lambda pair: pair[0] is None)
    trials: list[Trial] = []
    for found, mutant in ranked:
        if len(trials) >= wanted:
            break
        trial = _trial(mutant.kind, mutant.label, found, mutant.claim, attempt(library, mutant, known))
        if trial.verdict != "proved":
            trials.append(trial)
    for mutant in without(claim):
        trials.append(_trial(mutant.kind, mutant.label, violated(mutant, claim), mutant.claim, attempt(library, mutant, None)))
    return trials


def try_false(library: Library, claim: Claim, draws: int = 20) -> Trial:
    """What becomes of a statement known to be false. A counterexample that rests on no convention is preferred."""
    rng, sampler, best = random.Random(f"false {claim.id}"), claim.sampler(), None
    for _ in range(draws):
        instance = sampler.draw(rng, 20)
        if instance is not None and counterexample(claim.show, [instance]) is not None:
            at = point(instance, claim.show, claim.given.values())
            best = at if best is None or not at.conventions else best
            if not best.conventions:
                break
    proved = attempt(library, Mutant("false claim", claim.title, claim), None)
    if best is None:
        return Trial("false claim", claim.title, None, proved)
    return Trial("false claim", claim.title, best.values, proved, best.line, best.conventions)
