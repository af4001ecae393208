"""What is known where a goal is tried: comparisons, facts about all indices, and the time that is left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import free, functions, walk
from adal_theory.prove.kernel.certificates import sides
from adal_theory.prove.kernel.polynomials import normal, value
from adal_theory.prove.kernel.terms import RELATIONS, Term, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.clock import Clock, OutOfTime

Sign = tuple[str, Theorem]  # ">", ">=", "<", "<=", "!=" or "=", and the theorem that says so, about 0
Solve = Callable[["Context", Term], Theorem | None]  # a way to prove a goal from what is known
Known = frozenset[tuple[Term, tuple[Term, ...]]]  # facts with what they rest on
Key = TypeVar("Key")
Found = TypeVar("Found")


@dataclass(frozen=True)
class Open:
    """A goal that a search was left with: a case of it, or the step of an induction on the claim `of`, whose base was proved."""

    known: tuple[Term, ...]
    goal: Term
    of: Term | None = None


class Context:
    """Theorems whose hypotheses are those of the step, or assumptions that a rule will discharge.

    `nlinarith` proves a comparison from products of the facts. The signs of terms rest on it and it rests on them, so it is
    handed down from above.
    """

    def __init__(self, facts: Iterable[Theorem], clock: Clock, nlinarith: Solve) -> None:
        self.facts: list[Theorem] = []
        self.alls: list[Theorem] = []
        self.conditional: list[Theorem] = []  # a ⇒ b, and facts about all sample points
        self.clock, self.nlinarith = clock, nlinarith
        self.focus: tuple[Term, ...] = ()  # besides the goal, formulas whose values are worth looking up
        self.open: list[Open] = []  # what was not proved, for the one who asked; shared by all contexts of a search
        self.answers: dict[tuple[Term, bool], Theorem | None] = {}
        self.signs: dict[Term, Sign | None] = {}
        self._says: dict[str, Theorem] | None = None  # the first fact that says so, by the one form of what it says
        self._known: Known | None = None
        for t in facts:
            self._add(t)

    def _add(self, t: Theorem) -> None:
        f = t.conclusion
        if f.op == "all" and f.args[0] == "int":
            self.alls.append(t)
        elif f.op in ("all", "imp"):
            self.conditional.append(t)
        elif f.op in RELATIONS and value(sides(f)) is None:
            self.facts.append(t)

    def extended(self, *facts: Theorem, focus: tuple[Term, ...] = ()) -> Context:
        """The same and more."""
        self.tick()
        return self._copy(facts, self.clock, focus)

    def only(self, facts: Iterable[Theorem]) -> Context:
        """These facts alone."""
        return Context(facts, self.clock, self.nlinarith)

    def linear(self) -> Context:
        """The same, with no products of facts tried for the signs of terms."""
        new = self.extended()
        new.nlinarith = lambda ctx, goal: None
        return new

    def timed(self, clock: Clock) -> Context:
        """The same, by another clock."""
        return self._copy((), clock, ())

    def within(self, seconds: float) -> Context:
        """The same, with so many seconds of the processor."""
        return self.timed(self.clock.within(seconds))

    def _copy(self, facts: Iterable[Theorem], clock: Clock, focus: tuple[Term, ...]) -> Context:
        """What was found stays found; what was not may be found from more facts, or in another time."""
        new = Context((), clock, self.nlinarith)
        new.facts, new.alls, new.conditional = [*self.facts], [*self.alls], [*self.conditional]
        for t in facts:
            new._add(t)
        new._says = None if self._says is None else dict(self._says)
        new._note(new.facts[len(self.facts) :])
        new.open = self.open
        new.focus = (*self.focus, *focus)
        new.answers = {key: t for key, t in self.answers.items() if t is not None}
        new.signs = {a: s for a, s in self.signs.items() if s is not None and s[0] in (">", "<", "=")}
        return new

    def range(self, i: Term, lo: Term, hi: Term) -> Context:
        """The same, for an index i with lo ≤ i ≤ hi."""
        return self.extended(k.assume(lo <= i), k.assume(i <= hi))

    def tick(self) -> None:
        """Raise `OutOfTime` when the time is over."""
        self.clock.tick()

    def noting(self, notes: dict[Key, Found | None], key: Key, find: Callable[[], Found | None]) -> Found | None:
        """What was noted under the key, or what is found now; a search that was cut short leaves no note."""
        if key not in notes:
            self.tick()
            notes[key] = None  # what rests on itself is not known
            try:
                notes[key] = find()
                if notes[key] is None:
                    self.tick()
            except OutOfTime:
                del notes[key]
                raise
        return notes[key]

    def fresh(self, name: str, sort: str, *formulas: Term) -> Term:
        """A variable that occurs nowhere."""
        taken: set[str] = set()
        known = (*self.facts, *self.alls, *self.conditional)
        for f in {*formulas, *(t.conclusion for t in known), *(h for t in known for h in t.hypotheses)}:
            taken |= symbols(f)
        while name in taken:
            name += "'"
        return var(name, sort)

    def known(self) -> Known:
        """All facts with what they rest on."""
        if self._known is None:
            self._known = frozenset((t.conclusion, t.hypotheses) for t in (*self.facts, *self.alls, *self.conditional))
        return self._known

    def settled(self, f: Term) -> Theorem | None:
        """A fact that says f, in whatever arrangement."""
        if self._says is None:
            self._says = {}
            self._note(self.facts)
        t = self._says.get(k.canonical_formula(f).key)
        return t if t is None or t.conclusion.key == f.key else k.restate(t, f)

    def _note(self, facts: Iterable[Theorem]) -> None:
        """Facts for `settled`, once it has been asked."""
        if self._says is not None:
            for t in facts:
                self._says.setdefault(k.canonical_formula(t.conclusion).key, t)


@lru_cache(maxsize=50_000)
def symbols(f: Term) -> frozenset[str]:
    """The names of free variables and functions."""
    return frozenset({v.args[0] for v in free(f)} | set(functions(f)))


def arguments(formulas: Iterable[Term]) -> list[Term]:
    """What stands under roots, in denominators and logarithms, as it was written."""
    return list(dict.fromkeys(b.args[0] for f in formulas for b in closed_parts(f, ("sqrt", "inv", "log"))))


def written_sums(formulas: Iterable[Term]) -> list[Term]:
    """Sums as they were written."""
    return list(dict.fromkeys(b for f in formulas for b in closed_parts(f, ("sum",))))


def written_squares(formulas: Iterable[Term]) -> list[Term]:
    """What stands under even powers, as it was written."""
    powers = (b for f in formulas for b in closed_parts(f, ("pow",)))
    return list(dict.fromkeys(b.args[0] for b in powers if b.args[1] % 2 == 0))


def applications(a: Term) -> tuple[Term, ...]:
    """Values of sequences anywhere in a term or formula, but for those at bound indices."""
    return closed_parts(a, ("app",))


def places(a: Term) -> tuple[Term, ...]:
    """Powers and roots anywhere in a term or formula, whose exponents and arguments may be indices."""
    return closed_parts(a, ("ipow", "sqrt"))


@lru_cache(maxsize=50_000)
def closed_parts(a: Term, ops: tuple[str, ...]) -> tuple[Term, ...]:
    """Parts built by these operations that speak of no bound index."""
    found: dict[Term, None] = {}

    def leaf(b: Term, _: int) -> Term | None:
        if b.op in ops and b.reach == 0:
            found.setdefault(b)
        return None

    walk(a, leaf)
    return tuple(found)


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

    if f.op in RELATIONS:
        for side in f.args:
            collect(side)
    return tuple(found)


def sum_atoms(formulas: Sequence[Term]) -> list[Term]:
    """Sums that occur outside of other sums."""
    return [a for a in atoms_of(formulas) if a.op == "sum"]
