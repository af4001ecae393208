"""The step without coordinates has the bits of the step with one."""

from __future__ import annotations

import numpy as np

from adal_theory.trace.graph import COORDINATE, RUN, STEP, Graph, Recorder
from adal_theory.trace.numpy_handle import NumpyHandle
from adal_theory.trace.operations import REDUCTIONS
from adal_theory.trace.record import StateSpec, StepGraph
from adal_theory.trace.semantics import evaluate
from adal_theory.trace.single import single_coordinate


def test_no_node_knows_coordinates_and_sums_keep_their_first_zero() -> None:
    """0.0 + (−0.0) is +0.0, which max(0, ·) and Σ both start from; NaN passes."""
    o = Recorder("f64")
    x = o.input("state", "x", STEP | RUN | COORDINATE)
    new, top = o.sum_coordinates(x) * x, o.max_coordinates(x)
    step = StepGraph(o.graph, [StateSpec("x", RUN | COORDINATE, "f64", new.payload)], {"top": top.payload})
    single = single_coordinate(step)
    assert not any(n.axes & COORDINATE or n.op in REDUCTIONS for n in single.graph.nodes)
    assert single.states[0].axes == RUN | COORDINATE
    values = np.array([[-0.0, 0.0, -3.0, 2.0, np.nan]])
    h = NumpyHandle(coordinate_axis=0)
    expected = h.sum_coordinates(h.value(values)) * h.value(values), h.max_coordinates(h.value(values))
    for k, wanted in zip((single.states[0].node, single.instant["top"]), expected, strict=True):
        assert np.ravel(_value(single.graph, k, values)).tobytes() == np.ravel(wanted.array).tobytes()


def _value(graph: Graph, k: int, values: np.ndarray) -> np.ndarray:
    node = graph.nodes[k]
    if node.op == "input":
        return values
    if node.op == "const":
        return np.array(node.name)
    return evaluate(node.op, node.dtype, *(_value(graph, a, values) for a in node.args))
