"""Making theorems again from their records."""

from __future__ import annotations

from typing import Any

from adal_theory.prove.kernel.terms import Term, require
from adal_theory.prove.kernel.theorem import RULES, Theorem


def replay(t: Theorem, seen: dict[Theorem, Theorem] | None = None) -> Theorem:
    """Make the theorem again from its record, every step, and refuse unless the same comes out.

    `seen` keeps what was made again before (theorems are equal only to themselves); it is compared all the same.
    """
    seen = {} if seen is None else seen
    require(type(t) is Theorem, "replay", "{} is not a theorem", type(t).__name__)
    require(whole((*t.hypotheses, t.conclusion, *t.arguments)), "replay", "a term in {} was changed after it was made", t.rule)
    if t not in seen:
        seen[t] = _again(t, seen)
    again = seen[t]
    equal = all(getattr(again, part) == getattr(t, part) for part in ("hypotheses", "conclusion", "axioms", "moments"))
    require(equal, "replay", "{} does not give {} again", t.rule, t.conclusion)
    return again


def whole(a: Any) -> bool:
    """Whether the keys by which terms are compared say what the terms are."""
    if type(a) is tuple:
        return all(map(whole, a))
    if type(a) is not Term:
        return True
    inner = "".join(f" {b.key}" if type(b) is Term else f" {b}" for b in a.args)
    return a.key == f"({a.op}{inner})" and all(whole(b) for b in a.args if type(b) is Term)


def _again(t: Theorem, seen: dict[Theorem, Theorem]) -> Theorem:
    require(t.rule in RULES, "replay", "there is no rule {}", t.rule)

    def made(a: Any) -> Any:
        return tuple(map(made, a)) if type(a) is tuple else replay(a, seen) if isinstance(a, Theorem) else a

    return RULES[t.rule](*map(made, t.arguments))
