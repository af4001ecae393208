"""What Coq says of claims: accepted or refused, and what their proofs rest on there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from adal_theory.prove.library.library import Library


@dataclass
class Acceptance:
    """Claims by id: accepted, or refused with the reason. `foreign` are axioms beyond those of Coq's real numbers."""

    version: str
    accepted: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)
    axioms: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    files: int = 0
    compiled: int = 0  # files that coqc read this time; the others had not changed
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        return bool(self.accepted) and not self.refused and not self.foreign

    def of(self, id: str) -> str:
        return "accepted" if id in self.accepted and not self.foreign else "REFUSED"

    def as_dict(self) -> dict[str, Any]:
        """For the JSON document."""
        return {
            "version": self.version,
            "accepted": len(self.accepted),
            "refused": self.refused,
            "axioms": self.axioms,
            "foreign": self.foreign,
            "files": self.files,
            "compiled": self.compiled,
            "seconds": round(self.seconds, 3),
        }

    def lines(self) -> list[str]:
        """What a reader must be told: how much was accepted, by what, and what was not."""
        names = ", ".join(a.rpartition(".")[2] for a in self.axioms) or "no axiom"
        count = f"{len(self.accepted)} statement{'s, which rest' if len(self.accepted) != 1 else ', which rests'} on {names}"
        said = [f"Coq {self.version}: coqc and coqchk accept {count}"]
        said += [f"Coq refuses {id}: {reason}" for id, reason in self.refused.items()]
        return said + [f"Coq: the proofs rest on {a}, which is not an axiom of its real numbers" for a in self.foreign]


Coq = Callable[[Library, Sequence[str]], Acceptance]
