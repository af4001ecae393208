"""The `reference` engine: the same graph evaluated with NumPy, one operation at a time. Slow, obviously right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.engine.job import REAL, Job, Tables, make_tables
from adal_theory.engine.session import Logs
from adal_theory.noise.sample import sample_steps
from adal_theory.trace.graph import COORDINATE, REDUCTIONS, RUN, Graph, Node
from adal_theory.trace.metrics import recorded
from adal_theory.trace.numpy_handle import NumpyHandle
from adal_theory.trace.semantics import DTYPE, evaluate, reduce_coordinates

SPAN = 1024


class ReferenceSession:
    """Runs advanced together as arrays of shape (d, runs); see `Session`."""

    def __init__(self, job: Job, threads: int | None = None) -> None:
        del threads
        self.job, self.t = job, 1
        self.graph: Graph = job.step_graph.graph
        shape = (job.dimension, job.runs)
        self.state: dict[str, NDArray[Any]] = {}
        for s in job.step_graph.states:
            self.state[s.name] = np.zeros(shape if s.axes & COORDINATE else shape[1:], DTYPE[s.dtype])
        self.state["x"] = np.array(np.broadcast_to(job.x0, shape), REAL[job.real])
        for name in job.rule.state:
            self.state[name] = np.array(np.broadcast_to(job.initial(name), shape), REAL[job.real])
        self.tables = sorted({n.name[1] for n in self.graph.nodes if _is_table(n) and not n.axes & RUN})
        self.run_tables = sorted({n.name[1] for n in self.graph.nodes if _is_table(n) and n.axes & RUN})
        states = [s.node for s in job.step_graph.states]
        self.live = sorted(self.graph.live(states + list(job.step_graph.instant.values())))

    def advance(self, t_end: int) -> Logs:
        rows: list[dict[str, NDArray[Any]]] = []
        wanted = set(self.job.record.tolist())
        while self.t < t_end:
            stop = min(t_end, self.t + SPAN)
            table = make_tables(self.job, self.tables, self.run_tables, self.t, stop)
            noise = self._noise(self.t, stop)
            for t in range(self.t, stop):
                self._step(t, table, t - self.t, noise, rows if t in wanted else None)
            self.t = stop
        return {n: np.array([r[n] for r in rows]) for n in rows[0]} if rows else self._empty()

    def _empty(self) -> Logs:
        """Logs without a record, in the shapes they would have."""
        job = self.job
        logs: Logs = {}
        for name, axes in recorded(job.step_graph, job.groups):
            logs[name] = np.zeros((0, job.dimension, job.runs) if axes & COORDINATE else (0, job.runs))
        return logs

    def _noise(self, t0: int, t1: int) -> Callable[[int], NDArray[Any]]:
        job = self.job
        if job.law is None:
            return lambda _k: np.zeros(1)
        p = {n: job.params[f"noise.{n}"] for n in job.law.parameters}
        z = sample_steps(job.law, p, seed=job.seed, streams=job.streams, t0=t0, t1=t1, dimension=job.dimension,
                         handle=NumpyHandle(job.real))
        return lambda k: z[k]

    def _step(self, t: int, table: Tables, k: int, noise: Callable[[int], NDArray[Any]],
              rows: list[dict[str, NDArray[Any]]] | None) -> None:
        self.before(t)
        values: dict[int, Any] = {}
        for index in self.live:
            node = self.graph.nodes[index]
            values[index] = self._value(node, values, t, table, k, noise)
        old_x = self.state["x"]
        new = {}
        for s in self.job.step_graph.states:
            like = self.state[s.name]
            new[s.name] = np.broadcast_to(values[s.node], like.shape).astype(like.dtype)
        self.state = new
        if rows is not None:
            rows.append(self._row(old_x, values))

    def _row(self, old_x: NDArray[Any], values: dict[int, Any]) -> dict[str, NDArray[Any]]:
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
            row[name] = np.array(np.broadcast_to(value, shape), np.float64)
        return row

    def _value(self, node: Node, values: dict[int, Any], t: int, table: Tables, k: int,
               noise: Callable[[int], NDArray[Any]]) -> Any:
        if node.op == "const":
            return np.asarray(node.name, DTYPE[node.dtype])
        if node.op == "input":
            return self._input(node, t, table, k, noise)
        if node.op in REDUCTIONS:
            e = np.asarray(values[node.args[0]])
            full = (self.job.dimension, self.job.runs)
            e = np.broadcast_to(e, full) if e.ndim < 2 or e.shape[0] == 1 else e
            return reduce_coordinates(node.op, e, 0)
        return evaluate(node.op, node.dtype, *(values[a] for a in node.args))

    def _input(self, node: Node, t: int, table: Tables, k: int, noise: Callable[[int], NDArray[Any]]) -> Any:
        kind, name = node.name
        dtype = DTYPE[node.dtype]
        if kind == "state":
            return self.state[name]
        if kind == "param":
            return np.asarray(self.job.params[name], dtype)
        if kind == "data":
            a = self.job.data[name]
            values: NDArray[Any] = np.asarray(a[(t - 1) % a.shape[0]], dtype)
            return values if values.ndim == 2 else values[:, None]
        if kind == "table":
            if node.axes & RUN:
                column = table.columns[self.run_tables.index(name)].astype(np.int64)
                return table.values[k, column].astype(dtype)
            return np.asarray(table.values[k, self.tables.index(name)], dtype)
        if kind == "noise":
            return noise(k)
        if kind == "step":
            return np.asarray(float(t))
        return self.external(kind, name)

    def external(self, kind: str, name: str) -> Any:
        """Inputs that only an array problem has."""
        raise KeyError((kind, name))

    def before(self, t: int) -> None:
        """Called before every step."""

    def final_x(self) -> NDArray[Any]:
        return self.state["x"].copy()

    def save(self) -> dict[str, NDArray[Any]]:
        return {n: a.copy() for n, a in self.state.items()}

    def load(self, t: int, state: dict[str, NDArray[Any]]) -> None:
        self.t, self.state = t, {n: a.copy() for n, a in state.items()}


def _is_table(node: Node) -> bool:
    return node.op == "input" and node.name[0] == "table"
