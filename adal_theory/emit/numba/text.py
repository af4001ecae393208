"""Graph → the source of one fused Numba kernel: noise, problem, rule and metrics, with the loop over t inside.

Runs are the SIMD lanes: every inner loop runs over the `lanes` runs of a block at constant offsets in one flat
buffer, with unsigned indices and one width of data. One block is one call; blocks are independent.
"""

from __future__ import annotations

from dataclasses import dataclass

from adal_theory.emit.names import names_of
from adal_theory.emit.numba.arguments import Arguments
from adal_theory.emit.numba.constants import SHORT, named
from adal_theory.emit.numba.expressions import folded, literal, operation
from adal_theory.emit.numba.inputs import Inputs
from adal_theory.emit.numba.lanes import lane_loop
from adal_theory.emit.numba.layout import Layout
from adal_theory.emit.numba.nest import Needs, Nest, Segment
from adal_theory.emit.numba.noise_loop import NoiseLoop
from adal_theory.emit.numba.records import Records
from adal_theory.emit.numba.sums import Sums
from adal_theory.emit.schedule import KERNEL, PER_RUN, PER_STEP, SCALAR, is_load, place_of, schedule, stored
from adal_theory.emit.writer import Writer
from adal_theory.trace.graph import COORDINATE, RUN, Graph, Node
from adal_theory.trace.operations import REDUCTIONS
from adal_theory.trace.record import StateSpec, StepGraph

PRELUDE = '''"""{title}

Generated from the recorded graph; do not edit.
"""

import numpy as np
from numba import njit

from adal_theory.engine.bits import bits_to_f32, bits_to_f64, bits_to_i32, bits_to_i64, bits_to_u32, bits_to_u64

{constants}
'''


@dataclass(frozen=True)
class Store:
    """Node `node` goes to `address` at the end of a step, over the old value of `state`."""

    address: str
    node: int
    state: str | None = None


@dataclass
class KernelSource:
    """The text and what the engine must know to call it."""

    text: str
    layout: Layout
    scalars: list[str]
    tables: list[str]
    run_tables: list[str]
    data: list[tuple[str, int]]
    run_records: list[str]
    coordinate_records: list[str]
    noise_dtype: str | None
    sums: int


