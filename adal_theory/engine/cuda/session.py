"""The `cupy` engine: some runs of a job on one GPU, in the layout of the fused kernel.

A run's arithmetic depends on no other run, so results are the same bytes for any chunking and any number of GPUs; the sums
over coordinates have the order of `trace.summation`, so they are also those of the other engines.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.emit.cuda.mapping import WARP
from adal_theory.emit.cuda.text import KernelSource, KernelWriter
from adal_theory.emit.names import identifier
from adal_theory.engine.compiled import COMPILING
from adal_theory.engine.cuda import host_values
from adal_theory.engine.cuda.device import Device, grid, pack
from adal_theory.engine.job import REAL, Job, make_tables
from adal_theory.engine.session import Records, concatenate
from adal_theory.runtime import doing
from adal_theory.trace.graph import COORDINATE, RUN
from adal_theory.trace.semantics import DTYPE

TABLE_BYTES = 64 * 1024 * 1024
LOG_BYTES = 1024 * 1024 * 1024
ALIGNED_STEPS = 64  # spans begin where a group of steps does
LAST = np.uint64(2**64 - 1)  # no step has this number
_SOURCES: dict[tuple[Any, ...], KernelSource] = {}


def kernel_source(job: Job) -> KernelSource:
    """The generated text for this job; written once for equal graphs and dimensions."""
    noise = job.noise_graph
    law = job.law.name if job.law is not None else "none"
    title = f"{job.rule} on {job.problem.name}, d = {job.dimension}, noise {law}, {job.real}"
    key = (title, "x" in job.groups, repr(job.step_graph), repr(noise))
    if key not in _SOURCES:
        per_block = job.law.per_block if job.law is not None else 1
        _SOURCES[key] = KernelWriter(job.step_graph, noise, per_block, job.dimension, "x" in job.groups).source(title)
    return _SOURCES[key]


def threads_a_block(threads: int, limit: int, multiprocessors: int) -> int:
    """As many as leave every multiprocessor a block; at least a warp."""
    block = limit
    while block > WARP and threads <= block // 2 * multiprocessors:
        block //= 2
    return block


class CudaSession:
    """Some runs of a job; see `Session`. Spare threads of the last block repeat the last run."""

    def __init__(self, job: Job, device: Device, arithmetic: str = "strict") -> None:
        self.job, self.device, self.t = job, device, 1
        self.source = kernel_source(job)
        with doing(COMPILING):
            self.kernel = device.kernel(self.source.text, arithmetic)
        m = self.mapping = self.source.mapping
        self.block = m.block if m.warps > 1 else threads_a_block(job.runs * m.threads, m.block, device.multiprocessors)
        self.threads = -(-job.runs * m.threads // self.block) * self.block
        self.runs = self.threads // m.threads
        self._set_up_state()
        self._set_up_inputs()

    # -- layout ------------------------------------------------------------------------------------------

    def _spread(self, values: Any, coordinates: bool) -> NDArray[Any]:
        """(…, runs) → (…, all runs), or (…, d, runs) → (…, j, thread); spare runs and coordinates repeat the last."""
        a = np.asarray(values)
        a = np.concatenate([a, np.repeat(a[..., -1:], self.runs - a.shape[-1], axis=-1)], axis=-1)
        if not coordinates:
            return np.ascontiguousarray(a)
        m = self.mapping
        a = np.concatenate([a, np.repeat(a[..., -1:, :], m.threads * m.width - a.shape[-2], axis=-2)], axis=-2)
        a = a.reshape(*a.shape[:-2], m.threads, m.width, self.runs)
        return np.ascontiguousarray(np.moveaxis(a, -3, -1)).reshape(*a.shape[:-3], m.width, self.threads)

    def _gather(self, values: NDArray[Any]) -> NDArray[Any]:
        """The inverse: (…, j, thread) → (…, d, runs)."""
        m = self.mapping
        a = np.moveaxis(values.reshape(*values.shape[:-1], self.runs, m.threads), -1, -3)
        a = a.reshape(*values.shape[:-2], m.threads * m.width, self.runs)
        return a[..., : self.job.dimension, : self.job.runs]

    def _set_up_state(self) -> None:
        job, source = self.job, self.source
        shapes = {s.name: (job.dimension, job.runs) for s in source.slots} | {s.name: (job.runs,) for s in source.rows}
        start = {s.name: job.initial(s) for s in job.step_graph.own}
        zero = {n for n, a in start.items() if not (np.any(a) or np.any(np.signbit(a)))}  # −0 is not left out
        self.load(1, {n: np.broadcast_to(a, shapes[n]) for n, a in start.items() if n not in zero})
        self.scratch = self.device.zeros((max(1, source.kept * self.mapping.width * self.threads),), np.uint64)

    def load(self, t: int, state: dict[str, NDArray[Any]]) -> None:
        """States that `state` does not name are 0, as they are before the first step."""
        self.t = t
        slots = np.zeros((max(1, len(self.source.slots)), self.mapping.width * self.threads), np.uint64)
        rows = np.zeros((max(1, len(self.source.rows)), self.runs), np.uint64)
        for j, s in enumerate(self.source.slots):
            if s.name in state:
                self._region(slots[j], s.dtype)[...] = self._spread(state[s.name], True)
        for j, s in enumerate(self.source.rows):
            if s.name in state:
                self._row(rows, j)[...] = self._spread(state[s.name], False)
        self.slots, self.rows = self.device.array(slots), self.device.array(rows)

    def save(self) -> dict[str, NDArray[Any]]:
        """Every state by name, (d, runs) or (runs,): it fits a session on any device."""
        slots, rows = self.device.host(self.slots), self.device.host(self.rows)
        return {
            **{s.name: self._gather(self._region(slots[j], s.dtype)).copy() for j, s in enumerate(self.source.slots)},
            **{s.name: self._row(rows, j)[: self.job.runs].copy() for j, s in enumerate(self.source.rows)},
        }

    def final_state(self, name: str) -> NDArray[Any]:
        j, found = next((j, s) for j, s in enumerate(self.source.slots) if s.name == name)
        return self._gather(self._region(self.device.host(self.slots[j]), found.dtype))

    def _region(self, slot: NDArray[Any], dtype: str) -> NDArray[Any]:
        """One quantity as (coordinates of a thread, threads) in its own type; float32 fills half of its words."""
        return slot.view(DTYPE[dtype])[: slot.size].reshape(self.mapping.width, self.threads)

    def _row(self, rows: NDArray[Any], j: int) -> NDArray[Any]:
        row: NDArray[Any] = rows[j].view(DTYPE[self.source.rows[j].dtype])[: self.runs]
        return row

    def _set_up_inputs(self) -> None:
        """Everything that stays the same from launch to launch."""
        job, source = self.job, self.source
        real: Any = REAL[job.real]
        self.arrays: dict[str, Any] = {
            "streams": self._array(self._spread(job.streams, False).astype(np.uint32)),
            "parameters": self._array(
                np.array(
                    [self._spread(np.asarray(job.params[n], real).astype(np.float64), False) for n in source.parameters]
                    or [np.zeros(1)]
                )
            ),
        }
        self.numbers: dict[str, Any] = {"runs": self.runs, "threads": self.threads}
        for n, axes in source.data:
            self.arrays[f"{identifier(n)}data"] = self._array(self._data(np.asarray(job.data[n], real), axes))
            self.numbers[f"{identifier(n)}period"] = job.data[n].shape[0]
        graphs = {"step": job.step_graph.graph}
        if job.noise_graph is not None:
            graphs["noise"] = job.noise_graph
        for which, graph in graphs.items():
            fields = [f for f in source.fields if f.source[0] == which]
            found = host_values.constants(job, graph, [int(f.source[1]) for f in fields])
            self.numbers |= {f.name: found[int(f.source[1])] for f in fields}
        for f in source.fields:
            if f.source[0] == "data":
                self.numbers[f.name] = np.broadcast_to(np.asarray(job.data[str(f.source[1])], real)[0], (f.length,))

    def _array(self, values: NDArray[Any]) -> Any:
        return self.device.array(np.ascontiguousarray(values))

    def _data(self, a: NDArray[Any], axes: int) -> NDArray[Any]:
        """A problem's array as (period, j, lane), (period, j, thread) or (period, run)."""
        if axes & RUN:
            if not axes & COORDINATE:
                return self._spread(a[:, 0, :], False)
            return self._spread(np.broadcast_to(a, (a.shape[0], self.job.dimension, self.job.runs)), True)
        m = self.mapping
        spare = np.repeat(a[:, -1:], m.threads * m.width - a.shape[1], axis=1)
        padded = np.concatenate([a, spare], axis=1).reshape(a.shape[0], m.threads, m.width)
        return np.ascontiguousarray(np.swapaxes(padded, 1, 2))

    # -- time --------------------------------------------------------------------------------------------

    def advance(self, t_end: int) -> Records:
        parts = []
        while self.t < t_end:
            stop = min(t_end, self.t + self._span())
            parts.append(self._launch(stop))
            self.t = stop
        return concatenate(parts)

    def _span(self) -> int:
        """Steps whose tables and records fit their budgets."""
        width = max(1, len(self.source.columns)) + self._run_columns()
        steps = max(ALIGNED_STEPS, TABLE_BYTES // (8 * width) // ALIGNED_STEPS * ALIGNED_STEPS)
        room = max(ALIGNED_STEPS, LOG_BYTES // (8 * self._record_words()))
        ahead = self.job.record[np.searchsorted(self.job.record, self.t) :]
        if ahead.size > room:
            steps = min(steps, (int(ahead[room]) - self.t) // ALIGNED_STEPS * ALIGNED_STEPS)
        return steps

    def _record_words(self) -> int:
        source = self.source
        return len(source.run_records) * self.runs + len(source.coordinate_records) * self.mapping.width * self.threads

    def _run_columns(self) -> int:
        return sum(len(np.unique(self.job.params[n.split(":")[1]])) for n in self.source.run_tables)

    def _launch(self, stop: int) -> Records:
        job, source, m = self.job, self.source, self.mapping
        record = job.record[(job.record >= self.t) & (job.record < stop)].astype(np.uint64)
        table = make_tables(job, [], source.run_tables, self.t, stop)
        logs = [
            self.device.zeros((max(1, record.size * len(source.run_records) * self.runs),), np.float64),
            self.device.zeros((max(1, record.size * len(source.coordinate_records) * m.width * self.threads),), np.float64),
        ]
        arrays = {
            **self.arrays,
            "slots": self.slots,
            "rows": self.rows,
            "scratch": self.scratch,
            "table": self._array(host_values.columns(job, source.columns, self.t, stop)),
            "run_table": self._array(table.values),
            "columns": self._array(
                self._spread(table.columns, False).astype(np.uint32) if source.run_tables else np.zeros(1, np.uint32)
            ),
            "record": self._array(np.append(record, LAST)),
            "run_log": logs[0],
            "coordinate_log": logs[1],
        }
        numbers = {**self.numbers, "t_begin": self.t, "t_end": stop, "run_columns": table.values.shape[1]}
        argument = pack(source, self.device, arrays, numbers, self._sizes(stop, record.size, table.values.shape[1]))
        self.kernel(*grid(self.threads, self.block, m.block), argument)
        return self._named(record.size, *(self.device.host(a) for a in logs))

    def _sizes(self, stop: int, records: int, run_columns: int) -> dict[str, int]:
        """How many words the kernel touches of each array."""
        source, region = self.source, self.mapping.width * self.threads
        steps = stop - self.t
        sizes = {
            "slots": len(source.slots) * region,
            "rows": len(source.rows) * self.runs,
            "scratch": source.kept * region,
            "table": steps * len(source.columns),
            "record": records + 1,
            "streams": self.runs,
            "run_table": steps * run_columns if source.run_tables else 0,
            "columns": len(source.run_tables) * self.runs,
            "parameters": len(source.parameters) * self.runs,
            "run_log": records * len(source.run_records) * self.runs,
            "coordinate_log": records * len(source.coordinate_records) * region,
        }
        extent = {COORDINATE: self.mapping.width * self.mapping.threads, RUN: self.runs, COORDINATE | RUN: region}
        return sizes | {
            f"{identifier(n)}data": self.job.data[n].shape[0] * extent[axes & (COORDINATE | RUN)] for n, axes in source.data
        }

    def _named(self, records: int, run_log: NDArray[Any], coordinate_log: NDArray[Any]) -> Records:
        """Named arrays (records[, d], runs)."""
        source, m = self.source, self.mapping
        rows, slots = len(source.run_records), len(source.coordinate_records)
        by_run = run_log[: records * rows * self.runs].reshape(records, rows, self.runs)[..., : self.job.runs]
        by_coordinate = self._gather(
            coordinate_log[: records * slots * m.width * self.threads].reshape(records, slots, m.width, self.threads)
        )
        return {
            **{n: by_run[:, j] for j, n in enumerate(source.run_records)},
            **{n: by_coordinate[:, j] for j, n in enumerate(source.coordinate_records)},
        }
