"""Why a proof failed, for its author: where, what was left to show from what, and which side condition is missing."""

from __future__ import annotations

import builtins
import os
import sysconfig
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from traceback import FrameSummary
from typing import Any

from adal_theory.errors import PACKAGE, ConfigurationError
from adal_theory.prove.kernel.certificates import sides
from adal_theory.prove.kernel.terms import RELATIONS, InvalidInference, Term
from adal_theory.prove.printing.text import text
from adal_theory.prove.tactics.state import Undecided, left_to_show

LIBRARIES = tuple({sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")})
ADVICE = {
    "inv": "nothing given says {2}·({1}) = 1: p.inverse({0}) does, where {0} ≠ 0 is found",
    "sqrt": "nothing given says ({1})^2 = {0}: p.root({0}) does, where 0 ≤ {0} is found",
}
TIME = "the search ended after {0:g} s of the processor: a smaller step is found sooner; p.patience = {1:g} gives it more"


@dataclass(frozen=True)
class Findings:
    """What was found out about a claim whose proof failed: a point at which it is false (plain data), and lines to read."""

    counterexample: dict[str, Any] | None
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Failure:
    """A proof that failed: why, in one line with the author's own line; `left`, what a tactic had to show, `known`, from what."""

    reason: str
    left: Term | None = None
    known: tuple[Term, ...] = ()
    advice: tuple[str, ...] = field(default=())

    def lines(self) -> list[str]:
        """The state of the tactic that gave up, and what is missing."""
        return [] if self.left is None else [left_to_show(self.known, self.left), *self.advice]


def failure(error: Exception, file: str = "", line: int = 0) -> Failure:
    """What an error in the proof of a claim, whose function begins at that line of `file`, tells."""
    if not isinstance(error, Undecided):
        return Failure(where(error, file, line))
    late = [] if error.seconds is None else [TIME.format(error.seconds, 3 * error.seconds)]
    return Failure(where(error, file, line), error.left, error.known, (*advice(error.left, error.known), *late))


def where(error: Exception, file: str = "", line: int = 0) -> str:
    """The error with the author's own line: the innermost outside this package and the libraries, else one in `file`, else where
    the proof begins."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if _is_own(f)] or [f for f in frames if f.filename == file]
    own = own or ([FrameSummary(file, line, "")] if line else frames[-1:])
    expected = isinstance(error, (InvalidInference, ConfigurationError))
    return f"{error if expected else f'{type(error).__name__}: {error}{_meant(error)}'}{_place(own, file)}"


def _meant(error: Exception) -> str:
    """For a misspelt name, the one that is likely meant."""
    if not isinstance(error, (AttributeError, NameError)) or not error.name:
        return ""
    if isinstance(error, AttributeError) and error.name == "conclusion":
        return f": a {type(error.obj).__name__} stands where a theorem, or the name of a hypothesis, is wanted"
    known = dir(error.obj) if isinstance(error, AttributeError) else _names_there(error)
    close = get_close_matches(error.name, [n for n in known if not n.startswith("_")], n=1, cutoff=0.6)
    return f". Did you mean '{close[0]}'?" if close else ""


def _names_there(error: Exception) -> list[str]:
    """The names that the line in which it arose knows."""
    tb = error.__traceback__
    while tb is not None and tb.tb_next is not None:
        tb = tb.tb_next
    return [] if tb is None else [*tb.tb_frame.f_locals, *tb.tb_frame.f_globals, *dir(builtins)]


def _place(frames: Sequence[FrameSummary], file: str) -> str:
    """ " (mine.py:8)", or " (helpers.py:3, from mine.py:8)" where a proof calls a function of another file."""
    if not frames:
        return ""
    last = frames[-1]
    caller = next((f for f in reversed(frames) if f.filename == file and last.filename != file), None)
    return f" ({_at(last)}{f', from {_at(caller)}' if caller is not None else ''})"


def _at(f: FrameSummary) -> str:
    return f"{os.path.basename(f.filename)}:{f.lineno}"


def _is_own(frame: FrameSummary) -> bool:
    return not frame.filename.startswith((PACKAGE, *LIBRARIES, "<"))


def advice(goal: Term, known: Sequence[Term]) -> list[str]:
    """What is not known about the inverses and roots in a goal."""
    if goal.op not in RELATIONS:
        return []
    told = {a for f in known if f.op == "eq" for m in sides(f) for a, _ in m}
    atoms = {a for m in sides(goal) for a, _ in m if a.op in ADVICE and a not in told}
    return [ADVICE[a.op].format(text(a.args[0]), text(a), _factor(a.args[0])) for a in sorted(atoms, key=lambda a: a.key)]


def _factor(a: Term) -> str:
    """A term as a factor."""
    return f"({text(a)})" if a.op == "add" else text(a)
