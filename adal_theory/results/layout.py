"""What a store looks like: its files, its metadata, and which of both are accepted when it is read.

A store is a Zarr group (format 3) of arrays cut along the run axis, uncompressed and with a CRC-32C on every chunk, so that a
chunk has one possible length; consolidated metadata, so that `xarray.open_zarr` reads it alone; and `checksums.sha256`.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from adal_theory.errors import ConfigurationError

LAYOUT, KIND = 2, "adal-theory run"
WORK, SUMS, ROOT, NOTE = ".in-progress", "checksums.sha256", "zarr.json", "store"
UNFINISHED = "not finished"
METADATA_BYTES = 64 * 1024 * 1024
_NUMBERS = {"float64": "f8", "float32": "f4", "int64": "i8"}
_NAME = re.compile(r"[^/\\\0.][^/\\\0]{0,200}")
_TEXT = re.compile(r"U[1-9][0-9]{0,2}")


@dataclass(frozen=True)
class Variable:
    """A variable's dimensions, shape, dtype ("U…" for text) and attributes."""

    dims: tuple[str, ...]
    shape: tuple[int, ...]
    dtype: str
    attrs: Mapping[str, Any]

    @property
    def chunk(self) -> tuple[int, ...]:
        """The shape of a chunk where it is not cut."""
        return tuple(max(1, n) for n in self.shape)


