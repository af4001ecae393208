"""The axioms that theorems rest on, with the formulas that were taken; those that this package does not ship are marked.

What counts is where an axiom comes from, not what it is called. The axioms of the package are looked at when it is imported,
before any file of a user's is run; one whose formula is made by other code since then is not the shipped one any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adal_theory.prove.kernel import axioms as kernel
from adal_theory.prove.kernel.axioms import AXIOMS, DECLARED, Axiom
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.printing.text import text

MARK = "(not shipped)"
MOST = 3  # instances that are printed


def _parts(a: Axiom) -> tuple[Any, ...]:
    """All that an axiom is made of: its words, its code, and what the code calls."""
    return a.name, a.statement, a.reference, a.build, _code(a.build)


def _code(build: Any) -> tuple[Any, ...]:
    code = build.__code__
    used = [vars(kernel).get(n) for n in code.co_names]
    return code, *used, *(_code(f) for f in used if getattr(f, "__module__", "") == kernel.__name__ and hasattr(f, "__code__"))


_AXIOMS = AXIOMS
_PARTS = {name: _parts(a) for name, a in AXIOMS.items()}


def shipped(name: str) -> bool:
    """Whether it is an axiom of this package, unchanged."""
    return kernel.AXIOMS is _AXIOMS and name in _PARTS and _parts(_AXIOMS[name]) == _PARTS[name]


def marked(name: str) -> str:
    """The name, with a mark if the package does not ship it."""
    return name if shipped(name) else f"{name} {MARK}"


@dataclass(frozen=True)
class Cited:
    """An axiom with the formulas that proofs took from it."""

    name: str
    statement: str
    reference: str
    shipped: bool
    place: str  # the file that declares it; "" for the package's own
    instances: tuple[Term, ...]

    @property
    def label(self) -> str:
        return self.name if self.shipped else f"{self.name} {MARK}"

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "statement": self.statement,
            "reference": self.reference,
            "shipped": self.shipped,
            "declared_in": self.place,
            "instances": [text(f) for f in self.instances],
        }

    def shown(self) -> tuple[tuple[Term, ...], str]:
        """The first instances, and how many more there are."""
        more = len(self.instances) - MOST
        return self.instances[:MOST], f"and {more} more" if more > 0 else ""


def cited(steps: Iterable[Theorem]) -> list[Cited]:
    """The axioms that the steps of proofs take instances of, by name."""
    found: dict[str, dict[str, Term]] = {}
    for t in steps:
        if t.rule == "axiom":
            found.setdefault(t.arguments[0], {}).setdefault(t.conclusion.key, t.conclusion)
    return [_cited(name, tuple(found[name].values())) for name in sorted(found)]


def _cited(name: str, instances: tuple[Term, ...]) -> Cited:
    own = shipped(name)
    a = AXIOMS[name] if name in AXIOMS else DECLARED[name]
    place = "" if own else Path(kernel.place(a).rpartition(":")[0]).name
    words = " ".join("".join(c if c.isprintable() else " " for c in a.statement).split())
    return Cited(name, words, " ".join(a.reference.split()), own, place, instances)
