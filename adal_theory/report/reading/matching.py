"""Whether a term is an instance of another, with terms for some of its variables."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from adal_theory.prove.kernel.terms import Term

Binding = dict[str, Term]


def fits(pattern: Any, a: Any, parameters: Collection[str], bound: Binding) -> bool:
    """Whether `a` is the pattern with terms for these variables; they are noted in `bound`."""
    if type(pattern) is not Term or type(a) is not Term:
        return bool(pattern == a)
    if pattern.op == "var" and pattern.args[0] in parameters:
        return bound.setdefault(str(pattern.args[0]), a).key == a.key
    if pattern.op != a.op or len(pattern.args) != len(a.args):
        return False
    return all(fits(p, q, parameters, bound) for p, q in zip(pattern.args, a.args, strict=True))
