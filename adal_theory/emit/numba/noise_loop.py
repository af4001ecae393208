"""The loop that draws noise: one Philox block per turn, for all lanes, as many steps ahead as fill whole blocks."""

from __future__ import annotations

from collections.abc import Callable

from adal_theory.emit.numba.expressions import literal, operation
from adal_theory.emit.numba.lanes import lane_loop
from adal_theory.emit.numba.layout import Layout
from adal_theory.emit.numba.nest import Needs, Nest, Segment
from adal_theory.emit.schedule import KERNEL, PER_RUN, PER_STEP, SCALAR, is_load, place_of, schedule
from adal_theory.emit.writer import Writer
from adal_theory.trace.graph import RUN, Graph, Node

WAYS = 4  # groups of lanes in step: 1.06 times the whole speed in float64, 1.15 in float32 (AVX2)


class NoiseLoop:
    """Writes the draws of a group of steps into N32 or N64; `load` reads the run parameters of the law."""

    def __init__(self, graph: Graph, per_block: int, layout: Layout, load: Callable[[Node], str]) -> None:
        self.graph, self.per_block, self.layout, self._load_parameter = graph, per_block, layout, load
        self.outputs = [graph.outputs[f"draw_{j}"] for j in range(per_block)]
        self.target = "N32" if graph.nodes[self.outputs[0]].dtype == "f32" else "N64"
        self.plan = schedule(graph, dict.fromkeys(self.outputs))

    def nest(self, before: Needs) -> Nest:
        return Nest(self.plan, self.layout, self._load, {}, "z", before)

    def _load(self, node: Node) -> str:
        kind, name = node.name
        if kind == "param":
            return self._load_parameter(node)
        if name == "stream":
            return self.layout.row("stream", "u64")
        return {"block": "first + i", "seed": "SEED"}[name]

    def prologue(self, w: Writer, nest: Nest) -> None:
        """What depends on the seed or the run alone (the key schedule), once a kernel."""
        self._scalars(w, nest, (KERNEL,))
        members = [k for k in self.plan.live if place_of(self.graph.nodes[k]) == PER_RUN and not is_load(self.graph.nodes[k])]
        segment = Segment(nest, -1, members, 0)
        segment.keep()
        lane_loop(w, segment.lines, self.layout.lanes)

    def write(self, w: Writer, nest: Nest) -> None:
        """Scalars of the block first (they hold the counter's share of the first rounds), then the lanes."""
        with w.block("if zt == U(0):"):
            w(f"first = ((t - U(1)) * d) // U({self.per_block})")
            self._scalars(w, nest, (PER_STEP,))
            with w.block("for i in range(n_blocks):"):
                w(f"kZ = i * U({self.per_block * self.layout.lanes})")
                self._scalars(w, nest, (SCALAR,))
                for segment in self._segments(nest):
                    lane_loop(w, segment.lines, self.layout.lanes, WAYS)

    def _segments(self, nest: Nest) -> list[Segment]:
        segments = [Segment(nest, 0, g, j) for j, g in enumerate(self.plan.lane_segments[0])] or [Segment(nest, 0, [], 0)]
        for segment in segments:
            segment.keep()
        for j, k in enumerate(self.outputs):
            home = next((s for s in segments if k in s.members), segments[-1])
            home.store(f"{self.target}[kZ + l + U({j * self.layout.lanes})]", k)
        return segments

    def _scalars(self, w: Writer, nest: Nest, places: tuple[str, ...]) -> None:
        for k in self.plan.live:
            node = self.graph.nodes[k]
            if node.op == "const" or place_of(node) not in places or node.axes & RUN:
                continue
            if is_load(node):
                w(f"{nest.name(k)} = {self._load(node)}")
            else:
                args = [self.graph.nodes[a] for a in node.args]
                w(
                    f"{nest.name(k)} = "
                    + operation(node, [literal(a.name, a.dtype) if a.op == "const" else nest.name(a.index) for a in args])
                )
