"""The `reference` engine: the same graph evaluated one operation at a time. Slow, obviously right.

Arrays belong to `xp`, NumPy or CuPy, and stay there: only records, `final_state` and `save` come back to the host. What
varies neither between runs nor between coordinates is a NumPy scalar, which CuPy hands to a kernel by value.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.engine.job import REAL, Job, Tables, make_tables
from adal_theory.engine.session import Records
from adal_theory.noise.sample import sample_steps
from adal_theory.trace.graph import COORDINATE, RUN, STEP, Graph, Node
from adal_theory.trace.metrics import recorded
from adal_theory.trace.numpy_handle import NumpyHandle
from adal_theory.trace.operations import REDUCTIONS
from adal_theory.trace.semantics import DTYPE, evaluate, number, reduce_coordinates

SPAN = 1024
DRAWN = 1 << 22  # numbers drawn at once: 32 MB


class ReferenceSession:
    """Runs advanced together as arrays of shape (d, runs); see `Session`."""

    def __init__(self, job: Job, threads: int | None = None, xp: Any = np) -> None:
        del threads
        self.job, self.xp, self.t = job, xp, 1
        self.graph: Graph = job.step_graph.graph
        self.tables = sorted({n.name[1] for n in self.graph.nodes if _is_table(n) and not n.axes & RUN})
        self.streams = xp.asarray(job.streams)
        self.run_tables = sorted({n.name[1] for n in self.graph.nodes if _is_table(n) and n.axes & RUN})
        self.data = {n: xp.asarray(np.asarray(a, REAL[job.real])) for n, a in job.data.items()}
        self.state = self._start()
        self._sort_nodes()

    def _start(self) -> dict[str, Any]:
        """State before step 1: 0 but for x and what the rule declares."""
        job = self.job
        state = {}
        for s in job.step_graph.states:
            shape = (job.dimension, job.runs) if s.axes & COORDINATE else (job.runs,)
            state[s.name] = self.xp.asarray(np.array(np.broadcast_to(job.initial(s), shape), DTYPE[s.dtype]))
        return state

    def _sort_nodes(self) -> None:
        """Evaluate what no step changes; the rest, in program order, is the work of a step."""
        wanted = [s.node for s in self.job.step_graph.states] + list(self.job.step_graph.instant.values())
        self.fixed: dict[int, Any] = {}
        self.work: list[Node] = []
        for node in (self.graph.nodes[k] for k in sorted(self.graph.live(wanted))):
            if node.axes & STEP:
                self.work.append(node)
            else:
                self.fixed[node.index] = self._value(node, self.fixed)

    def advance(self, t_end: int) -> Records:
        rows: list[dict[str, NDArray[Any]]] = []
        wanted = set(self.job.record.tolist())
        while self.t < t_end:
            stop = min(t_end, self.t + self.span())
            self.prepare(self.t, stop)
            while self.t < stop:
                self._step(rows if self.t in wanted else None)
                self.t += 1
        return {n: np.array([r[n] for r in rows]) for n in rows[0]} if rows else self._empty()

    def _empty(self) -> Records:
        """Records without a record, in the shapes they would have."""
        job = self.job
        logs: Records = {}
        for name, axes in recorded(job.step_graph, job.groups):
            logs[name] = np.zeros((0, job.dimension, job.runs) if axes & COORDINATE else (0, job.runs))
        return logs

    def span(self) -> int:
        """Steps that are prepared at once."""
        return max(1, min(SPAN, DRAWN // max(1, self.drawn())))

    def drawn(self) -> int:
        """Random numbers a step."""
        return 0 if self.job.law is None else self.job.dimension * self.job.runs

    def prepare(self, t0: int, t1: int) -> None:
        """Tables and noise of steps t0 … t1−1: one copy to a device, or none, for all of them."""
        job, xp = self.job, self.xp
        self.t0 = t0
        self.table: Tables = make_tables(job, self.tables, self.run_tables, t0, t1)
        if self.run_tables:
            self.run_table, self.columns = xp.asarray(self.table.values), xp.asarray(self.table.columns.astype(np.int64))
        if job.law is not None:
            p = {n: job.params[f"noise.{n}"] for n in job.law.parameters}
            self.noise = sample_steps(
                job.law,
                p,
                seed=job.seed,
                streams=job.streams,
                t0=t0,
                t1=t1,
                dimension=job.dimension,
                handle=NumpyHandle(job.real, xp=xp),
            )

    def _step(self, rows: list[dict[str, NDArray[Any]]] | None) -> None:
        self.before()
        values = self.fixed.copy()
        for node in self.work:
            values[node.index] = self._value(node, values)
        old_x = self.state["x"]
        self.state = {s.name: self._like(self.state[s.name], values[s.node]) for s in self.job.step_graph.states}
        if rows is not None:
            rows.append(self._row(old_x, values))

    def _like(self, old: Any, value: Any) -> Any:
        """A state's new value in the shape and type of its old one. No array is ever written to, so none is copied."""
        if isinstance(value, np.generic):
            return self.xp.full(old.shape, value, old.dtype)
        return self.xp.broadcast_to(value, old.shape).astype(old.dtype, copy=False)

    def _row(self, old_x: Any, values: dict[int, Any]) -> dict[str, NDArray[Any]]:
        job = self.job
        row: dict[str, NDArray[Any]] = {}
        for name, axes in recorded(job.step_graph, job.groups):
            shape = (job.dimension, job.runs) if axes & COORDINATE else (job.runs,)
            if name == "x":
                value = old_x
            elif name in job.step_graph.instant:
                value = values[job.step_graph.instant[name]]
            else:
                value = self.state[name]
            row[name] = np.array(np.broadcast_to(self._host(value), shape), np.float64)
        return row

    def _host(self, array: Any) -> NDArray[Any]:
        return np.asarray(array if self.xp is np else self.xp.asnumpy(array))

    def _value(self, node: Node, values: dict[int, Any]) -> Any:
        if node.op == "const":
            return number(node.name, node.dtype)
        if node.op == "input":
            return self._input(node)
        if node.op in REDUCTIONS:
            return self._reduced(node.op, values[node.args[0]])
        value = evaluate(node.op, node.dtype, *[values[a] for a in node.args])
        return value if node.axes & (RUN | COORDINATE) else value[()]  # some of NumPy's functions make 0-d arrays of scalars

    def _reduced(self, op: str, e: Any) -> Any:
        d, runs = self.job.dimension, self.job.runs
        if isinstance(e, np.generic):
            return reduce_coordinates(op, np.broadcast_to(e, (d, 1)), 0)[0]
        return reduce_coordinates(op, self.xp.broadcast_to(e, (d, runs)) if e.ndim < 2 or e.shape[0] == 1 else e, 0)

    def _input(self, node: Node) -> Any:
        kind, name = node.name
        if kind == "state":
            return self.state[name]
        if kind == "param":
            values: NDArray[Any] = np.asarray(self.job.params[name], DTYPE[node.dtype])
            return self.xp.asarray(values) if values.ndim else values[()]
        if kind == "data":
            row = self.data[name][(self.t - 1) % len(self.data[name])]
            return row if row.ndim == 2 else row[:, None]
        if kind == "table":
            return self._from_table(name, node)
        if kind == "noise":
            return self.noise[self.t - self.t0]
        if kind == "step":
            return np.float64(self.t)
        if kind == "counter":
            return self.streams if name == "stream" else np.uint64({"step": self.t - 1, "seed": self.job.seed}[name])
        return self.external(kind, name)

    def _from_table(self, name: str, node: Node) -> Any:
        k, dtype = self.t - self.t0, DTYPE[node.dtype]
        if node.axes & RUN:
            return self.run_table[k][self.columns[self.run_tables.index(name)]].astype(dtype, copy=False)
        return self.table.values[k, self.tables.index(name)].astype(dtype)

    def external(self, kind: str, name: str) -> Any:
        """Inputs that only an array problem has."""
        raise KeyError((kind, name))

    def before(self) -> None:
        """Called before every step."""

    def final_state(self, name: str) -> NDArray[Any]:
        return self._host(self.state[name]).copy()

    def save(self) -> dict[str, NDArray[Any]]:
        return {n: self._host(a).copy() for n, a in self.state.items()}

    def load(self, t: int, state: dict[str, NDArray[Any]]) -> None:
        self.t, self.state = t, {n: self.xp.array(a) for n, a in state.items()}


def _is_table(node: Node) -> bool:
    return node.op == "input" and node.name[0] == "table"
