"""Where a kernel's inputs come from: parameters, tables, data, states and noise, each with the text that reads it."""

from __future__ import annotations

from adal_theory.emit.names import inputs_of
from adal_theory.emit.numba.expressions import TYPE
from adal_theory.emit.numba.layout import Layout
from adal_theory.trace.graph import COORDINATE, RUN, STEP, Graph, Node
from adal_theory.trace.record import StepGraph


class Inputs:
    """The inputs of both graphs, in recording order, and their place in the kernel's arguments."""

    def __init__(self, step: StepGraph, noise: Graph | None, layout: Layout) -> None:
        self.real, self.layout = step.graph.real, layout
        self.all = inputs_of(step.graph, noise)
        self.slots = {s.name for s in step.states if s.axes & COORDINATE}
        self.scalars = self._named("param", 0)
        self.tables, self.run_tables = self._named("table", 0), self._named("table", RUN)
        self.data = [(n, axes) for kind, n, axes in self.all if kind == "data"]

    def _named(self, wanted: str, run: int) -> list[str]:
        return [n for kind, n, axes in self.all if kind == wanted and axes & RUN == run]

    def varying(self) -> list[str]:
        """Parameters with one value per run."""
        return self._named("param", RUN)

    def load(self, node: Node) -> str:
        """The text that reads an input of the step graph."""
        kind, name = node.name
        reader = {"param": self._parameter, "table": self._table, "state": self._state, "data": self._data}.get(kind)
        if reader is not None:
            return reader(name, node)
        if kind == "noise":
            return f"{'N32' if node.dtype == 'f32' else 'N64'}[kN + l]"
        if kind == "step":
            return "np.float64(t)"
        if kind == "counter":
            return {"step": "t - U(1)", "seed": "SEED"}.get(name) or self.layout.row("stream", "u64")
        raise KeyError(kind)

    def _parameter(self, name: str, node: Node) -> str:
        if node.axes & RUN:
            return self.layout.row(f"param:{name}", self.real)
        return narrow(f"SC[{self.scalars.index(name)}]", self.real)

    def _table(self, name: str, node: Node) -> str:
        if node.axes & RUN:
            column = f"CLS[l + U({self.run_tables.index(name) * self.layout.lanes})]"
            return narrow(f"TAB[tt + {column}]", self.real)
        return narrow(f"TAB[tt + U({self.tables.index(name)})]", self.real)

    def _state(self, name: str, node: Node) -> str:
        place = self.layout.slot if name in self.slots else self.layout.row
        return place(f"state:{name}", node.dtype)

    def _data(self, name: str, node: Node) -> str:
        axes = node.axes
        row = f"((t - U(1)) % P_{name})" if axes & STEP else ""
        index = f"{row} * d" if row and axes & COORDINATE else row
        if axes & COORDINATE:
            index = f"{index} + i" if index else "i"
        index = index or "U(0)"
        if axes & RUN:
            index = f"({index}) * U({self.layout.lanes}) + l"
        return narrow(f"D_{name}[{index}]", self.real)


def narrow(text: str, real: str) -> str:
    """Host arrays are float64; a float32 run rounds what it reads (exactly: the host rounded before)."""
    return text if real == "f64" else f"{TYPE[real]}({text})"
