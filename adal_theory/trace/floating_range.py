"""Where a step's squares leave the floating-point range, and what a run does about it.

A second moment v is a sum of squares of gradients, so that it loses its digits where |ĝ| is beyond the root of the range: 10^−154
and 10^154 in float64, 10^−19 and 10^19 in float32. Then √v is 0, inexact or ∞ though the gradient is an ordinary number, and the
step that would not depend on the gradient's scale (A8) is lost. The rule stays the formula of its paper; the step of a run is
watched beside it. What is watched is found in the graph: every divisor of the update that rests on a square root of what the run
computes, squares that a choice (where) keeps from such a root, and the step that a projection would hide.

Not watched: an underflow that no square root sees, such as that of g³ in g³/(|g³| + ε).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adal_theory.trace.graph import COORDINATE, Graph, Node, Recorder
from adal_theory.trace.operations import REDUCTIONS
from adal_theory.trace.ranges import guarded as quotient_of
from adal_theory.trace.vocabulary import Value

LARGEST = {"f64": 1.7976931348623157e308, "f32": 3.4028234663852886e38}
SMALLEST_ROOT = {"f64": 2.0**-511, "f32": 2.0**-63}
"""The root of the smallest normal number: a square root below it is of a number that has lost digits."""
UNIT_ROUNDOFF = {"f64": 2.0**-53, "f32": 2.0**-24}
FROM_THE_HOST = ("param", "table", "step")
"""Inputs that no gradient enters: 1 − β^t and the like are in the range."""
UNDERFLOW, OVERFLOW, NOT_A_NUMBER = 1.0, 2.0, 3.0


@dataclass(frozen=True)
class Watched:
    """What may leave the range.

    `small` are square roots, and divisors that rest on them; `squares` what a choice keeps from a root; `of_weight` the roots in
    the weight. `large` are those of `small` whose ∞ no state would keep for the end of the run to show, and `moved` the x before
    the projection, where a division may give ∞.
    """

    small: tuple[Value, ...]
    squares: tuple[Value, ...]
    of_weight: tuple[Value, ...]
    large: tuple[Value, ...]
    moved: tuple[Value, ...]


class _Search:
    """Finds in the graph of a step what is to be watched."""

    def __init__(self, o: Recorder, step: dict[str, Any], state: tuple[str, ...]) -> None:
        self.o, self.graph, self.step, self.state = o, o.graph, step, state
        self.own = _resting(self.graph, {n.index for n in self.graph.nodes if n.op == "input" and n.name[0] not in FROM_THE_HOST})
        self.roots = {n.index for n in self.graph.nodes if n.op == "sqrt" and n.index in self.own}
        self.cone = [self.graph.nodes[k] for k in sorted(self.graph.live([step["x"].payload]))]

    def found(self) -> Watched:
        graph, step = self.graph, self.step
        divisors = {n.args[1] for n in self.cone if n.op == "div"} & _resting(graph, self.roots)
        kept = {r for r in self.roots if self._kept(graph.nodes[r].args[0])}
        passing = {d for d in divisors if not graph.live([d]) & self.roots <= kept}
        weight = self.roots & graph.live([step["w"].payload]) if isinstance(step["w"], Value) else set()
        inside = {graph.nodes[r].args[0] for r in self.roots & {n.index for n in self.cone}}
        squares = {k for a in inside if graph.nodes[a].op == "where" for k in self._choices(a) if self._square(k)}
        return Watched(*(self._values(nodes) for nodes in (divisors, squares, weight, passing, self._moved())))

    def _values(self, nodes: set[int]) -> tuple[Value, ...]:
        return tuple(Value(self.o, k, self.graph.nodes[k].dtype) for k in sorted(nodes))

    def _kept(self, k: int) -> bool:
        """Whether node k is a new state that stays ∞ once it is: β v + …, v + … or max(v, …) of its old value v."""
        node = self.graph.nodes[k]
        name = next((n for n in self.state if self.step[n].payload == k), None)
        olds = [i for a in node.args for i in (a, *(self.graph.nodes[a].args if self.graph.nodes[a].op == "mul" else ()))]
        return (
            name is not None
            and node.op in ("add", "max")
            and any(self.graph.nodes[i].op == "input" and self.graph.nodes[i].name == ("state", name) for i in olds)
        )

    def _choices(self, k: int) -> set[int]:
        """What a choice chooses among."""
        node = self.graph.nodes[k]
        return {k} if node.op != "where" else self._choices(node.args[1]) | self._choices(node.args[2])

    def _square(self, k: int) -> bool:
        """Whether node k is made of squares alone: g², β v + (1−β) g², Σ g², a state of that kind."""
        node = self.graph.nodes[k]
        if node.op == "mul":
            return (node.args[0] == node.args[1] and k in self.own) or any(
                a not in self.own and self._square(b) for a, b in (node.args, node.args[::-1])
            )
        if node.op in ("add", "max"):
            return any(self._square(a) for a in node.args)
        if node.op == "input":
            return node.name[0] == "state" and node.name[1] != "x" and self._square_state(node.name[1])
        return node.op in REDUCTIONS and self._square(node.args[0])

    def _square_state(self, name: str) -> bool:
        """Whether a state takes squares in, apart from its own old value."""
        new = self.graph.nodes[self.step[name].payload] if name in self.state else None
        terms = [] if new is None or new.op not in ("add", "max") else [self.graph.nodes[a] for a in new.args]
        products = [t for t in terms if t.op == "mul"]
        return any(t.args[0] == t.args[1] or any(self._plain_square(a) for a in t.args) for t in products)

    def _plain_square(self, k: int) -> bool:
        node = self.graph.nodes[k]
        return node.op == "mul" and node.args[0] == node.args[1]

    def _moved(self) -> set[int]:
        """x before the projection, where the update divides by what may be 0 and nothing guards it."""
        safe = {q.index for n in self.graph.nodes if (q := quotient_of(self.graph, n)) is not None}
        if not any(n.op == "div" and n.args[1] in self.own and n.index not in safe for n in self.cone):
            return set()
        return {n.args[0] for n in self.cone if n.op == "max" and _is_lower_end(self.graph.nodes[n.args[1]])}


def _is_lower_end(node: Node) -> bool:
    return node.op == "input" and node.name == ("param", "box_lo")


def _resting(graph: Graph, found: set[int]) -> set[int]:
    """The given nodes and all that are computed from them."""
    found = set(found)
    for node in graph.nodes:
        if found.intersection(node.args):
            found.add(node.index)
    return found


def guarded(o: Recorder, step: dict[str, Any], g: Value, state: tuple[str, ...], lasting: bool) -> Value:
    """The new x, NaN where a watched root is too small to be right though the gradient is not 0.

    Two comparisons and a choice a coordinate: what is lost must not go on as a plausible number. `classified` tells the reason
    afterwards. A root that stays ∞ with its state is found in the final state, at no cost. Where m may outlast √v (`lasting`),
    one comparison more asks whether it did.
    """
    found = _Search(o, step, state).found()
    x = _unless_lost(o, found, step, g, lasting, step["x"], float("nan"))
    for value in (*found.large, *found.moved):
        x = o.where(_finite(o, value), x, float("nan"))
    return x


def _unless_lost(o: Recorder, found: Watched, step: dict[str, Any], g: Value, lasting: bool, kept: Value, lost: float) -> Value:
    """`kept`, or `lost` where a root is too small for a gradient that is not 0 and has a weight, or for an m that outlasts it."""
    idle = o.equal(g, 0.0)
    for root in found.of_weight:
        kept = o.where(o.either(_at_least(o, SMALLEST_ROOT[root.dtype], root), idle), kept, lost)
    if isinstance(step["w"], Value) and not _norm_of(o.graph, step["w"].payload, g.payload):
        idle = o.either(idle, o.equal(step["w"], 0.0))
    for square in found.squares:
        kept = o.where(o.either(_at_least(o, SMALLEST_ROOT[square.dtype] ** 2, square), idle), kept, lost)
    faded = o.both(idle, _faded(o, step["m"])) if lasting and isinstance(step.get("m"), Value) else idle
    fresh = {v.payload for v in found.large}  # these forget at once, so that 0 is exact where g = 0
    for value in found.small:
        still = idle if value.payload in fresh else faded
        kept = o.where(o.either(_at_least(o, SMALLEST_ROOT[value.dtype], value), still), kept, lost)
    return kept


def _faded(o: Recorder, m: Value) -> Value:
    """Whether m is so small that m/√v is below the rounding of a step of size η as long as √v is normal."""
    return o.less(o.abs(m), SMALLEST_ROOT[m.dtype] * UNIT_ROUNDOFF[m.dtype])


def _norm_of(graph: Graph, w: int, g: int) -> bool:
    """Whether w is ‖g‖₁ or ‖g‖_∞, which is 0 only where g is."""
    node = graph.nodes[w]
    of = graph.nodes[node.args[0]] if node.op in REDUCTIONS else node
    return of.op == "abs" and of.args == (g,)


def _at_least(o: Recorder, least: float, value: Value) -> Value:
    return o.less_equal(o.constant(least, value.dtype), value)


def _finite(o: Recorder, value: Value) -> Value:
    return o.less_equal(o.abs(value), LARGEST[value.dtype])


def classified(o: Recorder, step: dict[str, Any], g: Value, state: tuple[str, ...], lasting: bool) -> Value:
    """0 while a run is inside the range, else what a step does: the worst of the three kinds over the coordinates.

    UNDERFLOW: a watched root is too small for the gradient or the m that it divides. OVERFLOW: a root, a new state or the new x
    is infinite. NOT_A_NUMBER: one is NaN. x is the one before `guarded`.
    """
    found, real = _Search(o, step, state).found(), o.real
    level = o.constant(0.0, real)
    values = (*found.small, *found.moved, *(step[n] for n in (*state, "x")))
    for kind, wrong in ((NOT_A_NUMBER, lambda v: o.negate(o.equal(v, v))), (OVERFLOW, lambda v: o.less(LARGEST[real], o.abs(v)))):
        for value in values:
            level = o.where(wrong(value), kind, level)
    level = _unless_lost(o, found, step, g, lasting, level, UNDERFLOW)  # last: what underflows may divide to ∞ or NaN
    return o.max_coordinates(level) if o.graph.nodes[level.payload].axes & COORDINATE else level
