"""Stores at a URL (s3://, gs://, memory://, …, what fsspec knows): made here by the code for folders, file by file sent there.

A mirror in a temporary folder has the same files; a chunk's files are sent before the marker that says it is done, so that a
killed run leaves there what `resume` finishes. Object stores have no locks: two writers of one store write the same bytes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xarray as xr
from numpy.typing import NDArray

from adal_theory.errors import ConfigurationError
from adal_theory.results.layout import METADATA_BYTES, ROOT, SUMS, WORK, read_root
from adal_theory.results.paths import scheme
from adal_theory.results.store import RunStore
from adal_theory.results.stored import opened_folder


def is_remote(store: Any) -> bool:
    """Whether it is a URL of something else than this machine's files."""
    return isinstance(store, str) and scheme(store) not in (None, "file")


class Mirror:
    """A URL and the folder of this machine that has the same files; `with` removes the folder.

    Raises `ConfigurationError` for a URL that fsspec does not know, and where the package for it is missing; every method
    raises it where the URL cannot be reached.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        try:
            import fsspec

            self.files, self.root = fsspec.core.url_to_fs(self.url)
        except ImportError as error:
            raise ConfigurationError(
                f"{self.url} needs another package ({error}): pip install 'adal-theory[cluster]', and s3fs, gcsfs or adlfs"
            ) from None
        except ValueError as error:
            raise ConfigurationError(
                f"{self.url} is not a URL that fsspec knows ({error}): correct it, or name a folder"
            ) from None
        self.root = self.root.rstrip("/")
        self.temporary = tempfile.TemporaryDirectory(prefix="adal-store-")
        self.local = Path(self.temporary.name) / "store"

    def __enter__(self) -> Mirror:
        return self

    def __exit__(self, *_: object) -> None:
        self.temporary.cleanup()

    @contextmanager
    def told(self) -> Iterator[None]:
        """What is raised inside names the URL instead of the folder."""
        try:
            yield
        except ConfigurationError as error:
            raise type(error)(str(error).replace(str(self.local), self.url)) from None

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """Whatever a file system of fsspec's raises becomes one line; a missing file is told apart."""
        try:
            yield
        except (ConfigurationError, FileNotFoundError):
            raise
        except Exception as error:
            why = (str(error) or type(error).__name__).splitlines()[0]
            raise ConfigurationError(
                f"{self.url} cannot be reached ({why}): correct the URL or your access to it; finished chunks are kept"
            ) from None

    def pull(self) -> None:
        """Copy everything at the URL to this machine; nothing where there is nothing yet."""
        with self._reached():
            try:
                found = self.files.find(self.root)
            except FileNotFoundError:
                return
            names = [f[len(self.root) :].lstrip("/") for f in found]
        self.fetch(n for n in names if n)

    def fetch(self, names: Iterable[str], missing: bool = False) -> None:
        """Copy these files from the URL; with `missing`, those that do not exist are passed over.

        Raises `ConfigurationError` for a name that leads out of the store, and for a file that is missing.
        """
        for name in names:
            if ".." in name.split("/") or name.startswith("/"):
                raise ConfigurationError(
                    f"{self.url} holds a file named {name!r}, which is none of a store: choose another place"
                )
            try:
                with self._reached():
                    content = self.files.cat_file(f"{self.root}/{name}")
            except FileNotFoundError:
                if missing:
                    continue
                raise ConfigurationError(f"{self.url} lacks {name}: it is being changed, or is not a store") from None
            (self.local / name).parent.mkdir(parents=True, exist_ok=True)
            (self.local / name).write_bytes(content)

    def metadata(self) -> None:
        """Copy what a worker needs to write a chunk."""
        self.fetch([ROOT, SUMS])
        if (self.local / ROOT).stat().st_size > METADATA_BYTES:
            raise ConfigurationError(f"{self.url} has metadata that are too long for a store")
        self.fetch(f"{name}/{ROOT}" for name in read_root(self.local)[1])
        (self.local / WORK).mkdir(exist_ok=True)

    def push(self, names: Iterable[str]) -> None:
        """Copy these files to the URL, in this order."""
        with self._reached():
            for name in names:
                self.files.pipe_file(f"{self.root}/{name}", (self.local / name).read_bytes())

    def drop(self, names: Iterable[str]) -> None:
        """Remove these files at the URL, if they exist."""
        with self._reached():
            for name in names:
                try:
                    self.files.rm_file(f"{self.root}/{name}")
                except FileNotFoundError:
                    continue


class RemoteStore(RunStore):
    """A store at a URL, written through its mirror."""

    mirror: Mirror

    @classmethod
    def over(cls, store: RunStore, mirror: Mirror) -> RemoteStore:
        """The same store, whose files also go to the mirror's URL."""
        made = cls(store.path, store.header, store.lock, store.finished)
        made.mirror = mirror
        return made

    @classmethod
    def begun(cls, store: RunStore, mirror: Mirror) -> RemoteStore:
        """`over`, with all that is there of it already sent: the metadata last, with which it begins to be a store."""
        made = cls.over(store, mirror)
        names = [p.relative_to(mirror.local).as_posix() for p in mirror.local.rglob("*") if p.is_file() and p.name != "lock"]
        mirror.push(sorted((n for n in names if "/c/" not in n or n in store.header.fixed_files()), key=lambda n: n == ROOT))
        return made

    @property
    def address(self) -> str:
        return self.mirror.url

    def write(self, k: int, arrays: Mapping[str, NDArray[Any]]) -> None:
        with self.mirror.told():
            super().write(k, arrays)
            self.mirror.push([*self.header.files_of(k), f"{WORK}/done-{k}"])
            self.mirror.drop([f"{WORK}/checkpoint-{k}"])

    def save_checkpoint(self, k: int, t: int, arrays: Mapping[str, NDArray[Any]]) -> None:
        with self.mirror.told():
            super().save_checkpoint(k, t, arrays)
            self.mirror.push([f"{WORK}/checkpoint-{k}"])

    def load_checkpoint(self, k: int) -> tuple[int, dict[str, NDArray[Any]]] | None:
        self.mirror.fetch([f"{WORK}/checkpoint-{k}"], missing=True)
        return super().load_checkpoint(k)

    def take_in(self) -> None:
        """Copy what workers have written, and take note of it."""
        with self.mirror.told():
            todo = [k for k in self.header.chunks if not self.done(k)]
            self.mirror.fetch((f"{WORK}/done-{k}" for k in todo), missing=True)
            there = [k for k in todo if (self.path / WORK / f"done-{k}").exists()]
            self.mirror.fetch(name for k in there for name in self.header.files_of(k))
            super().take_in()

    def finish(self) -> None:
        with self.mirror.told():
            open_before = self.lock is not None
            super().finish()
            if open_before:
                self.mirror.push([SUMS])
                self.mirror.drop(f"{WORK}/{kind}-{k}" for k in self.header.chunks for kind in ("done", "checkpoint"))


@contextmanager
def joined(url: str) -> Iterator[RemoteStore]:
    """For a worker of another process: the store that is being written at that URL."""
    with Mirror(url) as mirror:
        with mirror.told():
            mirror.metadata()
            store = RunStore.joined(mirror.local)
        yield RemoteStore.over(store, mirror)


def opened_remote(url: str) -> xr.Dataset:
    """`adal_theory.open` of a URL: every file is brought here and checked."""
    with Mirror(url) as mirror, mirror.told():
        mirror.pull()
        return opened_folder(mirror.local)


__all__ = ["Mirror", "RemoteStore", "is_remote", "joined", "opened_remote"]
