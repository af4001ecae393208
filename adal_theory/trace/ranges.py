"""What values the nodes of a recorded update can have, in real arithmetic: enclosures by intervals, for every step of every run.

An abstract interpretation: parameters lie in the ranges that the rule declares (a run is refused outside them), tables are what
the host computes for t ≥ 1, gradients and x are any numbers, and a state's range is an invariant: it holds the initial value and,
whenever the old state lies in it, the new one. Where an operation has no value (a/0, √ of a negative number) nothing is
enclosed: `prove.update` makes that a condition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import Any

from adal_theory.rules.rule import Rule
from adal_theory.trace.graph import Graph, Node
from adal_theory.trace.vocabulary import FLOATS

Number = Any  # a Fraction, or ±inf
ROUNDS = 50  # a bound moves at most twice before it is infinite


@dataclass(frozen=True)
class Range:
    """All reals between two ends, each of them included or not."""

    low: Number = -inf
    high: Number = inf
    low_open: bool = True
    high_open: bool = True

    @property
    def nonnegative(self) -> bool:
        return bool(self.low >= 0)

    @property
    def positive(self) -> bool:
        return bool(self.low > 0 or (self.low == 0 and self.low_open))

    @property
    def nonzero(self) -> bool:
        return self.positive or (-self).positive

    @property
    def is_zero(self) -> bool:
        return bool(self.low == self.high == 0)

    def within(self, other: Range) -> bool:
        return _lows(other, self) and _lows(-other, -self)

    def __neg__(self) -> Range:
        return Range(-self.high, -self.low, self.high_open, self.low_open)

    def __add__(self, other: Range) -> Range:
        return Range(
            self.low + other.low, self.high + other.high, self.low_open or other.low_open, self.high_open or other.high_open
        )

    def __sub__(self, other: Range) -> Range:
        return self + -other

    def __mul__(self, other: Range) -> Range:
        ends = [_corner(a, b) for a in _ends(self) for b in _ends(other)]
        low, high = min(v for v, _ in ends), max(v for v, _ in ends)
        return Range(low, high, all(o for v, o in ends if v == low), all(o for v, o in ends if v == high))

    def __truediv__(self, other: Range) -> Range:
        if (-other).positive:
            return -self / -other
        if not other.positive:
            return ANY
        return self * Range(_inverse(other.high), _inverse(other.low), other.high_open, other.low_open)


ANY = Range()
NONNEGATIVE, POSITIVE = Range(Fraction(0), low_open=False), Range(Fraction(0))
ZERO = Range(Fraction(0), Fraction(0), False, False)
SHARE = Range(Fraction(0), Fraction(1), True, False)  # (0, 1]


def _lows(wide: Range, narrow: Range) -> bool:
    """Whether the lower end of `wide` is not above that of `narrow`."""
    return bool(wide.low < narrow.low or (wide.low == narrow.low and (narrow.low_open or not wide.low_open)))


def _ends(a: Range) -> tuple[tuple[Number, bool], ...]:
    return (a.low, a.low_open), (a.high, a.high_open)


def _corner(a: tuple[Number, bool], b: tuple[Number, bool]) -> tuple[Number, bool]:
    """The product of two ends, and whether it is only approached: 0 times anything is 0, and reached where the 0 is."""
    if a[0] == 0 or b[0] == 0:
        return Fraction(0), not ((a[0] == 0 and not a[1]) or (b[0] == 0 and not b[1]))
    return a[0] * b[0], a[1] or b[1]


def _inverse(a: Number) -> Number:
    return inf if a == 0 else Fraction(0) if abs(a) == inf else 1 / a


def join(a: Range, b: Range) -> Range:
    """The least range that holds both."""
    low, high = (a if _lows(a, b) else b), (a if _lows(-a, -b) else b)
    return Range(low.low, high.high, low.low_open, high.high_open)


def _maximum(a: Range, b: Range) -> Range:
    low, high = (b if _lows(a, b) else a), (a if _lows(-a, -b) else b)
    return Range(low.low, high.high, low.low_open, high.high_open)


def _absolute(a: Range) -> Range:
    if a.nonnegative:
        return a
    if (-a).nonnegative:
        return -a
    return Range(Fraction(0), max(-a.low, a.high), False, True)


def _root(a: Range) -> Range:
    """√a where a ≥ 0: which side of 0 and of 1 it lies on is all that is kept."""
    low, low_open = (Fraction(1), a.low_open and a.low == 1) if a.low >= 1 else (Fraction(0), a.positive)
    return Range(low, Fraction(0) if a.is_zero else Fraction(1) if a.high <= 1 else inf, low_open, a.high > 1)


def _total(a: Range) -> Range:
    """Σ over d ≥ 1 coordinates."""
    low = a.low if a.nonnegative else -inf
    high = a.high if (-a).nonnegative else inf
    return Range(low, high, a.low_open or low == -inf, a.high_open or high == inf)


def _sign(a: Range) -> Range:
    low, high = Fraction(1 if a.positive else 0 if a.nonnegative else -1), Fraction(-1 if (-a).positive else 1)
    return Range(low, max(low, high), False, False)


OPERATIONS: dict[str, Callable[..., Range]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "neg": lambda a: -a,
    "abs": _absolute,
    "sqrt": _root,
    "sign": _sign,
    "max": _maximum,
    "cast": lambda a: a,
    "min": lambda a, b: -_maximum(-a, -b),
    "sum": _total,
    "maxred": lambda a: _maximum(a, ZERO),
    "where": lambda condition, a, b: join(a, b),
}


def guarded(graph: Graph, node: Node) -> Node | None:
    """The quotient a/b of a choice "0 where b = 0, else a/b"; None for any other node."""
    if node.op != "where":
        return None
    condition, yes, no = (graph.nodes[a] for a in node.args)
    if (
        condition.op == "eq"
        and _zero(graph, condition.args[1])
        and _zero(graph, yes.index)
        and no.op == "div"
        and no.args[1] == condition.args[0]
    ):
        return no
    return None


def _zero(graph: Graph, k: int) -> bool:
    return graph.nodes[k].op == "const" and graph.nodes[k].name == 0


def ranges(rule: Rule, graph: Graph) -> dict[int, Range]:
    """A range for every node of the recorded update of a rule, whose outputs are named as its states."""
    states = {name: _initial(rule, name) for name in rule.state}
    for _ in range(ROUNDS):
        found = _once(rule, graph, states)
        new = {name: found[graph.outputs[name]] for name in rule.state}
        if all(new[name].within(states[name]) for name in rule.state):
            return found
        states = {name: _widened(states[name], new[name]) for name in rule.state}
    return _once(rule, graph, dict.fromkeys(rule.state, ANY))


def _once(rule: Rule, graph: Graph, states: Mapping[str, Range]) -> dict[int, Range]:
    found: dict[int, Range] = {}
    for node in graph.nodes:
        found[node.index] = _node(rule, graph, node, found, states)
    return found


def _node(rule: Rule, graph: Graph, node: Node, found: Mapping[int, Range], states: Mapping[str, Range]) -> Range:
    if node.dtype not in FLOATS:
        return ANY
    if node.op == "const":
        exact = isinstance(node.name, int) or abs(node.name) < inf
        return Range(Fraction(node.name), Fraction(node.name), False, False) if exact else ANY
    if node.op == "input":
        kind, name = node.name
        return _input(rule, kind, name, states)
    quotient = guarded(graph, node)
    if quotient is not None:
        a, b = (found[k] for k in quotient.args)
        return join(ZERO, a / (POSITIVE if b.nonnegative else b))
    args = [found[a] for a in node.args]
    if node.op == "mul" and node.args[0] == node.args[1]:
        args = [_absolute(args[0])] * 2
    return OPERATIONS[node.op](*args) if node.op in OPERATIONS else ANY


def _input(rule: Rule, kind: str, name: str, states: Mapping[str, Range]) -> Range:
    if kind == "state":
        return states.get(name, ANY)
    if kind == "param" and name in [p.name for p in rule.parameters]:
        return _declared(rule, name)
    if kind != "table":
        return ANY
    if name == "schedule":
        return POSITIVE
    if name == "beta1_t":
        return Range(Fraction(0), Fraction(1), False, True)
    if name.startswith("one_minus_power:"):
        beta = _declared(rule, name.partition(":")[2])
        return SHARE if beta.within(Range(Fraction(0), Fraction(1), False, True)) else ANY
    return SHARE if name == "one_minus_beta1_product" else ANY


def _declared(rule: Rule, name: str) -> Range:
    p = rule.parameter(name)
    low, high = (e if abs(e) == inf else Fraction(e) for e in (p.low, p.high))
    return Range(low, high, p.low_open or low == -inf, p.high_open or high == inf)


def _initial(rule: Rule, name: str) -> Range:
    return NONNEGATIVE if rule.initial.get(name) == "delta_squared" else ZERO


def _widened(old: Range, new: Range) -> Range:
    """A range around both, whose ends cannot move for ever."""
    both = join(old, new)
    low, high = both.low, both.high
    if low < old.low:
        low = Fraction(0) if low >= 0 else -inf
    if high > old.high:
        high = Fraction(0) if high <= 0 else inf
    low_open, high_open = both.low_open and low == both.low, both.high_open and high == both.high
    return Range(low, high, low_open or low == -inf, high_open or high == inf)
