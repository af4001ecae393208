"""Recorded graphs in decimals, of as many digits as the context has: real arithmetic with the vocabulary's conventions.

sign 0 = 0; of two equal values `maximum` takes the first; a quotient by 0 or a root of a negative number is NaN, which spreads
as in an engine: through `maximum` and `minimum` too, while a comparison with it is false.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from adal_theory.errors import ConfigurationError
from adal_theory.trace.graph import COORDINATE, REDUCTIONS, Graph, Node

NAN = Decimal("NaN")
ZERO = Decimal(0)


def _divide(a: Decimal, b: Decimal) -> Decimal:
    return NAN if b == 0 else a / b


def _sqrt(a: Decimal) -> Decimal:
    return a.sqrt() if _compare(operator.ge, a, ZERO) else NAN


def _sign(a: Decimal) -> Decimal:
    return NAN if a.is_nan() else Decimal((a > 0) - (a < 0))


def _compare(relation: Callable[[Any, Any], bool], a: Decimal, b: Decimal) -> bool:
    return not (a.is_nan() or b.is_nan()) and relation(a, b)


def _extremum(relation: Callable[[Any, Any], bool], a: Decimal, b: Decimal) -> Decimal:
    return NAN if a.is_nan() or b.is_nan() else b if relation(b, a) else a


OPERATIONS: dict[str, Callable[..., Any]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": _divide,
    "neg": operator.neg,
    "sqrt": _sqrt,
    "abs": abs,
    "sign": _sign,
    "max": partial(_extremum, operator.gt),
    "min": partial(_extremum, operator.lt),
    "lt": partial(_compare, operator.lt),
    "le": partial(_compare, operator.le),
    "eq": partial(_compare, operator.eq),
    "and": lambda a, b: a and b,
    "or": lambda a, b: a or b,
    "not": operator.not_,
    "where": lambda condition, a, b: a if condition else b,
}


def is_real(graph: Graph, wanted: Iterable[int]) -> bool:
    """Whether the nodes need real arithmetic only: no integers and no bits of a floating-point number."""
    nodes = [graph.nodes[k] for k in graph.live(list(wanted))]
    return all(n.op in ("const", "input", "cast", *REDUCTIONS, *OPERATIONS) and n.dtype[0] in "fb" for n in nodes)


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
        if node.op == "cast":
            return args[0]
        if node.op in REDUCTIONS:
            return self._reduce(node.op, self.spread(args[0]))
        f = OPERATIONS[node.op]
        if not node.axes & COORDINATE:
            return f(*args)
        return [f(*q) for q in zip(*map(self.spread, args), strict=True)]

    def spread(self, value: Any) -> list[Any]:
        """A number for every coordinate."""
        return value if isinstance(value, list) else [value] * self.dimension

    @staticmethod
    def _reduce(op: str, values: Sequence[Decimal]) -> Decimal:
        total = ZERO
        for a in values:
            total = total + a if op == "sum" else OPERATIONS["max"](total, a)
        return total
