"""What a search for a counterexample found: an exact point, or the smallest slack that was seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.printing.symbols import symbol
from adal_theory.prove.printing.values import Entries, decimal, listed
from adal_theory.prove.semantics.evaluate import Instance
from adal_theory.prove.semantics.interval import Interval
from adal_theory.showing import ShownAsFormula


@dataclass(frozen=True)
class Tight:
    """A hypothesis that holds with equality, and at which indices (empty for one without quantifier)."""

    hypothesis: Term
    at: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Refutation(ShownAsFormula):
    """An exact point at which all hypotheses hold and the goal fails.

    `values` and `sequences` hold each number that is used (ints and Fractions; an enclosure where a number is irrational by its
    own equation), `left`, `op` and `right` the comparison that fails there, `at` the indices of that comparison under the goal's
    quantifiers. `conventions`: what the point rests on if it counts only where 1/0 = 0 and the like are meant; such a point
    is given only if no other is found. `weights` are those of the sample points, if any.
    """

    goal: Term
    values: Mapping[str, Any]
    sequences: Mapping[str, Entries]
    op: str
    left: Any
    right: Any
    at: tuple[Any, ...]
    tight: tuple[Tight, ...]
    conventions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    weights: tuple[Fraction, ...] = ()
    instance: Instance = field(default_factory=Instance, repr=False, compare=False)

    def point(self) -> str:
        """The point in one line."""
        numbers = {n: v for n, v in sorted(self.values.items()) if isinstance(v, (int, Fraction, Interval))}
        parts = [f"{symbol(name).plain} = {decimal(v)}" for name, v in numbers.items()]
        parts += [listed(symbol(name).plain, entries) for name, entries in sorted(self.sequences.items())]
        if self.weights:
            parts.append(f"probabilities {', '.join(map(str, self.weights))}")
        return "; ".join(parts) or "every value"

    def lines(self) -> list[str]:
        """The point, both sides, the hypotheses met with equality, and what it rests on."""
        where = f" at index {', '.join(map(str, self.at))}" if self.at else ""
        wanted = {"le": "≤", "lt": "<", "eq": "=", "ne": "≠"}[self.op]
        found = [
            self.point(),
            f"the left side is {decimal(self.left)}, the right side {decimal(self.right)}{where}: {wanted} fails",
        ]
        if self.tight:
            found.append("with equality: " + "; ".join(str(t.hypothesis) for t in self.tight))
        found += [f"rests on {c}" for c in self.conventions] + [f"with {c}" for c in self.notes]
        return found

    def __str__(self) -> str:
        return "\n".join(self.lines())


@dataclass(frozen=True)
class Slack:
    """No counterexample. `least` is the smallest (right − left)/(|left| + |right|) seen, at `values` and `sequences` (floats).

    `tried`: the number of points at which all hypotheses held; `contradictory`: there was none. `reason` says what could
    not be tried, if anything.
    """

    least: float | None
    values: Mapping[str, float]
    sequences: Mapping[str, Entries]
    tried: int
    contradictory: bool = False
    reason: str = ""

    def lines(self) -> list[str]:
        if self.reason:
            return [f"no counterexample was sought: {self.reason}"]
        if self.contradictory:
            return ["no point was found at which all hypotheses hold: the step may be vacuous"]
        if self.least is None:
            return [f"no counterexample among {self.tried:,} points"]
        parts = [f"{symbol(name).plain} = {v:.4g}" for name, v in sorted(self.values.items())]
        parts += [listed(symbol(name).plain, entries) for name, entries in sorted(self.sequences.items())]
        where = f" at {'; '.join(parts)}" if parts else ""
        return [f"no counterexample among {self.tried:,} points; smallest relative slack {max(self.least, 0.0):.2g}{where}"]

    def __str__(self) -> str:
        return "\n".join(self.lines())
