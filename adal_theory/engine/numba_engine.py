"""The `numba` engine: blocks of runs advance through the fused kernel, dealt over threads.

A block's arithmetic does not depend on the other lanes, on the number of lanes or on the thread that does it,
so results are the same bytes for any chunking and any thread count.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import gcd
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.emit.numba.arguments import Arguments
from adal_theory.emit.numba.layout import BUFFER
from adal_theory.emit.numba.text import KernelSource, KernelWriter
from adal_theory.engine.compiled import compiled
from adal_theory.engine.job import REAL, Job, make_tables
from adal_theory.engine.session import Records, concatenate
from adal_theory.results.provenance import cores
from adal_theory.trace.graph import COORDINATE, RUN
from adal_theory.trace.record import StateSpec
from adal_theory.trace.single import single_coordinate
from adal_theory.trace.summation import partition

BUFFER_TYPES = {"F64": np.float64, "F32": np.float32, "U64": np.uint64, "U32": np.uint32}
LANES = (128, 64, 32, 16, 8)
BLOCK_BYTES = 384 * 1024
TABLE_ENTRIES = 1 << 19
_SOURCES: dict[tuple[Any, ...], KernelSource] = {}


def choose_lanes(runs: int, dimension: int, slots: int) -> int:
    """The most lanes that leave two threads work and whose block stays inside the second-level cache."""
    if runs < 8:
        return 1
    fits = [n for n in LANES if n == 8 or (2 * n <= runs and n * dimension * slots * 8 <= BLOCK_BYTES)]
    return fits[0]


def lanes_for(job: Job) -> int:
    """`choose_lanes` for all that a block of this job holds."""
    slots = 1 + len(job.step_graph.own) + sum(bool(s.axes & COORDINATE) for s in job.step_graph.states)
    return choose_lanes(job.runs, job.dimension, slots)


def kernel_source(job: Job, lanes: int) -> KernelSource:
    """The generated text for this job and block width; written once for equal graphs."""
    noise = job.noise_graph
    law = job.law.name if job.law is not None else "none"
    size = "d = 1" if job.dimension == 1 else "any d"
    title = f"{job.rule} on {job.problem.name}, {size}, noise {law}, {job.real}, {lanes} lanes"
    per_block = job.law.per_block if job.law is not None else 1
    key = (title, "x" in job.groups, repr(job.step_graph), repr(noise), per_block)
    if key not in _SOURCES:
        step = job.step_graph if job.dimension > 1 else single_coordinate(job.step_graph)
        _SOURCES[key] = KernelWriter(step, noise, per_block, lanes, "x" in job.groups).source(title)
    return _SOURCES[key]


def aligned(shape: tuple[int, ...], dtype: Any) -> NDArray[Any]:
    """A zeroed array that starts at a multiple of 64 bytes."""
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    raw = np.zeros(size + 64, np.uint8)
    start = -raw.ctypes.data % 64
    aligned: NDArray[Any] = raw[start : start + size].view(dtype).reshape(shape)
    return aligned


@dataclass(frozen=True)
class Span:
    """Steps up to `stop`: their tables (steps, columns), the columns of a block's runs, the recorded steps, the log of all."""

    stop: int
    table: NDArray[Any]
    columns: NDArray[Any]
    record: NDArray[Any]
    log: NDArray[Any]


