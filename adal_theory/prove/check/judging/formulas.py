"""Formulas up to arithmetic rearrangement, as the second judge sees them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from adal_theory.prove.check.judging.forms import Forms
from adal_theory.prove.check.judging.ring import Form
from adal_theory.prove.kernel.terms import RELATIONS, Term


def difference(forms: Forms, f: Term, depth: int = 0) -> Form:
    """rhs − lhs of a comparison."""
    return forms.add(forms.of(f.args[1], depth), forms.of(f.args[0], depth), -1)


def likeness(forms: Forms, f: Any, depth: int = 0) -> Any:
    """What formulas that say the same of the same numbers have in common."""
    if type(f) is not Term:
        return f
    if f.sort != "bool":
        return forms.of(f, depth).number
    if f.op in RELATIONS:
        p = difference(forms, f, depth)
        return f.op, p.number if f.op in ("le", "lt") else min(p.number, forms.add(forms.zero, p, -1).number)
    under = {"all": (3,), "tends": (1,), "preserves": (0,), "integrable": (0,), "slope": (1, 2)}.get(f.op, ())
    return f.op, *(likeness(forms, a, depth + (k in under)) for k, a in enumerate(f.args))


def same(forms: Forms, f: Term, g: Term) -> bool:
    return f == g or bool(likeness(forms, f) == likeness(forms, g))


def lost(forms: Forms, hypotheses: Iterable[Term], kept: Iterable[Term], *gone: Term) -> list[Term]:
    """The hypotheses that are neither kept nor among those that a rule takes away."""
    remain = set(kept)
    return [f for f in hypotheses if f not in remain and not any(same(forms, f, g) for g in gone)]
