"""One step inside the kernel: what a run has once, then loops over a thread's coordinates, sums over a run's threads."""

from __future__ import annotations

from dataclasses import dataclass

from adal_theory.emit.cuda.expressions import combiner, literal
from adal_theory.emit.cuda.inputs import Inputs, named
from adal_theory.emit.cuda.mapping import WARP, Mapping
from adal_theory.emit.cuda.nest import Loop, Nest
from adal_theory.emit.cuda.noise import Noise
from adal_theory.emit.cuda.records import Records
from adal_theory.emit.writer import Writer
from adal_theory.trace.graph import COORDINATE, STEP
from adal_theory.trace.operations import REDUCTIONS
from adal_theory.trace.record import StateSpec, StepGraph


@dataclass(frozen=True)
class Parts:
    """What the writers of one kernel share. `kept`: nodes that wait for a later loop over the coordinates."""

    step: StepGraph
    nest: Nest
    inputs: Inputs
    noise: Noise | None
    kept: list[int]
    record_x: bool

    @property
    def mapping(self) -> Mapping:
        return self.nest.mapping

    @property
    def slots(self) -> list[StateSpec]:
        """States of every coordinate."""
        return [s for s in self.step.states if s.axes & COORDINATE]

    @property
    def rows(self) -> list[StateSpec]:
        """States of a run."""
        return [s for s in self.step.states if not s.axes & COORDINATE]

    @property
    def records(self) -> Records:
        return Records(self.step, self.record_x, self.name, self.slot)

    def name(self, s: StateSpec) -> str:
        return self.inputs.name_of(("state", s.name))

    def slot(self, s: StateSpec) -> str:
        """Element j of a state."""
        return self.nest.slot(self.name(s), s.dtype, self.slots.index(s), "slots")

    def every(self, w: Writer, lines: list[str]) -> None:
        """A loop over the thread's coordinates."""
        w(*(["#pragma unroll"] if self.mapping.registers else []))
        with w.block("for (i32 j = 0; j < Q; ++j) {", "}"):
            w(*lines)


