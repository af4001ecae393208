"""What a kernel gets from the host: nodes that depend on no run, evaluated with the operations of the graph."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.engine.job import REAL, Job, make_tables
from adal_theory.trace.evaluated import values
from adal_theory.trace.graph import Graph, Node


def constants(job: Job, graph: Graph, wanted: list[int]) -> dict[int, Any]:
    """Nodes that depend on parameters, constant data and the seed alone."""

    def read(node: Node) -> Any:
        kind, name = node.name
        if kind == "param":
            return np.asarray(job.params[name], REAL[job.real])
        if kind == "data":
            return np.asarray(job.data[name], REAL[job.real])[0, 0]
        return {"seed": np.uint64(job.seed)}[name]

    return values(graph, wanted, read)


def columns(job: Job, wanted: list[int], t0: int, t1: int) -> NDArray[np.float64]:
    """Nodes that depend on the step as well, at t0 ≤ t < t1: (steps, nodes) in float64, which holds each of them exactly."""
    graph = job.step_graph.graph
    t = np.arange(t0, t1, dtype=np.int64)
    named = [graph.nodes[k].name for k in sorted(graph.live(wanted)) if graph.nodes[k].op == "input"]
    tables = sorted(name for kind, name in named if kind == "table")
    table = make_tables(job, tables, [], t0, t1).values

    def read(node: Node) -> Any:
        kind, name = node.name
        if kind == "table":
            return table[:, tables.index(name)]
        if kind == "step":
            return t
        if kind == "data":
            a = np.asarray(job.data[name], REAL[job.real])[:, 0]
            return a[(t - 1) % a.size]
        return np.asarray(job.params[name], REAL[job.real])

    found = values(graph, wanted, read)
    made = [np.broadcast_to(found[k], t.shape).astype(np.float64) for k in wanted]
    return np.ascontiguousarray(np.stack(made, axis=1)) if made else np.zeros((t.size, 1))
