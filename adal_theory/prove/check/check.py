"""`check`: a step as its author types it, proved, refuted or undecided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.reading import read
from adal_theory.prove.check.verdict import Verdict

LONGEST = 3600.0


def check(
    step: Any,
    given: Any = (),
    *,
    symbols: Mapping[str, str] | None = None,
    seconds: float = 10.0,
    first_index: Mapping[str, int] | None = None,
    second_judge: bool = True,
) -> Verdict:
    """Decide one step of a proof.

    Parameters
    ----------
    step : a relation of SymPy's (<=, <, >=, >, Eq, Ne, And), text in SymPy's syntax ("a <= b <= c" is a chain), LaTeX, or a
        formula of the kernel.
    given : facts of the same kinds, and facts for all t: `forall(t, 1, T, fact)`, "for t in 1..T: fact", or a mapping with the
        keys forall, from, to and fact.
    symbols : names and what they are: "real", "int", "function(int)->real" (a sequence), "law(p: a, 1-p: b)" (a random variable,
        for \\mathbb E). SymPy's assumptions count as well; T, d, n, t, i, j, k, s and N are integers unless declared otherwise.
    seconds : the time limit, above 0 and at most 3600.
    first_index : where a sequence starts in a counterexample, by name, if not at 1.
    second_judge : whether SymPy works out the certificates again.

    Raises
    ------
    ConfigurationError : in one line, for input that cannot be read.
    """
    check_limit(seconds)
    return decide_all(read(step, given, symbols, first_index=first_index), seconds, second_judge)


def check_limit(seconds: Any) -> None:
    """Refuse a time limit that is none."""
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 < seconds <= LONGEST:
        raise ConfigurationError(f"seconds is {seconds!r}: give a number above 0 and at most {LONGEST:g}")


def decide_all(steps: Sequence[Any], seconds: float, second_judge: bool = True) -> Verdict:
    """One verdict for the links of a chain: proved if all are, refuted as soon as one is."""
    from adal_theory.prove.check.deciding import decide

    found: list[Verdict] = []
    for step in steps:
        found.append(decide(step, seconds / len(steps), second_judge))
        if found[-1].refuted:
            break
    return found[0] if len(steps) == 1 else _together(found, len(steps), [str(s.goal) for s in steps])


def _together(found: list[Verdict], count: int, goals: list[str]) -> Verdict:
    decisive = next((v for v in found if v.refuted), next((v for v in found if not v.proved), found[-1]))
    lines = [f"{v.statement}: {v.verdict}; {v.reason}" for v in found]
    lines += [f"{g}: not looked at" for g in goals[len(found) :]]
    needed = dict.fromkeys(f for v in found for f in v.needed)
    return replace(
        decisive,
        statement="; ".join(goals),
        reason="\n".join(lines),
        needed=tuple(needed),
        not_needed=tuple(f for f in decisive.given if f not in needed) if decisive.proved else (),
        conditions=tuple(dict.fromkeys(c for v in found for c in v.conditions)),
        assumed=tuple(dict.fromkeys(f for v in found for f in v.assumed)) if decisive.proved else (),
        seconds=sum(v.seconds for v in found),
        steps=tuple(s for v in found for s in v.steps),
        theorems=tuple(t for v in found for t in v.theorems),
    )
