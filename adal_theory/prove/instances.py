"""Random exact instances of a claim's hypotheses: satisfiability witnesses, and the ground for counterexamples.

A hypothesis f[t, …] = term (or variable = term) is read as a definition and computed, so it holds by construction;
the others are met by rejection. `domains` names what a variable or a function is drawn from.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from adal_theory.prove.binding import free, functions, open_body
from adal_theory.prove.endless import endless
from adal_theory.prove.evaluate import Exact, Instance, evaluate
from adal_theory.prove.interval import Interval, bounded
from adal_theory.prove.normal import normal
from adal_theory.prove.terms import Refused, Term, var

REALS = tuple(Fraction(n, d) for n, d in (
    (0, 1), (1, 10), (1, 4), (1, 3), (1, 2), (2, 3), (9, 10), (1, 1), (5, 4), (3, 2), (2, 1), (3, 1), (5, 1),
    (-1, 1), (-1, 2), (-2, 1), (-3, 1)))
INTEGERS = (1, 2, 3, 4, 0)
TRIES = 300
Domain = Callable[[random.Random, Mapping[str, Any]], Any]


class Conflict(Exception):
    """Two hypotheses give one symbol different values."""


@dataclass(frozen=True)
class Definition:
    """For indices in their ranges, the function (or variable) `name` at `pattern` is `value`."""

    name: str
    indices: tuple[Term, ...]
    ranges: tuple[tuple[Term | None, Term | None], ...]
    pattern: tuple[Term, ...]
    value: Term
    touch: Term  # the same quantifiers over "it equals itself": evaluating this computes every value of the definition
    shape: tuple[str | None, ...] | None  # per argument the index i in "i + constant"; None if some pattern is not so

    @property
    def computes(self) -> bool:
        """Whether `solve` finds the indices, so that the equation holds by construction."""
        return self.shape is not None


def _shape(pattern: tuple[Term, ...], indices: tuple[Term, ...]) -> tuple[str | None, ...] | None:
    found: list[str | None] = []
    for q in pattern:
        inside = [v for v in indices if v in free(q)]
        if q.sort == "sample":
            if q.op != "var":
                return None
        elif inside:
            rest = dict(normal(q))
            if len(inside) > 1 or rest.pop(((inside[0], 1),), None) != 1 or any(inside[0] in free(a) for m in rest for a, _ in m):
                return None
        found.append(inside[0].args[0] if inside else None)
    return None if {v.args[0] for v in indices} - set(found) else tuple(found)


def agree(a: Any, b: Any) -> bool:
    """Whether two values are known to be equal: enclosures of irrational numbers are not."""
    return a is b or (not isinstance(a, Interval) and not isinstance(b, Interval) and bool(a == b))


@lru_cache(maxsize=10_000)
def definition(f: Term) -> Definition | None:
    """The definition that a hypothesis is, or None.

    Conditions before a quantified equation (`recorded`) make no difference: where the equation holds, so does the implication.
    """
    f = unconditional(f)
    indices: list[Term] = []
    ranges = []
    touch = touching(f)
    while f.op == "all":
        sort, lo, hi, _ = f.args
        v = unused(f, f"index_{len(indices)}", sort)
        indices.append(v)
        ranges.append((lo, hi))
        f = open_body(f.args[3], v)
    if f.op != "eq":
        return None
    left, right = f.args
    if left.op == "var" and not indices and left not in free(right):
        return Definition(left.args[0], (), (), (), right, touch, ())
    if left.op != "app":
        return None
    pattern = tuple(left.args[2:])
    return Definition(left.args[0], tuple(indices), tuple(ranges), pattern, right, touch, _shape(pattern, tuple(indices)))


def unconditional(f: Term) -> Term:
    """The last consequence of a formula, if it is about all of something; else the formula."""
    last = f
    while last.op == "imp":
        last = last.args[1]
    return last if last.op == "all" else f


def unused(f: Term, name: str, sort: str) -> Term:
    """A variable of that name, or a longer one where f has it already."""
    taken = {v.args[0] for v in free(f)} | set(functions(f))
    while name in taken:
        name += "'"
    return var(name, sort)


def touching(f: Term) -> Term:
    """∀ …: left = left, for ∀ …: left = right."""
    if f.op == "all":
        return Term("all", (*f.args[:3], touching(f.args[3])), "bool", f.hint)
    return Term("eq", (f.args[0], f.args[0]), "bool") if f.op == "eq" else f


def solve(d: Definition, arguments: Sequence[Any], instance: Instance) -> dict[str, Any] | None:
    """Values for the indices at which the definition speaks of these arguments, or None."""
    if d.shape is None:
        return None
    values: dict[str, Any] = {}
    for pattern, name, actual in zip(d.pattern, d.shape, arguments, strict=True):
        if name is None:
            if evaluate(pattern, instance) != actual:
                return None
            continue
        if pattern.op != "var":  # the index is what is left without the constant
            actual = actual - evaluate(pattern, Instance({**instance.variables, name: 0}, instance.functions))
        if values.setdefault(name, actual) != actual:
            return None
    scoped = Instance({**instance.variables, **values}, instance.functions, instance.samples)
    for v, (lo, hi) in zip(d.indices, d.ranges, strict=True):
        value = values[v.args[0]]
        if (lo is not None and evaluate(lo, scoped) > value) or (hi is not None and evaluate(hi, scoped) < value):
            return None
    return values


def checked(value: Any, sort: str) -> Any:
    """A value of that sort: exact, and whole for an integer."""
    if type(value) not in (int, Fraction) and (sort == "int" or type(value) is not Interval):
        raise Conflict(f"{value!r} is no exact value")
    if sort == "int" and value != int(value):
        raise Conflict(f"{value} is not whole")
    return value


class Sampler:
    """Draws instances of `hypotheses` that also give every symbol of `formulas` a value."""

    def __init__(self, hypotheses: Sequence[Term], formulas: Sequence[Term], domains: Mapping[str, Any] | None = None,
                 samples: Callable[[random.Random], Sequence[tuple[Any, Any]]] | None = None) -> None:
        self.hypotheses, self.domains, self.samples = list(hypotheses), dict(domains or {}), samples
        everything = [*hypotheses, *formulas]
        self.variables = {v.args[0]: v for f in everything for v in sorted(free(f), key=lambda v: v.key)}
        self.functions = {n: shape for f in everything for n, shape in functions(f).items()}
        self.definitions = [d for d in map(definition, hypotheses) if d is not None]
        self.simple = [f for f in hypotheses if not functions(f)]

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
            if any(isinstance(a, Interval) for a in arguments):
                raise Conflict(f"{name} at an irrational number: two enclosures may be of one number")
            if arguments in memo:
                return memo[arguments]
            if arguments in active:
                raise Refused("instance", f"{name}{arguments} is defined through itself")
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
                    raise Refused("instance", f"say with domains how to draw {name}")
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

    def _holds(self, f: Term, instance: Instance) -> bool:
        """True of the instance: computed to be so (and no other definition gives another value), or evaluated."""
        d = definition(f)
        if d is None or not d.computes:
            return evaluate(f, instance, Exact) is True
        if d.pattern:
            answer = evaluate(d.touch, instance, Exact)
            return bool(answer) if answer is not None else endless(d, self.definitions)
        return all(e == d or agree(instance.variables[d.name], evaluate(e.value, instance))
                   for e in self.definitions if e.name == d.name and not e.pattern)
