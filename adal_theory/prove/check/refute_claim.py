"""Counterexamples to a claim of a library: the general search first, then draws from what the claim itself names."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from adal_theory.prove.check.answer import Refutation, Slack, Tight
from adal_theory.prove.check.refute import refute
from adal_theory.prove.kernel.binders import functions, open_body
from adal_theory.prove.kernel.terms import RELATIONS, InvalidInference, Term
from adal_theory.prove.library.claim import Claim, Verdict
from adal_theory.prove.library.definitions import definition, unused
from adal_theory.prove.library.failure import Findings, where
from adal_theory.prove.printing.values import plain, values_of
from adal_theory.prove.semantics.evaluate import Instance, IntervalArithmetic, evaluate
from adal_theory.prove.semantics.interval import Interval
from adal_theory.prove.semantics.recording import numbers, plain_number, recording, watched

DRAWS = 200
ERRORS = (InvalidInference, ZeroDivisionError, KeyError, StopIteration, ArithmeticError)
Comparison = tuple[str, Any, Any, tuple[Any, ...]]


def refute_claim(claim: Claim, seconds: float = 3.0, seed: int = 0) -> Refutation | Slack:
    """An exact instance of all hypotheses of the claim at which its statement fails, or the smallest slack seen.

    A point of small numbers is sought first. Where there is none, or the claim speaks of more than a finite list of numbers
    can say, instances are drawn from its `domains` and `samples`.
    """
    start = time.perf_counter()
    own = bool(claim.domains) or claim.samples is not None
    found = refute(claim.show, list(claim.given.values()), (), seconds * (0.4 if own else 0.8), seed)
    if isinstance(found, Refutation) and not found.conventions:
        return found
    drawn = from_domains(claim, start + seconds, seed)
    if drawn is None or (drawn.conventions and isinstance(found, Refutation)):
        return found
    return drawn


def findings(verdict: Verdict, seconds: float = 3.0) -> Findings:
    """A counterexample to a claim that is not proved; else one to what its proof left to show, and the smallest slacks seen."""
    claim, failure = verdict.claim, verdict.failure
    try:
        found = refute_claim(claim, seconds)
        if isinstance(found, Refutation):
            return Findings(plain(values_of(found.values, found.sequences, {})), tuple(found.lines()))
        lines = [f"the claim: {line}" for line in found.lines()]
        if failure is not None and failure.left is not None and not _whole(claim, failure.left, failure.known):
            lines.insert(0, f"what was left to show: {_about(failure.left, failure.known)}")
    except Exception as fault:  # a slip in the claim's own `domains` or `samples`
        return Findings(None, (f"no counterexample can be sought: {where(fault)}",))
    return Findings(None, tuple(lines))


def _whole(claim: Claim, left: Term, known: Sequence[Term]) -> bool:
    return left == claim.show and set(known) >= set(claim.given.values())


def _about(goal: Term, known: Sequence[Term]) -> str:
    found = refute(goal, known, (), 1.0)
    lines = "; ".join(found.lines())
    return lines if isinstance(found, Slack) else f"it needs more to go on, being false at {lines}"


def from_domains(claim: Claim, deadline: float, seed: int = 0) -> Refutation | None:
    """A counterexample among instances drawn as the claim says; one that uses a convention only if there is no other."""
    sampler, rng = claim.sampler(), random.Random(f"refute {claim.id} {seed}")
    second: Refutation | None = None
    for _ in range(DRAWS):
        if time.perf_counter() > deadline:
            break
        try:
            at = sampler.draw(rng, 5)
            if at is None or evaluate(claim.show, at) is not False:
                continue
            found = as_refutation(claim.show, list(claim.given.values()), at)
        except ERRORS:
            continue
        if not found.conventions:
            return found
        second = second or found
    return second


def as_refutation(goal: Term, given: Sequence[Term], at: Instance) -> Refutation:
    """The instance with all entries of sequences that goal and hypotheses use, both sides, and what it rests on."""
    recorded, tables = recording(at)
    arithmetic, used = watched()
    op, left, right, index = failing(goal, recorded, arithmetic)
    for f in given:  # a definition, such as a recorded rule's step, means the conventions that it uses
        evaluate(f, recorded, IntervalArithmetic if definition(f) is not None else arithmetic)
    tight = tuple(Tight(f, ()) for f in given if f.op == "le" and not functions(f) and _equal(f, at))
    weights = tuple(Fraction(w) for _, w in at.samples)
    values, sequences = numbers(at, tables)
    return Refutation(
        goal,
        values,
        sequences,
        op,
        plain_number(left),
        plain_number(right),
        index,
        tight,
        tuple(used),
        weights=weights,
        instance=at,
    )


def _equal(f: Term, at: Instance) -> bool:
    a, b = (evaluate(x, at) for x in f.args)
    return not isinstance(a, Interval) and not isinstance(b, Interval) and bool(a == b)


def failing(f: Term, at: Instance, arithmetic: type[IntervalArithmetic] = IntervalArithmetic) -> Comparison:
    """The first comparison in a formula that is false there: its operation, both sides, and the indices it was taken at."""
    if f.op in RELATIONS:
        if evaluate(f, at, arithmetic) is not False:
            raise InvalidInference("refute", f"{f} does not fail")
        return f.op, evaluate(f.args[0], at, arithmetic), evaluate(f.args[1], at, arithmetic), ()
    if f.op == "imp" and evaluate(f.args[0], at, arithmetic) is True:
        return failing(f.args[1], at, arithmetic)
    if f.op == "all":
        v = unused(f, f.hint or "k", f.args[0])
        for k in _range(f, at):
            inner = Instance({**at.variables, v.args[0]: k}, at.functions, at.samples)
            try:
                op, left, right, index = failing(open_body(f.args[3], v), inner, arithmetic)
            except InvalidInference:
                continue
            return op, left, right, (k, *index)
    raise InvalidInference("refute", f"{f} does not fail")


def _range(f: Term, at: Instance) -> Sequence[Any]:
    sort, lo, hi, _ = f.args
    if sort == "sample":
        return [point for point, _ in at.samples]
    if sort != "int" or lo is None or hi is None:
        return ()
    return range(int(evaluate(lo, at)), int(evaluate(hi, at)) + 1)
