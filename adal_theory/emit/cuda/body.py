"""The kernel function: where a thread stands, its state from device memory, the loop over t, its state back."""

from __future__ import annotations

from adal_theory.emit.cuda.inputs import named
from adal_theory.emit.cuda.mapping import WARP
from adal_theory.emit.cuda.nest import memory
from adal_theory.emit.cuda.step import Parts, Step
from adal_theory.emit.writer import Writer
from adal_theory.trace.graph import COORDINATE, STEP


class Body:
    """Writes the kernel around its steps."""

    def __init__(self, parts: Parts) -> None:
        self.parts, self.nest, self.mapping, self.inputs = parts, parts.nest, parts.mapping, parts.inputs

    def write(self, w: Writer) -> None:
        m, step = self.mapping, Step(self.parts)
        with w.block(f'extern "C" __global__ void __launch_bounds__({m.block}, 1) kernel(const Arguments A) {{', "}"):
            self._place(w)
            self._begin_inputs(w)
            self._begin_state(w)
            self._once(w)
            if m.group == 1:
                with w.block("for (u64 t = A.t_begin; t < A.t_end; ++t) {", "}"):
                    step.write(w)
            else:
                self._groups(w, step)
            self._end_state(w)

    def _groups(self, w: Writer, step: Step) -> None:
        """As many steps written out as use up whole Philox blocks."""
        m = self.mapping
        with w.block(f"for (u64 start = A.t_begin; start < A.t_end; start += {m.group}) {{", "}"):
            w(f"const u64 first = (start - 1) * D / {m.per_block};", "#pragma unroll")
            with w.block(f"for (i32 s = 0; s < {m.group}; ++s) {{", "}"):
                w("const u64 t = start + s;", "if (t >= A.t_end) break;")
                step.write(w)

    def _place(self, w: Writer) -> None:
        m = self.mapping
        w("const u64 thread = u64(blockIdx.x) * blockDim.x + threadIdx.x;", "const u64 run = thread / P;")
        if m.threads > 1:
            w("const i32 lane = i32(thread % P);")
        if m.warps > 1:
            # Two sets of totals in turn, so that one barrier an exchange is enough.
            most = max(len(self.nest.plan.reductions(p)) for p in range(self.nest.plan.last + 1))
            w(
                f"const i32 warp = i32(threadIdx.x / {WARP});",
                "i32 turn = 0;",
                f"__shared__ f64 totals[2][{max(1, most)}][{m.warps}];",
            )

    def _begin_inputs(self, w: Writer) -> None:
        """Read what a run has for good; pointers into tables and data stand one step before the first."""
        inputs = self.inputs
        if self.parts.noise is not None:
            w("const u64 stream = A.streams[run];")
            self.parts.noise.declare(w)
        w("u64 next = A.record[0], rec = 0;", f"const f64* row = A.table - {len(self.nest.before.columns)};")
        for j, n in enumerate(inputs.parameters):
            w(f"const {inputs.real} {inputs.name_of(('param', n))} = {inputs.narrow(f'A.parameters[{j} * A.runs + run]')};")
        w(
            *(
                f"const f64* entry{j} = A.run_table + A.columns[{j} * A.runs + run] - A.run_columns;"
                for j in range(len(inputs.run_tables))
            )
        )
        w(
            *(
                f"u64 {n}row = (A.t_begin + A.{n}period - 2) % A.{n}period;"
                for n, axes in named(inputs.arrays(self.mapping))
                if axes & STEP
            )
        )

    def _begin_state(self, w: Writer) -> None:
        parts = self.parts
        for j, s in enumerate(parts.rows):
            w(f"{s.dtype} {parts.name(s)} = (({s.dtype}*)(A.rows + {j} * A.runs))[run];")
        if not self.mapping.registers:
            return
        for j, s in enumerate(parts.slots):
            w(f"{s.dtype} {parts.name(s)}all[Q];")
            parts.every(w, [f"{parts.slot(s)} = {memory('slots', s.dtype, j)};"])
        w(*(f"{self.nest.dtype(k)} {self.nest.name(k)}all[Q];" for k in parts.kept))

    def _once(self, w: Writer) -> None:
        """What depends on the run alone."""
        for k in self.nest.plan.live:
            node = self.nest.graph.nodes[k]
            if node.op == "const" or k in self.nest.hosted or node.axes & (STEP | COORDINATE):
                continue
            text = self.inputs.of_run(node, self.mapping) if node.op == "input" else self.nest.expression(k, self.nest.scalar)
            if text is not None:
                w(f"const {node.dtype} {self.nest.name(k)} = {text};")

    def _end_state(self, w: Writer) -> None:
        parts = self.parts
        if self.mapping.registers:
            for j, s in enumerate(parts.slots):
                parts.every(w, [f"{memory('slots', s.dtype, j)} = {parts.slot(s)};"])
        rows = [f"(({s.dtype}*)(A.rows + {j} * A.runs))[run] = {parts.name(s)};" for j, s in enumerate(parts.rows)]
        if self.mapping.threads == 1:
            w(*rows)
        else:
            with w.block("if (lane == 0) {", "}"):
                w(*rows)
