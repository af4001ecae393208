"""Writing proofs: a `Proof` has the hypotheses of a claim, and the tactics by name. Nothing here is trusted."""

from __future__ import annotations

from adal_theory.prove.tactics.moves.library import Named


class Proof(Named):
    """The hypotheses of a claim by name, and the moves of a proof.

    `given` maps names to formulas. Comparisons among them without function symbols (ranges of parameters) are used
    wherever their variables occur, without being named. `use` gives theorems proved elsewhere, by claim id.
    Each tactic returns a theorem of the kernel and raises `Undecided`, with what was left to show, where it finds none.
    """


__all__ = ["Proof"]
