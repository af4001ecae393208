"""Going on with a store that is there: whose it is, whether it is whole, and what has still to be done."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from adal_theory.errors import ConfigurationError
from adal_theory.results import stored
from adal_theory.results.checksums import write_flushed
from adal_theory.results.creation import Coords, beside, lay_out, note_of
from adal_theory.results.layout import ROOT, SUMS, WORK, Header, read_header, read_root, regular, root_document
from adal_theory.results.lock import Lock

Resume = bool | Literal["anyway"]
CODE = ("versions", "source_hash")


class Resumption:
    """What is at a path set against the experiment that wants to go on with it."""

    def __init__(self, path: Path, header: Header, coords: Coords, resume: Resume) -> None:
        self.path, self.header, self.coords, self.resume = path, header, coords, resume

    def begin(self) -> tuple[Header, Lock | None, dict[int, dict[str, str]]]:
        """Its header, the lock unless it is complete, and the chunks that are done. Raises `ConfigurationError`."""
        self._check_same()
        if not self._missing() and not (self.path / WORK).exists():
            done = self._intact()
            if len(done) == len(self.header.chunks):
                return self.header, None, done
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
        return self.header, lock, done

    def _check_same(self) -> None:
        """It must be a store of this experiment, which may be resumed; takes over its fingerprint."""
        path, header = self.path, self.header
        if not path.is_dir():
            raise ConfigurationError(f"{path} is a file: choose a folder for the store")
        if not (path / ROOT).exists():
            if not (path / SUMS).exists():
                raise ConfigurationError(f"{path} holds something other than a result, or a damaged one: choose another folder")
            stored.all_sums(path, header)  # sealed by this very experiment and code, or refused
            return self._check_asked()
        found, _ = read_root(path)
        if found.experiment != header.experiment:
            raise ConfigurationError(
                f"{path} was written by another experiment (different {_differences(found, header)}): choose another folder"
            )
        if found.chunk != header.chunk:
            raise ConfigurationError(
                f"{path} was written in chunks of {found.chunk} runs, now chunk = {header.chunk}: pass the "
                "same chunk= or choose another folder"
            )
        self._check_asked()
        if found.fingerprint != header.fingerprint and self.resume != "anyway":
            raise ConfigurationError(
                f"{path} was written by other code ({_other_code(found, header)}): finish it with that "
                "code, pass resume='anyway' (--resume-anyway) to go on with this and note both, or read what is "
                "there with adal_theory.open"
            )
        self.header = replace(header, fingerprint=found.fingerprint)
        return None

    def _check_asked(self) -> None:
        if not self.resume:
            raise ConfigurationError(
                f"{self.path} already holds this experiment: pass resume (--resume) to finish or reuse it, "
                "or choose another folder"
            )

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
        part = beside(self.path)
        try:
            lay_out(part, self.header, self.coords)
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
        notes = [
            *json.loads(found.attrs.get("resumed_by", "[]")),
            {"versions": json.loads(mine["versions"]), "source_hash": mine["source_hash"], "unfinished_runs": rest},
        ]
        attrs = {**found.attrs, "resumed_by": json.dumps(notes, sort_keys=True)}
        write_flushed(self.path / ROOT, root_document(attrs, note_of(found), arrays))


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
    differing = [n for n in sorted({*now, *then}) if then.get(n) != now.get(n)]
    told = [f"{n} {then.get(n, 'unknown')}, now {now.get(n, 'unknown')}" for n in differing]
    before = str(found.attrs.get("source_hash"))
    if before != header.attrs["source_hash"]:
        told.append(f"sources {before[:8]}, now {header.attrs['source_hash'][:8]}")
    return "; ".join(told)
