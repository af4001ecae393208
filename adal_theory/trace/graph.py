"""The ordered graph: one node per operation, in program order, each knowing on which axes it depends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import numpy as np

from adal_theory.trace.refusal import place, refuse
from adal_theory.trace.vocabulary import FLOATS, WIDTH, Value, Vocabulary

STEP, RUN, COORDINATE = 1, 2, 4


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
        self._places: list[str] | None = None

    @contextmanager
    def watched(self) -> Iterator[list[str]]:
        """Where in the caller's own code the first new node is made, while this lasts: one place, or none."""
        self._places = []
        try:
            yield self._places
        finally:
            self._places = None

    def _node(self, op: str, dtype: str, args: tuple[int, ...], axes: int, phase: int, name: Any = None) -> Value:
        key = (op, dtype, args, name if name is None else repr(name))
        index = self._known.get(key)
        if index is None:
            index = len(self.graph.nodes)
            self.graph.nodes.append(Node(index, op, dtype, args, axes, phase, name))
            self._known[key] = index
            if self._places == []:
                self._places.append(place())
        return Value(self, index, dtype)

    def input(self, kind: str, name: str, axes: int, dtype: str | None = None) -> Value:
        """A quantity that comes from outside: kind is "param", "state", "table", "data", "noise", …"""
        return self._node("input", dtype or self.real, (), axes, 0, (kind, name))

    def constant(self, value: float | int, dtype: str | None = None) -> Value:
        name = dtype or self.real
        if name not in WIDTH:
            raise refuse(f"a constant of type {name}", f"constants are of {', '.join(WIDTH)}")
        number = float(value) if name.startswith("f") else int(value)
        if number != value and value == value and name not in FLOATS:
            raise refuse(f"the constant {value} as {name}", "whole numbers are of integer types; cast the other side with o.cast")
        if name == "f32" and isfinite(number):
            _check_single(number)
        return self._node("const", name, (), 0, 0, number)

    def apply(self, op: str, dtype: str, *args: Value) -> Value:
        axes = phase = 0
        for a in args:
            n = self._own(a)
            axes |= n.axes
            if n.phase > phase:
                phase = n.phase
        return self._node(op, dtype, tuple([a.payload for a in args]), axes, phase)

    def reduce(self, op: str, e: Value) -> Value:
        n = self._own(e)
        # Formed in a step's loop over the coordinates, whatever its argument depends on.
        return self._node(op, e.dtype, (n.index,), n.axes & ~COORDINATE | STEP, n.phase + 1)

    def output(self, name: str, value: Value) -> None:
        """Name a value that the outside wants."""
        self.graph.outputs[name] = self._own(value).index

    def _own(self, value: Value) -> Node:
        """The node of a value, which must be of this recording: another's would silently be some other node here."""
        if value.o is not self:
            raise refuse("a value of another recording", "nothing recorded may be kept from one call to the next")
        return self.graph.nodes[value.payload]


def _check_single(number: float) -> None:
    """Raise where float32 makes a number 0 or ∞."""
    with np.errstate(over="ignore", under="ignore"):
        rounded = float(np.float32(number))
    if not isfinite(rounded) or (number != 0 and rounded == 0):
        raise refuse(
            f"the constant {number}",
            f"it is {rounded:g} in float32; pass dtype='float64', or a number that float32 holds (1e-45 to 3.4e38)",
        )
