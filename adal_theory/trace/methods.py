"""The methods of the vocabulary that come from the records of its operations, by what each takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from adal_theory.trace.operations import OPERATIONS, Operation

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


def methods() -> Iterator[tuple[str, Method]]:
    """The name and the method of every operation that has one."""
    for operation in OPERATIONS.values():
        if operation.method:
            made = TAKES[operation.takes](operation)
            made.__name__, made.__doc__, made.__qualname__ = operation.method, operation.says, f"Vocabulary.{operation.method}"
            yield operation.method, made
