"""The part of a kernel that writes the log at a recorded step."""

from __future__ import annotations

from adal_theory.emit.numba.layout import Layout
from adal_theory.emit.writer import Writer
from adal_theory.trace.graph import COORDINATE
from adal_theory.trace.record import StepGraph


class Records:
    """Log rows: per-run sums and instantaneous values first, then d rows for every coordinate record.

    A block writes its lanes of (records, rows, runs) in place; consecutive rows lie `stride` elements apart.
    """

    def __init__(self, step: StepGraph, layout: Layout, with_x: bool) -> None:
        self.step, self.layout, self.with_x = step, layout, with_x
        logged = [s for s in step.states if s.logged]
        self.rows = [(f"state:{s.name}", s.dtype) for s in logged if not s.axes & COORDINATE]
        self.rows += [(f"instant:{n}", step.graph.nodes[k].dtype) for n, k in step.instant.items()]
        self.slots = [s for s in logged if s.axes & COORDINATE]

    @property
    def run_names(self) -> list[str]:
        return [name.partition(":")[2] for name, _ in self.rows]

    @property
    def coordinate_names(self) -> list[str]:
        return (["x"] if self.with_x else []) + [s.name for s in self.slots]

    def before(self, w: Writer) -> None:
        """x_t is logged before the update overwrites it."""
        if self.with_x:
            with w.block("if rec < n_rec and REC[rec] == t:"):
                self._copy(w, self.layout.slot("state:x", self.step.graph.real), 0)

    def after(self, w: Writer) -> None:
        lanes = self.layout.lanes
        with w.block("if rec < n_rec and REC[rec] == t:"):
            w("to = rec * n_log")
            w.body(
                f"for l in range(U({lanes})):",
                [f"LOG[to + U({j}) * stride + l] = {self.layout.row(name, dtype)}" for j, (name, dtype) in enumerate(self.rows)],
            )
            for j, s in enumerate(self.slots):
                self._copy(w, self.layout.slot(f"state:{s.name}", s.dtype), j + self.with_x)
            w("rec = rec + U(1)")

    def _copy(self, w: Writer, slot: str, j: int) -> None:
        """Copy one slot of every coordinate to coordinate record j."""
        lanes = self.layout.lanes
        with w.block("for i in range(d):"):
            w(f"to = rec * n_log + (U({len(self.rows)}) + i + d * U({j})) * stride")
            w(f"at = i * U({lanes})")
            with w.block(f"for l in range(U({lanes})):"):
                w(f"LOG[to + l] = {slot}")
