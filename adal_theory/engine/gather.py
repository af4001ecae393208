"""All chunks of a plan, in memory or in a store, and the result that they make together."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from adal_theory.engine.change import warn_of_change
from adal_theory.engine.checks import whole
from adal_theory.engine.chunk import run_chunk, store_chunk
from adal_theory.engine.identity import identity
from adal_theory.engine.label import attributes, coords, labelled, variables_of
from adal_theory.engine.plan import RunPlan
from adal_theory.engine.progress import Progress, Share, shown
from adal_theory.engine.workers import Worker, chunk_size, distribute, workers
from adal_theory.errors import DeviceError
from adal_theory.results.paths import folder
from adal_theory.results.provenance import fingerprint

if TYPE_CHECKING:
    from adal_theory.results.remote import Mirror
    from adal_theory.results.resumption import Resume
    from adal_theory.results.store import RunStore

    Place = Path | Mirror


@dataclass(frozen=True)
class Division:
    """How a plan is divided: among whom, how many runs at a time, and on how many threads."""

    among: Sequence[Worker]
    size: int
    threads: int | None

    def cuts(self, runs: int) -> list[tuple[int, int]]:
        """The first run of every chunk and the one after its last."""
        return [(a, min(a + self.size, runs)) for a in range(0, runs, self.size)]

    def cut_to(self, runs: int) -> Division:
        """The same for so few runs."""
        return replace(self, size=min(self.size, runs))


class Carrier(Protocol):
    """Who carries a plan out where not all of it is to be done by this process."""

    def carry(self, plan: RunPlan, division: Division, share: Share, place: Place | None, resume: Resume) -> xr.Dataset:
        """The result of the plan, which is kept in the store at that place where there is one."""


def carried_out(
    plan: RunPlan,
    store: str | Path | None,
    resume: Resume,
    chunk: int | None,
    threads: int | None,
    progress: Progress | bool | None,
    sent: Carrier | None = None,
) -> xr.Dataset:
    """The result of a plan, by this process or by what it is `sent` to; see `adal_theory.run` for the other arguments.

    Raises `ConfigurationError` for a number of threads or of runs a chunk that is out of range, and for a store that cannot be
    used, and `DeviceError` where a GPU failed.
    """
    threads = threads if threads is None else whole("threads", threads, 1)
    among = workers(plan)
    with _place(store) as place, shown(plan, progress) as share:
        if place is not None and chunk is None and resume:
            chunk = _stored_chunk(_folder_of(place))
        division = Division(among, chunk_size(plan.job, chunk, among), threads)
        if sent is not None:
            data = sent.carry(plan, division, share, place, resume)
        else:
            data = in_memory(plan, division, share) if place is None else on_disk(plan, division, share, place, resume)
    warn_of_change(plan)
    return data


@contextmanager
def _place(store: str | Path | None) -> Iterator[Place | None]:
    """The folder for a store or, where it is a URL, the mirror of what is there."""
    if store is None:
        yield None
        return
    from adal_theory.results.remote import Mirror, is_remote

    if not is_remote(store):
        yield folder("store", store)
        return
    with Mirror(str(store)) as mirror, mirror.told():
        mirror.pull()
        yield mirror


def _folder_of(place: Place) -> Path:
    return place if isinstance(place, Path) else place.local


def _stored_chunk(path: Path) -> int | None:
    """Runs a chunk of the store that is there: what memory allows now may differ from what it allowed then."""
    from adal_theory.results.store import chunk_of

    return chunk_of(path)


def in_memory(plan: RunPlan, division: Division, share: Share) -> xr.Dataset:
    """The result of all runs of a plan, kept nowhere."""
    cuts = division.cuts(plan.job.runs)
    pieces: dict[int, dict[str, NDArray[Any]]] = {}

    def one(k: int, worker: Worker) -> None:
        a, b = cuts[k]
        pieces[k] = run_chunk(plan.part(a, b), division.threads, worker, None, share.of(k, b - a))

    distribute(range(len(cuts)), division.among, one)
    return together(plan, [pieces[k] for k in range(len(cuts))])


def together(plan: RunPlan, pieces: Sequence[dict[str, NDArray[Any]]]) -> xr.Dataset:
    """The labelled result of a plan from the variables of all its chunks, in order."""
    return labelled(plan, {n: np.concatenate([p[n] for p in pieces]) if len(pieces) > 1 else a for n, a in pieces[0].items()})


def open_store(plan: RunPlan, place: Place, size: int, resume: Resume) -> RunStore:
    """A store for a plan in chunks of `size` runs, begun or gone on with."""
    from adal_theory.results.store import RunStore

    path = _folder_of(place)
    store = RunStore.open(path, fingerprint(identity(plan)), attributes(plan), variables_of(plan), coords(plan), size, resume)
    if isinstance(place, Path):
        return store
    from adal_theory.results.remote import RemoteStore

    return RemoteStore.begun(store, place)


def on_disk(plan: RunPlan, division: Division, share: Share, place: Place, resume: Resume) -> xr.Dataset:
    """The result of all runs of a plan, kept chunk by chunk in the store at that place."""
    cuts, writing = division.cuts(plan.job.runs), threading.Lock()
    store = open_store(plan, place, division.size, resume)

    def one(k: int, worker: Worker) -> None:
        a, b = cuts[k]
        store_chunk(store, k, plan.part(a, b), division.threads, worker, share.of(k, b - a), writing)

    with store:
        try:
            distribute([k for k in range(len(cuts)) if not store.done(k)], division.among, one)
        except DeviceError as error:
            raise DeviceError(
                f"{error}; finished chunks are kept in {store.address}: resume=True (--resume) goes on from there"
            ) from None
        store.finish()
    return store.dataset()
