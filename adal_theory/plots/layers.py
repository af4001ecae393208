"""An acyclic graph in layers, each node under those that it uses: which layer, in which order, and where in inches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

ROW, SLOT, NARROW = 0.64, 0.66, 0.24  # inches: from layer to layer, from node to node, room for a passing arrow
SWEEPS = 24


@dataclass
class Layers:
    """Nodes by layer, left to right; a name of `bends` is a point that a long arrow passes through.

    `alone` are the nodes without arrows, which are in no layer.
    """

    rows: list[list[str]]
    links: list[tuple[str, str]]
    bends: set[str] = field(default_factory=set)
    alone: list[str] = field(default_factory=list)

    def place(self) -> dict[str, int]:
        return {name: k for row in self.rows for k, name in enumerate(row)}


def acyclic(uses: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The same without arrows that close a circle (lemmas whose parts use each other's parts) and without unknown names."""
    done: dict[str, list[str]] = {}
    open_: list[str] = []

    def visit(name: str) -> None:
        open_.append(name)
        kept = []
        for other in uses[name]:
            if other in open_ or other not in uses:
                continue
            if other not in done:
                visit(other)
            kept.append(other)
        open_.pop()
        done[name] = kept

    for name in uses:
        if name not in done:
            visit(name)
    return {name: done[name] for name in uses}


def reduced(uses: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Without arrows that a longer way implies."""
    below: dict[str, set[str]] = {}

    def reach(name: str) -> set[str]:
        if name not in below:
            below[name] = set(uses[name]).union(*[reach(q) for q in uses[name]])
        return below[name]

    return {
        name: [q for q in found if not any(q in reach(other) for other in found if other != q)] for name, found in uses.items()
    }


def layered(uses: Mapping[str, Sequence[str]]) -> Layers:
    """Each node one layer below the lowest that it uses; long arrows bend in every layer between; few crossings."""
    depth: dict[str, int] = {}

    def down(name: str) -> int:
        if name not in depth:
            depth[name] = 1 + max((down(q) for q in uses[name]), default=-1)
        return depth[name]

    for name in uses:
        down(name)
    # What uses nothing stands right above its first user, not at the top.
    users = {name: [u for u in uses if name in uses[u]] for name in uses}
    for name in uses:
        if not uses[name] and users[name]:
            depth[name] = min(depth[u] for u in users[name]) - 1
    alone = [name for name in uses if not uses[name] and not users[name]]
    result = Layers([[] for _ in range(max((depth[n] for n in uses if n not in alone), default=-1) + 1)], [], alone=alone)
    for name in uses:
        if name not in alone:
            result.rows[depth[name]].append(name)
    for name, found in uses.items():
        for q in found:
            _link(result, q, name, depth)
    _untangle(result)
    return result


def _link(layers: Layers, top: str, bottom: str, depth: Mapping[str, int]) -> None:
    """An arrow, through a bend in each layer that it passes. Arrows from one node share their bends."""
    before = top
    for row in range(depth[top] + 1, depth[bottom]):
        bend = f"{top} in {row}"
        if bend not in layers.bends:
            layers.bends.add(bend)
            layers.rows[row].append(bend)
            layers.links.append((before, bend))
        before = bend
    layers.links.append((before, bottom))


def _untangle(layers: Layers) -> None:
    """Order each layer by the middle of its neighbours', downwards and upwards in turn; keep the best order seen."""
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for a, b in layers.links:
        above.setdefault(b, []).append(a)
        below.setdefault(a, []).append(b)
    best, fewest = [list(row) for row in layers.rows], crossings(layers)
    for sweep in range(SWEEPS):
        neighbours = below if sweep % 2 else above
        for row in layers.rows[::-1] if sweep % 2 else layers.rows:
            place = layers.place()
            row.sort(key=lambda n: float(np.mean([place[q] for q in neighbours[n]])) if n in neighbours else place[n])
        count = crossings(layers)
        if count < fewest:
            best, fewest = [list(row) for row in layers.rows], count
    layers.rows = best


def crossings(layers: Layers) -> int:
    """How often arrows between neighbouring layers cross."""
    place = layers.place()
    row_of = {n: k for k, row in enumerate(layers.rows) for n in row}
    count = 0
    for k in range(len(layers.rows)):
        ends = [(place[a], place[b]) for a, b in layers.links if row_of[a] == k]
        count += sum((a - c) * (b - d) < 0 for i, (a, b) in enumerate(ends) for c, d in ends[:i])
    return count


def positions(layers: Layers) -> dict[str, tuple[float, float]]:
    """(x, y) in inches: each as near to the middle of its neighbours as the order in its layer lets it."""
    gap = {n: NARROW if n in layers.bends else SLOT for row in layers.rows for n in row}
    x = {n: sum(gap[q] for q in row[:k]) for row in layers.rows for k, n in enumerate(row)}
    near: dict[str, list[str]] = {}
    for a, b in layers.links:
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    for _ in range(SWEEPS):
        for row in layers.rows:
            wished = [float(np.mean([x[q] for q in _straight(n, near[n], layers.bends)])) for n in row]
            for n, value in zip(row, _apart(wished, [gap[n] for n in row]), strict=True):
                x[n] = value
    left, right = min(x.values(), default=0.0), max(x.values(), default=0.0)
    at = {n: (x[n] - left, -ROW * k) for k, row in enumerate(layers.rows) for n in row}
    # The nodes without arrows in lines of their own below.
    columns = max(int((right - left) / SLOT) + 1, 8)
    first = len(layers.rows)
    return at | {n: (SLOT * (k % columns), -ROW * (first + k // columns)) for k, n in enumerate(layers.alone)}


def _straight(name: str, near: Sequence[str], bends: set[str]) -> Sequence[str]:
    """The neighbours by which a node is placed: a passing arrow goes straight down wherever it can."""
    return [q for q in near if q in bends] or near if name in bends else near


def _apart(wished: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """Increasing values near the wished ones, neighbours at least half of both gaps apart (isotonic regression)."""
    offsets = np.cumsum([0.0, *[(a + b) / 2 for a, b in pairwise(gaps)]])
    blocks: list[list[float]] = []
    for value in np.asarray(wished) - offsets[: len(wished)]:
        blocks.append([float(value)])
        while len(blocks) > 1 and np.mean(blocks[-2]) > np.mean(blocks[-1]):
            last = blocks.pop()
            blocks[-1] += last
    flat = [float(np.mean(b)) for b in blocks for _ in b]
    return [v + float(o) for v, o in zip(flat, offsets, strict=False)]
