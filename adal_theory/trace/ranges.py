"""What values the nodes of a recorded update can have, in real arithmetic: enclosures by intervals, for every step of every run.

An abstract interpretation: parameters lie in the ranges that the rule declares (a run is refused outside them), tables are what
the host computes for t ≥ 1, gradients and x are any numbers, and a state's range is an invariant: it holds the initial value and,
whenever the old state lies in it, the new one. Where an operation has no value (a/0, √ of a negative number) nothing is
enclosed: `prove.update` makes that a condition.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import inf

from adal_theory.rules.rule import Rule
from adal_theory.trace.graph import Graph, Node
from adal_theory.trace.intervals import ANY, NONNEGATIVE, POSITIVE, SHARE, ZERO, Range, absolute, join
from adal_theory.trace.operations import OPERATIONS, REDUCTIONS
from adal_theory.trace.vocabulary import FLOATS

ROUNDS = 50  # a bound moves at most twice before it is infinite


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
        args = [absolute(args[0])] * 2
    encloses = (REDUCTIONS if node.op in REDUCTIONS else OPERATIONS)[node.op].encloses
    return ANY if encloses is None else encloses(*args)


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
