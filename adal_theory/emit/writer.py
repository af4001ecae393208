"""A text writer with indentation."""

from __future__ import annotations

import re
import textwrap
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


def wrapped(line: str, width: int = 110) -> list[str]:
    """A line of Python that has brackets, broken after commas and spaces inside them, but in no string."""
    kept = re.sub(r'\(\w+, "[^"]*"|"[^"]*"(: )?', lambda text: text[0].replace(" ", "\0"), line)  # (b1, "[0, 1)") stays together
    parts = textwrap.wrap(kept, width, subsequent_indent="        ", break_long_words=False, break_on_hyphens=False)
    return [part.replace("\0", " ") for part in parts]


def assignment(name: str, value: str, width: int = 110) -> list[str]:
    """name = value, in brackets over several lines where it is long."""
    if len(name) + len(value) + 3 <= width:
        return [f"{name} = {value}"]
    start = "yield " if value.startswith("yield ") else ""
    return [f"{name} = {start}(", *("    " + part for part in wrapped(value.removeprefix(start), width)), ")"]
