"""|a| = |b|, √a = √b, 1/a = 1/b, max(a, c) = max(b, c), … where a fact says that two values a and b of sequences are equal."""

from __future__ import annotations

from collections.abc import Sequence

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import walk
from adal_theory.prove.kernel.terms import Eq, Term, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.arith import NO_DEADLINE, linarith
from adal_theory.prove.tactics.context import closed_parts, symbols

OF_VALUES = ("abs", "max", "min", "sqrt", "inv", "sign", "log", "exp")


def equal_values(facts: Sequence[Theorem], formulas: Sequence[Term]) -> list[Theorem]:
    """Equations of such atoms in the facts and formulas with those in which equal arguments stand."""
    renamings = {
        t.conclusion.args[0]: t for t in facts if t.conclusion.op == "eq" and all(a.op == "app" for a in t.conclusion.args)
    }
    if not renamings:
        return []
    atoms = dict.fromkeys(
        a for f in (*(t.conclusion for t in facts), *formulas) for a in closed_parts(k.canonical_formula(f), OF_VALUES)
    )
    return [t for a in atoms if (t := _renamed(a, renamings)) is not None]


def _renamed(a: Term, renamings: dict[Term, Theorem]) -> Theorem | None:
    """a = a with other names for the same values."""
    there = [b for b in closed_parts(a, ("app",)) if b in renamings]
    found = linarith(Eq(a, a), [], NO_DEADLINE) if there else None
    for b in there:
        hole = _fresh(found.conclusion)
        template = Eq(a, walk(found.conclusion.args[1], lambda c, _, b=b, hole=hole: hole if c == b else None))
        found = k.leibniz(renamings[b], found, hole, template)
    return found


def _fresh(f: Term) -> Term:
    name, taken = "hole", symbols(f)
    while name in taken:
        name += "'"
    return var(name)
