"""One step to a verdict: counterexamples and proofs within one time limit, and what the answer rests on."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from adal_theory.prove.check.counterexample import plain, values_of
from adal_theory.prove.check.definedness import stronger
from adal_theory.prove.check.how import how
from adal_theory.prove.check.proving import search_proof, start_anew
from adal_theory.prove.check.step import Step
from adal_theory.prove.check.verdict import Verdict
from adal_theory.prove.kernel.binders import free, open_body, symbols
from adal_theory.prove.kernel.terms import InvalidInference, Term, add, var
from adal_theory.prove.kernel.theorem import Theorem, same
from adal_theory.runtime.collecting import seldom

# (what, seconds at most, part of the limit): what is easy, either way, is told at once; each turn starts again with more time.
TURNS = (
    ("prove", 0.4, 0.04),
    ("refute", 0.2, 0.02),
    ("prove", 1.5, 0.15),
    ("prove with conditions", 1.0, 0.1),
    ("refute", 0.8, 0.08),
    ("prove", 3600.0, 0.5),
    ("prove with conditions", 3600.0, 0.2),
    ("refute", 3600.0, 1.0),
)
WIDEST = 400  # letters of the worst case
QUICK = 0.1  # seconds for what is only told beside the verdict
VACUOUS = "the facts contradict each other: anything follows from them"
CONDITION = 0.05  # of the limit, for each condition


@dataclass
class Work:
    """One step on its way to a verdict, and what the searches left."""

    step: Step
    seconds: float
    judged: bool = True
    start: float = field(default_factory=time.perf_counter)
    stuck: Any = None
    slack: Any = None
    telling: tuple[Term, ...] | None = None  # conditions that say more than what is given
    over: set[str] = field(default_factory=set)  # searches that more time does not help

    def spent(self) -> float:
        return time.perf_counter() - self.start

    def left(self) -> float:
        return self.seconds - self.spent()


@seldom()
def decide(step: Step, seconds: float, judged: bool = True) -> Verdict:
    """Proof and refutation in turns, until one succeeds or the time is over."""
    work = Work(step, seconds, judged)
    start_anew()
    for what, most, part in TURNS:
        allowed = min(most, part * seconds, work.left())
        if what in work.over or allowed <= 0:
            continue
        found = _refute(work, allowed) if what == "refute" else _prove(work, allowed, what)
        if found is not None:
            return found
    return _undecided(work)


def _prove(work: Work, seconds: float, what: str) -> Verdict | None:
    """From the facts alone; or, said in the answer, from the conditions under which the step means anything."""
    step = work.step
    assumed = what != "prove"
    more = _telling(work) if assumed else ()
    if assumed and not more:
        work.over.add(what)
        return None
    found = search_proof(step.goal, (*step.given, *more), seconds)
    if isinstance(found, Theorem):
        return _proved(work, found, assumed)
    if not getattr(found, "out_of_time", False):
        work.over.add(what)
    if not step.conditions:
        work.over.add("prove with conditions")
    work.stuck = found if work.stuck is None or not assumed else work.stuck
    return None


def _telling(work: Work) -> tuple[Term, ...]:
    """The conditions that do not follow at once from what is given: the others would tell the search nothing."""
    if work.telling is None:
        step = work.step
        work.telling = tuple(f for f in step.conditions if not _follows(f, step.given, QUICK))
    return work.telling


def _refute(work: Work, seconds: float) -> Verdict | None:
    """By a point that does not rest on 1/0 = 0 and the like."""
    try:
        refute = import_module("adal_theory.prove.check.refute").refute
        found = refute(work.step.goal, work.step.given, work.step.conditions, seconds)
        if getattr(found, "conventions", None) == ():
            return _refuted(work, found)
    except (ImportError, ValueError, ArithmeticError):  # InvalidInference, or a number too large for a float or to be printed
        work.over.add("refute")
        return None
    work.slack = found
    return None


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


def _answer(work: Work, verdict: str, **more: Any) -> Verdict:
    step = work.step
    return Verdict(
        verdict, str(step.goal), _texts(step.given), seconds=work.spent(), steps=(step,), **{"notes": step.notes, **more}
    )


def _refuted(work: Work, point: Any) -> Verdict:
    where, *more = point.lines()
    values = values_of(point.values, point.sequences, work.step.first_index)
    sides = (str(plain(point.left)), str(plain(point.right)))
    conditions = tuple(f"{f} (holds at the point)" for f in work.step.conditions)
    reason = "\n".join([f"at {where}", *more])
    return _answer(work, "refuted", reason=reason, counterexample=values, sides=sides, conditions=conditions)


def _proved(work: Work, t: Theorem, assumed: bool) -> Verdict:
    step = work.step
    needed = [f for f in step.given if any(same(f, h) for h in t.hypotheses)]
    sympy, objection = judge(t) if work.judged else ("", "")
    if objection:
        return _answer(work, "undecided", reason=objection, sympy=sympy, theorems=(t,))
    conditions: list[str] = []
    open_conditions: list[Term] = []
    for f in step.conditions:
        how_known = _known(work, f)
        if how_known == "fails":
            return _answer(work, "undecided", reason=f"the step has no meaning: the facts contradict {f}")
        used = assumed and any(same(f, h) for h in t.hypotheses)
        conditions.append(f"{f} ({how_known}{', and used' if used else ''})")
        if how_known == "assumed":
            open_conditions.append(f)
    vacuous = _vacuous(step.given)
    if open_conditions and not vacuous and _vacuous((*step.given, *open_conditions)):
        reason = f"the step has no meaning: {'; '.join(map(str, open_conditions))} cannot hold together with the facts"
        return _answer(work, "undecided", reason=reason)
    return _answer(
        work,
        "proved",
        reason=how(t),
        conditions=tuple(conditions),
        assumed=tuple(open_conditions),
        needed=_texts(needed),
        not_needed=_texts([f for f in step.given if f not in needed]),
        sympy=sympy,
        theorems=(t,),
        notes=(*step.notes, *vacuous),
    )


def _anything(given: Sequence[Term]) -> Term:
    """A claim on a name that no fact mentions: it follows from a contradiction only."""
    named = sorted({v for f in given for v in free(f)}, key=str)
    return var("anything_at_all") <= add(0, *named)


def _vacuous(facts: Sequence[Term]) -> tuple[str, ...]:
    """A note, where the facts contradict each other."""
    false = any(not symbols(f) and _contradicted(f, ()) for f in facts)
    return (VACUOUS,) if false or (facts and _follows(_anything(facts), facts, QUICK)) else ()


def _follows(f: Term, facts: Sequence[Term], seconds: float) -> bool:
    return isinstance(search_proof(f, facts, seconds), Theorem)


def _known(work: Work, f: Term) -> str:
    """Whether a condition is proved from the facts, fails under them, or is assumed."""
    step = work.step
    of_facts = [c for c in step.conditions if c not in step.wanted]
    before = of_facts[: of_facts.index(f)] if f in of_facts else of_facts  # else two could prove each other
    facts = (*step.given, *before)
    seconds = max(QUICK, min(CONDITION * work.seconds, work.left()))
    parts = [f] if f.op != "imp" else [f.args[1], Term("ne", f.args[0].args, "bool")]  # 0^n: n ≥ 0 or the base is not 0
    if any(_follows(p, facts, seconds) for p in (*parts, *stronger(f))):
        return "proved"
    return "fails" if _contradicted(f, step.given) else "assumed"


def _contradicted(f: Term, given: Sequence[Term]) -> bool:
    """Whether the opposite follows from the facts; of what is said for a range, at one of its ends."""
    if f.op == "all" and f.args[0] == "int" and None not in f.args[1:3]:
        _, lo, hi, body = f.args
        at_an_end = any(_contradicted(open_body(body, end), given) for end in (lo, hi))
        return at_an_end and _follows(Term("le", (lo, hi), "bool"), given, QUICK)
    if f.op == "imp":
        return _contradicted(f.args[1], given) and _follows(f.args[0], given, QUICK)
    opposite = {"ne": "eq", "eq": "ne", "le": "lt", "lt": "le"}.get(f.op)
    sides = f.args if opposite in ("eq", "ne") else f.args[::-1]
    return opposite is not None and _follows(Term(opposite, sides, "bool"), given, QUICK)


def judge(t: Theorem) -> tuple[str, str]:
    """("agrees" or "disagrees", the first disagreement) from the second judge; ("", "") without one."""
    try:
        ask = import_module("adal_theory.prove.check.judging.second_judge").judge
    except ImportError:
        return "", ""
    found = ask(t)
    if found.agrees:
        return "agrees" if found.judged else "", ""
    return "disagrees", f"{found.disagreements[0]}: this is a bug in adal-theory, please report it"


def _undecided(work: Work) -> Verdict:
    step, slack = work.step, work.slack
    left = getattr(work.stuck, "left", ())
    tried = [f"no proof within {work.seconds:g} s" if getattr(work.stuck, "out_of_time", False) else "no proof was found"]
    if left and not (len(left) == 1 and left[0] == step.goal):
        tried.append(f"left to prove: {'; '.join(map(str, left[:3]))}")
    conventions = getattr(slack, "conventions", ())
    if conventions:
        tried.append(f"it fails only where {'; '.join(conventions)}")
    worst = "" if slack is None or conventions else "; ".join(slack.lines())
    short = worst if len(worst) <= WIDEST else worst[:WIDEST] + " …"
    return _answer(
        work,
        "undecided",
        reason="\n".join(tried),
        worst=short,
        conditions=_texts(step.conditions),
        notes=(*step.notes, *_vacuous(step.given)),
    )
