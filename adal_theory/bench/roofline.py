"""The floor on a GPU: the time that the recorded operations alone would take on the units that must carry them out.

    floor = max( max_p Σ_{k in pipe p} n_k c_k ,  Σ_k n_k i_k )        fraction_of_floor = floor / our time

per coordinate-update. n_k counts the operations of kind k in the recorded graphs (`step_counts`, `noise_counts`), c_k is the
measured time of one on its pipe and i_k the time it takes to issue, the whole device working (`engine.cuda.rates`). Pipes work
side by side, so their times are not added. The floor is below the time of every program that carries these operations out:

- Counted: what depends on the step and the run; once, where it has a coordinate, else 1/d; a draw's block 1/per_block.
- A sum over d coordinates counts d − 1 additions, a maximum d − 1 comparisons.
- Not counted: what no run or no step changes (the host's part, Philox's keys, and the products of its first rounds that depend
  on the block alone: all runs could share them); loads, stores, records, moves, selects (a predicate can stand for one),
  branches, loop and address arithmetic, exchanges between threads; absolute value, negation and logic of truth values, which
  are modifiers of instructions; the lower half of a 64-bit word and its shift by 32, which are names of registers.
- An integer instruction takes three inputs and so does two recorded operations: each counts one half. Of a 64-bit one only one
  32-bit half is counted. Integer additions, left shifts and 32-bit products may run on two pipes: they count in issue alone.
- max and min count as one comparison. In `fast` arithmetic a product whose users are all additions is free in as many additions
  as have a product to take, and float32 division and square root, approximate there, count one instruction's issue.

Device memory has no part in it: a run whose state does not fit the caches may be bound by that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from adal_theory.trace.graph import COORDINATE, RUN, STEP, Graph, Node
from adal_theory.trace.operations import OPERATIONS, REDUCTIONS
from adal_theory.trace.record import StepGraph

Counts = dict[str, float]

PIPES = {
    "float64": ("f64", "f64_div", "f64_sqrt"),
    "float32": ("f32", "f32_div", "f32_sqrt", "wide"),
    "logic": ("logic", "f32_compare"),
    "float64 conversion": ("f64_convert",),
    "other conversion": ("f32_convert",),
}
COST = {"f32_compare": "logic"}  # measured as: both run on the pipe of integer logic
KINDS = (*(kind for kinds in PIPES.values() for kind in kinds), "integer_add")

FLOATS = ("f64", "f32")
WIDE = ("u64", "i64")
LOW = 0xFFFFFFFF
UNIT = {n: o.unit for n, o in OPERATIONS.items()} | {n: OPERATIONS[r.step].unit for n, r in REDUCTIONS.items()}
OWN_PIPE = {"division": "div", "root": "sqrt"}


def _constant(graph: Graph, node: Node) -> float | int | None:
    last = graph.nodes[node.args[-1]]
    return last.name if last.op == "const" else None


def _float_kind(op: str, dtype: str) -> str | None:
    unit = UNIT[op]
    if unit == "arithmetic":
        return dtype
    if unit in OWN_PIPE:
        return f"{dtype}_{OWN_PIPE[unit]}"
    return ("f64" if dtype == "f64" else "f32_compare") if unit == "comparison" else None


def _integer_kind(graph: Graph, node: Node, dtype: str) -> tuple[str, float] | None:
    op, unit, constant = node.op, UNIT[node.op], _constant(graph, node)
    if op == "mul" and dtype in WIDE:
        return "wide", 1.0
    if unit in ("arithmetic", "comparison", "shift"):
        return None if op == "shl" and dtype in WIDE and constant == 32 else ("integer_add", 0.5)
    if unit == "logic":
        free = dtype in WIDE and ((op == "band" and constant == LOW) or (op == "shr" and constant == 32))
        return None if free else ("logic", 0.5)
    return None


def kind_of(graph: Graph, node: Node) -> tuple[str, float] | None:
    """(kind, operations) of one node; None for what costs nothing or is not counted."""
    if node.op in ("const", "input", "bitcast"):
        return None
    dtype = graph.nodes[node.args[0]].dtype
    if node.op == "cast":
        types = {dtype, node.dtype}
        if "bool" in types or not types & set(FLOATS):
            return None
        return ("f64_convert" if "f64" in types else "f32_convert"), 1.0
    if dtype in FLOATS:
        kind = _float_kind(node.op, dtype)
        return (kind, 1.0) if kind else None
    return None if dtype == "bool" else _integer_kind(graph, node, dtype)  # bool: logic of predicates, and selects


def _share(graph: Graph, node: Node, dimension: int) -> float:
    """How often a node is evaluated per coordinate-update, at the least."""
    if node.axes & (STEP | RUN) != STEP | RUN:
        return 0.0
    if node.op in REDUCTIONS:
        return 1.0 - 1.0 / dimension
    return 1.0 if node.axes & COORDINATE else 1.0 / dimension


def _counts(graph: Graph, wanted: list[int], dimension: int, fast: bool) -> Counts:
    live = [graph.nodes[k] for k in sorted(graph.live(wanted))]
    counts: defaultdict[str, float] = defaultdict(float)
    for node in live:
        found = kind_of(graph, node)
        if found:
            counts[found[0]] += found[1] * _share(graph, node, dimension)
    if fast:
        for dtype in FLOATS:
            counts[dtype] -= _contracted(graph, live, wanted, dimension, dtype)
    return {kind: counts[kind] for kind in KINDS if counts[kind]}


def _contracted(graph: Graph, live: list[Node], wanted: list[int], dimension: int, dtype: str) -> float:
    """The most products that additions can take in: one each, and only products that nobody else wants."""

    def product(k: int) -> bool:
        return graph.nodes[k].op == "mul" and graph.nodes[k].dtype == dtype

    additions = [n for n in live if n.op in ("add", "sub", "sum") and n.dtype == dtype]
    room = sum(_share(graph, n, dimension) for n in additions if any(product(a) for a in n.args))
    others = {a for n in live if n not in additions for a in n.args} | set(wanted)
    free = sum(_share(graph, n, dimension) for n in live if product(n.index) and n.index not in others)
    return min(room, free)


def step_counts(step: StepGraph, dimension: int, fast: bool = False) -> Counts:
    """Operations of a recorded step per coordinate-update, by kind, without its noise."""
    return _counts(step.graph, [s.node for s in step.states] + list(step.instant.values()), dimension, fast)


def noise_counts(noise: Graph, per_block: int, fast: bool = False) -> Counts:
    """Operations per draw of the graph of one block."""
    block = _counts(noise, list(noise.outputs.values()), 1, fast)
    return {kind: n / per_block for kind, n in block.items()}


def add(*parts: Mapping[str, float]) -> Counts:
    """The sum of counts, kinds in the order of `KINDS`."""
    return {kind: total for kind in KINDS if (total := sum(p.get(kind, 0.0) for p in parts))}


@dataclass(frozen=True)
class Floor:
    """Seconds of one coordinate-update that no program can beat, what binds, and the time of every pipe and of issue."""

    seconds: float
    binding: str
    times: dict[str, float]


def floor(counts: Mapping[str, float], costs: Mapping[str, float], fast: bool = False) -> Floor:
    """The formula above; `costs` as `engine.cuda.rates.costs` gives them, seconds by kind."""
    approximate = {"f32_div", "f32_sqrt"} if fast else set()
    times = {
        pipe: sum(counts.get(k, 0.0) * costs[COST.get(k, k)] for k in kinds if k not in approximate)
        for pipe, kinds in PIPES.items()
    }
    times["issue"] = sum(
        n * (costs["issue"] if k in approximate else costs.get(f"{k}:issue", costs["issue"])) for k, n in counts.items()
    )
    binding = max(times, key=lambda pipe: times[pipe])
    return Floor(times[binding], binding, times)
