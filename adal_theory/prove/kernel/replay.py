"""Making theorems again from their records."""

from __future__ import annotations

from typing import Any

from adal_theory.prove.kernel.terms import require
from adal_theory.prove.kernel.theorem import RULES, Theorem


def replay(t: Theorem, seen: dict[Theorem, Theorem] | None = None) -> Theorem:
    """Make the theorem again from its record, every step, and refuse unless the same comes out.

    `seen` keeps what was made again before (theorems are equal only to themselves); it is compared all the same.
    """
    seen = {} if seen is None else seen
    require(type(t) is Theorem, "replay", "{} is not a theorem", type(t).__name__)
    if t not in seen:
        seen[t] = _again(t, seen)
    again = seen[t]
    equal = all(getattr(again, part) == getattr(t, part) for part in ("hypotheses", "conclusion", "axioms", "moments"))
    require(equal, "replay", "{} does not give {} again", t.rule, t.conclusion)
    return again


def _again(t: Theorem, seen: dict[Theorem, Theorem]) -> Theorem:
    require(t.rule in RULES, "replay", "there is no rule {}", t.rule)

    def made(a: Any) -> Any:
        return tuple(map(made, a)) if type(a) is tuple else replay(a, seen) if isinstance(a, Theorem) else a

    return RULES[t.rule](*map(made, t.arguments))
