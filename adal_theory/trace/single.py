"""A step in one dimension: the same operations without the axis of coordinates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from adal_theory.trace.graph import COORDINATE, Node, Recorder
from adal_theory.trace.operations import REDUCTIONS
from adal_theory.trace.record import StepGraph
from adal_theory.trace.vocabulary import Value


def single_coordinate(step: StepGraph) -> StepGraph:
    """The step for d = 1, where Σ_i e_i is 0.0 + e_1 and everything belongs to the run: the same bits in one loop.

    No node has the axis COORDINATE any more; the states keep theirs, which says how they are stored and logged.
    """
    o = Recorder(step.graph.real)
    made: list[Value] = []
    for node in step.graph.nodes:
        made.append(_again(o, node, [made[a] for a in node.args]))
    return replace(
        step,
        graph=o.graph,
        states=[replace(s, node=made[s.node].payload) for s in step.states],
        instant={n: made[k].payload for n, k in step.instant.items()},
    )


def _again(o: Recorder, node: Node, args: Sequence[Value]) -> Value:
    if node.op == "input":
        kind, name = node.name
        return o.input(kind, name, node.axes & ~COORDINATE, node.dtype)
    if node.op == "const":
        return o.constant(node.name, node.dtype)
    if node.op in REDUCTIONS:
        return o.apply(REDUCTIONS[node.op].step, node.dtype, o.constant(0.0, node.dtype), args[0])
    return o.apply(node.op, node.dtype, *args)
