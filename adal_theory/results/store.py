"""A result on disk, written run-chunk by run-chunk, that a killed run leaves readable and `resume` finishes.

A chunk counts as done once its checksums are on disk, in a marker of its own until `finish` lists them all; markers,
checkpoints and the lock live in a hidden folder inside the store that `finish` removes, so a finished store has the same
bytes whether or not it was interrupted.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xarray as xr
import zarr
from numpy.typing import NDArray

from adal_theory.errors import ConfigurationError
from adal_theory.results import checkpoint, stored
from adal_theory.results.checksums import digest, flush, sealed, write_flushed
from adal_theory.results.creation import Coords, created
from adal_theory.results.layout import SUMS, WORK, Header, Variable, chunk_file, read_header, read_root, regular
from adal_theory.results.lock import Lock
from adal_theory.results.paths import outside_stores
from adal_theory.results.resumption import CODE, Resume, Resumption


class RunStore:
    """One experiment's store; make it with `RunStore.open`, and leave it through `with`, which drops its lock."""

    def __init__(self, path: Path, header: Header, lock: Lock | None, done: Mapping[int, Mapping[str, str]]) -> None:
        self.path, self.header, self.lock, self.finished = path, header, lock, dict(done)

    def __enter__(self) -> RunStore:
        return self

    def __exit__(self, *_: object) -> None:
        if self.lock is not None:
            self.lock.release()

    @classmethod
    def open(
        cls,
        path: Path,
        experiment: str,
        attrs: Mapping[str, Any],
        variables: Mapping[str, Variable],
        coords: Coords,
        chunk: int,
        resume: Resume,
    ) -> RunStore:
        """Start a store, or continue the one that is there. Raises `ConfigurationError`; overwrites nothing."""
        shapes = {n: Variable(dims, values.shape, values.dtype.str, about) for n, (dims, values, about) in coords.items()}
        code = hashlib.sha256(json.dumps([experiment, *(attrs[n] for n in CODE)]).encode()).hexdigest()
        header = Header(dict(attrs), experiment, code, chunk, dict(variables), shapes)
        try:
            outside_stores(path)
            if not path.exists() or (path.is_dir() and not any(path.iterdir())):
                lock = created(path, header, coords)
                if lock is not None:
                    return cls(path, header, lock, {})
            return cls(path, *Resumption(path, header, coords, resume).begin())
        except OSError as error:
            raise _unwritable(path, error, "choose a folder that can be written") from None

    @classmethod
    def joined(cls, path: Path) -> RunStore:
        """The unfinished store that another process has opened and will finish: for a worker that writes chunks of it."""
        return cls(path, read_header(path), None, {})

    @property
    def address(self) -> str:
        """By what workers of other processes find it."""
        return str(self.path)

    def take_in(self) -> None:
        """Count the chunks that workers have written."""
        self.finished.update(stored.finished(self.path, self.header))

    def done(self, k: int) -> bool:
        """Whether chunk k is completely on disk."""
        return k in self.finished

    def write(self, k: int, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Write chunk k (run axis first), flush it to disk, then mark it done and drop its checkpoint."""
        start, _ = self.header.rows(k)
        before = stored.all_sums(self.path, self.header)
        sums = {}
        try:
            for name, a in arrays.items():
                target = zarr.open_array(self.path / name, mode="r+", zarr_format=3)
                target = target.with_config({"write_empty_chunks": True})  # a chunk of NaN is data too
                target[start : start + a.shape[0]] = a
                relative = chunk_file(name, k, a.ndim)
                flush(self.path / relative)
                sums[relative] = digest(self.path / relative)
                if before.get(relative, sums[relative]) != sums[relative]:
                    raise ConfigurationError(
                        f"{self.path}: {relative} differs from what was computed before: do not trust "
                        "this machine's arithmetic, or its memory, before you know why"
                    )
            write_flushed(self.path / WORK / f"done-{k}", sealed(stored.title(self.header, k), sums))
            self._checkpoint(k).unlink(missing_ok=True)
        except OSError as error:
            raise _unwritable(self.path, error) from None
        self.finished[k] = sums

    def _checkpoint(self, k: int) -> Path:
        return self.path / WORK / f"checkpoint-{k}"

    def save_checkpoint(self, k: int, t: int, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Keep the state of an unfinished chunk before step t, with a checksum."""
        try:
            write_flushed(self._checkpoint(k), checkpoint.packed(stored.title(self.header, k), t, arrays))
        except OSError as error:
            raise _unwritable(self.path, error) from None

    def load_checkpoint(self, k: int) -> tuple[int, dict[str, NDArray[Any]]] | None:
        """The last whole checkpoint of chunk k, if any; a damaged one is ignored."""
        try:
            raw = regular(self.path, f"{WORK}/checkpoint-{k}").read_bytes()
        except FileNotFoundError:
            return None
        return checkpoint.unpacked(stored.title(self.header, k), raw)

    def finish(self) -> None:
        """List all checksums, then remove markers and checkpoints: the store is complete."""
        if self.lock is None:
            return
        try:
            sums = stored.fixed_sums(self.path, self.header)
            whole = sealed(stored.title(self.header), {n: s for part in (sums, *self.finished.values()) for n, s in part.items()})
            if (self.path / SUMS).read_bytes() != whole:
                write_flushed(self.path / SUMS, whole)
            shutil.rmtree(self.path / WORK)
        except OSError as error:
            raise _unwritable(self.path, error) from None
        self.lock.release()

    def dataset(self) -> xr.Dataset:
        """The whole result in memory, as it is on disk."""
        return stored.read(self.path)


def _unwritable(
    path: Path, error: OSError, remedy: str = "make room, then --resume; finished chunks are kept"
) -> ConfigurationError:
    return ConfigurationError(f"{path} cannot be written ({error.strerror or error}): {remedy}")


def chunk_of(path: Path) -> int | None:
    """Runs a chunk of the store at `path`; None where there is none to read."""
    try:
        return read_root(path)[0].chunk
    except (ConfigurationError, OSError):
        return None
