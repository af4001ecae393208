"""Graph → SymPy: the recorded step as expressions of real mathematics, in the notation of theory.md §0.

This is the side of proofs and display: SymPy re-orders sums and knows no rounding, so nothing here leads
to a kernel. A quantity with coordinates stands for one coordinate i; under a sum or maximum over the
coordinates it becomes `name_vec[j]`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sympy

from adal_theory.entries import choice, shown
from adal_theory.errors import ConfigurationError, unknown_name
from adal_theory.rules.rule import Rule
from adal_theory.symbolic import operators
from adal_theory.symbolic.notation import DIMENSION, Name, input_name, output_name, table
from adal_theory.symbolic.operators import OPERATIONS, Projection, exact
from adal_theory.trace.graph import COORDINATE, Graph, Node
from adal_theory.trace.operations import REDUCTIONS
from adal_theory.trace.options import Options
from adal_theory.trace.record import record_update
from adal_theory.trace.vocabulary import FLOATS

Expressions = dict[int, Any]

# Of two names for one node, the first here is the definition and the other is an alias.
_ORDER = ("w", "g_hat", "m", "v", "v_max", "eta_prime", "preconditioner", "inverse_preconditioner")


@dataclass(frozen=True)
class Definition:
    """One line: `symbol` := `expression`, which uses inputs and quantities defined on earlier lines only."""

    name: str
    symbol: sympy.Symbol
    expression: Any


@dataclass
class Translation:
    """A step in SymPy.

    `values` holds every node, by its number in the graph, in terms of the inputs alone; `definitions` are
    the named outputs in program order, x last; `names` and `inputs` are keyed by identifier.
    """

    graph: Graph
    values: Expressions = field(default_factory=dict)
    names: dict[str, Name] = field(default_factory=dict)
    definitions: list[Definition] = field(default_factory=list)

    @property
    def inputs(self) -> dict[str, sympy.Symbol]:
        """The symbols that the step depends on, by identifier: g_t, x_t, m_prev, eta, …"""
        return {n.identifier: n.symbol for n in self.names.values() if n.identifier not in self._defined}

    @property
    def _defined(self) -> set[str]:
        return {output_name(d.name).identifier for d in self.definitions}

    def expression(self, name: str) -> Any:
        """The named output ("x", "m", "preconditioner", …) in terms of the inputs alone."""
        if name not in self.graph.outputs:
            raise unknown_name("quantity of the step", name, self.graph.outputs)
        return self.values[self.graph.outputs[name]]

    def definition(self, name: str) -> Definition:
        """The line that defines the named output in terms of earlier lines."""
        if name not in self.graph.outputs:
            raise unknown_name("quantity of the step", name, self.graph.outputs)
        return next(d for d in self.definitions if d.name == name)


class _Translator:
    """Walks a graph in program order; `stops` are nodes that show as a symbol wherever others use them."""

    def __init__(self, graph: Graph, rule: Rule | None, step_schedule: str) -> None:
        self.graph, self.rule, self.step_schedule = graph, rule, step_schedule
        self.names: dict[str, Name] = {}
        self.vectors: dict[Any, Any] = {}

    def register(self, name: Name, node: Node) -> sympy.Symbol:
        self.names[name.identifier] = name
        if node.axes & COORDINATE:
            self.vectors[name.symbol] = name.vector
        return name.symbol

    def walk(self, live: set[int], stops: dict[int, Name] | None = None) -> tuple[Expressions, Expressions]:
        """(what each live node shows as where it is used, what it is)."""
        shown: Expressions = {}
        meant: Expressions = {}
        for k in sorted(live):
            node = self.graph.nodes[k]
            meant[k] = self.value(node, [shown[a] for a in node.args])
            stop = (stops or {}).get(k)
            shown[k] = meant[k] if stop is None else self.register(stop, node)
        return shown, meant

    def value(self, node: Node, args: list[Any]) -> Any:
        if node.op == "const":
            return exact(node.name, node.dtype)
        if node.op == "input":
            kind, name = node.name
            if kind == "table":
                return table(name, self.step_schedule, self.rule)
            return self.register(input_name(kind, name, self.rule), node)
        if node.op in REDUCTIONS:
            return self.reduction(node, args[0])
        if node.op not in OPERATIONS or node.dtype not in (*FLOATS, "bool"):
            raise ConfigurationError(
                f"operation '{node.op}' on {node.dtype} (node {node.index}) is not real arithmetic: "
                "only rules and losses in f64 or f32 can be shown as formulas"
            )
        return OPERATIONS[node.op](*args)

    def reduction(self, node: Node, body: Any) -> Any:
        """Σ or max over j = 1 … d. The index carries its nesting depth, so an inner one is never captured."""
        depth = self.graph.nodes[node.args[0]].phase
        j = sympy.Symbol("j" if depth == 0 else f"j_{depth}", integer=True, positive=True)
        body = body.xreplace({s: vector[j] for s, vector in self.vectors.items()})
        return REDUCTIONS[node.op].sympy(operators)(body, (j, 1, DIMENSION))


def _projection(graph: Graph, k: int, shown: Expressions) -> Any:
    """Π[z] when node k is min(max(z, lo), hi) with the box's ends, else None."""
    node = graph.nodes[k]
    if node.op != "min" or graph.nodes[node.args[0]].op != "max":
        return None
    inner = graph.nodes[node.args[0]]
    ends = [graph.nodes[a].name for a in (inner.args[1], node.args[1])]
    if ends != [("param", "box_lo"), ("param", "box_hi")]:
        return None
    return Projection(*(shown[a] for a in (*inner.args, node.args[1])))


