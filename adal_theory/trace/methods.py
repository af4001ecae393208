"""The methods of the vocabulary that come from the records of its operations, by what each takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from adal_theory.trace.operations import OPERATIONS, REDUCTIONS, Operation, Reduction

Method = Callable[..., Any]  # of a `Vocabulary`; of its values, and of numbers where it says so


def _of_number(operation: Operation) -> Method:
    def method(self: Any, a: Any) -> Any:
        return self.unary(operation.name, a)

    return method


def _of_two_numbers(operation: Operation) -> Method:
    def method(self: Any, a: Any, b: Any) -> Any:
        return self.of_two(operation.name, a, b)

    return method


def _comparison(operation: Operation) -> Method:
    def method(self: Any, a: Any, b: Any) -> Any:
        return self.compared(operation.name, a, b)

    return method


def _of_truth(operation: Operation) -> Method:
    def method(self: Any, a: Any) -> Any:
        return self.apply(operation.name, "bool", self.truth(operation.method, a))

    return method


def _of_two_truths(operation: Operation) -> Method:
    def method(self: Any, a: Any, b: Any) -> Any:
        return self.apply(operation.name, "bool", self.truth(operation.method, a), self.truth(operation.method, b))

    return method


TAKES: dict[str, Callable[[Operation], Method]] = {
    "number": _of_number,
    "two numbers": _of_two_numbers,
    "comparison": _comparison,
    "truth": _of_truth,
    "two truths": _of_two_truths,
}
"""What an operation takes, and the method that asks for it."""


def _over_coordinates(reduction: Reduction) -> Method:
    def method(self: Any, e: Any) -> Any:
        return self.over_coordinates(reduction.name, e)

    return method


def methods() -> Iterator[tuple[str, Method]]:
    """The name and the method of every operation that has one, and of every reduction."""
    made: list[tuple[Operation | Reduction, Method]] = [(o, TAKES[o.takes](o)) for o in OPERATIONS.values() if o.method]
    made += [(r, _over_coordinates(r)) for r in REDUCTIONS.values()]
    for record, method in made:
        method.__name__, method.__doc__, method.__qualname__ = record.method, record.says, f"Vocabulary.{record.method}"
        yield record.method, method
