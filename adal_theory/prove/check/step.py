"""What is to be decided: a goal and the facts that it may use, as formulas of the kernel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from adal_theory.prove.kernel.terms import Term


@dataclass(frozen=True)
class Step:
    """A claim as formulas of the kernel.

    `conditions` say where goal and facts are defined as a reader would take them (D ≠ 0 for each 1/D, a ≥ 0 for each √a, …):
    the kernel's functions are total, and no step of a user's may rest on the values that they take elsewhere.
    `first_index` gives, by name, where a sequence starts if not at 1. `notes` say how the input was read.
    """

    goal: Term
    given: tuple[Term, ...] = ()
    conditions: tuple[Term, ...] = ()
    notes: tuple[str, ...] = ()
    first_index: Mapping[str, int] = field(default_factory=dict)
    wanted: tuple[Term, ...] = ()  # the conditions that come from the goal; the others come from the facts
