"""The inputs of a kernel and the names of nodes in its text, for every language."""

from __future__ import annotations

import re

from adal_theory.trace.graph import Graph
from adal_theory.trace.record import StepGraph

NUMBERED = re.compile(r"[nz]\d+(_\d+)?")  # what the texts call nodes without a name


def inputs_of(step: Graph, noise: Graph | None) -> list[tuple[str, str, int]]:
    """Every input (kind, name, axes) of both graphs, once, in recording order."""
    seen: dict[tuple[str, str], int] = {}
    for graph in (step, noise):
        for node in graph.nodes if graph is not None else []:
            if node.op == "input":
                seen.setdefault(node.name, node.axes)
    return [(kind, name, axes) for (kind, name), axes in seen.items()]


def readable_names(step: StepGraph, reserved: frozenset[str]) -> dict[int, str]:
    """Names of nodes in the text: inputs keep theirs, new states get `_new`; what is taken or `reserved` gets a number."""
    names: dict[int, str] = {}

    def give(k: int, wanted: str) -> None:
        text = re.sub(r"\W", "_", wanted)
        free = text not in reserved and text not in names.values() and not NUMBERED.fullmatch(text)
        names[k] = text if free else f"{text}_{k}_"

    for node in step.graph.nodes:
        if node.op == "input":
            give(node.index, str(node.name[1]))
    for s in step.states:
        if s.node not in names:
            give(s.node, f"{s.name}_new")
    return names
