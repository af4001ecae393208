"""The methods of the vocabulary that come from the records of its operations, by what each takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from adal_theory.trace.operations import OPERATIONS, Operation

if TYPE_CHECKING:
    from adal_theory.trace.vocabulary import Value, Vocabulary


def _of_number(operation: Operation) -> Callable[..., Value]:
    def method(self: Vocabulary, a: Any) -> Value:
        return self.unary(operation.name, a)

    return method


def _of_two_numbers(operation: Operation) -> Callable[..., Value]:
    def method(self: Vocabulary, a: Any, b: Any) -> Value:
        return self.of_two(operation.name, a, b)

    return method


def _comparison(operation: Operation) -> Callable[..., Value]:
    def method(self: Vocabulary, a: Any, b: Any) -> Value:
        return self.compared(operation.name, a, b)

    return method


def _of_truth(operation: Operation) -> Callable[..., Value]:
    def method(self: Vocabulary, a: Value) -> Value:
        return self.apply(operation.name, "bool", self.truth(operation.method, a))

    return method


def _of_two_truths(operation: Operation) -> Callable[..., Value]:
    def method(self: Vocabulary, a: Value, b: Value) -> Value:
        return self.apply(operation.name, "bool", self.truth(operation.method, a), self.truth(operation.method, b))

    return method


TAKES: dict[str, Callable[[Operation], Callable[..., Value]]] = {
    "number": _of_number,
    "two numbers": _of_two_numbers,
    "comparison": _comparison,
    "truth": _of_truth,
    "two truths": _of_two_truths,
}
"""What an operation takes, and the method that asks for it."""


def methods() -> Iterator[tuple[str, Callable[..., Value]]]:
    """The name and the method of every operation that has one."""
    for operation in OPERATIONS.values():
        if operation.method:
            made = TAKES[operation.takes](operation)
            made.__name__, made.__doc__, made.__qualname__ = operation.method, operation.says, f"Vocabulary.{operation.method}"
            yield operation.method, made
