"""The theorems that a theorem was made from."""

from __future__ import annotations

from adal_theory.prove.kernel.theorem import Theorem


def derivation(*theorems: Theorem, seen: set[Theorem] | None = None) -> list[Theorem]:
    """The theorems and all that they were made from, each once; without those in `seen`, to which they are added."""
    seen = set() if seen is None else seen
    found: list[Theorem] = []
    stack = list(theorems)
    while stack:
        t = stack.pop()
        if t not in seen:
            seen.add(t)
            found.append(t)
            stack.extend(t.premises)
    return found
