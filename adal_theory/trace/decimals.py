"""Recorded graphs in decimals, of as many digits as the context has: real arithmetic with the vocabulary's conventions.

sign 0 = 0; of two equal values `maximum` takes the first; a quotient by 0 or a root of a negative number is NaN, which spreads
as in an engine: through `maximum` and `minimum` too, while a comparison with it is false.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from adal_theory.errors import ConfigurationError
from adal_theory.trace.graph import COORDINATE, Graph, Node
from adal_theory.trace.operations import OPERATIONS, REDUCTIONS

ZERO = Decimal(0)
KNOWN = {n: o.decimal for n, o in OPERATIONS.items() if o.decimal is not None}


def is_real(graph: Graph, wanted: Iterable[int]) -> bool:
    """Whether the nodes need real arithmetic only: no integers and no bits of a floating-point number."""
    nodes = [graph.nodes[k] for k in graph.live(list(wanted))]
    return all(n.op in ("const", "input", *REDUCTIONS, *KNOWN) and n.dtype[0] in "fb" for n in nodes)


class GraphInDecimals:
    """A graph's wanted nodes for given inputs. Nodes with the axis of coordinates are lists of d numbers."""

    def __init__(self, graph: Graph, wanted: Iterable[int], dimension: int) -> None:
        self.dimension, self.wanted = dimension, list(wanted)
        if not is_real(graph, self.wanted):
            raise ConfigurationError("the graph uses the bits of floating-point numbers, which decimals do not have")
        self.nodes = [graph.nodes[k] for k in sorted(graph.live(self.wanted))]

    def __call__(self, source: Callable[[Node], Any]) -> dict[int, Any]:
        """Values of all nodes; `source` gives those of the inputs."""
        values: dict[int, Any] = {}
        for node in self.nodes:
            values[node.index] = self._value(node, [values[a] for a in node.args], source)
        return values

    def _value(self, node: Node, args: Sequence[Any], source: Callable[[Node], Any]) -> Any:
        if node.op == "const":
            return Decimal(node.name)
        if node.op == "input":
            return source(node)
        if node.op in REDUCTIONS:
            return self._reduce(node.op, self.spread(args[0]))
        f = KNOWN[node.op]
        if not node.axes & COORDINATE:
            return f(*args)
        return [f(*q) for q in zip(*map(self.spread, args), strict=True)]

    def spread(self, value: Any) -> list[Any]:
        """A number for every coordinate."""
        return value if isinstance(value, list) else [value] * self.dimension

    @staticmethod
    def _reduce(op: str, values: Sequence[Decimal]) -> Decimal:
        return functools.reduce(KNOWN[REDUCTIONS[op].step], values, ZERO)
