"""Graph → the source of one fused CUDA kernel: noise, problem, rule and metrics, with the loop over t inside.

A run belongs to one thread, or to neighbouring threads that share its coordinates (`mapping`). What depends on no run
comes from the host. Device memory is touched at the start, at the end and at recorded steps, and for the coordinates'
state only where it does not fit the registers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from adal_theory.emit.cuda.body import Body
from adal_theory.emit.cuda.fields import Field, struct_text
from adal_theory.emit.cuda.inputs import Inputs
from adal_theory.emit.cuda.mapping import Mapping, mapping
from adal_theory.emit.cuda.nest import Found, Nest
from adal_theory.emit.cuda.noise import Noise
from adal_theory.emit.cuda.prelude import PRELUDE
from adal_theory.emit.cuda.step import Parts
from adal_theory.emit.names import identifier, names_of
from adal_theory.emit.schedule import schedule, stored
from adal_theory.emit.writer import Writer
from adal_theory.trace.graph import COORDINATE, Graph
from adal_theory.trace.record import StateSpec, StepGraph
from adal_theory.trace.vocabulary import WIDTH

# Of 255 registers, what coordinates may hold for good; the rest is for the work, more of it where threads share a run.
REGISTER_WORDS, SHARED_WORDS = 150, 120


@dataclass
class KernelSource:
    """The text and what the engine must know to call it. `columns`: nodes that the host evaluates for every step."""

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
        self.step, self.noise, self.per_block, self.dimension, self.record_x = step, noise, per_block, dimension, record_x
        self.plan = schedule(step.graph, stored(step, [s for s in step.states if s.axes & COORDINATE]))
        self.names = names_of(step, noise)
        self.inputs = Inputs(step, noise, self.names)

    def source(self, title: str) -> KernelSource:
        """In registers where the coordinates' quantities fit, else in device memory."""
        how = mapping(self.dimension, self.per_block, True)
        if how.registers:
            source, words = self._settled(title, how)
            if words <= (SHARED_WORDS if how.threads > 1 else REGISTER_WORDS):
                return source
        return self._settled(title, mapping(self.dimension, self.per_block, False))[0]

    def _settled(self, title: str, how: Mapping) -> tuple[KernelSource, int]:
        """Write until what is kept and handed over no longer changes; the words that coordinates hold for good."""
        found, noise_found, before = Found(), Found(), ""
        while True:
            noise = Noise(self.noise, self.per_block, how, self.inputs) if self.noise is not None else None
            nest = Nest(self.plan, how, self.names.of_node, "n", found, partial(self.inputs.load, mapping=how, noise=noise))
            noise_nest = noise.nest(noise_found) if noise is not None else None
            parts = Parts(self.step, nest, self.inputs, noise, sorted(found.kept), self.record_x)
            source = self._source(title, parts, noise_nest)
            if source.text == before:
                held = [s.dtype for s in (*parts.slots, *self._waiting(parts))] + [nest.dtype(k) for k in parts.kept]
                return source, sum(WIDTH[dtype] // 32 for dtype in held) * how.width
            found, before = nest.found, source.text
            noise_found = noise_nest.found if noise_nest is not None else noise_found

    def _waiting(self, parts: Parts) -> list[StateSpec]:
        """States whose new value is another's old one: both are there at once."""
        old = {n.index: n.name[1] for n in self.step.graph.nodes if n.op == "input" and n.name[0] == "state"}
        return [s for s in parts.slots if old.get(s.node, s.name) != s.name]

    def _source(self, title: str, parts: Parts, noise: Nest | None) -> KernelSource:
        m, records = parts.mapping, parts.records
        kernel, function = Writer(), Writer()
        if parts.noise is not None and noise is not None:
            parts.noise.function(function, noise)
        Body(parts).write(kernel)
        fields, arrays = self._fields(parts, noise), self.inputs.arrays(m)
        text = _head(title, m) + struct_text(fields, [n for n, _ in arrays]) + "\n" + function.text.lstrip("\n") + kernel.text
        return KernelSource(
            text,
            m,
            fields,
            sorted(parts.nest.before.columns),
            parts.slots,
            parts.rows,
            0 if m.registers else len(parts.kept),
            self.inputs.parameters,
            self.inputs.run_tables,
            arrays,
            records.run_names,
            records.coordinate_names,
        )

    def _fields(self, parts: Parts, noise: Nest | None) -> list[Field]:
        """Numbers of the argument, wide ones first."""
        fields = [
            Field(nest.name(k), nest.dtype(k), (which, k))
            for which, nest in (("step", parts.nest), ("noise", noise))
            if nest is not None
            for k in sorted(nest.before.constants)
        ]
        fields += [
            Field(f"{identifier(n)}data", self.inputs.real, ("data", n), parts.mapping.width)
            for n, _ in self.inputs.constant_arrays(parts.mapping)
        ]
        return sorted(fields, key=lambda f: -WIDTH.get(f.dtype, 8))


def _head(title: str, m: Mapping) -> str:
    """What the kernel is, the types and helpers, and the sizes."""

    def many(n: int, what: str) -> str:
        return f"{n} {what}{'s' if n > 1 else ''}"

    return "\n".join(
        [
            f"// {title}",
            "// Generated from the recorded graph; do not edit.",
            f"// {many(m.threads, 'thread')} a run, {many(m.width, 'coordinate')} a thread, their state in "
            f"{'registers' if m.registers else 'device memory'}.",
            "",
            PRELUDE,
            f"constexpr i32 D = {m.dimension}, P = {m.threads}, Q = {m.width};",
            "",
            "",
        ]
    )
