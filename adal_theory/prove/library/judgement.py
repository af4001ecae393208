"""What the second judge says of a proof: how many steps it worked out again, and where it disagrees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.printing.text import text

KINDS = ("certificates", "equations", "derivatives", "sums")


@dataclass(frozen=True)
class Disagreement:
    """A step that SymPy does not find as the kernel did: the rule, what it concluded, and what SymPy finds."""

    rule: str
    formula: Term
    reason: str

    def __str__(self) -> str:
        return f"SymPy disagrees with the step {self.rule} to {text(self.formula)}: {self.reason}"


@dataclass
class Judgement:
    """How many steps of each kind were worked out again, how many are logic alone, and the disagreements."""

    counts: Counter[str] = field(default_factory=Counter)
    logic: int = 0
    disagreements: list[Disagreement] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        return not self.disagreements

    @property
    def judged(self) -> int:
        """The steps that were worked out again."""
        return sum(self.counts.values())

    def __str__(self) -> str:
        return "agrees" if self.agrees else "DISAGREES"

    def as_dict(self) -> dict[str, Any]:
        """For the JSON document: verdict, counts by kind, and each disagreement in a line."""
        return {
            "verdict": str(self).lower(),
            **{kind: self.counts[kind] for kind in KINDS},
            "logic": self.logic,
            "disagreements": [str(d) for d in self.disagreements],
        }


class Judge(Protocol):
    """Whoever looks at proofs a second time."""

    def judge(self, *theorems: Theorem) -> Judgement:
        """All that the theorems were made from, each step once."""

    def step(self, t: Theorem) -> tuple[str, str]:
        """(what the step counts as, or "" for logic alone; what is wrong with it, or "")."""

    def learn(self, found: Iterable[tuple[Theorem, tuple[str, str]]]) -> None:
        """Take over what `step` has answered in another process."""