class KernelWriter:
    """Writes the kernel of one `StepGraph`; `noise` is the graph of one Philox block, `per_block` its draws."""

    def __init__(self, step: StepGraph, noise: Graph | None, per_block: int, lanes: int, record_x: bool) -> None:
        self.step, self.noise, self.per_block, self.lanes = step, noise, per_block, lanes
        self.single = not any(node.axes & COORDINATE for node in step.graph.nodes)
        self.layout = Layout(lanes, self.single)
        self.inputs = Inputs(step, noise, self.layout)
        self.records = Records(step, self.layout, record_x)
        self.plan = schedule(step.graph, stored(step, self._coordinate_states()))
        self._reserve()
        self.sums = Sums(lanes)
        self.noise_loop = NoiseLoop(noise, per_block, self.layout, self.inputs.load) if noise is not None else None

    def _coordinate_states(self) -> list[StateSpec]:
        """The states that a loop over the coordinates stores."""
        return [] if self.single else [s for s in self.step.states if s.axes & COORDINATE]

    def _reserve(self) -> None:
        """Rows and slots with names that the engine fills: parameters, streams, states, in a fixed order."""
        if self.noise is not None:
            self.layout.row("stream", "u64")
        for n in self.inputs.varying():
            self.layout.row(f"param:{n}", self.step.graph.real)
        for s in self.step.states:
            if s.axes & COORDINATE:
                self.layout.slot(f"state:{s.name}", s.dtype)
            else:
                self.layout.row(f"state:{s.name}", s.dtype)
        for n, k in self.step.instant.items():
            self.layout.row(f"instant:{n}", self.step.graph.nodes[k].dtype)

    def source(self, title: str) -> KernelSource:
        """Write until what is kept, read and needed no longer changes, then assemble."""
        needs, noise_needs, before = Needs(), Needs(), ""
        while True:
            w = Writer()
            nest = Nest(self.plan, self.layout, self.inputs.load, names_of(self.step).of_node, "n", needs)
            noise_nest = self.noise_loop.nest(noise_needs) if self.noise_loop else None
            self._kernel(w, nest, noise_nest)
            needs, noise_needs = nest.found, noise_nest.found if noise_nest else noise_needs
            if w.text == before:
                break
            before = w.text
        constants, kernel = named(w.text)
        text = PRELUDE.format(title=title, constants=SHORT + constants) + kernel
        return KernelSource(
            text,
            self.layout,
            self.inputs.scalars,
            self.inputs.tables,
            self.inputs.run_tables,
            self.inputs.data,
            self.records.run_names,
            self.records.coordinate_names,
            self.step.noise_dtype,
            self.sums.most,
        )

    # -- the kernel --------------------------------------------------------------------------------------

    def _kernel(self, w: Writer, nest: Nest, noise: Nest | None) -> None:
        data = "".join(f", D_{n}, P_{n}" for n, _ in self.inputs.data)
        w('@njit(nogil=True, error_model="numpy", cache=True)')
        with w.block(f"def kernel({', '.join(Arguments.names())}{data}):"):
            self._prologue(w, nest)
            if noise is not None and self.noise_loop is not None:
                self.noise_loop.prologue(w, noise)
            with w.block("for t in range(t_begin, t_end):"):
                w("tt = (t - t_begin) * NT")
                if noise is not None and self.noise_loop is not None:
                    w("zt = ((t - t_begin) & (group - U(1))) * d")
                    self.noise_loop.write(w, noise)
                    if self.single:
                        w(f"kN = zt * U({self.lanes})")
                self.records.before(w)
                for p in range(self.plan.last + 2):
                    self._phase(w, nest, p)
                self.records.after(w)

    def _prologue(self, w: Writer, nest: Nest) -> None:
        w("rec = U(0)", *self.layout.bases())
        for k in self.plan.live:
            node = nest.graph.nodes[k]
            if place_of(node) == KERNEL and node.op not in REDUCTIONS and node.op != "const":
                w(f"{nest.name(k)} = {self._scalar_text(nest, node)}")
        members = [k for k in self.plan.live if place_of(nest.graph.nodes[k]) == PER_RUN and not is_load(nest.graph.nodes[k])]
        segment = Segment(nest, -1, members, 0)
        segment.keep()
        lane_loop(w, segment.lines, self.lanes)

    def _scalar_text(self, nest: Nest, node: Node) -> str:
        if is_load(node):
            return self.inputs.load(node)
        return operation(node, [self._scalar_name(nest, a) for a in node.args])

    def _scalar_name(self, nest: Nest, k: int) -> str:
        node = nest.graph.nodes[k]
        return literal(node.name, node.dtype) if node.op == "const" else nest.name(k)

    # -- phases ------------------------------------------------------------------------------------------

    def _phase(self, w: Writer, nest: Nest, p: int) -> None:
        for k in self.plan.live:
            node = nest.graph.nodes[k]
            if place_of(node) == PER_STEP and self.plan.phase[k] == p and node.op not in REDUCTIONS:
                w(f"{nest.name(k)} = {self._scalar_text(nest, node)}")
        self._rows(w, nest, p)
        if p <= self.plan.last:
            self._coordinates(w, nest, p)

    def _rows(self, w: Writer, nest: Nest, p: int) -> None:
        stores: list[Store] = []
        if p == self.plan.last + 1:
            late = [s for s in self.step.states if s not in self._coordinate_states()]
            stores = [Store(self._place(nest, s), s.node, s.name) for s in late]
            stores += [Store(nest.row(f"instant:{n}", nest.graph.nodes[k].dtype), k) for n, k in self.step.instant.items()]
        for segment in self._segments(nest, p, self.plan.row_segments[p], stores):
            lane_loop(w, segment.lines, self.lanes)

    def _place(self, nest: Nest, s: StateSpec) -> str:
        return (nest.slot if s.axes & COORDINATE else nest.row)(f"state:{s.name}", s.dtype)

    def _coordinates(self, w: Writer, nest: Nest, p: int) -> None:
        inner = Writer()
        scalar_sums = self._scalar_sums(nest, p)
        states = self._coordinate_states() if p == self.plan.last else []
        segments = self._segments(
            nest, p, self.plan.lane_segments[p], [Store(self._place(nest, s), s.node, s.name) for s in states]
        )
        for k in self._scalars_needed(nest, p):
            inner(f"{nest.name(k)} = {self._scalar_text(nest, nest.graph.nodes[k])}")
        for k in scalar_sums:
            node = nest.graph.nodes[k]
            e = self._scalar_name(nest, node.args[0])
            total = nest.name(k)
            inner(f"{total} = {folded(node.op, total, e)}")
        for segment in segments:
            lane_loop(inner, segment.lines, self.lanes)
        reductions = self.plan.reductions(p)
        if reductions:
            self.sums.write(w, nest, reductions, scalar_sums, lambda head: self._loop(w, inner, head))
        else:
            self._loop(w, inner, "for i in range(d):")

    def _loop(self, w: Writer, inner: Writer, head: str) -> None:
        """The loop over coordinates around the written lines."""
        if not inner.lines:
            return
        with w.block(head):
            body = "\n".join(inner.lines)
            if " + at + l]" in body:
                w(f"at = i * U({self.lanes})")
            if "[kN + l]" in body:
                w(f"kN = (zt + i) * U({self.lanes})")
            w(*inner.lines)

    def _scalar_sums(self, nest: Nest, p: int) -> list[int]:
        sums = [k for k in self.plan.reductions(p) if not nest.graph.nodes[nest.graph.nodes[k].args[0]].axes & RUN]
        for k in sums:
            argument = nest.graph.nodes[k].args[0]
            if place_of(nest.graph.nodes[argument]) == SCALAR:
                nest.found.scalars.setdefault(p, set()).add(argument)
        return sums

    def _segments(self, nest: Nest, p: int, groups: list[list[int]], stores: list[Store]) -> list[Segment]:
        """The loops of one nest, in order; each store goes where the new value is made and the old no longer read."""
        groups = groups or ([[]] if stores else [])
        where = [self._store_position(nest, store, groups) for store in stores]
        result = []
        for position, members in enumerate(groups):
            segment = Segment(nest, p, members, position if stores else 0)
            for k in members:
                if nest.graph.nodes[k].op in REDUCTIONS:
                    segment.accumulate(k)
            segment.keep()
            for store, home in zip(stores, where, strict=True):
                if home == position:
                    segment.store(store.address, store.node)
            result.append(segment)
        return result

    def _store_position(self, nest: Nest, store: Store, groups: list[list[int]]) -> int:
        """The first loop after which nobody reads the old state any more."""
        made = next((j for j, g in enumerate(groups) if store.node in g), len(groups) - 1)
        old = next(
            (
                k
                for k in self.plan.live
                if nest.graph.nodes[k].op == "input" and nest.graph.nodes[k].name == ("state", store.state)
            ),
            None,
        )
        read = nest.before.last_read.get(old, len(groups) - 1) if old is not None else 0
        return max(made, min(read, len(groups) - 1))

    def _scalars_needed(self, nest: Nest, p: int) -> list[int]:
        closure = nest.graph.live(list(nest.before.scalars.get(p, set()) | nest.found.scalars.get(p, set())))
        return [
            k for k in sorted(closure) if place_of(nest.graph.nodes[k]) == SCALAR and nest.graph.nodes[k].op not in REDUCTIONS
        ]