def _rank(item: tuple[str, int]) -> tuple[int, int, str]:
    name, index = item
    return index, _ORDER.index(name) if name in _ORDER else len(_ORDER), name


def _definitions(walker: _Translator, graph: Graph) -> list[Definition]:
    ranked = sorted(graph.outputs.items(), key=_rank)
    stops: dict[int, Name] = {}
    for name, k in ranked:
        if graph.nodes[k].args and k not in stops:
            stops[k] = output_name(name)
    shown, meant = walker.walk(graph.live(list(graph.outputs.values())), stops)
    lines = []
    for name, k in ranked:
        symbol = output_name(name).symbol
        walker.names[output_name(name).identifier] = output_name(name)
        alias = shown[k] if shown[k] != symbol else meant[k]
        projected = _projection(graph, k, shown) if alias is meant[k] else None
        lines.append(Definition(name, symbol, alias if projected is None else projected))
    # Aliases of inputs and constants have small node numbers; x is what the reader waits for.
    return sorted(lines, key=lambda line: line.name == "x")


def translate(graph: Graph, rule: Rule | None = None, step_schedule: str = "1/sqrt(t)") -> Translation:
    """Translate a recorded graph.

    `rule` tells the ranges of the parameters; `step_schedule` is "constant", "1/sqrt(t)", "1/t", or anything
    else for a symbol s[t]. Raises `ConfigurationError` for integer and bit operations.
    """
    values, _ = _Translator(graph, rule, step_schedule).walk(set(range(len(graph.nodes))))
    walker = _Translator(graph, rule, step_schedule)
    definitions = _definitions(walker, graph)
    return Translation(graph, values, walker.names, definitions)


def translate_rule(rule: Rule, options: Options | None = None, step_schedule: str | None = None) -> Translation:
    """Record a rule's update with the given options and translate it (schedule: by default the rule's)."""
    if options is not None and not isinstance(options, Options):
        raise ConfigurationError(f"options = {shown(options)}: pass an Options of adal_theory.trace.options, or None")
    if step_schedule is not None:
        choice("step_schedule", step_schedule, ("constant", "1/sqrt(t)", "1/t", "array"))
    recorder, _ = record_update(rule, options or Options())
    return translate(recorder.graph, rule, step_schedule or rule.step_schedule)
