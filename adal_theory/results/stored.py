"""Reading a store: every byte is checked before it counts, and nothing in it can run code, lead outside or exhaust memory."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
import zarr
from numpy.typing import NDArray

from adal_theory.errors import ConfigurationError
from adal_theory.results.checksums import digest, unsealed
from adal_theory.results.layout import (
    LAYOUT,
    ROOT,
    SUMS,
    UNFINISHED,
    WORK,
    Header,
    Variable,
    check_size,
    chunk_file,
    damaged,
    missing,
    read_header,
    read_small,
    regular,
    unreadable,
)
from adal_theory.results.paths import folder

Sums = dict[str, str]


def opened(store: Any) -> xr.Dataset:
    """`adal_theory.open`."""
    path = folder("store", store)
    return opened_folder(path)


def opened_folder(path: Path) -> xr.Dataset:
    """`adal_theory.open` of a folder."""
    try:
        _check_there(path)
        return read(path)
    except OSError as error:
        raise unreadable(path, error) from None


def _check_there(path: Path) -> None:
    if not path.exists():
        raise ConfigurationError(f"{path} does not exist: give the folder of a store that adal_theory.run wrote")
    if not path.is_dir():
        raise ConfigurationError(f"{path} is a file: give the folder of a store that adal_theory.run wrote")
    if (path / ROOT).exists() or (path / SUMS).exists():
        return
    if (path / "experiment.json").is_file():
        runs = sorted(p.parent.name for p in path.glob(f"*/{ROOT}"))
        one = f"open one of its runs ({', '.join(runs[:8])}{', …' if len(runs) > 8 else ''})" if runs else "it keeps no runs"
        raise ConfigurationError(f"{path} holds an experiment of adal simulate: {one}; numpy.load reads its data.npz")
    raise ConfigurationError(f"{path} is not a store: give the folder that adal_theory.run wrote")


def read(path: Path) -> xr.Dataset:
    """The result, checked; runs that are not finished are NaN, their status says so, and `finished_runs` lists the others."""
    header = read_header(path)
    check_size(path, header)
    done = finished(path, header)
    if len(done) < len(header.chunks) and not (path / WORK).exists():
        done = finished(path, header)  # it may have been completed between two looks
    for relative, known in [*fixed_sums(path, header).items(), *(pair for sums in done.values() for pair in sums.items())]:
        check(path, relative, known)
    try:
        return _dataset(path, header, sorted(done))
    except MemoryError:
        raise ConfigurationError(f"{path} does not fit into memory: read a part of it with xarray.open_zarr") from None


def title(header: Header, k: int | None = None) -> str:
    """The first line of a list of checksums: it belongs to this store, and to this chunk of it."""
    return f"adal-theory store, layout {LAYOUT}, {header.fingerprint}" + ("" if k is None else f", chunk {k}")


def all_sums(path: Path, header: Header) -> Sums:
    """`checksums.sha256`. Raises `ConfigurationError`."""
    try:
        return unsealed(read_small(path, SUMS), title(header))
    except FileNotFoundError:
        raise missing(path, SUMS) from None
    except ConfigurationError:
        raise
    except ValueError:
        raise damaged(path, SUMS) from None


def fixed_sums(path: Path, header: Header) -> Sums:
    """Checksums of what was written when the store was made."""
    sums = all_sums(path, header)
    if not set(header.fixed_files()) <= set(sums):
        raise damaged(path, SUMS)
    return {n: sums[n] for n in header.fixed_files()}


def finished(path: Path, header: Header) -> dict[int, Sums]:
    """Checksums of the chunks that were completed, from the list or, while it lacks them, from their markers."""
    sums, out = all_sums(path, header), {}
    for k in header.chunks:
        files = header.files_of(k)
        if all(f in sums for f in files):
            out[k] = {f: sums[f] for f in files}
            continue
        try:
            out[k] = unsealed(read_small(path, f"{WORK}/done-{k}"), title(header, k))
        except FileNotFoundError:
            continue
        except ConfigurationError:
            raise
        except ValueError:
            raise damaged(path, f"{WORK}/done-{k}") from None
        if sorted(out[k]) != sorted(files):
            raise damaged(path, f"{WORK}/done-{k}")
    return out


def check(path: Path, relative: str, known: str) -> None:
    """Raise `ConfigurationError` unless the file holds what was written."""
    try:
        if digest(regular(path, relative)) != known:
            raise damaged(path, relative)
    except FileNotFoundError:
        raise missing(path, relative) from None


def _dataset(path: Path, header: Header, done: list[int]) -> xr.Dataset:
    rows = spans(header, done)
    coords = {n: (v.dims, _values(path, n, v, [(0, v.shape[0])], v.chunk[0]), v.attrs) for n, v in header.coords.items()}
    data = {n: (v.dims, _values(path, n, v, rows, header.chunk), v.attrs) for n, v in header.variables.items()}
    attrs = dict(header.attrs)
    if len(done) < len(header.chunks):
        attrs["finished_runs"] = json.dumps([[a, b - 1] for a, b in rows])
    return xr.Dataset(data, coords, attrs)


def spans(header: Header, done: Iterable[int]) -> list[tuple[int, int]]:
    """Finished runs as (first, last + 1), neighbours joined."""
    out: list[tuple[int, int]] = []
    for a, b in map(header.rows, done):
        out = [*out[:-1], (out[-1][0], b)] if out and out[-1][1] == a else [*out, (a, b)]
    return out


def _values(path: Path, name: str, v: Variable, spans: list[tuple[int, int]], chunk: int) -> NDArray[Any]:
    """The rows of `spans`; what lies between them is NaN or `UNFINISHED`."""
    text = v.dtype.startswith("U")
    out = np.full(v.shape, UNFINISHED if text else np.nan, v.dtype) if spans != [(0, v.shape[0])] else np.empty(v.shape, v.dtype)
    try:
        array = zarr.open_array(path / name, mode="r", zarr_format=3)
        for a, b in spans:
            if text:
                _check_counts(path, name, v, range(a // chunk, -(-b // chunk)), chunk)
            values = np.asarray(array[a:b])
            if text and np.strings.str_len(values).max() > int(v.dtype[1:]):
                raise ValueError("longer than declared")
            out[a:b] = values
    except (ConfigurationError, MemoryError):
        raise
    except Exception:  # zarr and its codecs each raise their own
        raise damaged(path, f"{name}/c") from None
    return out


def _check_counts(path: Path, name: str, v: Variable, chunks: Iterable[int], size: int) -> None:
    """A chunk of text begins with the number of its items, which the decoder would believe."""
    for k in chunks:
        with regular(path, chunk_file(name, k, len(v.shape))).open("rb") as file:
            if int.from_bytes(file.read(4), "little") != size:
                raise ValueError("another number of items")
