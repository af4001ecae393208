"""A result on disk, written run-chunk by run-chunk, that a killed run leaves readable and `resume` finishes.

A chunk counts as done once its checksums are on disk, in a marker of its own until `finish` lists them all; markers,
checkpoints and the lock live in a hidden folder inside the store that `finish` removes, so a finished store has the same
bytes whether or not it was interrupted.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Mapping
from glob import escape
from pathlib import Path
from typing import Any, Literal

import numpy as np
import xarray as xr
import zarr
from numpy.typing import NDArray
from zarr.codecs import Crc32cCodec

from adal_theory.errors import ConfigurationError
from adal_theory.results import checkpoint, stored
from adal_theory.results.checksums import digest, flush, sealed, write_flushed
from adal_theory.results.layout import (
    KIND,
    LAYOUT,
    ROOT,
    SUMS,
    UNFINISHED,
    WORK,
    Header,
    Variable,
    chunk_file,
    read_header,
    read_root,
    regular,
    root_document,
)
from adal_theory.results.lock import Lock
from adal_theory.results.paths import outside_stores

Resume = bool | Literal["anyway"]
Coords = Mapping[str, tuple[tuple[str, ...], NDArray[Any], Mapping[str, Any]]]
CODE = ("versions", "source_hash")


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
    def open(cls, path: Path, experiment: str, attrs: Mapping[str, Any], variables: Mapping[str, Variable], coords: Coords,
             chunk: int, resume: Resume) -> RunStore:
        """Start a store, or continue the one that is there. Raises `ConfigurationError`; overwrites nothing."""
        shapes = {n: Variable(dims, values.shape, values.dtype.str, about) for n, (dims, values, about) in coords.items()}
        code = hashlib.sha256(json.dumps([experiment, *(attrs[n] for n in CODE)]).encode()).hexdigest()
        header = Header(dict(attrs), experiment, code, chunk, dict(variables), shapes)
        try:
            outside_stores(path)
            if not path.exists() or (path.is_dir() and not any(path.iterdir())):
                lock = _created(path, header, coords)
                if lock is not None:
                    return cls(path, header, lock, {})
            return _Resumption(path, header, coords, resume).store()
        except OSError as error:
            raise _unwritable(path, error, "choose a folder that can be written") from None

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
                    raise ConfigurationError(f"{self.path}: computed again, {relative} has other bytes than before: do not trust "
                                             "this machine's arithmetic, or its memory, before you know why")
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


class _Resumption:
    """What is at a path set against the experiment that wants to go on with it."""

    def __init__(self, path: Path, header: Header, coords: Coords, resume: Resume) -> None:
        self.path, self.header, self.coords, self.resume = path, header, coords, resume

    def store(self) -> RunStore:
        """The store to go on with, locked unless it is complete. Raises `ConfigurationError`."""
        self._check_same()
        if not self._missing() and not (self.path / WORK).exists():
            done = self._intact()
            if len(done) == len(self.header.chunks):
                return RunStore(self.path, self.header, None, done)
        working = (self.path / WORK).exists()
        if working:
            regular(self.path, WORK, folder=True)
        lock = Lock(self.path / WORK / "lock", self.path)
        try:
            self._tidy()
            self._restore()
            done = self._intact()
            self._note(done)
        except BaseException:
            if not working:
                shutil.rmtree(self.path / WORK)
            lock.release()
            raise
        return RunStore(self.path, self.header, lock, done)

    def _check_same(self) -> None:
        """It must be a store of this experiment, which may be resumed; takes over its fingerprint."""
        path, header = self.path, self.header
        if not path.is_dir():
            raise ConfigurationError(f"{path} is a file: choose a folder for the store")
        if not (path / ROOT).exists():
            if not (path / SUMS).exists():
                raise ConfigurationError(f"{path} holds something else than a result, or a damaged one: choose another folder")
            stored.all_sums(path, header)  # sealed by this very experiment and code, or refused
            return self._check_asked()
        found, _ = read_root(path)
        if found.experiment != header.experiment:
            raise ConfigurationError(f"{path} was written by another experiment (different {_differences(found, header)}): "
                                     "choose another folder")
        if found.chunk != header.chunk:
            raise ConfigurationError(f"{path} was written in chunks of {found.chunk} runs, now chunk = {header.chunk}: pass the "
                                     "same chunk= or choose another folder")
        self._check_asked()
        if found.fingerprint != header.fingerprint and self.resume != "anyway":
            raise ConfigurationError(f"{path} was written by other code ({_other_code(found, header)}): finish it with that, pass "
                                     "resume='anyway' (--resume-anyway) to go on with this one and note both, or read it with "
                                     "adal_theory.open")
        self.header = Header(header.attrs, header.experiment, found.fingerprint, header.chunk, header.variables, header.coords)
        return None

    def _check_asked(self) -> None:
        if not self.resume:
            raise ConfigurationError(f"{self.path} already holds this experiment: pass resume (--resume) to finish or reuse it, or "
                                     "choose another folder")

    def _missing(self) -> list[str]:
        """Files that every store has and this one lacks."""
        return [n for n in (ROOT, SUMS, *self.header.fixed_files()) if not (self.path / n).exists()]

    def _tidy(self) -> None:
        """Remove what a killed process left half-written."""
        for name in (*self.header.variables, *self.header.coords):
            for part in (self.path / name).rglob("*.partial"):
                part.unlink()
        for part in self.path.glob("*.part"):
            part.unlink()

    def _restore(self) -> None:
        """Write files that were deleted again: they follow from the experiment alone."""
        absent = self._missing()
        if not absent:
            return
        part = _beside(self.path)
        try:
            _lay_out(part, self.header, self.coords)
            for name in absent:
                (self.path / name).parent.mkdir(parents=True, exist_ok=True)
                os.replace(part / name, self.path / name)
        finally:
            shutil.rmtree(part, ignore_errors=True)

    def _intact(self) -> dict[int, dict[str, str]]:
        """The chunks that are done and all there. Raises `ConfigurationError` where one is not what was written."""
        header = read_header(self.path)
        for name in (*header.variables, *header.coords):
            regular(self.path, name, folder=True)
        for relative, known in stored.fixed_sums(self.path, header).items():
            stored.check(self.path, relative, known)
        done = {}
        for k, sums in stored.finished(self.path, header).items():
            if all((self.path / n).exists() for n in sums):
                done[k] = sums
                for relative, known in sums.items():
                    stored.check(self.path, relative, known)
        return done

    def _note(self, done: Mapping[int, Any]) -> None:
        """Where other code goes on with a store, its attributes say which, and with how much still to do."""
        found, arrays = read_root(self.path)
        mine = self.header.attrs
        if all(found.attrs.get(n) == mine[n] for n in CODE) or len(done) == len(self.header.chunks):
            return
        rest = [[a, b - 1] for a, b in stored.spans(found, [k for k in found.chunks if k not in done])]
        notes = [*json.loads(found.attrs.get("resumed_by", "[]")), {
            "versions": json.loads(mine["versions"]), "source_hash": mine["source_hash"], "unfinished_runs": rest}]
        attrs = {**found.attrs, "resumed_by": json.dumps(notes, sort_keys=True)}
        write_flushed(self.path / ROOT, root_document(attrs, _note_of(found), arrays))


def _differences(found: Header, header: Header) -> str:
    differs = sorted(k for k in header.attrs if k not in CODE and found.attrs.get(k) != header.attrs[k]) or ["data"]
    told = ", ".join(differs[:6])
    return f"{told}; a run is not extended, as its recorded steps follow from its length" if "steps" in differs else told


def _other_code(found: Header, header: Header) -> str:
    """What differs between the code that wrote a store and this one."""
    try:
        then = dict(json.loads(found.attrs["versions"]))
    except (KeyError, TypeError, ValueError):
        then = {}
    now = json.loads(header.attrs["versions"])
    told = [f"{n} {then.get(n, 'unknown')}, now {now.get(n, 'unknown')}" for n in sorted({*now, *then}) if then.get(n) != now.get(n)]
    before = str(found.attrs.get("source_hash"))
    if before != header.attrs["source_hash"]:
        told.append(f"sources {before[:8]}, now {header.attrs['source_hash'][:8]}")
    return "; ".join(told)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name[:100]}.{uuid.uuid4().hex[:12]}.part")


def _created(path: Path, header: Header, coords: Coords) -> Lock | None:
    """Lay the store out beside its place, locked, and move it there whole; None where another was faster."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _remove_stale(path)
    part = _beside(path)
    part.mkdir()
    lock = Lock(part / WORK / "lock", path)
    try:
        _lay_out(part, header, coords)
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


