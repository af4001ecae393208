"""A graph's nodes as numbers, one operation at a time, from inputs that the caller reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from adal_theory.trace.graph import Graph, Node
from adal_theory.trace.operations import REDUCTIONS
from adal_theory.trace.semantics import DTYPE, evaluate, number, reduce_coordinates

Read = Callable[[Node], Any]


def values(graph: Graph, wanted: list[int], read: Read, shape: tuple[int, ...] = ()) -> dict[int, Any]:
    """The wanted nodes and all that they depend on; sums run over the first axis of `shape` (d, …)."""
    found: dict[int, Any] = {}
    for k in sorted(graph.live(wanted)):
        node = graph.nodes[k]
        if node.op == "const":
            found[k] = np.asarray(number(node.name, node.dtype))
        elif node.op == "input":
            found[k] = np.asarray(read(node), DTYPE[node.dtype])
        elif node.op in REDUCTIONS:
            found[k] = reduce_coordinates(node.op, np.broadcast_to(found[node.args[0]], shape), 0)
        else:
            found[k] = np.asarray(evaluate(node.op, node.dtype, *(found[a] for a in node.args)))
    return found
