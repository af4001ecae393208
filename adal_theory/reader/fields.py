"""A text cut at one delimiter: fields a line, shapes, first lines that break a rule."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from adal_theory.reader.grammar import TO_SHAPE
from adal_theory.reader.text import Text

WHITESPACE, NONE = "whitespace", "none"
MANY = 200_000  # distinct shapes: more than any file of numbers has


def split(chunk: bytes, delimiter: str) -> list[bytes]:
    """The fields of whole lines, in order."""
    if delimiter == WHITESPACE:
        return chunk.split()
    if delimiter == NONE:
        return chunk.split(b"\n")
    d = delimiter.encode()
    return chunk.replace(b"\n", d).split(d)


def counts(chunk: bytes, delimiter: str) -> NDArray[np.int64]:
    """The number of fields of each line."""
    a = np.frombuffer(chunk, dtype=np.uint8)
    ends = np.append(np.flatnonzero(a == 10), len(a))
    if delimiter == NONE:
        return np.ones(len(ends), dtype=np.int64)
    if delimiter == WHITESPACE:
        empty = (a == 32) | (a == 9) | (a == 10)
        places = np.flatnonzero(~empty & np.append(True, empty[:-1]))
        return np.diff(np.searchsorted(places, ends), prepend=0)
    places = np.flatnonzero(a == ord(delimiter))
    return np.diff(np.searchsorted(places, ends), prepend=0) + 1


class Fields:
    """What the lines of a text from `first` on hold, cut at `delimiter`; computed once, when asked for."""

    def __init__(self, text: Text, delimiter: str, first: int) -> None:
        self.text, self.delimiter, self.first = text, delimiter, first
        self.width = int(counts(text.head(first + 1)[-1], delimiter)[0])
        self._shapes: dict[tuple[int, ...] | None, dict[bytes, int]] = {}
        self._ragged: tuple[int, int] | str | None = ""

    def ragged(self) -> tuple[int, int] | None:
        """(line, its number of fields) of the first line whose number differs from the first one's, or None."""
        if self._ragged == "":
            self._ragged = None
            for line, chunk in self.text.chunks(self.first):
                other = counts(chunk, self.delimiter)
                bad = np.flatnonzero(other != self.width)
                if bad.size:
                    self._ragged = (line + int(bad[0]), int(other[bad[0]]))
                    break
        return self._ragged  # type: ignore[return-value]

    def shapes(self, columns: tuple[int, ...] | None = None) -> dict[bytes, int]:
        """Each shape of a field, of `columns` or of all, and the line at which the chunk of its first occurrence begins."""
        if columns not in self._shapes:
            found: dict[bytes, int] = {}
            for line, chunk in self.text.chunks(self.first):
                fields = split(chunk.translate(TO_SHAPE), self.delimiter)
                parts = [fields] if columns is None else [fields[c :: self.width] for c in columns]
                for shape in set().union(*parts):
                    found.setdefault(shape, line)
                if len(found) > MANY:
                    break
            self._shapes[columns] = found
        return self._shapes[columns]

    def by_column(self) -> list[set[bytes]]:
        """The shapes of each column, of lines that all have as many fields."""
        found: list[set[bytes]] = [set() for _ in range(self.width)]
        for _, chunk in self.text.chunks(self.first):
            fields = split(chunk.translate(TO_SHAPE), self.delimiter)
            for c, shapes in enumerate(found):
                shapes.update(fields[c :: self.width])
        return found

    def first_field(
        self, is_bad: Callable[[bytes], bool], columns: tuple[int, ...] | None = None, start: int = 0
    ) -> tuple[int, bytes] | None:
        """(line, field) of the first field, in `columns`, whose raw shape is bad, from the chunk that begins at line `start`."""
        for line, chunk in self.text.chunks(self.first):
            if line < start:
                continue
            for i, one in enumerate(chunk.split(b"\n")):
                fields = split(one, self.delimiter)
                for field in fields if columns is None else [fields[c] for c in columns if c < len(fields)]:
                    if is_bad(field.translate(TO_SHAPE)):
                        return line + i, field
        return None
