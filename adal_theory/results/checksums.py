"""SHA-256 of files in the form of `sha256sum -c`, sealed by one of its own; and files that are there whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
import uuid
from collections.abc import Mapping
from pathlib import Path

_LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)")


def digest(path: Path) -> str:
    """SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sealed(title: str, sums: Mapping[str, str]) -> bytes:
    """A title, a line for each file, and the SHA-256 of what stands above."""
    lines = [f"# {title}", *(f"{found}  {name}" for name, found in sorted(sums.items()))]
    text = "".join(f"{line}\n" for line in lines).encode()
    return text + f"# sha256 of the lines above: {hashlib.sha256(text).hexdigest()}\n".encode()


def unsealed(content: bytes, title: str) -> dict[str, str]:
    """The checksums by file. Raises `ValueError` unless `content` is what `sealed` made under this title."""
    lines = content.decode().splitlines()
    sums = {match[2]: match[1] for match in map(_LINE.fullmatch, lines) if match}
    if sealed(title, sums) != content:
        raise ValueError("not what was written")
    return sums


def write_flushed(path: Path, content: bytes) -> None:
    """Write beside the place, flush, and move there: the old content or the new one, never half of it, survives a crash."""
    part = path.with_name(f"{path.name}.{uuid.uuid4().hex[:12]}.part")  # another worker may be writing the same
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def flush(path: Path) -> None:
    """Bring a file that is written to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
