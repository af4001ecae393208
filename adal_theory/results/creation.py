"""Making a store: laid out beside its place, locked, and moved there whole."""

from __future__ import annotations

import errno
import json
import os
import shutil
import uuid
from collections.abc import Mapping
from glob import escape
from pathlib import Path
from typing import Any

import numpy as np
import zarr
from numpy.typing import NDArray
from zarr.codecs import Crc32cCodec

from adal_theory.errors import ConfigurationError
from adal_theory.results.checksums import digest, sealed
from adal_theory.results.layout import KIND, LAYOUT, ROOT, SUMS, UNFINISHED, WORK, Header, Variable, root_document
from adal_theory.results.lock import Lock
from adal_theory.results.stored import title

Coords = Mapping[str, tuple[tuple[str, ...], NDArray[Any], Mapping[str, Any]]]


def beside(path: Path) -> Path:
    """A name for a folder in which something is made that will be moved to `path`."""
    return path.with_name(f".{path.name[:100]}.{uuid.uuid4().hex[:12]}.part")


def created(path: Path, header: Header, coords: Coords) -> Lock | None:
    """Lay the store out beside its place, locked, and move it there whole; None where another was faster."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _remove_stale(path)
    part = beside(path)
    part.mkdir()
    lock = Lock(part / WORK / "lock", path)
    try:
        lay_out(part, header, coords)
        os.rename(part, path)
    except BaseException as error:
        shutil.rmtree(part, ignore_errors=True)
        lock.release()
        if isinstance(error, OSError) and error.errno in (errno.ENOTEMPTY, errno.EEXIST):
            return None
        raise
    return lock


def _remove_stale(path: Path) -> None:
    """Remove what processes left that were killed while they laid a store out; what is locked is still being made."""
    for part in path.parent.glob(f".{escape(path.name[:100])}.*.part"):
        try:
            lock = Lock(part / WORK / "lock", part)
        except (ConfigurationError, OSError):
            continue
        shutil.rmtree(part, ignore_errors=True)
        lock.release()


def lay_out(part: Path, header: Header, coords: Coords) -> None:
    """All that follows from the experiment alone: metadata, coordinates, and the checksums of both."""
    root = zarr.open_group(part, mode="a", zarr_format=3)
    for name, (_, values, _) in coords.items():
        _array(root, name, header.coords[name], header.coords[name].chunk)[...] = values
    for name, v in header.variables.items():
        _array(root, name, v, (header.chunk, *v.chunk[1:]))
    arrays = {n: json.loads((part / n / ROOT).read_bytes()) for n in (*header.coords, *header.variables)}
    (part / ROOT).write_bytes(root_document(header.attrs, note_of(header), arrays))
    sums = {n: digest(part / n) for n in header.fixed_files()}
    (part / SUMS).write_bytes(sealed(title(header), sums))


def note_of(header: Header) -> dict[str, Any]:
    """What the root's metadata say of the store itself."""
    return {
        "kind": KIND,
        "layout": LAYOUT,
        "experiment": header.experiment,
        "fingerprint": header.fingerprint,
        "chunk": header.chunk,
        "coords": [n for n, v in header.coords.items() if v.dims != (n,)],
        "text": {n: v.dtype for n, v in header.variables.items() if v.dtype.startswith("U")},
    }


def _array(root: Any, name: str, v: Variable, chunks: tuple[int, ...]) -> Any:
    text = v.dtype.startswith("U")
    real = np.dtype(v.dtype).kind == "f"
    return root.create_array(
        name,
        shape=v.shape,
        chunks=chunks,
        dtype=str if text else np.dtype(v.dtype),
        dimension_names=v.dims,
        attributes=dict(v.attrs),
        compressors=(Crc32cCodec(),),
        fill_value=UNFINISHED if text else float("nan") if real else 0,
        config={"write_empty_chunks": True},
    )
