"""Making theorems again from their records."""

from __future__ import annotations

from typing import Any

from adal_theory.prove.kernel.terms import InvalidInference
from adal_theory.prove.kernel.theorem import RULES, Theorem


def replay(t: Theorem, seen: dict[Theorem, Theorem] | None = None) -> Theorem:
    """Make the theorem again from its record, every step, and refuse unless the same comes out.

    `seen` keeps what was made again before (theorems are equal only to themselves); it is compared all the same.
    """
    seen = {} if seen is None else seen
    if type(t) is not Theorem:
        raise InvalidInference("replay", f"{type(t).__name__} is no theorem")
    if t not in seen:
        seen[t] = _again(t, seen)
    again = seen[t]
    if (again.hypotheses, again.conclusion, again.axioms) != (t.hypotheses, t.conclusion, t.axioms):
        raise InvalidInference("replay", f"{t.rule} does not give {t.conclusion} again")
    return again


def _again(t: Theorem, seen: dict[Theorem, Theorem]) -> Theorem:
    if t.rule not in RULES:
        raise InvalidInference("replay", f"there is no rule {t.rule}")

    def made(a: Any) -> Any:
        return tuple(map(made, a)) if type(a) is tuple else replay(a, seen) if isinstance(a, Theorem) else a

    return RULES[t.rule](*map(made, t.arguments))
