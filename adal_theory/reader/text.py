"""A text file as lines of bytes: decoded, line ends made equal, comments and blank lines left out, quotes resolved."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from adal_theory.errors import ConfigurationError
from adal_theory.reader.source import Source

CHUNK = 1 << 22
MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8 with a byte-order mark"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
SPECIAL = b",;\t |:"  # what a quoted field may hold and a delimiter may be; inside quotes these bytes stand for them:
HIDDEN = b"\x11\x12\x13\x14\x15\x16"
HIDE, SHOW = bytes.maketrans(SPECIAL, HIDDEN), bytes.maketrans(HIDDEN, SPECIAL)
CONTROL = bytes(range(9)) + b"\x0b\x0c" + bytes(range(14, 32)) + b"\x7f"
EXCEL = rb"N/A|DIV/0|NUM!|VALUE!|REF!|NAME\?|NULL!|NUL!"  # Excel's errors, such as #N/A, begin as a comment does.
SKIPPED = re.compile(rb"^[ \t]*(?:[#%](?!" + EXCEL + rb")[^\n]*)?(?:\n|\Z)", re.M)
QUOTED = re.compile(rb'(?:(?<=[,;\t |:\n])|\A)"((?:[^"\n]|"")*)"(?=[,;\t |:\n]|\Z)')
MINUS = "−".encode()


@dataclass
class Text:
    """`data`: the lines that count, joined by a newline; `left_out`: positions of the others in the file, from 0."""

    label: str
    data: bytes
    left_out: NDArray[np.int64]
    encoding: str
    comments: int
    blanks: int

    def __post_init__(self) -> None:
        self.size = self.data.count(b"\n") + 1 if self.data else 0
        self._gaps = self.left_out - np.arange(len(self.left_out))

    def place(self, line: int) -> int:
        """The number in the file, from 1, of the line at a position, from 0."""
        return line + int(np.searchsorted(self._gaps, line, side="right")) + 1

    def chunks(self, skip: int = 0) -> Iterator[tuple[int, bytes]]:
        """(position of its first line, whole lines) from line `skip` on, some megabytes at a time."""
        start, line = 0, 0
        for _ in range(skip):
            start = self.data.find(b"\n", start) + 1
            if not start:
                return
            line += 1
        while start <= len(self.data):
            end = self.data.find(b"\n", start + CHUNK)
            end = len(self.data) if end < 0 else end
            chunk = self.data[start:end]
            yield line, chunk
            line += chunk.count(b"\n") + 1
            start = end + 1

    def head(self, count: int) -> list[bytes]:
        """The first lines."""
        return self.data.split(b"\n", count)[:count]

    def behind(self, lines: int) -> Text:
        """The text without its first lines."""
        skipped = self.place(lines - 1) if lines else 0
        left_out = np.concatenate([np.arange(skipped), self.left_out[self.left_out >= skipped]])
        return replace(self, data=b"\n".join(self.data.split(b"\n", lines)[lines:]), left_out=left_out)


def read_text(found: Source, encoding: str | None, skip: int = 0) -> Text:
    """The lines that count, without the first `skip` lines of the file."""
    data, name = _decoded(found, encoding)
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    bad = data.translate(None, delete=bytes(set(range(256)) - set(CONTROL)))
    if bad:
        where = data.index(bad[:1])
        raise ConfigurationError(
            f"{found.label}, line {data.count(10, 0, where) + 1}: control character {bad[0]:#04x}; this is not a text file"
        )
    data = _thin_spaces(data)
    head, skip = _skip(data, skip)
    body, left_out, comments, blanks = _lines_that_count(data[head:])
    left_out = np.concatenate([np.arange(skip), left_out + skip])
    text = Text(found.label, body, left_out, name, comments, blanks)
    if b'"' in body:
        text.data = _unquoted(text)
    return text


def shown(field: bytes) -> str:
    """A field as the file has it, cut to a length that a message bears."""
    word = field.translate(SHOW).decode("utf-8", "replace").strip()
    return word if len(word) <= 40 else word[:37] + "…"


def _decoded(found: Source, encoding: str | None) -> tuple[bytes, str]:
    """(content in UTF-8, name of the encoding of the file)."""
    content = found.content
    mark, codec, name = next((m for m in MARKS if content.startswith(m[0])), (b"", "utf-8", "UTF-8"))
    if encoding is not None:
        try:
            codec = codecs.lookup(encoding).name
            name = codec
            mark = mark if codec.startswith(("utf-8", "utf-16", "utf-32")) else b""
        except (LookupError, TypeError, ValueError):
            raise ConfigurationError(
                f"encoding={encoding!r} is not known; pass 'utf-8', 'utf-16' or 'cp1252', for instance"
            ) from None
    elif not mark and b"\0" in content[:4096]:
        codec = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
        name = "UTF-16"
    body = content[len(mark) :]
    try:
        if codec in ("utf-8", "utf_8"):
            codecs.utf_8_decode(body, "strict", True) if not body.isascii() else None
            return body, name
        text = body.decode(codec if mark == b"" or not codec.endswith("-sig") else "utf-8")
        return text.removeprefix("\ufeff").encode(), name
    except (UnicodeError, LookupError, TypeError) as error:
        where = getattr(error, "start", 0)
        line = body.count(b"\n", 0, where) + 1 if isinstance(where, int) else 1
        raise ConfigurationError(
            f"{found.label}, line {line}: not text in {name}; pass encoding='cp1252', for instance, or a file of numbers"
        ) from None


def _thin_spaces(data: bytes) -> bytes:
    """Unbreakable spaces group digits: they become the hidden space; a typeset minus becomes the typed one."""
    if data.isascii():
        return data
    for space in ("\u00a0", "\u202f", "\u2009"):
        data = data.replace(space.encode(), b"\x14")
    return data.replace(MINUS, b"-")


def _skip(data: bytes, skip: int) -> tuple[int, int]:
    """(offset behind the first `skip` lines, lines that were there)."""
    offset = 0
    for line in range(skip):
        end = data.find(b"\n", offset)
        if end < 0:
            return len(data), line + bool(data[offset:])
        offset = end + 1
    return offset, skip


def _lines_that_count(data: bytes) -> tuple[bytes, NDArray[np.int64], int, int]:
    """(lines joined, positions of those left out, comments, blank lines before the last line that is not)."""
    end = data.find(b"\n", len(data.rstrip(b" \t\n")))
    data = data if end < 0 else data[:end]  # the last line keeps its own spaces: a tab there may end a field
    parts, left_out, start, line, comments = [], [], 0, 0, 0
    for found in SKIPPED.finditer(data):
        if found.start() == found.end():
            continue
        line += data.count(b"\n", start, found.start())
        parts.append(data[start : found.start()])
        left_out.append(line)
        comments += bool(found.group().strip())
        line, start = line + 1, found.end()
    body = b"".join([*parts, data[start:]])
    positions = np.asarray(left_out, dtype=np.int64)
    # After a comment at the end the line before it still has its newline.
    return body.removesuffix(b"\n") if start == len(data) else body, positions, comments, len(left_out) - comments


def _unquoted(text: Text) -> bytes:
    """The data with the quotes gone and what they protected hidden."""

    def inside(found: re.Match[bytes]) -> bytes:
        return found.group(1).replace(b'""', b"'").translate(HIDE)

    parts = []
    for line, chunk in text.chunks():
        plain = QUOTED.sub(inside, chunk)
        if b'"' in plain:
            at = plain.count(b"\n", 0, plain.index(b'"'))
            raise ConfigurationError(
                f"{text.label}, line {text.place(line + at)}: a quote that does not enclose one field of one line; remove it"
            )
        parts.append(plain)
    return b"\n".join(parts)
