"""Graph → the source of one fused CUDA kernel: noise, problem, rule and metrics, with the loop over t inside.

A run belongs to one thread, or to neighbouring threads that share its coordinates (`mapping`). What depends on no run
comes from the host. Device memory is touched at the start, at the end and at recorded steps, and for the coordinates'
state only where it does not fit the registers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from adal_theory.emit.cuda.expressions import literal
from adal_theory.emit.cuda.fields import Field, struct_text
from adal_theory.emit.cuda.inputs import Inputs
from adal_theory.emit.cuda.mapping import Mapping, mapping
from adal_theory.emit.cuda.nest import Found, Loop, Nest, memory
from adal_theory.emit.cuda.noise import Noise
from adal_theory.emit.cuda.prelude import PRELUDE
from adal_theory.emit.cuda.records import Records
from adal_theory.emit.cuda.words import RESERVED
from adal_theory.emit.names import readable_names
from adal_theory.emit.schedule import schedule
from adal_theory.emit.writer import Writer
from adal_theory.trace.graph import COORDINATE, REDUCTIONS, RUN, STEP, Graph
from adal_theory.trace.record import StateSpec, StepGraph
from adal_theory.trace.vocabulary import WIDTH

AFTER = 10**6
# Of 255 registers, what coordinates may hold for good; the rest is for the work, more of it where threads share a run.
REGISTER_WORDS, SHARED_WORDS = 150, 120

@dataclass
class KernelSource:
    """The text and what the engine must know to call it."""

    text: str
    mapping: Mapping
    fields: list[Field]
    columns: list[int]
    slots: list[StateSpec]
    rows: list[StateSpec]
    kept: int
    parameters: list[str]
    run_tables: list[str]
    data: list[tuple[str, int]]
    run_records: list[str]
    coordinate_records: list[str]


class KernelWriter:
    """Writes the kernel of one `StepGraph`; `noise` is the graph of one Philox block, `per_block` its draws."""

    def __init__(self, step: StepGraph, noise: Graph | None, per_block: int, dimension: int, record_x: bool) -> None:
        self.step, self.noise_graph, self.per_block, self.dimension = step, noise, per_block, dimension
        self.record_x = record_x
        self.plan = schedule(step.graph, self._wanted())
        self.names = readable_names(step, RESERVED)
        self.inputs = Inputs(step, noise, self.names)
        self.coordinate_states = [s for s in step.states if s.axes & COORDINATE]
        self.run_states = [s for s in step.states if not s.axes & COORDINATE]

    def _wanted(self) -> dict[int, int | None]:
        """Stored nodes: coordinate states in the last coordinate loop, the rest after it."""
        wanted: dict[int, int | None] = {s.node: None for s in self.step.states if s.axes & COORDINATE}
        for k in [s.node for s in self.step.states] + list(self.step.instant.values()):
            wanted.setdefault(k, AFTER)
        return wanted

    def source(self, title: str) -> KernelSource:
        """In registers where the coordinates' quantities fit, else in device memory."""
        found = self._settled(title, mapping(self.dimension, self.per_block, True))
        room = SHARED_WORDS if found.mapping.threads > 1 else REGISTER_WORDS
        if found.mapping.registers and self._words(found) > room:
            found = self._settled(title, mapping(self.dimension, self.per_block, False))
        return found

    def _words(self, source: KernelSource) -> int:
        """32-bit registers that a thread's coordinates hold all the time."""
        kept = [self.step.graph.nodes[k].dtype for k in self.kept]
        each = sum(WIDTH[dtype] // 32 for dtype in [s.dtype for s in source.slots] + kept)
        return each * source.mapping.width

    def _settled(self, title: str, how: Mapping) -> KernelSource:
        """Write until what is kept and handed over no longer changes."""
        self.mapping = how
        found, noise_found, before = Found(), Found(), ""
        while True:
            self.kept = sorted(found.kept)
            noise = Noise(self.noise_graph, self.per_block, how) if self.noise_graph is not None else None
            nest = Nest(self.plan, how, self.names, "n", found, partial(self.inputs.load, mapping=how, noise=noise))
            noise_nest = noise.nest(noise_found) if noise is not None else None
            text = self._text(title, nest, noise, noise_nest)
            found, noise_found = nest.found, noise_nest.found if noise_nest is not None else noise_found
            if text == before:
                return self._source(text)
            before = text

    def _source(self, text: str) -> KernelSource:
        records = self.records
        return KernelSource(text, self.mapping, self.fields, self.columns, self.coordinate_states, self.run_states,
                            0 if self.mapping.registers else len(self.kept), self.inputs.parameters, self.inputs.run_tables,
                            self.inputs.arrays(self.mapping), records.run_names, records.coordinate_names)

    # -- the text ----------------------------------------------------------------------------------------

    def _text(self, title: str, nest: Nest, noise: Noise | None, noise_nest: Nest | None) -> str:
        self.records = Records(self.step, self.record_x, self._row_name, self._slot)
        self.nest, self.noise = nest, noise
        kernel, function = Writer(), Writer()
        if noise is not None and noise_nest is not None:
            real = self.step.graph.real
            noise.parameters = {n.name[1]: self.names_of_input(n.name) for n in noise.graph.nodes
                                if n.op == "input" and n.name[0] == "param" and n.axes & RUN}
            noise.function(function, noise_nest, dict.fromkeys(noise.parameters, real))
        self._kernel(kernel)
        self.columns = sorted(nest.before.columns)
        self.fields = self._fields(nest, noise_nest)
        m = self.mapping
        head = [f"// {title}", "// Generated from the recorded graph; do not edit.",
                f"// {m.threads} thread{'s' if m.threads > 1 else ''} a run, {m.width} coordinate{'s' if m.width > 1 else ''} a "
                f"thread, their state in {'registers' if m.registers else 'device memory'}.", "", PRELUDE]
        head += [f"constexpr i32 D = {m.dimension}, P = {m.threads}, Q = {m.width};", ""]
        arguments = struct_text(self.fields, [n for n, _ in self.inputs.arrays(m)])
        return "\n".join(head) + "\n" + arguments + "\n" + function.text.lstrip("\n") + kernel.text

    def names_of_input(self, name: tuple[str, str]) -> str:
        """What the kernel calls an input of the step, also one that only the noise reads."""
        found = next((n.index for n in self.step.graph.nodes if n.op == "input" and n.name == name), None)
        return self.names[found] if found is not None else self.inputs.own_name(name[1])

    def _fields(self, nest: Nest, noise: Nest | None) -> list[Field]:
        fields = [Field(nest.name(k), nest.dtype(k), ("step", k)) for k in sorted(nest.before.constants)]
        if noise is not None:
            fields += [Field(noise.name(k), noise.dtype(k), ("noise", k)) for k in sorted(noise.before.constants)]
        fields += [Field(f"data_{n}", self.step.graph.real, ("data", n), self.mapping.width)
                   for n, _ in self.inputs.constant_arrays(self.mapping)]
        return sorted(fields, key=lambda f: -WIDTH.get(f.dtype, 8))

    def _kernel(self, w: Writer) -> None:
        m = self.mapping
        with w.block(f'extern "C" __global__ void __launch_bounds__({m.block}, 1) kernel(const Arguments A) {{', "}"):
            self._prologue(w)
            if m.group > 1:
                with w.block(f"for (u64 start = A.t_begin; start < A.t_end; start += {m.group}) {{", "}"):
                    w(f"const u64 first = (start - 1) * D / {self.per_block};", "#pragma unroll")
                    with w.block(f"for (i32 s = 0; s < {m.group}; ++s) {{", "}"):
                        w("const u64 t = start + s;", "if (t >= A.t_end) break;")
                        self._step(w)
            else:
                with w.block("for (u64 t = A.t_begin; t < A.t_end; ++t) {", "}"):
                    self._step(w)
            self._epilogue(w)

    # -- before and after the loop over t ----------------------------------------------------------------

    def _prologue(self, w: Writer) -> None:
        m = self.mapping
        w("const u64 thread = u64(blockIdx.x) * blockDim.x + threadIdx.x;", "const u64 run = thread / P;")
        if m.threads > 1:
            w("const i32 lane = i32(thread % P);")
        if m.warps > 1:
            w("const i32 warp = i32(threadIdx.x / 32);", "i32 turn = 0;")
            w.lines.extend(self._shared())
        if self.noise is not None:
            w("const u64 stream = A.streams[run];")
        w("u64 next = A.record[0], rec = 0;", f"const f64* row = A.table - {len(self.nest.before.columns)};")
        for n in self.inputs.parameters:
            w(f"const {self.step.graph.real} {self.names_of_input(('param', n))} = "
              f"{self.inputs.narrow(f'A.parameters[{self.inputs.parameters.index(n)} * A.runs + run]')};")
        for j in range(len(self.inputs.run_tables)):
            w(f"const f64* entry{j} = A.run_table + A.columns[{j} * A.runs + run] - A.run_columns;")
        w(*(f"u64 row_{n} = (A.t_begin + A.period_{n} - 2) % A.period_{n};" for n, axes in self.inputs.arrays(m) if axes & STEP))
        for j, s in enumerate(self.run_states):
            w(f"{s.dtype} {self._row_name(s)} = (({s.dtype}*)(A.rows + {j} * A.runs))[run];")
        if self.noise is not None:
            self.noise.declare(w)
        if m.registers:
            for j, s in enumerate(self.coordinate_states):
                w(f"{s.dtype} all_{self._state(s)}[Q];")
                self._every(w, [f"all_{self._state(s)}[j] = {memory('slots', s.dtype, j)};"])
            w(*(f"{self.nest.dtype(k)} all_{self.nest.name(k)}[Q];" for k in self.kept))
        for k in self.plan.live:
            node = self.step.graph.nodes[k]
            if node.op not in ("const", "input") and k not in self.nest.hosted and not node.axes & (STEP | COORDINATE):
                w(f"const {node.dtype} {self.nest.name(k)} = {self.nest.expression(k, self.nest.scalar)};")

    def _shared(self) -> list[str]:
        """Places for the warps' totals; two sets in turn, so that one barrier an exchange is enough."""
        most = max([len(self.plan.reductions(p)) for p in range(self.plan.last + 1)] or [0])
        return [f"    __shared__ f64 totals[2][{max(1, most)}][{self.mapping.warps}];"]

    def _epilogue(self, w: Writer) -> None:
        m = self.mapping
        if m.registers:
            for j, s in enumerate(self.coordinate_states):
                self._every(w, [f"{memory('slots', s.dtype, j)} = all_{self._state(s)}[j];"])
        rows = [f"(({s.dtype}*)(A.rows + {j} * A.runs))[run] = {self._row_name(s)};" for j, s in enumerate(self.run_states)]
        if m.threads > 1 and rows:
            with w.block("if (lane == 0) {", "}"):
                w(*rows)
        else:
            w(*rows)

    def _every(self, w: Writer, lines: list[str]) -> None:
        """A loop over the thread's coordinates."""
        w(*(["#pragma unroll"] if self.mapping.registers else []))
        with w.block("for (i32 j = 0; j < Q; ++j) {", "}"):
            w(*lines)

    # -- one step ----------------------------------------------------------------------------------------

    def _step(self, w: Writer) -> None:
        columns = self.nest.before.columns
        w(f"row += {len(columns)};") if columns else None
        w(*(f"entry{j} += A.run_columns;" for j in range(len(self.inputs.run_tables))))
        w(*(f"row_{n} = row_{n} + 1 < A.period_{n} ? row_{n} + 1 : 0;" for n, axes in self.inputs.arrays(self.mapping)
            if axes & STEP))
        for j, k in enumerate(sorted(columns)):
            w(f"const {self.nest.dtype(k)} {self.nest.name(k)} = {self.nest.dtype(k)}(__ldg(row + {j}));")
        if self.noise is not None:
            self.noise.begin(w)
        self.records.before(w, self._every)
        for p in range(self.plan.last + 2):
            self._rows(w, p)
            if p <= self.plan.last:
                self._coordinates(w, p)
        self._new_rows(w)
        self.records.after(w, self._every, {n: self.nest.scalar(k) for n, k in self.step.instant.items()})

    def _rows(self, w: Writer, p: int) -> None:
        """What has one value a run and step, of phase p, in program order."""
        for k in self.plan.live:
            node = self.step.graph.nodes[k]
            if self.plan.phase[k] != p or not self.nest.uniform(k) or node.op in (*REDUCTIONS, "const") or k in self.nest.hosted:
                continue
            if node.op == "input":
                text = self.inputs.of_run(node, self.mapping)
                if text is not None:
                    w(f"const {node.dtype} {self.nest.name(k)} = {text};")
            elif node.axes & STEP:
                w(f"const {node.dtype} {self.nest.name(k)} = {self.nest.expression(k, self.nest.scalar)};")

    def _new_rows(self, w: Writer) -> None:
        """New values of the per-run states, all read before any is overwritten."""
        values = [(self._row_name(s), s.dtype, self.nest.scalar(s.node)) for s in self.run_states]
        olds = {name for name, _, _ in values}
        waiting = {name: f"old_{name}" for name, _, value in values for other, _, _ in values
                   if value in olds and value == other and value != name}
        w(*(f"const {dtype} old_{name} = {value};" for name, dtype, value in values if name in waiting))
        w(*(f"{name} = {waiting.get(name, value)};" for name, _, value in values))

    def _coordinates(self, w: Writer, p: int) -> None:
        loop = Loop(self.nest, p, self.kept)
        reductions = self.plan.reductions(p)
        for k in reductions:
            loop.accumulate(k)
        loop.keep()
        if p == self.plan.last:
            news = [(s, loop.get(s.node)) for s in self.coordinate_states]
            loop.lines += [f"const {s.dtype} next_{self._state(s)} = {value};" for s, value in news]
            loop.lines += [f"{self._slot(s)} = next_{self._state(s)};" for s, _ in news]
        if not loop.lines:
            return
        w(*(f"{self.nest.dtype(k)} {self.nest.name(k)} = {literal(0.0, self.nest.dtype(k))};" for k in reductions))
        self._loop(w, loop, p)
        self._combine(w, reductions)

    def _loop(self, w: Writer, loop: Loop, p: int) -> None:
        """The loop over j; with noise the k-th draw of its block belongs to j."""
        draws = self.noise if self.noise is not None and p in self.nest.found.noise else None
        guard = ["const bool real_coordinate = lane * Q + j < D;"] if self.mapping.padded else []
        if draws is None or self.mapping.registers:
            w("#pragma unroll" if self.mapping.registers else "#pragma unroll 4")
            with w.block("for (i32 j = 0; j < Q; ++j) {", "}"):
                if draws is not None:
                    w(*([f"const i32 k = j % {self.per_block};"] if self.mapping.group == 1 else []))
                    draws.before(w)
                w(*guard, *loop.lines)
            return
        w("#pragma unroll 1")
        with w.block(f"for (i32 begin = 0; begin < Q; begin += {self.per_block}) {{", "}"):
            w("#pragma unroll")
            with w.block(f"for (i32 k = 0; k < {self.per_block}; ++k) {{", "}"):
                w("const i32 j = begin + k;", *(["if (j >= Q) break;"] if self.mapping.width % self.per_block else []))
                draws.before(w)
                w(*guard, *loop.lines)

    def _combine(self, w: Writer, reductions: list[int]) -> None:
        """Sums over the threads of a run."""
        m = self.mapping
        if m.threads == 1 or not reductions:
            return
        how = {k: "Add" if self.step.graph.nodes[k].op == "sum" else "Max" for k in reductions}
        w(*(f"{self.nest.name(k)} = over_warp<{how[k]}>({self.nest.name(k)}, {min(m.threads, 32)});" for k in reductions))
        if m.warps == 1:
            return
        with w.block("if (lane % 32 == 0) {", "}"):
            w(*(f"totals[turn][{j}][warp] = {self.nest.name(k)};" for j, k in enumerate(reductions)))
        w("__syncthreads();")
        for j, k in enumerate(reductions):
            w(f"{self.nest.name(k)} = over_warps<{how[k]}, {self.nest.dtype(k)}, {m.warps}>(totals[turn][{j}]);")
        w("turn ^= 1;")

    # -- names -------------------------------------------------------------------------------------------

    def _state(self, s: StateSpec) -> str:
        return self.names_of_input(("state", s.name))

    def _row_name(self, s: StateSpec) -> str:
        return self._state(s)

    def _slot(self, s: StateSpec) -> str:
        return self.nest.slot(self._state(s), s.dtype, self.coordinate_states.index(s), "slots")