class Step:
    """Writes one step."""

    def __init__(self, parts: Parts) -> None:
        self.parts, self.nest, self.mapping = parts, parts.nest, parts.mapping
        self.plan, self.graph = parts.nest.plan, parts.nest.graph

    def write(self, w: Writer) -> None:
        parts = self.parts
        self._advance(w)
        if parts.noise is not None:
            parts.noise.begin(w)
        parts.records.before(w, parts.every)
        for p in range(self.plan.last + 2):
            self._of_run(w, p)
            if p <= self.plan.last:
                self._coordinates(w, p)
        self._new_rows(w)
        parts.records.after(w, parts.every, {n: self.nest.scalar(k) for n, k in parts.step.instant.items()})

    def _advance(self, w: Writer) -> None:
        """Move on in the tables and the data that change in time; load what the host evaluated for this step."""
        inputs, columns = self.parts.inputs, sorted(self.nest.before.columns)
        if columns:
            w(f"row += {len(columns)};")
        w(*(f"entry{j} += A.run_columns;" for j in range(len(inputs.run_tables))))
        changing = [n for n, axes in named(inputs.arrays(self.mapping)) if axes & STEP]
        w(*(f"{n}row = {n}row + 1 < A.{n}period ? {n}row + 1 : 0;" for n in changing))
        for j, k in enumerate(columns):
            w(f"const {self.nest.dtype(k)} {self.nest.name(k)} = {self.nest.dtype(k)}(__ldg(row + {j}));")

    def _of_run(self, w: Writer, p: int) -> None:
        """What has one value per run and step, of phase p, in program order."""
        for k in self.plan.live:
            node = self.graph.nodes[k]
            if self.plan.phase[k] != p or not self.nest.uniform(k) or node.op in (*REDUCTIONS, "const") or k in self.nest.hosted:
                continue
            text = None
            if node.axes & STEP:
                text = (
                    self.parts.inputs.of_run(node, self.mapping)
                    if node.op == "input"
                    else self.nest.expression(k, self.nest.scalar)
                )
            if text is not None:
                w(f"const {node.dtype} {self.nest.name(k)} = {text};")

    def _new_rows(self, w: Writer) -> None:
        """New values of a run's states; one that is another's old value is read before that is overwritten."""
        rows = self.parts.rows
        values = {self.parts.name(s): self.nest.scalar(s.node) for s in rows}
        for s in rows:
            name, value = self.parts.name(s), values[self.parts.name(s)]
            if value in values and value != name:
                w(f"const {s.dtype} {name}old = {value};")
                values[name] = f"{name}old"
        w(*(f"{name} = {value};" for name, value in values.items()))

    # -- loops over coordinates --------------------------------------------------------------------------

    def _coordinates(self, w: Writer, p: int) -> None:
        loop, reductions = Loop(self.nest, p, self.parts.kept), self.plan.reductions(p)
        for k in reductions:
            loop.accumulate(k)
        loop.keep()
        if p == self.plan.last:
            self._new_slots(loop)
        if loop.lines:
            w(*(f"{self.nest.dtype(k)} {self.nest.name(k)} = {literal(0.0, self.nest.dtype(k))};" for k in reductions))
            self._loop(w, loop, p)
            self._combine(w, reductions)

    def _new_slots(self, loop: Loop) -> None:
        """New values of the coordinates' states, all read before any is overwritten."""
        news = [(s, loop.get(s.node)) for s in self.parts.slots]
        loop.lines += [f"const {s.dtype} {self.parts.name(s)}next = {value};" for s, value in news]
        loop.lines += [f"{self.parts.slot(s)} = {self.parts.name(s)}next;" for s, _ in news]

    def _loop(self, w: Writer, loop: Loop, p: int) -> None:
        """The loop over j; with noise the k-th draw of its block belongs to j."""
        m = self.mapping
        draws = self.parts.noise if p in self.nest.found.noise else None
        lines = (["const bool real_coordinate = lane * Q + j < D;"] if m.padded else []) + loop.lines
        if draws is not None and not m.registers:
            self._in_blocks(w, draws, lines)
            return
        w("#pragma unroll" if m.registers else "#pragma unroll 4")
        with w.block("for (i32 j = 0; j < Q; ++j) {", "}"):
            if draws is not None:
                w(*([f"const i32 k = j % {draws.per_block};"] if m.group == 1 else []))
                draws.before(w)
            w(*lines)

    def _in_blocks(self, w: Writer, draws: Noise, lines: list[str]) -> None:
        """The loop over j in steps of a Philox block, so that its draws stay in registers."""
        w("#pragma unroll 1")
        with w.block(f"for (i32 begin = 0; begin < Q; begin += {draws.per_block}) {{", "}"):
            w("#pragma unroll")
            with w.block(f"for (i32 k = 0; k < {draws.per_block}; ++k) {{", "}"):
                w("const i32 j = begin + k;", *(["if (j >= Q) break;"] if self.mapping.width % draws.per_block else []))
                draws.before(w)
                w(*lines)

    def _combine(self, w: Writer, reductions: list[int]) -> None:
        """Sums over the threads of a run, in the order of `trace.summation`."""
        m, name, dtype = self.mapping, self.nest.name, self.nest.dtype
        if m.threads == 1 or not reductions:
            return
        how = {k: combiner(self.graph.nodes[k].op) for k in reductions}
        w(*(f"{name(k)} = over_warp<{how[k]}>({name(k)}, {min(m.threads, WARP)});" for k in reductions))
        if m.warps == 1:
            return
        with w.block(f"if (lane % {WARP} == 0) {{", "}"):
            w(*(f"totals[turn][{j}][warp] = {name(k)};" for j, k in enumerate(reductions)))
        w("__syncthreads();")
        w(*(f"{name(k)} = over_warps<{how[k]}, {dtype(k)}, {m.warps}>(totals[turn][{j}]);" for j, k in enumerate(reductions)))
        w("turn ^= 1;")
