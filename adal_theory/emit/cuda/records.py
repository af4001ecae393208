"""The part of a kernel that writes the log at a recorded step."""

from __future__ import annotations

from collections.abc import Callable

from adal_theory.emit.writer import Writer
from adal_theory.trace.graph import COORDINATE
from adal_theory.trace.record import StateSpec, StepGraph

Every = Callable[[Writer, list[str]], None]


class Records:
    """Logs in float64: (records, rows, runs) of what a run has, (records, quantities, j, threads) of what coordinates have."""

    def __init__(self, step: StepGraph, with_x: bool, row: Callable[[StateSpec], str], slot: Callable[[StateSpec], str]) -> None:
        self.step, self.with_x, self.row, self.slot = step, with_x, row, slot
        logged = [s for s in step.states if s.logged]
        self.rows = [s for s in logged if not s.axes & COORDINATE]
        self.slots = [s for s in logged if s.axes & COORDINATE]

    @property
    def run_names(self) -> list[str]:
        return [s.name for s in self.rows] + list(self.step.instant)

    @property
    def coordinate_names(self) -> list[str]:
        return (["x"] if self.with_x else []) + [s.name for s in self.slots]

    def before(self, w: Writer, every: Every) -> None:
        """x_t is logged before the update overwrites it."""
        if self.with_x:
            with w.block("if (t == next) {", "}"):
                every(w, [self._copy(self.step.state("x"), 0)])

    def after(self, w: Writer, every: Every, instant: dict[str, str]) -> None:
        """`instant` gives the text of every instantaneous value."""
        values = [self.row(s) for s in self.rows] + [instant[n] for n in self.step.instant]
        with w.block("if (t == next) {", "}"):
            w(*(f"A.run_log[(rec * {len(values)} + {j}) * A.runs + run] = f64({v});" for j, v in enumerate(values)))
            copies = [self._copy(s, j + self.with_x) for j, s in enumerate(self.slots)]
            if copies:
                every(w, copies)
            w("rec += 1;", "next = A.record[rec];")

    def _copy(self, s: StateSpec, j: int) -> str:
        quantity = f"((rec * {len(self.coordinate_names)} + {j}) * Q + j) * A.threads + thread"
        return f"A.coordinate_log[{quantity}] = f64({self.slot(s)});"
