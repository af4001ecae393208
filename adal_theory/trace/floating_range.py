"""Where a step's squares leave the floating-point range, and what a run does about it.

A second moment v is a sum of squares of gradients, so that it loses its digits where |ĝ| is beyond the root of the range: 10^−154
and 10^154 in float64, 10^−19 and 10^19 in float32. Then √v is 0, inexact or ∞ though the gradient is an ordinary number, and the
step that would not depend on the gradient's scale (A8) is lost. The rule stays the formula of its paper; the step of a run is
watched beside it. What is watched is found in the graph: every divisor of the update that rests on a square root of the state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adal_theory.trace.graph import COORDINATE, REDUCTIONS, Graph, Recorder
from adal_theory.trace.vocabulary import Value

LARGEST = {"f64": 1.7976931348623157e308, "f32": 3.4028234663852886e38}
SMALLEST_ROOT = {"f64": 2.0**-511, "f32": 2.0**-63}
"""The root of the smallest normal number: a square root below it is of a number that has lost digits."""

FROM_THE_HOST = ("param", "table", "step")
"""Inputs that no gradient enters: 1 − β^t and the like are in the range."""


@dataclass(frozen=True)
class Watched:
    """What may leave the range: `divisors` of the update and the weight's square `roots`."""

    divisors: tuple[Value, ...]
    roots: tuple[Value, ...]


def watched(o: Recorder, step: dict[str, Any]) -> Watched:
    """The divisors in the new x that rest on a root of what the run computes, and the roots in the weight."""
    graph = o.graph
    own = _resting(graph, {n.index for n in graph.nodes if n.op == "input" and n.name[0] not in FROM_THE_HOST})
    roots = {n.index for n in graph.nodes if n.op == "sqrt" and n.index in own}
    divisors = {graph.nodes[k].args[1] for k in graph.live([step["x"].payload]) if graph.nodes[k].op == "div"}
    of_weight = roots & graph.live([step["w"].payload]) if isinstance(step["w"], Value) else set()
    return Watched(_values(o, divisors & _resting(graph, roots)), _values(o, of_weight))


def _resting(graph: Graph, found: set[int]) -> set[int]:
    """The given nodes and all that are computed from them."""
    found = set(found)
    for node in graph.nodes:
        if found.intersection(node.args):
            found.add(node.index)
    return found


def _values(o: Recorder, nodes: set[int]) -> tuple[Value, ...]:
    return tuple(Value(o, k, o.graph.nodes[k].dtype) for k in sorted(nodes))


def guarded(o: Recorder, step: dict[str, Any], g: Value) -> Value:
    """The new x, NaN where a watched root is too small to be right though the gradient is not 0.

    Two comparisons and a choice a coordinate: what is lost must not go on as a plausible number. `classified` tells the reason
    afterwards. A root that is ∞ stays so and is found in the final state, at no cost.
    """
    return _unless_lost(o, watched(o, step), step, g, step["x"], float("nan"))


def _unless_lost(o: Recorder, found: Watched, step: dict[str, Any], g: Value, kept: Value, lost: float) -> Value:
    """`kept`, or `lost` where a root is too small for a gradient that is not 0 and has a weight."""
    idle = o.equal(g, 0.0)
    for root in found.roots:
        kept = o.where(o.either(_large(o, root), idle), kept, lost)
    if isinstance(step["w"], Value) and not _norm_of(o.graph, step["w"].payload, g.payload):
        idle = o.either(idle, o.equal(step["w"], 0.0))
    for divisor in found.divisors:
        kept = o.where(o.either(_large(o, divisor), idle), kept, lost)
    return kept


def _norm_of(graph: Graph, w: int, g: int) -> bool:
    """Whether w is ‖g‖₁ or ‖g‖_∞, which is 0 only where g is."""
    node = graph.nodes[w]
    of = graph.nodes[node.args[0]] if node.op in REDUCTIONS else node
    return of.op == "abs" and of.args == (g,)


def _large(o: Recorder, root: Value) -> Value:
    return o.less_equal(o.constant(SMALLEST_ROOT[root.dtype], root.dtype), root)


def classified(o: Recorder, step: dict[str, Any], g: Value, state: tuple[str, ...]) -> Value:
    """0 while a run is inside the range, 1 where a step underflows, 2 where one overflows: the worst over the coordinates.

    Underflow: a watched root is too small for the gradient that it divides. Overflow: a root, a new state or the new x is not
    finite. x is the one before `guarded`.
    """
    found, real = watched(o, step), o.real
    level = _unless_lost(o, found, step, g, o.constant(0.0, real), 1.0)
    for value in (*found.divisors, *(step[n] for n in (*state, "x"))):
        level = o.where(o.less_equal(o.abs(value), LARGEST[real]), level, 2.0)
    return o.max_coordinates(level) if o.graph.nodes[level.payload].axes & COORDINATE else level
