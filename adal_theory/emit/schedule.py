"""Places the nodes of a graph into loops: once a kernel, a step, a run, a coordinate, or for every lane.

A reduction over the coordinates splits the work of a step into phases. A node is computed as late as its
users allow, so that old state is read where the new state is made; what two phases need is kept in a slot.
Work of 32 and of 64 bits goes into separate lane loops (segments), because compilers vectorise loops of one width.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from adal_theory.trace.graph import COORDINATE, RUN, STEP, Graph, Node
from adal_theory.trace.operations import REDUCTIONS
from adal_theory.trace.record import StateSpec, StepGraph
from adal_theory.trace.vocabulary import WIDTH

AFTER = 10**6
KERNEL, PER_RUN, PER_STEP, ROW, SCALAR, LANE = "kernel", "per_run", "step", "row", "scalar", "lane"


def place_of(node: Node) -> str:
    """The kind of loop that a node belongs to, by the axes it depends on."""
    if node.axes & COORDINATE:
        return LANE if node.axes & RUN else SCALAR
    if node.axes & RUN:
        return ROW if node.axes & STEP else PER_RUN
    return PER_STEP if node.axes & STEP else KERNEL


def is_load(node: Node) -> bool:
    return node.op in ("input", "const")


@dataclass
class Schedule:
    """`phase[k]`: where node k is computed; `segments[phase]`: ordered lane segments, each a list of nodes."""

    graph: Graph
    live: list[int]
    phase: dict[int, int]
    last: int
    lane_segments: dict[int, list[list[int]]] = field(default_factory=dict)
    row_segments: dict[int, list[list[int]]] = field(default_factory=dict)
    keys: dict[tuple[int, int], tuple[int, int, int]] = field(default_factory=dict)

    def reductions(self, phase: int) -> list[int]:
        """Reductions accumulated in the coordinate loop of `phase`."""
        return [k for k in self.live if self.graph.nodes[k].op in REDUCTIONS and self.phase[k] == phase]


def stored(step: StepGraph, in_loop: list[StateSpec]) -> dict[int, int | None]:
    """What `schedule` wants for a step: the states `in_loop` in the last loop over coordinates, all else after it."""
    wanted: dict[int, int | None] = {s.node: None for s in in_loop}
    for k in [s.node for s in step.states] + list(step.instant.values()):
        wanted.setdefault(k, AFTER)
    return wanted


def schedule(graph: Graph, wanted: dict[int, int | None]) -> Schedule:
    """Place the live nodes. `wanted` maps a node to the phase it is stored in, None for "the last"."""
    live = sorted(graph.live(list(wanted)))
    last = _last_lane_phase(graph, live, wanted)
    phase = _as_late_as_possible(graph, live, wanted, last)
    plan = Schedule(graph, live, phase, last)
    for p in range(last + 2):
        members = [k for k in live if phase[k] == p and not is_load(graph.nodes[k])]
        lanes = [k for k in members if _in_lane_loop(graph, k)]
        rows = [k for k in members if place_of(graph.nodes[k]) == ROW and graph.nodes[k].op not in REDUCTIONS]
        plan.lane_segments[p] = _segments(graph, lanes, phase, plan)
        plan.row_segments[p] = _segments(graph, rows, phase, plan)
    return plan


def _in_lane_loop(graph: Graph, k: int) -> bool:
    node = graph.nodes[k]
    if node.op in REDUCTIONS:
        return bool(graph.nodes[node.args[0]].axes & RUN)
    return place_of(node) == LANE


def _last_lane_phase(graph: Graph, live: list[int], wanted: dict[int, int | None]) -> int:
    coordinate = [graph.nodes[k].phase for k in live if graph.nodes[k].axes & COORDINATE]
    sums = [graph.nodes[k].phase - 1 for k in live if graph.nodes[k].op in REDUCTIONS]
    stored = [graph.nodes[k].phase for k, p in wanted.items() if p is None]
    return max([0, *coordinate, *sums, *stored])


def _as_late_as_possible(graph: Graph, live: list[int], wanted: dict[int, int | None], last: int) -> dict[int, int]:
    """The phase of every live node; for a reduction, the phase of the coordinate loop that accumulates it."""
    latest = dict.fromkeys(live, last + 1)
    for k, p in wanted.items():
        latest[k] = min(latest[k], last if p is None else p)
    for k in reversed(live):
        node = graph.nodes[k]
        if node.op in REDUCTIONS:
            latest[k] = min(latest[k] - 1, last)
        elif node.axes & COORDINATE:
            latest[k] = min(latest[k], last)
        for a in node.args:
            latest[a] = min(latest[a], latest[k])
    return latest


def _width(graph: Graph, k: int) -> int:
    node = graph.nodes[k]
    widths = [WIDTH[graph.nodes[a].dtype] for a in node.args if graph.nodes[a].dtype != "bool"]
    if node.dtype != "bool":
        widths.append(WIDTH[node.dtype])
    return max(widths) if widths else 0


def _segments(graph: Graph, members: list[int], phase: dict[int, int], plan: Schedule) -> list[list[int]]:
    """Split the nodes of one loop nest into loops of one width each, in dependency order."""
    inside = set(members)
    key: dict[int, tuple[int, int]] = {}
    for k in members:
        arguments = [key[a] for a in graph.nodes[k].args if a in inside and graph.nodes[a].op not in REDUCTIONS]
        width = _width(graph, k) or (max(arguments)[1] if arguments else 64)
        level = max([0, *(s if w == width else s + 1 for s, w in arguments)])
        key[k] = (level, -width)
        key[k] = (level, width)
    groups: dict[tuple[int, int], list[int]] = {}
    for k in members:
        groups.setdefault(key[k], []).append(k)
    return [groups[g] for g in sorted(groups)]
