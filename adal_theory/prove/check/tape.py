"""Formulas written out on a finite ground: integers and sample points fixed, sums and facts for all t expanded.

What is left are comparisons of terms in real unknowns ("slots": variables and entries of sequences), as one list of shared
nodes. It guides the search only; the verdict on a point is `evaluate`'s, on the formulas as they were given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.semantics.evaluate import IntervalArithmetic
from adal_theory.prove.semantics.interval import Interval

LARGEST = 4000  # nodes, and terms of one sum
WORK = 15_000  # terms that are visited for them
SLOTS = 60  # unknowns
LONGEST = 100_000  # bits of a constant
Slot = tuple[str, tuple[Any, ...] | None]
Scope = tuple[Any, ...]


class Unsupported(Exception):
    """A formula that no finite list of comparisons says."""


class TooLarge(Exception):
    """More nodes than are worth while."""


@dataclass(frozen=True)
class Fact:
    """One comparison of nodes, or an implication between lists of facts; `at` holds the indices it was written out at."""

    op: str
    left: Any
    right: Any
    at: Scope = ()


@dataclass(frozen=True)
class Point:
    """A sample point."""

    number: int

    def __str__(self) -> str:
        return f"ω{self.number + 1}"


class Tape:
    """Nodes in an order in which they can be computed, equal ones shared; `mask` tells the slots that each rests on."""

    def __init__(self, integers: Mapping[str, Any], samples: Sequence[tuple[Point, Fraction]] = ()) -> None:
        self.integers, self.samples = integers, samples
        self.nodes: list[tuple[Any, ...]] = []
        self.mask: list[int] = []
        self.slots: list[Slot] = []
        self.slot_nodes: list[int] = []
        self._slots: dict[Slot, int] = {}
        self.partial: dict[tuple[str, int], None] = {}  # where a function is total by convention only
        self.fixed: dict[str, None] = {}  # conventions that every point of this ground uses
        self._known: dict[tuple[Any, ...], int] = {}
        self._work = 0

    def _node(self, *node: Any) -> int:
        found = self._known.get(node)
        if found is None:
            found = self._known[node] = len(self.nodes)
            if found > LARGEST:
                raise TooLarge
            self.nodes.append(node)
            mask = 0
            if node[0] == "slot":
                mask = 1 << node[1]
            elif node[0] != "num":
                for k in node[1:] if node[0] != "pow" else node[1:2]:
                    mask |= self.mask[k]
            self.mask.append(mask)
        return found

    def compute(
        self, k: int, values: Sequence[Any], number: Callable[[Fraction], Any], operations: Mapping[str, Callable[..., Any]]
    ) -> Any:
        """The value of a node that is not a slot, from those of its arguments."""
        op, *args = self.nodes[k]
        if op == "num":
            return number(args[0])
        if op == "pow":
            return values[args[0]] ** args[1]
        first, *rest = (values[a] for a in args)
        if op == "add":
            return sum(rest, first)
        if op == "mul":
            for a in rest:
                first = first * a
            return first
        return operations[op](first, *rest)

    def number(self, value: Any) -> int:
        return self._node("num", Fraction(value))

    def value(self, k: int) -> Fraction | None:
        """The rational that the node is, if it is one."""
        return self.nodes[k][1] if self.nodes[k][0] == "num" else None

    def slot(self, name: str, at: tuple[Any, ...] | None) -> int:
        key: Slot = (name, at)
        if key not in self._slots:
            self.slots.append(key)
            if len(self.slots) > SLOTS:
                raise TooLarge
            self._slots[key] = self._node("slot", len(self.slots) - 1)
            self.slot_nodes.append(self._slots[key])
        return self._slots[key]

    def add(self, *parts: int) -> int:
        total, rest = Fraction(0), []
        for k in parts:
            for j in self.nodes[k][1:] if self.nodes[k][0] == "add" else (k,):
                c = self.value(j)
                if c is None:
                    rest.append(j)
                else:
                    total += c
        if total or not rest:
            rest.append(self.number(total))
        return rest[0] if len(rest) == 1 else self._node("add", *rest)

    def mul(self, *parts: int) -> int:
        factor, rest = Fraction(1), []
        for k in parts:
            for j in self.nodes[k][1:] if self.nodes[k][0] == "mul" else (k,):
                c = self.value(j)
                if c is None:
                    rest.append(j)
                else:
                    factor *= c
        if not rest or factor == 0:
            return self.number(factor)
        if factor != 1:
            rest.insert(0, self.number(factor))
        return rest[0] if len(rest) == 1 else self._node("mul", *rest)

    def difference(self, a: int, b: int) -> int:
        return self.add(a, self.mul(self.number(-1), b))

    def inverse(self, a: int) -> int:
        c = self.value(a)
        if c == 0:
            self.fixed["1/0 = 0"] = None
            return self.number(0)
        if c is not None:
            return self.number(1 / c)
        self.partial["inv", a] = None
        return self._node("inv", a)

    def raised(self, a: int, n: int) -> int:
        if n < 0:
            return self.inverse(self.raised(a, -n))
        c = self.value(a)
        if n == 0:
            if c is None:
                self.partial["zeroth", a] = None
            return self.number(1)
        if c is not None and n * max(c.numerator.bit_length(), c.denominator.bit_length()) > LONGEST:
            raise TooLarge
        return a if n == 1 else self._node("pow", a, n) if c is None else self.number(c**n)

    def apply(self, op: str, *args: int) -> int:
        """√, log, exp, |·|, sign, max, min."""
        values = [self.value(a) for a in args]
        if op in ("sqrt", "log") and (values[0] is None or values[0] < 0 or (op == "log" and values[0] == 0)):
            self.partial[op, args[0]] = None
        if all(v is not None for v in values):
            found = EXACT[op](*values)
            if not isinstance(found, Interval):
                return self.number(found)
        return self._node(op, *args)

    def term(self, a: Term, scope: Scope = ()) -> int:
        """The node of a term; `scope` holds the indices that are bound around it, the innermost last."""
        self._work += 1
        if self._work > WORK:
            raise TooLarge
        build = _BUILD.get(a.op)
        if build is None:
            raise Unsupported(f"{a.op} has no value at a point")
        return build(self, a, scope)

    def whole(self, a: Term, scope: Scope) -> int:
        c = self.value(self.term(a, scope))
        if c is None or c.denominator != 1:
            raise Unsupported(f"{a} is not a whole number that is known beforehand")
        return int(c)

    def index(self, a: Term, scope: Scope) -> Any:
        if a.sort == "sample":
            if a.op == "bound":
                return scope[-1 - a.args[0]]
            if a.op == "var" and a.args[0] in self.integers:
                return self.integers[a.args[0]]
            raise Unsupported(f"{a} is not one of a few sample points")
        c = self.value(self.term(a, scope))
        if c is None:
            raise Unsupported(f"a function of the real number {a}")
        return int(c) if c.denominator == 1 else c

    def facts(self, f: Term, scope: Scope = (), at: Scope = ()) -> list[Fact]:
        """The comparisons that a formula says together."""
        if f.op == "imp":
            premise, conclusion = (tuple(self.facts(g, scope, at)) for g in f.args)
            return [Fact("imp", premise, conclusion, at)]
        if f.op == "all":
            values = self.range(f, scope)
            return [fact for v in values for fact in self.facts(f.args[3], (*scope, v), (*at, v))]
        if f.op not in ("le", "lt", "eq", "ne"):
            raise Unsupported(f"{f.op} cannot be checked at a point")
        return [Fact(f.op, self.term(f.args[0], scope), self.term(f.args[1], scope), at)]

    def range(self, f: Term, scope: Scope) -> Sequence[Any]:
        sort, lo, hi, _ = f.args
        if sort == "sample" and self.samples:
            return [point for point, _ in self.samples]
        if sort != "int" or lo is None or hi is None:
            raise Unsupported("a fact about infinitely many values cannot be checked at a point")
        return range(self.whole(lo, scope), self.whole(hi, scope) + 1)


EXACT: dict[str, Callable[..., Any]] = {
    "sqrt": IntervalArithmetic.sqrt,
    "log": IntervalArithmetic.log,
    "exp": IntervalArithmetic.exp,
    "abs": abs,
    "sign": lambda a: Fraction(1) * IntervalArithmetic.sign(a),
    "max": IntervalArithmetic.larger,
    "min": lambda a, b: -IntervalArithmetic.larger(-a, -b),
    "inv": IntervalArithmetic.inverse,
    "rpow": IntervalArithmetic.power,
    "pow": lambda a, n: a**n,
}


def _var(t: Tape, a: Term, scope: Scope) -> int:
    name = a.args[0]
    if name in t.integers:
        return t.number(t.integers[name])
    if a.sort != "real":
        raise Unsupported(f"{name} has no value")
    return t.slot(name, None)


def _app(t: Tape, a: Term, scope: Scope) -> int:
    if a.sort != "real":
        raise Unsupported(f"{a.args[0]} maps sample points")
    return t.slot(a.args[0], tuple(t.index(b, scope) for b in a.args[2:]))


def _power(t: Tape, a: Term, scope: Scope) -> int:
    base, exponent = t.term(a.args[0], scope), t.term(a.args[1], scope)
    e = t.value(exponent)
    if e is not None and e.denominator == 1:
        return t.raised(base, int(e))
    t.partial["rpow", base] = None
    return t._node("rpow", base, exponent)


def _sum(t: Tape, a: Term, scope: Scope) -> int:
    lo, hi = (t.whole(e, scope) for e in a.args[:2])
    if hi < lo - 1:
        t.fixed[f"a sum from {lo} to {hi} is 0"] = None
    if hi - lo > LARGEST:
        raise TooLarge
    return t.add(*(t.term(a.args[2], (*scope, k)) for k in range(lo, hi + 1)))


def _mean(t: Tape, a: Term, scope: Scope) -> int:
    if not t.samples:
        raise Unsupported("an expectation without sample points")
    return t.add(*(t.mul(t.number(weight), t.term(a.args[0], (*scope, point))) for point, weight in t.samples))


def _applied(t: Tape, a: Term, scope: Scope) -> int:
    return t.apply(a.op, *(t.term(b, scope) for b in a.args))


_BUILD: dict[str, Callable[[Tape, Term, Scope], int]] = {
    "num": lambda t, a, s: t.number(a.args[0]),
    "var": _var,
    "app": _app,
    "sum": _sum,
    "mean": _mean,
    "bound": lambda t, a, s: t.number(s[-1 - a.args[0]]),
    "add": lambda t, a, s: t.add(*(t.term(b, s) for b in a.args)),
    "mul": lambda t, a, s: t.mul(*(t.term(b, s) for b in a.args)),
    "inv": lambda t, a, s: t.inverse(t.term(a.args[0], s)),
    "pow": lambda t, a, s: t.raised(t.term(a.args[0], s), a.args[1]),
    "ipow": _power,
    "rpow": _power,
    **dict.fromkeys(("sqrt", "log", "exp", "abs", "sign", "max", "min"), _applied),
}
