"""What all languages know of single operations: operators, what is cheap to repeat, and which arguments are numbers."""

from __future__ import annotations

from adal_theory.trace.graph import Graph, Node

BINARY = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "div": "/",
    "lt": "<",
    "le": "<=",
    "eq": "==",
    "band": "&",
    "bor": "|",
    "bxor": "^",
    "shl": "<<",
    "shr": ">>",
    "and": "&",
    "or": "|",
}
CHEAP = ("add", "sub", "mul", "neg", "abs", "cast", "not", "lt", "le", "eq", "and", "or")
WORD = 2**32


def never_nan(graph: Graph, node: Node) -> bool:
    """Whether the node's last argument is a constant or a parameter: `run` admits finite parameters only."""
    last = graph.nodes[node.args[-1]]
    return (last.op == "const" and last.name == last.name) or (last.op == "input" and last.name[0] == "param")


def narrow(graph: Graph, k: int) -> bool:
    """Whether a 64-bit unsigned node is known to be less than 2³²."""
    node = graph.nodes[k]
    if node.op == "const":
        return 0 <= int(node.name) < WORD
    masks = [graph.nodes[a] for a in node.args if graph.nodes[a].op == "const"] if node.op == "band" else []
    return any(0 <= int(mask.name) < WORD for mask in masks)
