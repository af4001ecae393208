"""Losses and gradients in 50-digit decimals: a problem's recorded graph, or its array functions on exact numbers."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cached_property
from types import SimpleNamespace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from adal_theory.prove.semantics.evaluate import CONTEXT, DecimalArithmetic
from adal_theory.trace.decimals import GraphInDecimals, is_real
from adal_theory.trace.graph import COORDINATE, STEP, Node
from adal_theory.trace.numpy_handle import NumpyHandle
from adal_theory.trace.record import Shape, record_losses

Point = Sequence[Decimal]


class Losses(Protocol):
    """f_t on points of dimension d, with a (sub)gradient."""

    dimension: int

    def at(self, t: int, x: Point) -> tuple[Decimal, list[Decimal]]:
        """(f_t(x), a gradient of f_t at x), in the context of 50 digits."""


class SeparableLosses:
    """A separable problem by the graph that the engines run.

    Where its graph works on the bits of floating-point numbers (the cosine), it is evaluated in float64 at the nearest
    float64 point, and what comes out is taken as exact, as noise is.
    """

    def __init__(self, problem: Any) -> None:
        self.problem, self.dimension = problem, int(problem.dimension)
        o, loss, gradient = record_losses(problem, Shape(data_axes=tuple((n, _axes(a)) for n, a in problem.data.items())))
        loss = o.sum_coordinates(loss)
        self.loss, self.gradient = loss.payload, gradient.payload
        wanted = (self.loss, self.gradient)
        self.graph = GraphInDecimals(o.graph, wanted, self.dimension) if is_real(o.graph, wanted) else None
        self.rows = {n: [_row(r) for r in np.asarray(a, np.float64)] for n, a in problem.data.items()}

    def at(self, t: int, x: Point) -> tuple[Decimal, list[Decimal]]:
        if self.graph is None:
            return self._in_floats(t, x)

        def source(node: Node) -> Any:
            kind, name = node.name
            return list(x) if kind == "state" else self.rows[name][(t - 1) % len(self.rows[name])]

        values = self.graph(source)
        return values[self.loss], self.graph.spread(values[self.gradient])

    def _in_floats(self, t: int, x: Point) -> tuple[Decimal, list[Decimal]]:
        h = NumpyHandle()
        q = SimpleNamespace(**{n: h.value(np.array(a[(t - 1) % len(a)], np.float64)) for n, a in self.rows.items()})
        point = h.value(np.array(x, np.float64))
        gradient = np.broadcast_to(self.problem.gradient(h, point, q).array, (self.dimension,))
        loss = h.sum_coordinates(self.problem.loss(h, point, q)).array
        return Decimal(float(loss)), [Decimal(float(v)) for v in gradient]


def _axes(a: NDArray[Any]) -> int:
    return (STEP if a.shape[0] > 1 else 0) | (COORDINATE if a.shape[1] > 1 else 0)


def _row(row: NDArray[np.float64]) -> Any:
    """One step's data: a number, or one for every coordinate. Data over runs belong to one run here."""
    values = [Decimal(float(v)) for v in row.reshape(-1)]
    return values[0] if len(values) == 1 else values


class Number:
    """A decimal that meets Python's floats and NumPy's integers as exact numbers: what array functions compute with."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value: Decimal = value.value if isinstance(value, Number) else DecimalArithmetic.number(value)

    def exp(self) -> Number:
        return Number(CONTEXT.exp(self.value))

    def __neg__(self) -> Number:
        return Number(-self.value)


def _lifted(f: Callable[[Any, Any], Any], swapped: bool = False) -> Callable[[Number, Any], Number]:
    def method(self: Number, other: Any) -> Number:
        a, b = self.value, Number(other.item() if isinstance(other, np.generic) else other).value
        return Number(f(b, a) if swapped else f(a, b))

    return method


for _name in ("add", "sub", "mul", "truediv"):
    setattr(Number, f"__{_name}__", _lifted(getattr(operator, _name)))
    setattr(Number, f"__r{_name}__", _lifted(getattr(operator, _name), swapped=True))


def _log_add_exp(a: Any, b: Any) -> NDArray[Any]:
    """log(e^a + e^b) with the larger exponent taken out."""

    def one(p: Any, q: Any) -> Number:
        high, low = (Number(z).value for z in ((p, q) if Number(p).value >= Number(q).value else (q, p)))
        return Number(high + CONTEXT.ln(1 + CONTEXT.exp(low - high)))

    return np.asarray(np.frompyfunc(one, 2, 1)(a, b))


NUMBERS = np.frompyfunc(Number, 1, 1)
EXACT_ARRAYS = SimpleNamespace(
    matmul=np.matmul,
    sum=np.sum,
    mean=np.mean,
    exp=np.exp,
    swapaxes=np.swapaxes,
    logaddexp=_log_add_exp,
    asarray=lambda a: NUMBERS(np.asarray(a)),
)


class ArrayLosses:
    """An array problem (logistic regression with two classes) whose own functions compute on exact numbers.

    `batches(t)` gives the samples of step t as indices (1, batch).
    """

    def __init__(self, problem: Any, batches: Callable[[int], NDArray[Any]]) -> None:
        self.problem, self.batches, self.dimension = problem, batches, int(problem.dimension)

    @cached_property
    def _arrays(self) -> Any:
        # Converted once: the functions ask for the same arrays at every step.
        known = {id(a): NUMBERS(np.asarray(a)) for a in (self.problem.inputs, self.problem.labels)}
        return SimpleNamespace(**{**vars(EXACT_ARRAYS), "asarray": lambda a: known[id(a)]})

    def at(self, t: int, x: Point) -> tuple[Decimal, list[Decimal]]:
        batch, point = self.batches(t), NUMBERS(np.array([list(x)], object))
        loss = self.problem.loss(self._arrays, point, batch)[0]
        gradient = self.problem.gradient(self._arrays, point, batch)[0]
        return Number(loss).value, [Number(v).value for v in gradient]
