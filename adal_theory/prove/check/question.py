"""What is to be refuted: the goal without its outer quantifiers and premises, and the grounds on which it is tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Any

from adal_theory.prove.check.plan import Plan, Planner
from adal_theory.prove.check.tape import Fact, Point, Tape, TooLarge
from adal_theory.prove.kernel.binders import free, functions, open_body, walk
from adal_theory.prove.kernel.terms import InvalidInference, Term, var
from adal_theory.prove.semantics.evaluate import Instance, evaluate

INTEGERS = (1, 2, 3, 0, 4, 5, -1, 6, 7, 8, 9, 10, -2, 12, 20, 11, 15, 50, 100, -3, 16, 30, 1000)  # the likelier first
FEW = {1: 23, 2: 17, 3: 9, 4: 6}  # of them, by the number of integer variables
NAMED = 12
GROUNDS = 150
SPACES = tuple(
    tuple((Point(k), Fraction(*w)) for k, w in enumerate(weights))
    for weights in (((1, 2), (1, 2)), ((1, 4), (3, 4)), ((1, 1),), ((1, 3), (1, 3), (1, 3)), ((1, 10), (9, 10)))
)
Space = Sequence[tuple[Point, Fraction]]


@dataclass(frozen=True)
class Question:
    """Refute `goal`, given `given`; `conditions` say where all of it is defined."""

    goal: Term
    given: tuple[Term, ...]
    conditions: tuple[Term, ...]

    @property
    def formulas(self) -> tuple[Term, ...]:
        return (self.goal, *self.given, *self.conditions)

    def variables(self, sort: str) -> list[str]:
        return sorted({v.args[0] for f in self.formulas for v in free(f) if v.sort == sort})

    def named(self) -> list[int]:
        """Whole numbers beyond the usual ones that occur in the formulas, with their neighbours: bounds of integers."""
        found: set[int] = set()

        def leaf(a: Term, _: int) -> Term | None:
            if a.op == "num" and a.sort == "int" and abs(a.args[0]) >= NAMED:
                found.update(int(a.args[0]) + d for d in (-1, 0, 1, 2))
            return None

        for f in self.formulas:
            walk(f, leaf)
        return sorted(found - set(INTEGERS), key=lambda n: (abs(n), n))[: FEW[3]]

    def random(self) -> bool:
        """Whether it speaks of sample points."""
        found = bool(self.variables("sample"))

        def leaf(a: Term, _: int) -> Term | None:
            nonlocal found
            found = found or a.op == "mean" or (a.op in ("all", "bound") and a.args[a.op == "bound"] == "sample")
            return None

        for f in self.formulas:
            walk(f, leaf)
        return found


@dataclass
class Ground:
    """A question with its integers and sample points fixed."""

    integers: Mapping[str, Any]
    samples: Space
    tape: Tape
    facts: list[list[Fact]]  # by hypothesis
    conditions: list[list[Fact]]
    goals: list[Fact]
    plan: Plan
    all_facts: list[Fact] = field(default_factory=list)


def question(goal: Term, given: Sequence[Term], conditions: Sequence[Term]) -> Question:
    """∀ x: p ⇒ q becomes q for a fixed x, given p. A finite range of comparisons stays as it is: one that fails will do."""
    known = list(given)
    names = {n for f in (goal, *given, *conditions) for n in (*(v.args[0] for v in free(f)), *functions(f))}
    while goal.op == "imp" or (goal.op == "all" and (goal.args[0] != "int" or None in goal.args[1:3] or _has_premise(goal))):
        if goal.op == "imp":
            known.append(goal.args[0])
            goal = goal.args[1]
            continue
        sort, lo, hi, body = goal.args
        name = goal.hint or "k"
        while name in names:
            name += "'"
        names.add(name)
        v = var(name, sort)
        known += [f for f in (None if lo is None else lo <= v, None if hi is None else v <= hi) if f is not None]
        goal = open_body(body, v)
    return Question(goal, tuple(known), tuple(conditions))


def _has_premise(f: Term) -> bool:
    return f.op == "imp" or (f.op == "all" and _has_premise(f.args[3]))


def assignments(q: Question, conditions: bool = True) -> Iterator[tuple[dict[str, Any], Space]]:
    """Integers and sample spaces that the hypotheses on integers allow, small ones first; at most `GROUNDS`."""
    names, points = q.variables("int"), q.variables("sample")
    usual = INTEGERS[: FEW.get(len(names), 4)]
    pool = (*usual[: FEW[4]], *q.named(), *usual[FEW[4] :])
    ordered = sorted(product(range(len(pool)), repeat=len(names)), key=lambda at: (sum(at), at))
    hypotheses = [*q.given, *(q.conditions if conditions else ())]
    only = [f for f in hypotheses if not functions(f) and all(v.sort == "int" for v in free(f))]
    count = 0
    for at in ordered:
        values: dict[str, Any] = {n: pool[k] for n, k in zip(names, at, strict=True)}
        if all(_true(f, values) for f in only):
            for space in SPACES if q.random() else ((),):
                for chosen in product([p for p, _ in space], repeat=len(points)):
                    yield {**values, **dict(zip(points, chosen, strict=True))}, space
                    count += 1
                    if count >= GROUNDS:
                        return


def _true(f: Term, values: Mapping[str, Any]) -> bool:
    try:
        return evaluate(f, Instance(values)) is not False
    except (InvalidInference, ZeroDivisionError):
        return True


def ground(q: Question, integers: Mapping[str, Any], samples: Space, conditions: bool = True) -> Ground | None:
    """The question on that ground, or None where it is too large."""
    t = Tape(integers, samples)
    try:
        facts = [t.facts(f) for f in q.given]
        more = [t.facts(f) for f in q.conditions] if conditions else []
        goals = t.facts(q.goal)
        every = [f for group in (*facts, *more) for f in group]
        plan = Planner(t, every).plan()
    except (TooLarge, RecursionError, OverflowError):
        return None
    return Ground(integers, samples, t, facts, more, goals, plan, every)
