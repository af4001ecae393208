"""Where the bytes come from: a regular file or standard input, expanded where they are gzip, within a bound."""

from __future__ import annotations

import io
import os
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path

from adal_theory.errors import ConfigurationError
from adal_theory.results.paths import scheme

LARGEST = 8 << 30  # bytes, expanded: more than any list of samples, less than what a bomb fills
STEP = 1 << 22
KINDS = {b"\x93NUMPY": "npy", b"PK\x03\x04": "zip", b"PK\x05\x06": "zip", b"PAR1": "parquet"}
FOREIGN = {
    b"\x89HDF": "an HDF5 file",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"(\xb5/\xfd": "a Zstandard file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"7z\xbc\xaf": "a 7z archive",
    b"MATLAB 5.0": "a MATLAB file",
}
SUFFIXES = {".npy": "npy", ".npz": "zip", ".parquet": "parquet"}  # what a suffix promises, the content must be


@dataclass(frozen=True)
class Source:
    """`label` as messages name it, `content` expanded, `kind` npy, zip, parquet, torch or text, `suffix` without .gz."""

    label: str
    content: bytes
    kind: str
    suffix: str
    compressed: bool


def load(path: str | os.PathLike[str]) -> Source:
    """The bytes of `path`, "-" for standard input, and what they are, by their first bytes."""
    if not isinstance(path, (str, os.PathLike)) or not isinstance(os.fspath(path), str):
        raise ConfigurationError(
            f"path = {path!r} is not the path of a file; pass a string or a pathlib.Path, '-' for standard input"
        )
    if isinstance(path, str) and scheme(path) is not None:
        raise ConfigurationError(f"{path} is a URL, which is not read: copy it to this machine and pass the path of the copy")
    label, suffixes, raw = _standard_input() if os.fspath(path) == "-" else _file(Path(path))
    compressed = raw[:2] == b"\x1f\x8b"
    content = _expand(label, raw) if compressed else raw
    if compressed and suffixes and suffixes[-1] in (".gz", ".gzip"):
        suffixes = suffixes[:-1]
    suffix = suffixes[-1] if suffixes else ""
    if not content:
        raise ConfigurationError(f"{label} is empty; pass a file that holds numbers")
    return Source(label, content, _kind(label, content, suffix), suffix, compressed)


def _standard_input() -> tuple[str, list[str], bytes]:
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        raise ConfigurationError("standard input is closed; pass the path of a file")
    return "standard input", [], _bounded("standard input", stream)


def _file(path: Path) -> tuple[str, list[str], bytes]:
    try:
        path = path.expanduser()
        if path.is_dir():
            raise ConfigurationError(f"{path} is a folder; pass one file in it")
        if not path.exists():
            raise ConfigurationError(f"{path} does not exist; pass the path of a file that does")
        if not path.is_file():  # a device never ends, a pipe without a writer never begins
            raise ConfigurationError(f"{path} is not a regular file; pass '-' and send its content to standard input")
        with path.open("rb") as stream:
            return str(path), [s.lower() for s in path.suffixes], _bounded(str(path), stream)
    except (OSError, RuntimeError, ValueError) as error:
        if isinstance(error, ConfigurationError):
            raise
        reason = getattr(error, "strerror", None) or error
        raise ConfigurationError(f"{path} cannot be read ({reason}); pass a file that you may read") from None


def _bounded(label: str, stream: io.BufferedIOBase | io.BufferedReader) -> bytes:
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise _too_large(label)
    return content


def _too_large(label: str) -> ConfigurationError:
    return ConfigurationError(f"{label} holds more than {LARGEST >> 20} MiB; pass a part of it, such as every tenth sample")


def _expand(label: str, raw: bytes) -> bytes:
    """All members of a gzip file, step by step, so that a bomb stops at the bound."""
    parts, total, rest = [], 0, raw
    try:
        while rest:
            engine = zlib.decompressobj(wbits=31)
            while not engine.eof:
                part = engine.decompress(rest, STEP)
                rest = engine.unconsumed_tail
                total += len(part)
                if total > LARGEST:
                    raise _too_large(f"{label}, expanded,")
                if not part and not engine.eof:
                    raise zlib.error("it ends early")
                parts.append(part)
            rest = engine.unused_data.lstrip(b"\0")  # padding after the last member
    except zlib.error as error:
        raise ConfigurationError(f"{label} is not a whole gzip file ({error}); copy it again") from None
    return b"".join(parts)


def _kind(label: str, content: bytes, suffix: str) -> str:
    found = next((kind for start, kind in KINDS.items() if content.startswith(start)), "text")
    if suffix in (".pt", ".pth"):
        return "torch"
    if suffix in SUFFIXES and found != SUFFIXES[suffix]:
        raise ConfigurationError(
            f"{label} does not begin as {suffix} files do: it is damaged or of another kind; save it "
            "again, or give it the suffix of what it holds"
        )
    foreign = next((what for start, what in FOREIGN.items() if content.startswith(start)), None)
    if foreign or content[:2] in (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05"):
        raise ConfigurationError(
            f"{label} is {foreign or 'a pickle, which can run code'}; save the samples with numpy.save or as text"
        )
    return found