@dataclass(frozen=True)
class Header:
    """What the metadata of a store say; `attrs` are those of the result."""

    attrs: dict[str, Any]
    experiment: str
    fingerprint: str
    chunk: int
    variables: dict[str, Variable]
    coords: dict[str, Variable]

    @property
    def runs(self) -> int:
        return next(iter(self.variables.values())).shape[0]

    @property
    def chunks(self) -> range:
        return range(-(-self.runs // self.chunk))

    def rows(self, k: int) -> tuple[int, int]:
        """First run of chunk k and the run after its last."""
        return k * self.chunk, min((k + 1) * self.chunk, self.runs)

    def files_of(self, k: int) -> list[str]:
        """The files of chunk k, one per variable."""
        return [chunk_file(n, k, len(v.shape)) for n, v in self.variables.items()]

    def fixed_files(self) -> list[str]:
        """What is written when a store is made, but for `ROOT`, which carries its own checksum."""
        both = {**self.coords, **self.variables}
        return [*(f"{n}/{ROOT}" for n in both), *(chunk_file(n, 0, len(v.shape)) for n, v in self.coords.items())]


def chunk_file(name: str, k: int, dimensions: int) -> str:
    return f"{name}/c/" + "/".join(["0" if d else str(k) for d in range(dimensions)])


def root_document(attrs: Mapping[str, Any], note: Mapping[str, Any], arrays: Mapping[str, Any]) -> bytes:
    """The group's `zarr.json`, consolidated metadata included, sealed by its own checksum."""
    shown = {**dict(sorted(attrs.items())), NOTE: dict(note)}
    if note["coords"]:
        shown["coordinates"] = " ".join(note["coords"])  # CF's convention, for plain xarray
    document: dict[str, Any] = {
        "attributes": shown,
        "zarr_format": 3,
        "node_type": "group",
        "consolidated_metadata": {"kind": "inline", "must_understand": False, "metadata": dict(arrays)},
    }
    shown[NOTE]["sha256"] = _seal(document)
    return (json.dumps(document, indent=1) + "\n").encode()


def _seal(document: Mapping[str, Any]) -> str:
    """The SHA-256 of what the document says, but for the checksum itself."""
    bare = json.loads(json.dumps(document))
    bare["attributes"][NOTE].pop("sha256", None)
    return hashlib.sha256(json.dumps(bare, sort_keys=True).encode()).hexdigest()


def regular(root: Path, relative: str, folder: bool = False) -> Path:
    """A file (or folder) inside the store, reached through plain folders alone: no link leads out of it.

    Raises `FileNotFoundError` where there is none, `ConfigurationError` where something else lies there.
    """
    path, parts = root, relative.split("/")
    for k, part in enumerate(parts, start=1):
        path = path / part
        wanted = stat.S_ISDIR if folder or k < len(parts) else stat.S_ISREG
        mode = os.lstat(path).st_mode
        if not wanted(mode):
            raise ConfigurationError(
                f"{root} is not read: its {relative} is {'a link' if stat.S_ISLNK(mode) else 'not a file'}; "
                "put the file itself there"
            )
    return path


def read_small(root: Path, relative: str) -> bytes:
    """A file of metadata, of bounded length. Raises `OSError` or `ValueError`."""
    path = regular(root, relative)
    if path.stat().st_size > METADATA_BYTES:
        raise ValueError("too long")
    return path.read_bytes()


def read_root(path: Path) -> tuple[Header, dict[str, Any]]:
    """What the root's metadata say, and those of its arrays as it repeats them. Raises `ConfigurationError`."""
    document = _document(path)
    note = document["attributes"][NOTE]
    try:
        if note["sha256"] != _seal(document):
            raise ValueError("another checksum")
        return _header(document, note), document["consolidated_metadata"]["metadata"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, StopIteration):
        raise damaged(path, ROOT) from None


def read_header(path: Path) -> Header:
    """The metadata of a store, those of every array included. Raises `ConfigurationError`."""
    header, arrays = read_root(path)
    for name, known in arrays.items():
        relative = f"{name}/{ROOT}"
        try:
            if json.loads(read_small(path, relative)) != known:
                raise damaged(path, relative)
        except FileNotFoundError:
            raise missing(path, relative) from None
        except OSError as error:
            raise unreadable(path, error) from None
        except RecursionError:
            raise damaged(path, relative) from None
        except ValueError as error:
            raise (error if isinstance(error, ConfigurationError) else damaged(path, relative)) from None
    return header


def _document(path: Path) -> dict[str, Any]:
    """The root's JSON of a store of ours in a layout that is known."""
    try:
        document = json.loads(read_small(path, ROOT))
        attributes = document["attributes"] if document["node_type"] == "group" else {}
        note, old = attributes.get(NOTE), attributes.get("kind")
    except FileNotFoundError:
        raise missing(path, ROOT) from None
    except OSError as error:
        raise unreadable(path, error) from None
    except ConfigurationError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise damaged(path, ROOT) from None
    if old == KIND:
        raise ConfigurationError(
            f"{path} was written by an earlier version, without checksums: simulate again into another "
            "folder, or read it unchecked with xarray.open_zarr(…, consolidated=False)"
        )
    if not isinstance(note, dict) or note.get("kind") != KIND:
        raise ConfigurationError(
            f"{path} is a Zarr store of something else: read it with xarray or zarr, and choose another folder to write to"
        )
    layout = note.get("layout")
    if isinstance(layout, int) and layout > LAYOUT:
        raise ConfigurationError(
            f"{path} was written in layout {layout}, this version reads layouts up to {LAYOUT}: update adal-theory"
        )
    return dict(document)


def _header(document: Mapping[str, Any], note: Mapping[str, Any]) -> Header:
    attrs = {n: v for n, v in document["attributes"].items() if n not in (NOTE, "coordinates")}
    arrays = document["consolidated_metadata"]["metadata"]
    chunk, text = note["chunk"], note["text"]
    found = {}
    for name, meta in arrays.items():
        cut = None if name in note["coords"] or meta["dimension_names"] == [name] else chunk
        found[name] = _variable(name, meta, cut, text.get(name))
    coords = {n: v for n, v in found.items() if n in note["coords"] or v.dims == (n,)}
    variables = {n: v for n, v in found.items() if n not in coords}
    runs = {v.shape[0] for v in variables.values()}
    if note["layout"] != LAYOUT or type(chunk) is not int or not 0 < chunk < 2**63 or len(runs) != 1 or runs == {0}:
        raise ValueError("not as written")
    return Header(attrs, str(note["experiment"]), str(note["fingerprint"]), chunk, variables, coords)


def _variable(name: str, meta: Mapping[str, Any], cut: int | None, text: str | None) -> Variable:
    """An array's metadata, if they are what this package writes: no other types, codecs, keys or chunks are ever decoded."""
    shape, dims = tuple(meta["shape"]), tuple(meta["dimension_names"])
    width = _TEXT.fullmatch(text) if text is not None else None
    dtype = width.group() if width else _NUMBERS[meta["data_type"]]
    v = Variable(dims, shape, dtype, dict(meta["attributes"]))
    coder = {"name": "vlen-utf8", "configuration": {}} if width else {"name": "bytes", "configuration": {"endian": "little"}}
    plain = (
        _NAME.fullmatch(name)
        and all(type(n) is int and 0 <= n < 2**63 for n in shape)
        and all(isinstance(d, str) for d in dims)
        and len(dims) == len(shape) >= 1
        and meta["data_type"] == ("string" if width else meta["data_type"])
        and meta["node_type"] == "array"
        and meta["zarr_format"] == 3
        and not meta.get("storage_transformers")
        and meta["chunk_grid"]
        == {"name": "regular", "configuration": {"chunk_shape": list(v.chunk if cut is None else (cut, *v.chunk[1:]))}}
        and meta["chunk_key_encoding"] == {"name": "default", "configuration": {"separator": "/"}}
        and [{"configuration": {}, **c} for c in meta["codecs"]] == [coder, {"name": "crc32c", "configuration": {}}]
    )
    if not plain:
        raise ValueError(name)
    return v


def check_size(path: Path, header: Header) -> None:
    """Raise `ConfigurationError` where the result is larger than this machine's memory."""
    size = sum(math.prod(v.shape) * np.dtype(v.dtype).itemsize for v in (*header.variables.values(), *header.coords.values()))
    size += sum(math.prod((header.chunk, *v.chunk[1:])) * np.dtype(v.dtype).itemsize for v in header.variables.values())
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    if size > memory:
        raise ConfigurationError(
            f"{path} needs {size:.2g} bytes, this machine has {memory:.2g}: read a part of it with xarray.open_zarr"
        )


def unreadable(path: Path, error: OSError) -> ConfigurationError:
    return ConfigurationError(f"{path} cannot be read ({error.strerror or error}): make it readable, or name another folder")


def damaged(path: Path, relative: str) -> ConfigurationError:
    return ConfigurationError(f"{path} is damaged: {relative} is not what was written; {_remedy(relative)}")


def missing(path: Path, relative: str) -> ConfigurationError:
    return ConfigurationError(f"{path} is damaged: {relative} is missing; {_remedy(relative, False)}")


def _remedy(relative: str, there: bool = True) -> str:
    what = "all runs" if relative == SUMS else "its runs" if "/c/" in relative or WORK in relative else "it"
    again = f"the same run with resume=True (--resume) {'writes' if what == 'it' else 'computes'} {what} again"
    return f"delete that file, then {again}" if there else again
