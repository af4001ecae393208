"""Writing proofs: a `Proof` has the hypotheses of a claim, and the tactics by name. Nothing here is trusted."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import getmembers, isfunction
from typing import Any

from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.moves.arithmetic import Arithmetic
from adal_theory.prove.tactics.moves.cases import Cases
from adal_theory.prove.tactics.moves.library import NamedSteps
from adal_theory.prove.tactics.moves.matching import Matching
from adal_theory.prove.tactics.moves.rewriting import Rewriting
from adal_theory.prove.tactics.moves.signs import Signs
from adal_theory.prove.tactics.moves.sums import Sums


class Proof(Signs, Arithmetic, Matching, Cases, Sums, NamedSteps, Rewriting):
    """The hypotheses of a claim by name, and the moves of a proof.

    `given` maps names to formulas. Comparisons among them without function symbols (ranges of parameters) are used
    wherever their variables occur, without being named. `use` gives theorems proved elsewhere, by claim id.
    Each tactic returns a theorem of the kernel, from what it is given and the hypotheses of the proof, and raises `Undecided`,
    with what was left to show, where it finds none. `written` are the theorems of the proof's own lines, each with the name of
    its tactic: not those that tactics find on their way.
    """


def _telling(tactic: Callable[..., Any]) -> Callable[..., Any]:
    """The tactic, which tells its theorem where it is a line of the proof."""

    @wraps(tactic)
    def told(self: Proof, *args: Any, **options: Any) -> Any:
        if self._within:
            return tactic(self, *args, **options)
        self._within += 1
        try:
            with self._line((len(self.written), tactic.__name__)):
                found = tactic(self, *args, **options)
        finally:
            self._within -= 1
        if isinstance(found, Theorem):
            self.written.append((tactic.__name__, found))
        return found

    return told


for _name, _tactic in getmembers(Proof, isfunction):
    if not _name.startswith("_"):
        setattr(Proof, _name, _telling(_tactic))


__all__ = ["Proof"]
