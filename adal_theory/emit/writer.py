"""A text writer with indentation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class Writer:
    """Collects indented lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._depth = 0

    def __call__(self, *lines: str) -> None:
        self.lines.extend("    " * self._depth + line if line else "" for line in lines)

    @contextmanager
    def block(self, head: str, tail: str = "") -> Iterator[None]:
        """Indent what is written inside; `tail` closes the block in languages with brackets."""
        self(head)
        self._depth += 1
        yield
        self._depth -= 1
        if tail:
            self(tail)

    def body(self, head: str, lines: Iterable[str]) -> None:
        """A block, left out when it would be empty."""
        lines = list(lines)
        if lines:
            with self.block(head):
                self(*lines)

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"
