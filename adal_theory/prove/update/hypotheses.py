"""A recorded rule's graph as hypotheses: the update in a theorem is the update that runs, not a retyped copy.

Every named quantity of the step becomes a sequence (m[t, i], w[t], …) with one equation, in terms of the other named
quantities; x[t+1, i] is the next iterate. Rounding is not part of it, nor is a result beyond the largest float: the graph is read
as real arithmetic. Where an engine and the kernel's terms, all of whose functions are total, would still differ:

=====================  =============================  ======================  ====================================================
operation              an engine                      the kernel's terms      here
=====================  =============================  ======================  ====================================================
a/b, b = 0             ±∞ or NaN                      a·(1/b) = 0             b ≠ 0 by `trace.ranges`, or a condition
0 where b = 0, a/b     0, or a/b                      a·(1/b) = 0, or a/b     the same
√a, a < 0              NaN                            a number ≥ 0            a ≥ 0 by `trace.ranges`, or a condition
other choices          one side, or the other         —                       refused
max, min, sign of NaN  NaN                            never met               NaN arises from the above alone
sign 0                 0                              −1, 0 or 1              the kernel says less
max over coordinates   starts from 0                  —                       refused
float → float          rounds                         the number itself       rounding
float → whole numbers  truncates                      —                       refused, as all arithmetic of integers and bits
a constant 0.1         the nearest float              that float, exactly     the same; ∞ and NaN are refused
β^t, schedules         tables that the host computes  β^t, 1/√t               rounding; a table without a formula is refused
=====================  =============================  ======================  ====================================================

A condition (b ≠ 0 or a ≥ 0, for all t and i) stands before every equation of its rule, as Implies(condition, equation): a run
that divides by 0 has no numbers from there on, so no equation is to be had without it. A theorem about the rule takes it as a
hypothesis.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite

from adal_theory.entries import shown
from adal_theory.errors import ConfigurationError
from adal_theory.prove.kernel import binders, terms
from adal_theory.prove.kernel.binders import Forall, free, substitute
from adal_theory.prove.kernel.terms import Eq, Function, Implies, Ne, Term, inv, num, power, sqrt, var
from adal_theory.rules.rule import Rule
from adal_theory.trace.graph import COORDINATE, Graph, Node
from adal_theory.trace.operations import OPERATIONS, REDUCTIONS
from adal_theory.trace.options import Options
from adal_theory.trace.ranges import guarded, ranges
from adal_theory.trace.record import record_update
from adal_theory.trace.vocabulary import FLOATS

NAMES = {"preconditioner": "A", "inverse_preconditioner": "H"}
T, D, STEP, COORD = (var(name, "int") for name in ("T", "d", "t", "i"))
TAKEN = {"T": "the number of steps", "d": "the dimension", "t": "a step", "i": "a coordinate", "j": "a coordinate"}
NEEDS: dict[str, Callable[[Term], Term]] = {
    "nonzero": lambda a: Ne(a, 0),
    "nonnegative": lambda a: a >= 0,
    "positive": lambda a: a > 0,
}
TERMS: dict[str, Callable[..., Term]] = {n: o.term(terms) for n, o in OPERATIONS.items() if o.term is not None}
KNOWN = [o.infix or f"o.{o.method}" for o in OPERATIONS.values() if o.term is not None and (o.infix or o.method)]


@dataclass(frozen=True)
class Recorded:
    """The initial values, the conditions of all equations, and by `hypotheses` the equations of a step.

    `initial` is for one i, free. `conditions` are closed, ∀ 1 ≤ t ≤ T ∀ 1 ≤ i ≤ d of b ≠ 0 or of a ≥ 0, by their text; no
    built-in rule has any.
    """

    rule: Rule
    initial: dict[str, Term]
    conditions: dict[str, Term]
    _equations: dict[str, Term]  # private: without the conditions they are not to be had

    def hypotheses(self, *leave_out: str) -> dict[str, Term]:
        """∀ 1 ≤ t ≤ T ∀ 1 ≤ i ≤ d of every equation, and ∀ i of the initial values; named as the quantities.

        The equations of a rule with conditions are implied by them, the first condition outermost.
        """
        result = {}
        for name, f in self.initial.items():
            result[f"{name}_0"] = Forall(COORD, f, 1, D)
        for name, f in self._equations.items():
            if name not in leave_out:
                f = _everywhere(f)
                for condition in reversed(self.conditions.values()):
                    f = Implies(condition, f)
                result[name] = f
        return result


def _everywhere(f: Term) -> Term:
    return Forall(STEP, Forall(COORD, f, 1, D) if COORD in free(f) else f, 1, T)


def sequence(name: str, coordinate: bool) -> Function:
    """The function symbol of a named quantity."""
    return Function(NAMES.get(name, name), ("int", "int") if coordinate else ("int",))


class Reader:
    """Reads the graph of one step as terms, node by node."""

    def __init__(self, rule: Rule, graph: Graph) -> None:
        self.rule, self.graph = rule, graph
        self.stops: dict[int, str] = {}
        for name, k in graph.outputs.items():
            # An output that is an input or a constant (w ≡ 1, ĝ = g) is an equation, but nothing to stop at.
            if graph.nodes[k].args and k not in self.stops:
                self.stops[k] = name

    def quantity(self, name: str, node: Node, at: Term) -> Term:
        coordinate = bool(node.axes & COORDINATE)
        return sequence(name, coordinate)[(at, COORD) if coordinate else at]

    def show(self, k: int) -> Term:
        """A node where others use it: a named quantity by its name."""
        name = self.stops.get(k)
        if name is not None and name != "x":
            return self.quantity(name, self.graph.nodes[k], STEP)
        return self.mean(k)

    def mean(self, k: int) -> Term:
        """What a node computes."""
        node = self.graph.nodes[k]
        if node.dtype not in FLOATS:
            raise ConfigurationError(
                f"rule {self.rule.name} computes '{node.op}' of type {node.dtype}, which has no counterpart "
                "in the kernel's terms: keep to floating-point numbers"
            )
        if node.op == "const":
            return self.constant(node.name)
        if node.op == "input":
            return self.source(node)
        if node.op == "where":
            return self.where(node)
        args = [self.show(a) for a in node.args]
        if node.op in REDUCTIONS and (over := REDUCTIONS[node.op].term) is not None:
            j = var("j", "int")
            whole: Term = over(binders)(j, 1, D, substitute(args[0], {COORD: j}))
            return whole
        if node.op in TERMS:
            return TERMS[node.op](*args)
        raise ConfigurationError(
            f"operation '{node.op}' of rule {self.rule.name} has no counterpart in the kernel's terms: "
            f"use {' '.join(KNOWN)} and o.sum_coordinates"
        )

    def source(self, node: Node) -> Term:
        kind, name = node.name
        if kind == "param":
            return var({"box_lo": "lo", "box_hi": "hi"}.get(name, name))
        if kind == "state":
            return self.quantity(name, node, STEP if name == "x" else STEP - 1)
        if kind == "table" and name == "schedule":
            return {"1/sqrt(t)": inv(sqrt(STEP)), "1/t": inv(STEP), "constant": num(1)}[self.rule.step_schedule]
        if kind == "table" and name.startswith("one_minus_power:"):
            return 1 - power(var(name.partition(":")[2]), STEP)
        if name == "g":
            return self.quantity("g", node, STEP)
        raise ConfigurationError(f"the input {kind} {name} of rule {self.rule.name} has no counterpart in the kernel's terms")

    def constant(self, value: float) -> Term:
        if not isfinite(value):
            raise ConfigurationError(f"rule {self.rule.name} uses the constant {value}, which is not a real number: leave it out")
        return num(Fraction(value))

    def where(self, node: Node) -> Term:
        """`0 where b = 0, else a/b` is a·(1/b) with 1/0 = 0; other choices are refused."""
        quotient = guarded(self.graph, node)
        if quotient is None:
            raise ConfigurationError(f"a choice (where) in rule {self.rule.name} is not of the form 'where(b = 0, 0, a/b)'")
        return self.show(quotient.args[0]) * inv(self.show(quotient.args[1]))

    def conditions(self) -> Iterator[Term]:
        """What must hold for every operation of the step to have a value, as far as the ranges of the nodes do not show it."""
        known = ranges(self.rule, self.graph)
        for k in sorted(self._computed()):
            node = self.graph.nodes[k]
            needs = OPERATIONS[node.op].needs if node.op in OPERATIONS else ()
            for a, need in zip(node.args, needs, strict=False):
                if need == "nonzero" and known[a].is_zero:
                    raise ConfigurationError(f"rule {self.rule.name} divides by 0: no theorem can be about it")
                if need and not getattr(known[a], need):
                    yield NEEDS[need](self.show(a))

    def _computed(self) -> set[int]:
        """The nodes that some output needs, but for quotients that are asked for only where their divisor is not 0."""
        seen: set[int] = set()
        stack = list(self.graph.outputs.values())
        while stack:
            k = stack.pop()
            if k not in seen:
                seen.add(k)
                quotient = guarded(self.graph, self.graph.nodes[k])
                stack.extend((self.graph.nodes[k] if quotient is None else quotient).args)
        return seen


def recorded(rule: Rule, options: Options | None = None) -> Recorded:
    """Record a rule's update and read its graph as equations.

    Raises `ConfigurationError` for operations that the kernel's terms do not have.
    """
    return read_update(rule, Options() if options is None else options, Reader)


def read_update(rule: Rule, options: Options, kind: type[Reader]) -> Recorded:
    """The same by another reader: one that knows more operations makes formulas to read, not hypotheses."""
    if not isinstance(options, Options):
        raise ConfigurationError(f"options = {shown(options)}: pass an Options of adal_theory.trace.options, or None")
    for name in (*(p.name for p in rule.parameters), *rule.state):
        if name in TAKEN:
            raise ConfigurationError(
                f"rule {rule.name}: {name} stands for {TAKEN[name]} in equations: call its own {name} otherwise"
            )
    recorder, _ = record_update(rule, options)
    graph = recorder.graph
    reader = kind(rule, graph)
    equations = {}
    for name, k in graph.outputs.items():
        left = reader.quantity(name, graph.nodes[k], STEP + 1 if name == "x" else STEP)
        first = reader.stops.get(k)
        right = reader.show(k) if first is not None and first != name else reader.mean(k)
        equations[name] = Eq(left, right)
    zero = {name: Eq(sequence(name, True)[0, COORD], _initial(rule, name)) for name in rule.state}
    conditions = [_everywhere(f) for f in reader.conditions()]
    return Recorded(rule, zero, {repr(f): f for f in conditions}, equations)


def _initial(rule: Rule, name: str) -> Term:
    kind = rule.initial.get(name)
    if kind is None:
        return num(0)
    if kind == "delta_squared":
        return var("delta") ** 2
    raise ConfigurationError(f"the initial value {kind!r} of {rule.name}.{name} has no counterpart in the kernel's terms")
