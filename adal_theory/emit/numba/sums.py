"""Sums over the coordinates in the order of `trace.summation`: blocks of neighbours, then pairs of partial sums."""

from __future__ import annotations

from collections.abc import Callable

from adal_theory.emit.numba.expressions import folded, literal, reads_twice
from adal_theory.emit.numba.nest import Nest
from adal_theory.emit.writer import Writer
from adal_theory.trace.graph import Node

SCRATCH = {"f64": "S64", "f32": "S32"}


class Sums:
    """Writes the loops around a loop over coordinates that accumulates. Partial sums wait in S64 and S32, (sum, block, lane)."""

    def __init__(self, lanes: int) -> None:
        self.lanes, self.most = lanes, 0

    def write(self, w: Writer, nest: Nest, reductions: list[int], scalars: list[int], loop: Callable[[str], None]) -> None:
        """`scalars` are the reductions that do not differ between runs; `loop` writes the loop over i with the given head."""
        self.most = max(self.most, len(reductions))
        nodes = [nest.graph.nodes[k] for k in reductions]
        lanes = [n for n in nodes if n.index not in scalars]
        with w.block("for r in range(parts):"):
            w(*(f"{nest.name(k)} = {literal(0.0, nest.graph.nodes[k].dtype)}" for k in scalars))
            w.body(self._lanes, [f"{nest.row(nest.name(n.index), n.dtype)} = {literal(0.0, n.dtype)}" for n in lanes])
            loop("for i in range(min(r * width, d), min(r * width + width, d)):")
            with w.block("if parts > U(1):"):
                self._save(w, nest, nodes, scalars)
        with w.block("if parts > U(1):"):
            self._combine(w, nest, nodes, scalars)

    @property
    def _lanes(self) -> str:
        return f"for l in range(U({self.lanes})):"

    def _place(self, nodes: list[Node], j: int, block: str, lane: str = " + l") -> str:
        return f"{SCRATCH[nodes[j].dtype]}[(U({j}) * parts + {block}) * U({self.lanes}){lane}]"

    def _save(self, w: Writer, nest: Nest, nodes: list[Node], scalars: list[int]) -> None:
        w(*(f"{self._place(nodes, j, 'r', '')} = {nest.name(n.index)}" for j, n in enumerate(nodes) if n.index in scalars))
        w.body(
            self._lanes,
            [
                f"{self._place(nodes, j, 'r')} = {nest.row(nest.name(n.index), n.dtype)}"
                for j, n in enumerate(nodes)
                if n.index not in scalars
            ],
        )

    def _combine(self, w: Writer, nest: Nest, nodes: list[Node], scalars: list[int]) -> None:
        """Blocks 2h apart take in the block h further on, h = 1, 2, 4, …; the total is then in block 0."""
        w("h = U(1)")
        with w.block("while h < parts:"):
            w("r = U(0)")
            with w.block("while r < parts:"):
                for lane, chosen in (("", True), (" + l", False)):
                    lines = [
                        line for j, n in enumerate(nodes) if (n.index in scalars) == chosen for line in self._pair(nodes, j, lane)
                    ]
                    w(*lines) if chosen else w.body(self._lanes, lines)
                w("r = r + h + h")
            w("h = h + h")
        w(*(f"{nest.name(n.index)} = {self._place(nodes, j, 'U(0)', '')}" for j, n in enumerate(nodes) if n.index in scalars))
        w.body(
            self._lanes,
            [
                f"{nest.row(nest.name(n.index), n.dtype)} = {self._place(nodes, j, 'U(0)')}"
                for j, n in enumerate(nodes)
                if n.index not in scalars
            ],
        )

    def _pair(self, nodes: list[Node], j: int, lane: str) -> list[str]:
        here, there = self._place(nodes, j, "r", lane), self._place(nodes, j, "r + h", lane)
        if not reads_twice(nodes[j].op):
            return [f"{here} = {folded(nodes[j].op, here, there)}"]
        return [f"top = {here}", f"more = {there}", f"{here} = {folded(nodes[j].op, 'top', 'more')}"]
