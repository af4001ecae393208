"""The ordered graph: one node per operation, in program order, each knowing on which axes it depends."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from adal_theory.trace.refusal import refuse
from adal_theory.trace.vocabulary import WIDTH, Value, Vocabulary

STEP, RUN, COORDINATE = 1, 2, 4
REDUCTIONS = ("sum", "maxred")


@dataclass(frozen=True)
class Node:
    """One operation. `axes` is a bit set of STEP, RUN, COORDINATE; `phase` counts the reductions before it.

    Inputs have op "input" and `name` = (kind, name), constants op "const" and `name` = the number.
    """

    index: int
    op: str
    dtype: str
    args: tuple[int, ...]
    axes: int
    phase: int
    name: Any = None


@dataclass
class Graph:
    """Nodes in program order and the named outputs that somebody wants."""

    real: str
    nodes: list[Node] = field(default_factory=list)
    outputs: dict[str, int] = field(default_factory=dict)

    def live(self, wanted: list[int]) -> set[int]:
        """The nodes that the wanted ones depend on."""
        seen: set[int] = set()
        stack = list(wanted)
        while stack:
            k = stack.pop()
            if k not in seen:
                seen.add(k)
                stack.extend(self.nodes[k].args)
        return seen


class Recorder(Vocabulary):
    """Records what a pure function does with its values. Equal operations on equal values are one node."""

    def __init__(self, real: str = "f64") -> None:
        super().__init__(real)
        self.graph = Graph(real)
        self._known: dict[tuple[Any, ...], int] = {}

    def _node(self, op: str, dtype: str, args: tuple[int, ...], axes: int, phase: int, name: Any = None) -> Value:
        key = (op, dtype, args, repr(name))
        index = self._known.get(key)
        if index is None:
            index = len(self.graph.nodes)
            self.graph.nodes.append(Node(index, op, dtype, args, axes, phase, name))
            self._known[key] = index
        return Value(self, index, dtype)

    def input(self, kind: str, name: str, axes: int, dtype: str | None = None) -> Value:
        """A quantity that comes from outside: kind is "param", "state", "table", "data", "noise", …"""
        return self._node("input", dtype or self.real, (), axes, 0, (kind, name))

    def constant(self, value: float | int, dtype: str | None = None) -> Value:
        name = dtype or self.real
        if name not in WIDTH:
            raise refuse(f"a constant of type {name}", f"constants are of {', '.join(WIDTH)}")
        number = float(value) if name.startswith("f") else int(value)
        return self._node("const", name, (), 0, 0, number)

    def apply(self, op: str, dtype: str, *args: Value) -> Value:
        nodes = [self.graph.nodes[a.payload] for a in args]
        axes = 0
        for n in nodes:
            axes |= n.axes
        return self._node(op, dtype, tuple(n.index for n in nodes), axes, max(n.phase for n in nodes))

    def reduce(self, op: str, e: Value) -> Value:
        n = self.graph.nodes[e.payload]
        # Formed in a step's loop over the coordinates, whatever its argument depends on.
        return self._node(op, e.dtype, (n.index,), n.axes & ~COORDINATE | STEP, n.phase + 1)

    def output(self, name: str, value: Value) -> None:
        """Name a value that the outside wants."""
        self.graph.outputs[name] = value.payload
