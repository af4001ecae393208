"""Named inequalities and equations: thin names over the library of steps."""

from __future__ import annotations

from typing import Any

from adal_theory.prove.kernel.terms import RELATIONS
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.moves.prover import Prover
from adal_theory.prove.tactics.state import Using
from adal_theory.prove.tactics.steps import step


class Named(Prover):
    """`step`, and steps that papers cite by name."""

    def step(self, name: str, *using: Using, **values: Any) -> Theorem:
        """A named step of the library (`adal_theory.prove.steps`) at these values.

        Its hypotheses are discharged: by the theorems given (or hypotheses of this proof, by name), comparisons by `have`.
        """
        given = self.named(using)
        return self.supply(step(name, **values), *given, using=[t for t in given if t.conclusion.op in RELATIONS])
