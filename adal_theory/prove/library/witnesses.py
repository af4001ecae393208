"""Random exact instances of a claim's hypotheses: satisfiability witnesses, and the ground for counterexamples.

A hypothesis f[t, …] = term (or variable = term) is read as a definition and computed, so it holds by construction;
the others are met by rejection. `domains` names what a variable or a function is drawn from.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from adal_theory.prove.kernel.binders import free, functions, subterms
from adal_theory.prove.kernel.terms import RELATIONS, InvalidInference, Term
from adal_theory.prove.library.definitions import Conflict, Definition, agree, checked, definition, solve
from adal_theory.prove.library.well_founded import is_well_defined
from adal_theory.prove.semantics.evaluate import Instance, IntervalArithmetic, evaluate
from adal_theory.prove.semantics.interval import Interval, bounded

REALS = tuple(
    Fraction(n, d)
    for n, d in (
        (0, 1),
        (1, 10),
        (1, 4),
        (1, 3),
        (1, 2),
        (2, 3),
        (9, 10),
        (1, 1),
        (5, 4),
        (3, 2),
        (2, 1),
        (3, 1),
        (5, 1),
        (-1, 1),
        (-1, 2),
        (-2, 1),
        (-3, 1),
    )
)
INTEGERS = (1, 2, 3, 4, 0)
TRIES = 300
Domain = Callable[[random.Random, Mapping[str, Any]], Any]


class Sampler:
    """Draws instances of `hypotheses` that also give every symbol of `formulas` a value."""

    def __init__(
        self,
        hypotheses: Sequence[Term],
        formulas: Sequence[Term],
        domains: Mapping[str, Any] | None = None,
        samples: Callable[[random.Random], Sequence[tuple[Any, Any]]] | None = None,
    ) -> None:
        self.hypotheses, self.domains, self.samples = list(hypotheses), dict(domains or {}), samples
        everything = [*hypotheses, *formulas]
        self.variables = {v.args[0]: v for f in everything for v in sorted(free(f), key=lambda v: v.key)}
        self.functions = {n: shape for f in everything for n, shape in functions(f).items()}
        self.definitions = [d for d in map(definition, hypotheses) if d is not None]
        self.simple = [f for f in hypotheses if not functions(f)]
        plain = [f for f in self.simple if f.op in RELATIONS and all(a.op != "mean" for a in subterms(f))]
        self._truth = {f: ([v.args[0] for v in free(f)], dict[tuple[Any, ...], bool]()) for f in plain}

    def _draw(self, name: str, sort: str, rng: random.Random, known: Mapping[str, Any]) -> Any:
        domain = self.domains.get(name)
        if sort == "sample":
            raise Conflict(f"{name} is a free sample point")
        if domain is None:
            return rng.choice(INTEGERS if sort == "int" else REALS)
        return checked(domain(rng, known) if callable(domain) else rng.choice(domain), sort)

    def _scalars(self, rng: random.Random) -> dict[str, Any] | None:
        # Of two definitions of one variable the first is computed; the second is then a condition like others.
        defined = {d.name: d for d in reversed(self.definitions) if not d.pattern}
        for _ in range(TRIES):
            values: dict[str, Any] = {}
            for name in [*[n for n in self.domains if n in self.variables], *self.variables]:
                if name not in values and name not in defined:
                    values[name] = self._draw(name, self.variables[name].sort, rng, values)
            if not self._define(values, defined):
                continue
            instance = Instance(values)
            if all(f.op == "all" or self._holds(f, instance) for f in self.simple):
                return values
        return None

    def _define(self, values: dict[str, Any], defined: Mapping[str, Definition]) -> bool:
        """Variables that are defined without functions; others are left to `_function`."""
        waiting = dict(defined)
        while waiting:
            ready = [n for n, d in waiting.items() if not functions(d.value) and all(v.args[0] in values for v in free(d.value))]
            if not ready:
                return all(functions(d.value) for d in waiting.values())
            for n in ready:
                try:
                    values[n] = checked(evaluate(waiting.pop(n).value, Instance(values)), self.variables[n].sort)
                except ZeroDivisionError:
                    return False
        return True

    def _function(self, name: str, rng: random.Random, instance: Instance) -> Callable[..., Any]:
        shape = self.functions[name]
        mine = [d for d in self.definitions if d.name == name]
        memo: dict[tuple[Any, ...], Any] = {}
        domain = self.domains.get(name)
        made = domain(rng, {**instance.variables, "functions": instance.functions}) if callable(domain) else None
        active: set[tuple[Any, ...]] = set()

        def value(*arguments: Any) -> Any:
            known = memo.get(arguments)
            if known is not None:
                return known
            if any(isinstance(a, Interval) for a in arguments):
                raise Conflict(f"{name} at an irrational number: two enclosures may be of one number")
            if arguments in memo:
                return memo[arguments]
            if arguments in active:
                raise InvalidInference("instance", f"{name}{arguments} is defined through itself")
            active.add(arguments)
            for d in mine:
                at = solve(d, arguments, instance)
                if at is not None:
                    scoped = Instance({**instance.variables, **at}, instance.functions, instance.samples)
                    found = bounded(evaluate(d.value, scoped))
                    if not agree(memo.setdefault(arguments, found), found):
                        raise Conflict(f"{name}{arguments} is defined twice")
            if arguments not in memo:
                if made is not None and callable(made):
                    memo[arguments] = made(*arguments)
                elif shape[1] == "sample":
                    raise InvalidInference("instance", f"say with domains how to draw {name}")
                else:
                    memo[arguments] = rng.choice(domain) if domain is not None and not callable(domain) else rng.choice(REALS)
            active.discard(arguments)
            if shape[1] == "real":
                checked(memo[arguments], "real")
            elif memo[arguments] not in [point for point, _ in instance.samples]:
                raise Conflict(f"{name} leaves the sample space")
            return memo[arguments]

        return value

    def candidate(self, rng: random.Random) -> Instance | None:
        """One draw that meets the definitions and the conditions on variables, not yet the others."""
        values = self._scalars(rng)
        if values is None:
            return None
        table: dict[str, Callable[..., Any]] = {}
        instance = Instance(values, table, tuple(self.samples(rng)) if self.samples else ())
        for name in self.functions:
            table[name] = self._function(name, rng, instance)
        for d in self.definitions:
            if not d.pattern and d.name not in values:
                values[d.name] = checked(evaluate(d.value, instance), self.variables[d.name].sort)
        return instance

    def draw(self, rng: random.Random, tries: int = 60) -> Instance | None:
        """An instance with every hypothesis true, or None after so many tries."""
        for _ in range(tries):
            try:
                instance = self.candidate(rng)
                if instance is not None and all(self._holds(f, instance) for f in self.hypotheses):
                    return instance
            except (ZeroDivisionError, RecursionError, Conflict):
                continue
        return None

    def _is_true(self, f: Term, instance: Instance) -> bool:
        """What a comparison of variables is worth is kept by their values: there are few, and they come again and again."""
        names, kept = self._truth.get(f, ((), None))
        at = tuple([instance.variables[n] for n in names])
        if kept is None or any(type(a) not in (int, Fraction) for a in at):
            return evaluate(f, instance, IntervalArithmetic) is True
        if at not in kept:
            kept[at] = evaluate(f, instance, IntervalArithmetic) is True
        return kept[at]

    def _holds(self, f: Term, instance: Instance) -> bool:
        """True of the instance: computed to be so (and no other definition gives another value), or evaluated."""
        d = definition(f)
        if d is None or not d.computes:
            return self._is_true(f, instance)
        if d.pattern:
            answer = evaluate(d.touch, instance, IntervalArithmetic)
            return bool(answer) if answer is not None else is_well_defined(d, self.definitions)
        return all(
            e == d or agree(instance.variables[d.name], evaluate(e.value, instance))
            for e in self.definitions
            if e.name == d.name and not e.pattern
        )