def _lay_out(part: Path, header: Header, coords: Coords) -> None:
    """All that follows from the experiment alone: metadata, coordinates, and the checksums of both."""
    root = zarr.open_group(part, mode="a", zarr_format=3)
    for name, (_, values, _) in coords.items():
        _array(root, name, header.coords[name], header.coords[name].chunk)[...] = values
    for name, v in header.variables.items():
        _array(root, name, v, (header.chunk, *v.chunk[1:]))
    arrays = {n: json.loads((part / n / ROOT).read_bytes()) for n in (*header.coords, *header.variables)}
    (part / ROOT).write_bytes(root_document(header.attrs, _note_of(header), arrays))
    sums = {n: digest(part / n) for n in header.fixed_files()}
    (part / SUMS).write_bytes(sealed(stored.title(header), sums))


def _note_of(header: Header) -> dict[str, Any]:
    """What the root's metadata say of the store itself."""
    return {"kind": KIND, "layout": LAYOUT, "experiment": header.experiment, "fingerprint": header.fingerprint,
            "chunk": header.chunk, "coords": [n for n, v in header.coords.items() if v.dims != (n,)],
            "text": {n: v.dtype for n, v in header.variables.items() if v.dtype.startswith("U")}}


def _array(root: Any, name: str, v: Variable, chunks: tuple[int, ...]) -> Any:
    text = v.dtype.startswith("U")
    real = np.dtype(v.dtype).kind == "f"
    return root.create_array(name, shape=v.shape, chunks=chunks, dtype=str if text else np.dtype(v.dtype),
                             dimension_names=v.dims, attributes=dict(v.attrs), compressors=(Crc32cCodec(),),
                             fill_value=UNFINISHED if text else float("nan") if real else 0,
                             config={"write_empty_chunks": True})


def _unwritable(path: Path, error: OSError, remedy: str = "make room, then --resume; finished chunks are kept",
                ) -> ConfigurationError:
    return ConfigurationError(f"{path} cannot be written ({error.strerror or error}): {remedy}")


def chunk_of(path: Path) -> int | None:
    """Runs a chunk of the store at `path`; None where there is none to read."""
    try:
        return read_root(path)[0].chunk
    except (ConfigurationError, OSError):
        return None
