"""Where a kernel's inputs come from, each with the text that reads it."""

from __future__ import annotations

from typing import Protocol

from adal_theory.emit.cuda.mapping import Mapping
from adal_theory.emit.cuda.nest import memory
from adal_theory.emit.names import Names, identifier, inputs_of
from adal_theory.trace.graph import COORDINATE, RUN, STEP, Graph, Node
from adal_theory.trace.record import StepGraph


def named(arrays: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The same arrays by their identifiers."""
    return [(identifier(n), axes) for n, axes in arrays]


class Draws(Protocol):
    """Who has the draw of coordinate j."""

    def value(self) -> str:
        """Its text."""


class Inputs:
    """Inputs of a step and its noise that differ between runs or coordinates, or that device memory holds."""

    def __init__(self, step: StepGraph, noise: Graph | None, names: Names) -> None:
        self.step, self.real, self.names = step, step.graph.real, names
        found = inputs_of(step.graph, noise)
        self.parameters = [n for kind, n, axes in found if kind == "param" and axes & RUN]
        self.run_tables = [n for kind, n, axes in found if kind == "table" and axes & RUN]
        self.data = [(n, axes) for kind, n, axes in found if kind == "data"]
        self.slots = [s for s in step.states if s.axes & COORDINATE]

    def constant_arrays(self, mapping: Mapping) -> list[tuple[str, int]]:
        """Data of every coordinate that never change and ride in the argument: where a thread has the whole run in registers."""
        return [(n, axes) for n, axes in self.data if axes == COORDINATE and mapping.threads == 1 and mapping.registers]

    def arrays(self, mapping: Mapping) -> list[tuple[str, int]]:
        """Data that stay in device memory."""
        rest = [n for n, _ in self.constant_arrays(mapping)]
        return [(n, axes) for n, axes in self.data if axes & (COORDINATE | RUN) and n not in rest]

    def name_of(self, name: tuple[str, str]) -> str:
        """What the kernel calls an input, also one that only the noise reads."""
        return self.names.input(*name)

    def narrow(self, text: str) -> str:
        """Host arrays are float64; a float32 run rounds what it reads (exactly: the host rounded before)."""
        return text if self.real == "f64" else f"f32({text})"

    def load(self, node: Node, mapping: Mapping, noise: Draws | None) -> str:
        """The text that reads an input inside a loop over coordinates."""
        kind, name = node.name
        if kind == "noise":
            assert noise is not None
            return noise.value()
        if kind == "state":
            index = next(j for j, s in enumerate(self.slots) if s.name == name)
            return f"{self.names.of_node[node.index]}all[j]" if mapping.registers else memory("slots", node.dtype, index)
        if kind == "data":
            if (name, node.axes) in self.constant_arrays(mapping):
                return f"A.{identifier(name)}data[j]"
            return self._element(name, node, mapping)
        raise KeyError(kind)

    def of_run(self, node: Node, mapping: Mapping) -> str | None:
        """The text that reads an input with one value per run and step; None for what has its name already."""
        kind, name = node.name
        if kind == "table":
            return self.narrow(f"__ldg(entry{self.run_tables.index(name)})")
        if kind == "data":
            return self._element(name, node, mapping)
        return {("counter", "step"): "t - 1", ("counter", "stream"): "stream"}.get((kind, name))

    def _element(self, name: str, node: Node, mapping: Mapping) -> str:
        """Device arrays are (period, j, lane or thread), or (period, run) without coordinates."""
        axes = node.axes
        inner, extent = {
            COORDINATE: ("j * P + lane" if mapping.threads > 1 else "j", "P * Q"),
            RUN: ("run", "A.runs"),
            COORDINATE | RUN: ("u64(j) * A.threads + thread", "Q * A.threads"),
        }[axes & (COORDINATE | RUN)]
        index = f"{identifier(name)}row * {extent} + {inner}" if axes & STEP else inner
        return f"__ldg((const {self.real}*)A.{identifier(name)}data + ({index}))"
