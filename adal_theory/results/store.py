"""A result on disk as Zarr, written run-chunk by run-chunk, that a killed run leaves readable and `resume` finishes.

A chunk counts as done once its marker exists; markers and checkpoints live in a hidden folder inside the store that
`finish` removes, so a finished store has the same bytes whether or not it was interrupted.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
import zarr
from numpy.typing import NDArray

from adal_theory.errors import ConfigurationError

WORK, KIND = ".in-progress", "adal-theory run"


@dataclass(frozen=True)
class Variable:
    """A variable's dimensions, shape, dtype and attributes; strings ("U…") are kept as fixed-length bytes of codes."""

    dims: tuple[str, ...]
    shape: tuple[int, ...]
    dtype: str
    attrs: Mapping[str, Any]


class RunStore:
    """One experiment's store; make it with `RunStore.open`."""

    def __init__(self, path: Path, runs: int, chunk: int, variables: Mapping[str, Variable]) -> None:
        self.path, self.runs, self.chunk, self.variables = path, runs, chunk, variables

    @classmethod
    def open(cls, path: str | Path, fingerprint: str, attrs: Mapping[str, Any], variables: Mapping[str, Variable],
             coords: Mapping[str, Any], runs: int, chunk: int, resume: bool) -> RunStore:
        """Start a store, or continue the one that is there. Raises `ConfigurationError`; overwrites nothing."""
        store = cls(Path(path), runs, chunk, variables)
        if store.path.exists():
            store._check(fingerprint, attrs, resume)
        if not (store.path / "zarr.json").exists():
            try:
                store._create({**attrs, "fingerprint": fingerprint, "kind": KIND, "run_chunk": chunk}, coords)
            except OSError as error:
                raise ConfigurationError(f"{store.path} cannot be written ({error.strerror}): choose a folder that "
                                         "can be written") from None
        return store

    def _create(self, attrs: Mapping[str, Any], coords: Mapping[str, Any]) -> None:
        """Lay the store out beside its place and move it there whole."""
        part = self.path.with_name(f".{self.path.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        part.parent.mkdir(parents=True, exist_ok=True)
        root = zarr.open_group(part, mode="w", zarr_format=3)
        root.attrs.update(dict(sorted(attrs.items())))
        for name, (dims, values, about) in coords.items():
            a = root.create_array(name, shape=values.shape, chunks=values.shape, dtype=values.dtype, dimension_names=dims)
            a.attrs.update(about)
            a[...] = values
        for name, v in self.variables.items():
            self._array(root, name, v)
        (part / WORK).mkdir()
        os.replace(part, self.path)

    def _array(self, root: Any, name: str, v: Variable) -> None:
        dims, shape, dtype = v.dims, v.shape, np.dtype(v.dtype)
        if dtype.kind == "U":
            width = dtype.itemsize // 4
            dims, shape, dtype = (*dims, "character"), (*shape, width), np.dtype("u1")
        chunks = (max(1, self.chunk), *(max(1, n) for n in shape[1:]))
        a = root.create_array(name, shape=shape, chunks=chunks, dtype=dtype, dimension_names=dims,
                              fill_value=0 if dtype.kind == "u" else float("nan"),
                              config={"write_empty_chunks": True})
        a.attrs.update(dict(v.attrs))

    def _check(self, fingerprint: str, attrs: Mapping[str, Any], resume: bool) -> None:
        if not self.path.is_dir():
            raise ConfigurationError(f"{self.path} is a file: choose a folder for the store")
        if not (self.path / "zarr.json").exists():
            if any(self.path.iterdir()):
                raise ConfigurationError(f"{self.path} holds something else than a result, or a damaged one: choose "
                                         "another folder")
            self.path.rmdir()
            return
        try:
            found = json.loads((self.path / "zarr.json").read_text())["attributes"]
        except (ValueError, KeyError, OSError):
            raise ConfigurationError(f"{self.path} is damaged (unreadable metadata): delete it or choose another "
                                     "folder") from None
        if found.get("kind") != KIND:
            raise ConfigurationError(f"{self.path} is a Zarr store of something else: choose another folder")
        if found.get("fingerprint") != fingerprint:
            differs = [k for k in attrs if found.get(k) != attrs[k]] or ["data"]
            raise ConfigurationError(f"{self.path} was written by another experiment (different "
                                     f"{', '.join(sorted(differs)[:6])}): choose another folder")
        if found.get("run_chunk") != self.chunk:
            raise ConfigurationError(f"{self.path} was written in chunks of {found.get('run_chunk')} runs, now chunk = "
                                     f"{self.chunk}: pass the same chunk= or choose another folder")
        if not resume:
            raise ConfigurationError(f"{self.path} already holds this experiment: pass resume (--resume) to finish or "
                                     "reuse it, or choose another folder")
        self._check_complete()

    def _check_complete(self) -> None:
        """Every chunk that should be on disk must be there and readable."""
        finished = not (self.path / WORK).exists()
        count = -(-self.runs // self.chunk)
        for k in range(count):
            if not (finished or self.done(k)):
                continue
            for name in self.variables:
                try:
                    files = [f for f in (self.path / name / "c").rglob("*") if f.is_file() and
                             f.relative_to(self.path / name / "c").parts[0] == str(k)]
                    if not files:
                        raise ValueError("missing")
                    zarr.open_array(self.path / name, mode="r")[k * self.chunk : (k + 1) * self.chunk]
                except Exception:  # zarr and its codecs each raise their own
                    raise ConfigurationError(f"{self.path} is truncated ({name}, chunk {k}): delete it or choose "
                                             "another folder") from None

    def _marker(self, k: int) -> Path:
        return self.path / WORK / f"done-{k}"

    def done(self, k: int) -> bool:
        """Whether chunk k is completely on disk."""
        return not (self.path / WORK).exists() or self._marker(k).exists()

    def write(self, k: int, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Write chunk k (run axis first), flush it to disk, then mark it done and drop its checkpoint."""
        start = k * self.chunk
        try:
            for name, a in arrays.items():
                target = zarr.open_array(self.path / name, mode="r+", config={"write_empty_chunks": True})
                target[start : start + a.shape[0]] = _codes(a) if a.dtype.kind == "U" else a
            for name in arrays:
                for file in (self.path / name / "c").rglob("*"):
                    if file.is_file():
                        _flush(file)
            self._put(self._marker(k), b"done\n")
        except OSError as error:
            raise ConfigurationError(f"{self.path} cannot be written ({error.strerror}): make room, then --resume; "
                                     "finished chunks are kept") from None
        self._checkpoint(k).unlink(missing_ok=True)

    def _put(self, path: Path, content: bytes) -> None:
        part = path.with_name(path.name + ".part")
        with part.open("wb") as f:
            f.write(content)
            f.flush()
            os.fsync(f.fileno())
        os.replace(part, path)

    def _checkpoint(self, k: int) -> Path:
        return self.path / WORK / f"checkpoint-{k}"

    def save_checkpoint(self, k: int, t: int, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Keep the state of an unfinished chunk before step t, with a checksum."""
        buffer = io.BytesIO()
        named: dict[str, Any] = {n.replace("/", "|"): a for n, a in arrays.items()}
        np.savez(buffer, t=np.int64(t), **named)
        content = buffer.getvalue()
        self._put(self._checkpoint(k), hashlib.sha256(content).digest() + content)

    def load_checkpoint(self, k: int) -> tuple[int, dict[str, NDArray[Any]]] | None:
        """The last whole checkpoint of chunk k, if any; a damaged one is ignored."""
        path = self._checkpoint(k)
        if not path.exists():
            return None
        raw = path.read_bytes()
        if hashlib.sha256(raw[32:]).digest() != raw[:32]:
            return None
        with np.load(io.BytesIO(raw[32:])) as file:
            arrays = {n.replace("|", "/"): file[n] for n in file.files if n != "t"}
            return int(file["t"]), arrays

    def finish(self) -> None:
        """Remove markers and checkpoints: the store is complete."""
        shutil.rmtree(self.path / WORK, ignore_errors=True)

    def dataset(self) -> xr.Dataset:
        """The whole result in memory, strings decoded."""
        with xr.open_zarr(self.path, consolidated=False, chunks=None) as data:
            found = data.load()
        for name, v in self.variables.items():
            if v.dtype.startswith("U"):
                found[name] = (v.dims, _text(found[name].values), dict(v.attrs))
        for name in ("fingerprint", "kind", "run_chunk"):
            del found.attrs[name]
        # Zarr does not tell coordinates that are no dimension (parameters over runs) from variables.
        return found.set_coords([n for n in found.data_vars if n not in self.variables])[list(self.variables)]


def chunk_of(path: Path) -> int | None:
    """Runs a chunk of the store at `path`; None where there is none to read."""
    try:
        found = json.loads((path / "zarr.json").read_text())["attributes"].get("run_chunk")
    except (ValueError, KeyError, OSError, AttributeError):
        return None
    return found if isinstance(found, int) and found > 0 else None


def _codes(a: NDArray[Any]) -> NDArray[np.uint8]:
    """ASCII strings as rows of character codes."""
    width = a.dtype.itemsize // 4
    return np.ascontiguousarray(a).view(np.uint32).reshape(*a.shape, width).astype(np.uint8)


def _text(codes: NDArray[np.uint8]) -> NDArray[Any]:
    return np.ascontiguousarray(codes.astype(np.uint32)).view(f"U{codes.shape[-1]}")[..., 0]


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
