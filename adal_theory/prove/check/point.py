"""The exact judgement of one point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from adal_theory.prove.check import exactly
from adal_theory.prove.check.answer import Refutation, Tight
from adal_theory.prove.check.choices import cost
from adal_theory.prove.check.exactly import Computed, Impossible
from adal_theory.prove.check.question import Ground, Question
from adal_theory.prove.check.tape import Fact
from adal_theory.prove.kernel.binders import functions
from adal_theory.prove.kernel.terms import InvalidInference, Term
from adal_theory.prove.semantics.evaluate import Instance, evaluate
from adal_theory.prove.semantics.recording import plain_number


@dataclass
class Found:
    """A point that refutes, with the choices that lead to it."""

    question: Question
    ground: Ground
    u: list[Fraction]
    plain: list[bool]
    computed: Computed
    conventions: tuple[str, ...]
    price: float

    @cached_property
    def tables(self) -> dict[str, dict[tuple[Any, ...], Any]]:
        """Entries of the sequences; one that stands beside a factor 0 only is 0 when it is asked for."""
        found: dict[str, dict[tuple[Any, ...], Any]] = {n: {} for f in self.question.formulas for n in functions(f)}
        for (name, at), k in zip(self.ground.tape.slots, self.ground.tape.slot_nodes, strict=True):
            if at is not None:
                found[name][at] = self.computed.values[k]
        return found

    @cached_property
    def instance(self) -> Instance:
        """The point for `evaluate`."""
        variables: dict[str, Any] = {**dict.fromkeys(self.question.variables("real"), Fraction(0)), **self.ground.integers}
        for (name, at), k in zip(self.ground.tape.slots, self.ground.tape.slot_nodes, strict=True):
            if at is None:
                variables[name] = self.computed.values[k]

        def function(table: dict[tuple[Any, ...], Any]) -> Any:
            return lambda *at: table.setdefault(tuple(plain_number(i) for i in at), Fraction(0))

        return Instance(variables, {name: function(table) for name, table in self.tables.items()}, self.ground.samples)

    def refutation(self) -> Refutation:
        """The point as it is shown."""
        failed = next(f for f in self.ground.goals if exactly.holds(f, self.computed) is False)
        at = failed.at
        while failed.op == "imp":
            failed = next(f for f in failed.right if exactly.holds(f, self.computed) is False)
        values = {name: plain_number(v) for name, v in self.instance.variables.items()}
        sequences = {name: {at: plain_number(v) for at, v in table.items()} for name, table in self.tables.items() if table}
        left, right = (plain_number(self.computed.values[k]) for k in (failed.left, failed.right))
        return Refutation(
            self.question.goal,
            values,
            sequences,
            failed.op,
            left,
            right,
            at,
            tuple(self._tight()),
            self.conventions,
            self.computed.notes,
            tuple(w for _, w in self.ground.samples),
            self.instance,
        )

    def _tight(self) -> list[Tight]:
        found = []
        for f, facts in zip(self.question.given, self.ground.facts, strict=True):
            at = tuple(g.at for g in facts if exactly.tight(g, self.computed.values))
            if at:
                found.append(Tight(f, tuple(a for a in at if a)))
        return found


def examine(
    q: Question, g: Ground, u: Sequence[Fraction], plain: Sequence[bool], clean: bool = True, below: float | None = None
) -> Found | None:
    """The point to which these choices lead, if it refutes exactly. `clean` points break no condition and use no convention."""
    try:
        computed = exactly.run(g.tape, g.plan, u, plain)
        price = sum(cost(computed.values[k]) for k in g.tape.slot_nodes) + 4 * len(computed.notes)
        if (below is not None and price >= below) or (clean and computed.conventions):
            return None
        if exactly.every(g.goals, computed) is not False or exactly.every(g.all_facts, computed) is not True:
            return None
        found = Found(q, g, list(u), list(plain), computed, computed.conventions, price)
        if not _confirmed(found):
            return None
        if not clean:
            found.conventions = (*found.conventions, *_broken(q, found.instance))
        return found if clean or found.conventions else None
    except (Impossible, ZeroDivisionError, OverflowError):
        return None


def _confirmed(found: Found) -> bool:
    """The goal and the hypotheses as they were given, evaluated apart from the tape that led there."""
    q, at = found.question, found.instance
    hypotheses = list(zip((*q.given, *q.conditions), (*found.ground.facts, *found.ground.conditions), strict=False))
    try:
        return evaluate(q.goal, at) is False and all(_true(f, facts, found) for f, facts in hypotheses)
    except (InvalidInference, KeyError):
        return False


def _true(f: Term, facts: Sequence[Fact], found: Found) -> bool:
    """Evaluated to be so; or each part is, but for equations that define an irrational number."""
    answer = evaluate(f, found.instance)
    return answer is True or (answer is None and bool(found.computed.met) and exactly.every(facts, found.computed) is True)


def _broken(q: Question, at: Instance) -> tuple[str, ...]:
    found = []
    for f in q.conditions:
        try:
            answer = evaluate(f, at)
        except (InvalidInference, KeyError, ZeroDivisionError):
            answer = None
        if answer is not True:
            found.append(f"a value outside {f}")
    return tuple(found)
