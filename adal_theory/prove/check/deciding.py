"""One step to a verdict: counterexamples and proofs within one time limit, and what the answer rests on."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from adal_theory.prove.check.counterexample import values_of
from adal_theory.prove.check.how import how
from adal_theory.prove.check.step import Step
from adal_theory.prove.check.verdict import Verdict
from adal_theory.prove.kernel.terms import InvalidInference, Term
from adal_theory.prove.kernel.theorem import Theorem, genuine, same

# Seconds at most, and the part of the limit: what is easy, either way, is told at once, and each search restarts with more.
FIRST, SECOND, THIRD = (0.15, 0.05), (1.5, 0.15), (1.0, 0.1)
CONDITION = 0.05  # of the time, for each condition


@dataclass
class Work:
    """One step on its way to a verdict."""

    step: Step
    seconds: float
    judged: bool = True
    start: float = field(default_factory=time.perf_counter)

    def left(self) -> float:
        return self.seconds - (time.perf_counter() - self.start)

    def part(self, of: tuple[float, float]) -> float:
        return min(of[0], of[1] * self.seconds, max(0.02, self.left()))


def decide(step: Step, seconds: float, judged: bool = True) -> Verdict:
    """Small counterexamples first, then a proof, then the worst case found numerically."""
    work = Work(step, seconds, judged)
    point, slack = refuted(work, work.part(FIRST))
    t, stuck = (None, None) if point is not None else proved(work, step.given, work.part(SECOND))
    if t is None and point is None:
        point, slack = refuted(work, work.part(THIRD))
    if point is not None:
        return _refuted(work, point)
    if t is None and (getattr(stuck, "out_of_time", False)):
        t, stuck = proved(work, step.given, 0.6 * work.left())
    assumed = False
    if t is None and step.conditions and work.left() > 0.1 * seconds:
        t, stuck = proved(work, (*step.given, *step.conditions), 0.6 * work.left())
        assumed = t is not None
    if t is not None:
        return _proved(work, t, assumed)
    if work.left() > 0.05 * seconds:
        point, slack = refuted(work, work.left())
    return _refuted(work, point) if point is not None else _undecided(work, stuck, slack)


def proved(work: Work, given: Sequence[Term], seconds: float) -> tuple[Theorem | None, Any]:
    """(a theorem that says the step, or None; what the search was left with)."""
    found = search_proof(work.step.goal, given, max(0.1, seconds))
    return (found, None) if isinstance(found, Theorem) else (None, found)


def search_proof(goal: Term, given: Sequence[Term], seconds: float) -> Any:
    """What the automatic prover finds, if it is what was asked for."""
    try:
        prove = import_module("adal_theory.prove.tactics.automatic").prove
    except ImportError:
        return None
    try:
        found = prove(goal, given, seconds)
    except InvalidInference:  # the search is not trusted to be free of mistakes; a mistake proves nothing
        return None
    if not isinstance(found, Theorem):
        return found
    genuine(found)
    says = same(found.conclusion, goal) and all(any(same(h, f) for f in given) for h in found.hypotheses)
    return found if says else None


def refuted(work: Work, seconds: float) -> tuple[Any, Any]:
    """(a point that refutes the step without resting on 1/0 = 0 and the like, or None; the slack otherwise)."""
    try:
        module = import_module("adal_theory.prove.check.refute")
    except ImportError:
        return None, None
    try:
        found = module.refute(work.step.goal, work.step.given, work.step.conditions, seconds)
    except InvalidInference:
        return None, None
    if not hasattr(found, "conventions"):
        return None, found
    return (found, None) if not found.conventions else (None, found)


def _texts(formulas: Sequence[Term]) -> tuple[str, ...]:
    return tuple(map(str, formulas))


def _refuted(work: Work, point: Any) -> Verdict:
    step = work.step
    where, *more = point.lines()
    values = values_of(point.values, point.sequences, step.first_index)
    return Verdict(
        "refuted",
        str(step.goal),
        _texts(step.given),
        reason="\n".join([f"at {where}", *more]),
        counterexample=values,
        sides=_sides(point),
        seconds=time.perf_counter() - work.start,
        notes=step.notes,
        steps=(step,),
    )


def _sides(point: Any) -> tuple[str, str]:
    from adal_theory.prove.check.counterexample import plain

    return str(plain(point.left)), str(plain(point.right))


def _proved(work: Work, t: Theorem, assumed: bool) -> Verdict:
    step = work.step
    needed = [f for f in step.given if any(same(f, h) for h in t.hypotheses)]
    sympy, objection = judge(t) if work.judged else ("", "")
    if objection:
        return Verdict(
            "undecided",
            str(step.goal),
            _texts(step.given),
            reason=objection,
            sympy=sympy,
            notes=step.notes,
            seconds=time.perf_counter() - work.start,
            steps=(step,),
            theorems=(t,),
        )
    conditions = [_condition(work, f, assumed and any(same(f, h) for h in t.hypotheses)) for f in step.conditions]
    return Verdict(
        "proved",
        str(step.goal),
        _texts(step.given),
        reason=how(t),
        conditions=tuple(conditions),
        needed=_texts(needed),
        not_needed=_texts([f for f in step.given if f not in needed]),
        sympy=sympy,
        notes=step.notes,
        seconds=time.perf_counter() - work.start,
        steps=(step,),
        theorems=(t,),
    )


def _condition(work: Work, f: Term, used: bool) -> str:
    """The condition with "proved", or with "assumed" where it does not follow from the facts."""
    step = work.step
    facts = (*step.given, *(c for c in step.conditions if c not in step.wanted and c != f))
    seconds = max(0.1, min(CONDITION * work.seconds, work.left()))
    parts = [f] if f.op != "imp" else [f.args[1], Term("ne", f.args[0].args, "bool")]  # 0^n: n ≥ 0 or the base is not 0
    if any(isinstance(search_proof(p, facts, seconds), Theorem) for p in parts):
        return f"{f} (proved)"
    return f"{f} (assumed{', and used' if used else ''})"


def judge(t: Theorem) -> tuple[str, str]:
    """("agrees" or "disagrees", the first disagreement) from the second judge; ("", "") without one."""
    try:
        ask = import_module("adal_theory.prove.check.second_judge").judge
    except ImportError:
        return "", ""
    found = ask(t)
    if found.agrees:
        return "agrees" if found.judged else "", ""
    return "disagrees", f"{found.disagreements[0]}: a fault of adal-theory, please report it"


def _undecided(work: Work, stuck: Any, slack: Any) -> Verdict:
    step = work.step
    left = getattr(stuck, "left", ())
    tried = [f"no proof within {work.seconds:g} s" if getattr(stuck, "out_of_time", False) else "no proof was found"]
    if left and not (len(left) == 1 and left[0] == step.goal):
        tried.append(f"left to prove: {'; '.join(map(str, left[:3]))}")
    conventions = getattr(slack, "conventions", ())
    if conventions:
        tried.append(f"it fails only where {'; '.join(conventions)}")
    worst = "" if slack is None or conventions else "; ".join(slack.lines())
    return Verdict(
        "undecided",
        str(step.goal),
        _texts(step.given),
        reason="\n".join(tried),
        worst=worst,
        conditions=_texts(step.conditions),
        seconds=time.perf_counter() - work.start,
        notes=step.notes,
        steps=(step,),
    )
