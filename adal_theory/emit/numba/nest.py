"""Writes lane loops: resolves each node to a local name, loading, recomputing or keeping it as needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from adal_theory.emit.numba.expressions import folded, literal, operation, reads_twice
from adal_theory.emit.numba.layout import Layout
from adal_theory.emit.operations import CHEAP, never_nan
from adal_theory.emit.schedule import KERNEL, LANE, PER_STEP, SCALAR, Schedule, is_load, place_of
from adal_theory.trace.graph import RUN, Node
from adal_theory.trace.operations import REDUCTIONS


@dataclass
class Needs:
    """What one pass of writing found out; the next pass uses it, until nothing changes."""

    kept: set[int] = field(default_factory=set)
    crossing: set[int] = field(default_factory=set)
    scalars: dict[int, set[int]] = field(default_factory=dict)
    last_read: dict[int, int] = field(default_factory=dict)


class Nest:
    """The loops of one graph. `load` gives the text of an input inside a lane loop."""

    def __init__(
        self, plan: Schedule, layout: Layout, load: Callable[[Node], str], names: dict[int, str], prefix: str, before: Needs
    ) -> None:
        self.plan, self.graph, self.layout, self.load, self.names = plan, plan.graph, layout, load, names
        self.prefix, self.before, self.found = prefix, before, Needs()

    def name(self, k: int) -> str:
        return self.names.get(k, f"{self.prefix}{k}")

    def row(self, name: str, dtype: str) -> str:
        return self.layout.row(name, dtype)

    def slot(self, name: str, dtype: str) -> str:
        return self.layout.slot(name, dtype)

    def address(self, k: int) -> str:
        """Where node k is kept between loops: a slot when another loop over the coordinates reads it, else a row."""
        crosses = k in self.before.crossing | self.found.crossing
        return (self.slot if crosses else self.row)(self.name(k), self.graph.nodes[k].dtype)


class Segment:
    """One lane loop being written, `position` in its loop nest (for ordering stores after reads)."""

    def __init__(self, nest: Nest, phase: int, members: list[int], position: int) -> None:
        self.nest, self.phase, self.members, self.position = nest, phase, set(members), position
        self.local: dict[int, str] = {}
        self._work: list[str] = []
        self._stores: list[str] = []

    @property
    def lines(self) -> list[str]:
        """The statements; stores come last, since a later statement may still read the old value of what they change."""
        return self._work + self._stores

    def get(self, k: int) -> str:
        """The name of node k inside this loop."""
        if k in self.local:
            return self.local[k]
        nest, node = self.nest, self.nest.graph.nodes[k]
        if node.op == "const":
            return literal(node.name, node.dtype)
        place = place_of(node)
        if place in (KERNEL, PER_STEP):
            return nest.name(k)
        if place == SCALAR:
            nest.found.scalars.setdefault(self.phase, set()).add(k)
            return nest.name(k)
        if is_load(node):
            nest.found.last_read[k] = max(nest.found.last_read.get(k, 0), self.position)
            return self._assign(k, nest.load(node))
        if k in self.members and node.op not in REDUCTIONS:
            return self._compute(k)
        return self._fetch(k, node)

    def _fetch(self, k: int, node: Node) -> str:
        nest = self.nest
        lane = place_of(node) == LANE and node.op not in REDUCTIONS
        simple = all(is_load(n) or not n.axes & RUN for n in (nest.graph.nodes[a] for a in node.args))
        if node.dtype == "bool" or (lane and node.op in CHEAP and simple):
            return self._compute(k)
        nest.found.kept.add(k)
        if lane and self.phase != nest.plan.phase[k]:
            nest.found.crossing.add(k)
        signed = {"i32": "np.int32({})", "i64": "np.int64({})"}.get(node.dtype, "{}")
        return self._assign(k, signed.format(nest.address(k)))

    def _compute(self, k: int) -> str:
        node = self.nest.graph.nodes[k]
        return self._assign(k, operation(node, [self.get(a) for a in node.args], never_nan(self.nest.graph, node)))

    def _assign(self, k: int, text: str) -> str:
        self.local[k] = name = self.nest.name(k)
        self._work.append(f"{name} = {text}")
        return name

    def store(self, address: str, k: int) -> None:
        self._stores.append(f"{address} = {self.get(k)}")

    def keep(self) -> None:
        """Store what other loops were found to want."""
        for k in sorted(self.members & self.nest.before.kept):
            node = self.nest.graph.nodes[k]
            if node.op not in REDUCTIONS:
                self.store(self.nest.address(k), k)

    def accumulate(self, k: int) -> None:
        """Add the argument of reduction k to its row, left to right over the coordinates."""
        node = self.nest.graph.nodes[k]
        e, row = self.get(node.args[0]), self.nest.row(self.nest.name(k), node.dtype)
        twice = reads_twice(node.op)
        self._work += [f"top = {row}"] if twice else []
        self._work.append(f"{row} = {folded(node.op, 'top' if twice else row, e)}")
