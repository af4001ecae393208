"""Resolves each node of a step to a name: from the host, of the run, or inside a loop over a thread's coordinates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from adal_theory.emit.cuda.expressions import folded, literal, operation, wide_product
from adal_theory.emit.cuda.hosted import hosted
from adal_theory.emit.cuda.mapping import Mapping
from adal_theory.emit.operations import CHEAP, narrow, never_nan
from adal_theory.emit.schedule import Schedule
from adal_theory.trace.graph import COORDINATE, STEP, Node
from adal_theory.trace.operations import REDUCTIONS


@dataclass
class Found:
    """What one pass of writing found out; the next pass uses it, until nothing changes."""

    kept: set[int] = field(default_factory=set)
    constants: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    noise: set[int] = field(default_factory=set)


class Nest:
    """The names of one graph's nodes. `load` gives the text of an input inside a loop over coordinates."""

    def __init__(
        self, plan: Schedule, mapping: Mapping, names: dict[int, str], prefix: str, before: Found, load: Callable[[Node], str]
    ) -> None:
        self.plan, self.graph, self.mapping, self.load = plan, plan.graph, mapping, load
        self.names, self.prefix, self.before, self.found = names, prefix, before, Found()
        self.hosted = hosted(self.graph, plan.live)

    def name(self, k: int) -> str:
        return self.names.get(k, f"{self.prefix}{k}")

    def dtype(self, k: int) -> str:
        return self.graph.nodes[k].dtype

    def uniform(self, k: int) -> bool:
        """Whether a node has one value for all coordinates of a run."""
        node = self.graph.nodes[k]
        return not node.axes & COORDINATE or node.op in REDUCTIONS

    def scalar(self, k: int) -> str:
        """The text of a node that has one value for all coordinates."""
        node = self.graph.nodes[k]
        if node.op == "const":
            return literal(node.name, node.dtype)
        if k in self.hosted:
            (self.found.columns if self.hosted[k] & STEP else self.found.constants).add(k)
            return self.name(k) if self.hosted[k] & STEP else f"A.{self.name(k)}"
        return self.name(k)

    def expression(self, k: int, get: Callable[[int], str]) -> str:
        node = self.graph.nodes[k]
        args = [get(a) for a in node.args]
        if node.op == "mul" and node.dtype == "u64" and all(narrow(self.graph, a) for a in node.args):
            return wide_product(*args)
        return operation(node, args, never_nan(self.graph, node))

    def is_noise(self, k: int) -> bool:
        node = self.graph.nodes[k]
        return node.op == "input" and node.name[0] == "noise"

    def again(self, k: int) -> bool:
        """Whether a later loop computes the node anew instead of keeping it: one operation on what it has anyway."""
        node = self.graph.nodes[k]
        return node.dtype == "bool" or (
            node.op in CHEAP
            and all(self.uniform(a) or (self.graph.nodes[a].op in ("input", "const") and not self.is_noise(a)) for a in node.args)
        )

    def slot(self, name: str, dtype: str, index: int, buffer: str) -> str:
        """Element j of coordinate quantity `index`: a register, or its place in device memory."""
        return f"{name}all[j]" if self.mapping.registers else memory(buffer, dtype, index)


def memory(buffer: str, dtype: str, index: int, kind: str = "") -> str:
    """Coordinate j of quantity `index`, as (quantity, j, thread): neighbouring threads touch neighbouring words."""
    cast = f"({kind}{dtype}*)"
    return f"({cast}(A.{buffer} + u64({index} * Q) * A.threads))[u64(j) * A.threads + thread]"


class Loop:
    """The statements of one loop over a thread's coordinates, of `phase`."""

    def __init__(self, nest: Nest, phase: int, kept: list[int]) -> None:
        self.nest, self.phase, self.kept = nest, phase, kept
        self.local: dict[int, str] = {}
        self.lines: list[str] = []

    def get(self, k: int) -> str:
        """The name of node k inside this loop."""
        nest = self.nest
        if k in self.local:
            return self.local[k]
        if nest.uniform(k):
            return nest.scalar(k)
        node = nest.graph.nodes[k]
        if nest.is_noise(k) and nest.plan.phase[k] == self.phase:
            nest.found.noise.add(self.phase)
            return self._assign(k, nest.load(node))
        if node.op == "input" and not nest.is_noise(k):
            return self._assign(k, nest.load(node))
        if not nest.is_noise(k) and (nest.plan.phase[k] == self.phase or nest.again(k)):
            return self._assign(k, nest.expression(k, self.get))
        nest.found.kept.add(k)
        return self._assign(k, self.place(k))

    def place(self, k: int) -> str:
        """Where a node waits for a later loop."""
        index = self.kept.index(k) if k in self.kept else 0
        return self.nest.slot(self.nest.name(k), self.nest.dtype(k), index, "scratch")

    def _assign(self, k: int, text: str) -> str:
        self.local[k] = name = self.nest.name(k)
        self.lines.append(f"const {self.nest.dtype(k)} {name} = {text};")
        return name

    def keep(self) -> None:
        """Store what later loops were found to want."""
        for k in self.kept:
            if self.nest.plan.phase[k] == self.phase:
                self.lines.append(f"{self.place(k)} = {self.get(k)};")

    def accumulate(self, k: int) -> None:
        """Take the argument of reduction k into the thread's partial sum; a padded coordinate counts as 0."""
        node = self.nest.graph.nodes[k]
        e = self.get(node.args[0])
        e = f"(real_coordinate ? {e} : {literal(0.0, node.dtype)})" if self.nest.mapping.padded else e
        name = self.nest.name(k)
        self.lines.append(f"{name} = {folded(node.op, name, e)};")
