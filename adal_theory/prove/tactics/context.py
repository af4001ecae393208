"""What is known where a goal is tried: comparisons, facts about all indices, and the time that is left."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from functools import lru_cache

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import free, functions, open_body, walk
from adal_theory.prove.kernel.certificates import sides
from adal_theory.prove.kernel.polynomials import normal, value
from adal_theory.prove.kernel.terms import RELATIONS, Term, var
from adal_theory.prove.kernel.theorem import Theorem

COMPARISONS = RELATIONS


class OutOfTime(Exception):
    """The time for this step is over."""


class Context:
    """Theorems whose hypotheses are those of the step, or assumptions that a rule will discharge."""

    def __init__(self, facts: Iterable[Theorem], deadline: float) -> None:
        self.facts: list[Theorem] = []
        self.alls: list[Theorem] = []
        self.deadline = deadline
        self.focus: tuple[Term, ...] = ()  # besides the goal, formulas whose values are worth looking up
        self.quick: dict[tuple[Term, bool], Theorem | None] = {}
        self.signs: dict[Term, tuple[str, Theorem] | None] = {}
        self._names: set[str] = set()
        for t in facts:
            self._add(t)

    def _add(self, t: Theorem) -> None:
        f = t.conclusion
        if f.op == "all" and f.args[0] == "int":
            self.alls.append(t)
        elif f.op in COMPARISONS and value(sides(f)) is None:
            self.facts.append(t)

    def extended(self, *facts: Theorem, focus: tuple[Term, ...] = ()) -> Context:
        """The same and more."""
        self.tick()
        new = Context([*self.facts, *self.alls, *facts], self.deadline)
        new.focus = (*self.focus, *focus)
        new.quick = {key: t for key, t in self.quick.items() if t is not None}
        new.signs = {a: s for a, s in self.signs.items() if s is not None and s[0] in (">", "<", "=")}
        return new

    def tick(self) -> None:
        if time.monotonic() > self.deadline:
            raise OutOfTime

    def within(self, seconds: float) -> Context:
        """The same, with less time."""
        new = Context([*self.facts, *self.alls], min(self.deadline, time.monotonic() + seconds))
        new.focus = self.focus
        new.signs = {a: s for a, s in self.signs.items() if s is not None and s[0] in (">", "<", "=")}
        new.quick = {key: t for key, t in self.quick.items() if t is not None}
        return new

    def fresh(self, name: str, sort: str, *formulas: Term) -> Term:
        """A variable that occurs nowhere."""
        taken = set()
        known = (*self.facts, *self.alls)
        for f in {*formulas, *(t.conclusion for t in known), *(h for t in known for h in t.hypotheses)}:
            taken |= symbols(f)
        while name in taken:
            name += "'"
        return var(name, sort)

    def settled(self, f: Term) -> Theorem | None:
        """A fact that says f, in whatever arrangement."""
        for t in self.facts:
            if k.same(t.conclusion, f):
                return t if t.conclusion.key == f.key else k.restate(t, f)
        return None


@lru_cache(maxsize=50_000)
def symbols(f: Term) -> frozenset[str]:
    """The names of free variables and functions."""
    return frozenset({v.args[0] for v in free(f)} | set(functions(f)))


def arguments(formulas: Iterable[Term]) -> list[Term]:
    """What stands under roots, in denominators and logarithms, as it was written."""
    found: dict[Term, None] = {}

    def leaf(b: Term, _: int) -> Term | None:
        if b.op in ("sqrt", "inv", "log") and b.reach == 0:
            found.setdefault(b.args[0])
        return None

    for f in formulas:
        walk(f, leaf)
    return list(found)


def atoms_of(formulas: Sequence[Term]) -> list[Term]:
    """The atoms of comparisons, those inside of atoms included, in a fixed order."""
    return list(dict.fromkeys(a for f in formulas for a in _atoms(f)))


@lru_cache(maxsize=50_000)
def _atoms(f: Term) -> tuple[Term, ...]:
    found: dict[Term, None] = {}

    def collect(a: Term) -> None:
        for m in sorted(normal(a), key=lambda m: [(x.key, e) for x, e in m]):
            for x, _ in m:
                if x not in found:
                    found[x] = None
                    if x.op in ("inv", "sqrt", "log", "abs", "sign", "max", "min", "ipow", "rpow", "exp"):
                        for b in x.args:
                            collect(b)

    if f.op in COMPARISONS:
        for side in f.args:
            collect(side)
    return tuple(found)


@lru_cache(maxsize=50_000)
def applications(a: Term) -> tuple[Term, ...]:
    """Closed applications of function symbols anywhere in a term or formula."""
    found: dict[Term, None] = {}

    def leaf(b: Term, _: int) -> Term | None:
        if b.op == "app" and b.reach == 0:
            found.setdefault(b)
        return None

    walk(a, leaf)
    return tuple(found)


def opened(f: Term, v: Term) -> Term:
    """The body of a formula about all …, at v."""
    return open_body(f.args[3], v)
