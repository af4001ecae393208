"""The inputs of a kernel and the names of its quantities in the text, for every language.

A quantity's name in a text ends in an underscore, and nothing else does: no rule, whatever it calls its states and
parameters, can meet a word of the language or a variable of the kernel. What a text derives from a quantity takes a suffix
after the underscore.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from adal_theory.trace.graph import Graph
from adal_theory.trace.record import StepGraph

Input = tuple[str, str]


def inputs_of(step: Graph, noise: Graph | None) -> list[tuple[str, str, int]]:
    """Every input (kind, name, axes) of both graphs, once, in recording order."""
    seen: dict[Input, int] = {}
    for graph in (step, noise):
        for node in graph.nodes if graph is not None else []:
            if node.op == "input":
                seen.setdefault(node.name, node.axes)
    return [(kind, name, axes) for (kind, name), axes in seen.items()]


def identifier(name: str) -> str:
    """A name in the letters that every language has, with the underscore that marks a quantity."""
    return "".join(c if c.isascii() and (c.isalnum() or c == "_") else f"u{ord(c):x}" if c.isalnum() else "_" for c in name) + "_"


@dataclass
class Names:
    """`of_input` by (kind, name); `of_node` by index in the step's graph. Nodes without a name get a number."""

    of_input: dict[Input, str] = field(default_factory=dict)
    of_node: dict[int, str] = field(default_factory=dict)

    def input(self, kind: str, name: str) -> str:
        """The name of an input, made where it has none yet."""
        if (kind, name) not in self.of_input:
            self.of_input[kind, name] = self._free(identifier(name))
        return self.of_input[kind, name]

    def _free(self, text: str) -> str:
        taken, found, k = {*self.of_input.values(), *self.of_node.values()}, text, 2
        while found in taken:
            found, k = f"{text}{k}_", k + 1
        return found


def names_of(step: StepGraph, noise: Graph | None = None) -> Names:
    """Inputs keep their names, new states get `_new` after theirs."""
    names = Names()
    for kind, name, _ in inputs_of(step.graph, noise):
        names.input(kind, name)
    for node in step.graph.nodes:
        if node.op == "input":
            names.of_node[node.index] = names.input(*node.name)
    for s in step.states:
        if s.node not in names.of_node:
            names.of_node[s.node] = f"{names.input('state', s.name)}new"
    return names
