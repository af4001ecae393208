"""Hypotheses read as definitions: which equations give the values of a function, and at which indices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from adal_theory.prove.kernel.binders import free, functions, open_body
from adal_theory.prove.kernel.polynomials import normal, plus, value
from adal_theory.prove.kernel.terms import Term, var
from adal_theory.prove.semantics.evaluate import Instance, evaluate
from adal_theory.prove.semantics.interval import Interval


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
            actual = actual - _offset(pattern, name, instance)
        if values.setdefault(name, actual) != actual:
            return None
    scoped = Instance({**instance.variables, **values}, instance.functions, instance.samples)
    for v, (lo, hi) in zip(d.indices, d.ranges, strict=True):
        value = values[v.args[0]]
        if (lo is not None and _end(lo, scoped) > value) or (hi is not None and _end(hi, scoped) < value):
            return None
    return values


def _end(a: Term, scoped: Instance) -> Any:
    return a.args[0] if a.op == "num" else evaluate(a, scoped)


def _offset(pattern: Term, name: str, instance: Instance) -> Any:
    """What is added to the index of that name."""
    c = _number_beside(pattern, name)
    return evaluate(pattern, Instance({**instance.variables, name: 0}, instance.functions)) if c is None else c


@lru_cache(maxsize=10_000)
def _number_beside(pattern: Term, name: str) -> int | Fraction | None:
    """c of a pattern i + c where that is a number; None for another."""
    c = value(plus(normal(pattern), normal(var(name, pattern.sort)), -1))
    return None if c is None else int(c) if c.denominator == 1 else c


def checked(value: Any, sort: str) -> Any:
    """A value of that sort: exact, and whole for an integer."""
    if type(value) not in (int, Fraction) and (sort == "int" or type(value) is not Interval):
        raise Conflict(f"{value!r} is not an exact value")
    if sort == "int" and value != int(value):
        raise Conflict(f"{value} is not whole")
    return value
