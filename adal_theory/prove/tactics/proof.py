"""Writing proofs: a `Proof` has the hypotheses of a claim, and the tactics by name. Nothing here is trusted."""

from __future__ import annotations

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
    with what was left to show, where it finds none.
    """


__all__ = ["Proof"]
