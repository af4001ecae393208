"""What depends on no run: evaluated once on the host, with the operations of the graph, and handed to the kernel."""

from __future__ import annotations

from adal_theory.trace.graph import COORDINATE, RUN, STEP, Graph
from adal_theory.trace.operations import REDUCTIONS


def hosted(graph: Graph, live: list[int]) -> dict[int, int]:
    """Live nodes that the host can evaluate (no run, no coordinate, no sum of the kernel), each with its axes: 0 or STEP."""
    found: dict[int, int] = {}
    for k in live:
        node = graph.nodes[k]
        if node.axes & STEP and node.dtype in ("u64", "i64"):
            continue  # tables are float64, which does not hold them
        if node.op in REDUCTIONS or node.op == "const" or node.axes & (RUN | COORDINATE):
            continue
        if all(a in found or graph.nodes[a].op == "const" for a in node.args):
            found[k] = node.axes & STEP
    return found