class NumbaSession:
    """Some runs of a job in blocks; see `Session`."""

    def __init__(self, job: Job, threads: int | None = None) -> None:
        self.job, self.t = job, 1
        self.threads = threads or cores()
        self.lanes = lanes_for(job)
        self.source = kernel_source(job, self.lanes)
        self.blocks = -(-job.runs // self.lanes)
        self.parts, self.width = partition(job.dimension)
        self._local = threading.local()
        self._set_up_noise()
        self._set_up_buffers()
        self._set_up_data()
        self.kernel = compiled(self.source.text, tuple(self._arguments(0, self._nothing())))

    def _set_up_noise(self) -> None:
        per_block = self.job.law.per_block if self.job.law is not None else 1
        self.group = per_block // gcd(per_block, self.job.dimension)
        self.noise_blocks = self.group * self.job.dimension // per_block if self.job.law is not None else 0

    def _lanes_of(self, values: Any) -> NDArray[Any]:
        """Spread values over runs (last axis) into (blocks, …, lanes); the last run fills spare lanes."""
        a = np.asarray(values)
        pad = self.blocks * self.lanes - a.shape[-1]
        a = np.concatenate([a, np.repeat(a[..., -1:], pad, axis=-1)], axis=-1)
        return np.moveaxis(a.reshape(*a.shape[:-1], self.blocks, self.lanes), -2, 0)

    def _set_up_buffers(self) -> None:
        layout, job = self.source.layout, self.job
        self.buffers = {}
        for b, dtype in BUFFER_TYPES.items():
            width = -(-layout.size(b, job.dimension) // 16) * 16
            self.buffers[b] = aligned((self.blocks, max(width, 16)), dtype)
        if job.law is not None:
            self._row("U64", "stream", self._lanes_of(job.streams))
        real = "F64" if job.real == "f64" else "F32"
        for name in sorted(job.varying):
            if f"param:{name}" in layout.rows[real]:
                self._row(real, f"param:{name}", self._lanes_of(np.asarray(job.params[name], REAL[job.real])))
        for state in job.step_graph.own:
            start = np.broadcast_to(np.asarray(job.initial(state), REAL[job.real]), (job.dimension, job.runs))
            self._slot(real, f"state:{state.name}", self._lanes_of(start))

    def _row(self, buffer: str, name: str, values: NDArray[Any]) -> None:
        at = self.source.layout.row_start(buffer, name)
        self.buffers[buffer][:, at : at + self.lanes] = values

    def _slot_view(self, buffer: str, name: str) -> NDArray[Any]:
        """A slot of every block as (blocks, d, lanes), as a view or copy."""
        d = self.job.dimension
        start = self.source.layout.slot_start(buffer, name, d)
        return self.buffers[buffer][:, start : start + d * self.lanes].reshape(self.blocks, d, self.lanes)

    def _slot(self, buffer: str, name: str, values: NDArray[Any]) -> None:
        start, d = self.source.layout.slot_start(buffer, name, self.job.dimension), self.job.dimension
        self.buffers[buffer][:, start : start + d * self.lanes] = values.reshape(self.blocks, -1)

    def _set_up_data(self) -> None:
        """Problem data as flat float64 arrays; data that differ between runs are cut into blocks of lanes."""
        self.data: list[tuple[NDArray[Any], np.uint64, bool]] = []
        for name, axes in self.source.data:
            a = np.asarray(self.job.data[name], REAL[self.job.real]).astype(np.float64)
            varying = bool(axes & RUN)
            flat = np.ascontiguousarray(self._lanes_of(a)).reshape(self.blocks, -1) if varying else a.reshape(-1)
            self.data.append((flat, np.uint64(a.shape[0]), varying))
        self.scalars = np.array([float(self.job.params[n]) for n in self.source.scalars] or [0.0])

    def advance(self, t_end: int) -> Records:
        parts = []
        width = len(self.source.tables) + sum(len(np.unique(self.job.params[n.split(":")[1]])) for n in self.source.run_tables)
        span = max(64, TABLE_ENTRIES // max(width, 1) // 64 * 64)
        while self.t < t_end:
            stop = min(t_end, (self.t - 1) // span * span + span + 1)
            parts.append(self._span(stop))
            self.t = stop
        return concatenate(parts)

    def _span(self, stop: int) -> Records:
        """All blocks over steps t … stop−1, sharing one set of host tables."""
        job, source = self.job, self.source
        table = make_tables(job, source.tables, source.run_tables, self.t, stop)
        columns = np.ascontiguousarray(self._lanes_of(table.columns)) if source.run_tables else None
        record = job.record[(job.record >= self.t) & (job.record < stop)].astype(np.uint64)
        rows = len(source.run_records) + job.dimension * len(source.coordinate_records)
        log = np.empty((record.size, rows, self.blocks * self.lanes))

        def one(b: int) -> None:
            own = columns[b].reshape(-1) if columns is not None else np.zeros(1, np.uint64)
            self.kernel(*self._arguments(b, Span(stop, table.values, own, record, log)))

        if self.blocks == 1 or self.threads == 1:
            for b in range(self.blocks):
                one(b)
        else:
            with ThreadPoolExecutor(self.threads) as pool:
                list(pool.map(one, range(self.blocks)))
        return self._named(log)

    def _nothing(self) -> Span:
        """No step: arguments of the types that every call has."""
        log = np.empty((0, 1, self.blocks * self.lanes))
        return Span(1, np.zeros((1, 1)), np.zeros(1, np.uint64), np.zeros(0, np.uint64), log)

    def _arguments(self, b: int, span: Span) -> list[Any]:
        """What the kernel is called with for block b over steps t … span.stop − 1."""
        n32, n64, s32, s64 = self._scratch()
        u = np.uint64
        given = Arguments(
            t_begin=u(self.t),
            t_end=u(span.stop),
            d=u(self.job.dimension),
            F64=self.buffers["F64"][b],
            F32=self.buffers["F32"][b],
            U64=self.buffers["U64"][b],
            U32=self.buffers["U32"][b],
            N64=n64,
            N32=n32,
            SC=self.scalars,
            TAB=span.table.reshape(-1),
            NT=u(span.table.shape[1]),
            CLS=span.columns,
            REC=span.record,
            n_rec=u(span.record.size),
            LOG=span.log.reshape(-1)[b * self.lanes :],
            n_log=u(span.log[0].size if span.record.size else 0),
            stride=u(span.log.shape[-1]),
            SEED=u(self.job.seed),
            group=u(self.group),
            n_blocks=u(self.noise_blocks),
            parts=u(self.parts),
            width=u(self.width),
            S64=s64,
            S32=s32,
        )
        data = [part for flat, period, varying in self.data for part in (flat[b] if varying else flat, period)]
        return [*given.values(), *data]

    def _scratch(self) -> list[NDArray[Any]]:
        """What one thread needs: the draws of one group of steps, and the partial sums of one loop over coordinates."""
        if not hasattr(self._local, "scratch"):
            draws = self.group * self.job.dimension * self.lanes if self.job.law is not None else 1
            f32 = self.source.noise_dtype == "f32"
            sums = self.source.sums * self.parts * self.lanes if self.parts > 1 else 1
            self._local.scratch = [
                aligned((size,), dtype)
                for size, dtype in (
                    (draws if f32 else 1, np.float32),
                    (1 if f32 else draws, np.float64),
                    (sums, np.float32),
                    (sums, np.float64),
                )
            ]
        scratch: list[NDArray[Any]] = self._local.scratch
        return scratch

    def _named(self, log: NDArray[Any]) -> Records:
        """(records, log rows, padded runs) → named views (records[, d], runs)."""
        d, n = self.job.dimension, len(self.source.run_records)
        log = log[..., : self.job.runs]
        logs: Records = {name: log[:, j] for j, name in enumerate(self.source.run_records)}
        for j, name in enumerate(self.source.coordinate_records):
            logs[name] = log[:, n + j * d : n + (j + 1) * d]
        return logs

    def final_state(self, name: str) -> NDArray[Any]:
        return self._gather(next(s for s in self.job.step_graph.states if s.name == name)).copy()

    def save(self) -> dict[str, NDArray[Any]]:
        """Every state by name, (d, runs) or (runs,): it fits a session of any engine."""
        return {s.name: self._gather(s).copy() for s in self.job.step_graph.states}

    def load(self, t: int, state: dict[str, NDArray[Any]]) -> None:
        self.t = t
        for s in self.job.step_graph.states:
            put = self._slot if s.axes & COORDINATE else self._row
            put(BUFFER[s.dtype], f"state:{s.name}", self._lanes_of(state[s.name]))

    def _gather(self, s: StateSpec) -> NDArray[Any]:
        """A state of all runs, (d, runs) or (runs,)."""
        buffer, name, d = BUFFER[s.dtype], f"state:{s.name}", self.job.dimension
        if s.axes & COORDINATE:
            return np.moveaxis(self._slot_view(buffer, name), 0, 1).reshape(d, -1)[:, : self.job.runs]
        at = self.source.layout.row_start(buffer, name)
        return self.buffers[buffer][:, at : at + self.lanes].reshape(-1)[: self.job.runs]
