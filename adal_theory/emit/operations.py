"""What all languages know of single operations: their texts, what is cheap to repeat, and which arguments are numbers."""

from __future__ import annotations

from collections.abc import Sequence

from adal_theory.trace.graph import Graph, Node
from adal_theory.trace.operations import OPERATIONS
from adal_theory.trace.operations.operation import Text

CHEAP = tuple(n for n, o in OPERATIONS.items() if o.cheap)
WORD = 2**32


def written(text: Text, dtype: str, args: Sequence[str], **words: str) -> str:
    """An operation's text for a type, from its arguments' texts; `words` are what a language calls types and constants."""
    template = text if isinstance(text, str) else text.get(dtype, text[""])
    return template.format(*args, dtype=dtype, **words)


def repeats(text: Text) -> bool:
    """Whether an operation's text holds its first argument more than once."""
    return (text if isinstance(text, str) else text[""]).count("{0}") > 1


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
