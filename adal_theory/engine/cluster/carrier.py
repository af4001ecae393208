"""A plan carried out by a cluster: the bytes of a run on one machine, however it is split."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cloudpickle
import numpy as np
import xarray as xr

from adal_theory.engine.cluster.connect import connected
from adal_theory.engine.cluster.deal import AHEAD, deal, slots
from adal_theory.engine.cluster.errand import Arrays, Errand, code
from adal_theory.engine.gather import Division, open_store, together
from adal_theory.engine.plan import RunPlan
from adal_theory.engine.progress import Share
from adal_theory.runtime import doing

if TYPE_CHECKING:
    from adal_theory.engine.gather import Place
    from adal_theory.results.resumption import Resume
    from adal_theory.results.store import RunStore

ALIGNED = 64  # runs: the kernels advance so many at once


@dataclass(frozen=True)
class OnCluster:
    """The carrier for what `adal_theory.run` takes as `cluster`."""

    cluster: Any

    def carry(self, plan: RunPlan, division: Division, share: Share, place: Place | None, resume: Resume) -> xr.Dataset:
        """Chunks as tasks. Where they are fewer than the workers' threads, each is cut further and its pieces are gathered."""
        with connected(self.cluster) as client, doing(f"{slots(client)} threads of {client.dashboard_link}"):
            if place is None:
                return together(plan, _gathered(client, plan, division, division.cuts(plan.job.runs), share))
            store = open_store(plan, place.resolve() if isinstance(place, Path) else place, division.size, resume)
            with store:
                _stored(client, plan, division, share, store)
                store.finish()
            return store.dataset()


def _stored(client: Any, plan: RunPlan, division: Division, share: Share, store: RunStore) -> None:
    cuts = division.cuts(plan.job.runs)
    waiting = [k for k in range(len(cuts)) if not store.done(k)]
    if len(waiting) >= slots(client):
        _by_workers(client, plan, division, waiting, share, store)
        return
    for k in waiting:
        pieces = _gathered(
            client, plan.part(*cuts[k]), division, [(0, cuts[k][1] - cuts[k][0])], share, cuts[k][0], _kept(store.address)
        )
        store.write(k, {n: np.concatenate([p[n] for p in pieces]) for n in pieces[0]})


def _by_workers(client: Any, plan: RunPlan, division: Division, waiting: list[int], share: Share, store: RunStore) -> None:
    """The workers write their regions of the store themselves."""
    cuts = division.cuts(plan.job.runs)

    def done(k: int, result: Arrays | None) -> None:
        share.of(k, cuts[k][1] - cuts[k][0])(1.0)

    try:
        errands = _errands(plan, ((k, *cuts[k]) for k in waiting), division.threads, store.address)
        deal(client, errands, done, _kept(store.address))
    finally:
        store.take_in()


def _kept(path: str) -> str:
    return f"finished chunks are kept in {path}: resume=True (--resume) goes on from there"


def _gathered(
    client: Any,
    plan: RunPlan,
    division: Division,
    cuts: Iterable[tuple[int, int]],
    share: Share,
    before: int = 0,
    kept: str = "nothing was kept: pass store= to keep finished chunks",
) -> list[Arrays]:
    """The arrays of all cuts, each cut further so that all threads have work."""
    size = max(ALIGNED, -(-plan.job.runs // (AHEAD * max(1, slots(client)) * ALIGNED)) * ALIGNED)
    fine = [(a, min(a + size, stop)) for start, stop in cuts for a in range(start, stop, size)]
    found: dict[int, Arrays] = {}

    def done(number: int, result: Arrays | None) -> None:
        assert result is not None
        found[number] = result
        a, b = fine[number]
        share.of(before + a, b - a)(1.0)

    deal(client, _errands(plan, ((i, a, b) for i, (a, b) in enumerate(fine)), division.threads, None), done, kept)
    return [found[i] for i in range(len(fine))]


def _errands(
    plan: RunPlan, cuts: Iterable[tuple[int, int, int]], threads: int | None, store: str | None
) -> Iterator[tuple[int, Errand]]:
    """Made one by one as they are dealt. A task counts as one thread for Dask, so it takes one unless told otherwise."""
    ours = code()
    for module in _of_the_user(plan):
        cloudpickle.register_pickle_by_value(module)
    for k, a, b in cuts:
        yield k, Errand(cloudpickle.dumps(plan.part(a, b)), ours, store, k, threads or 1)


def _of_the_user(plan: RunPlan) -> list[Any]:
    """Modules that are files given by path (`adal simulate my_experiment.py`), which no worker can import: they go by value."""
    return [m for name, m in list(sys.modules.items()) if name.startswith("adal_") and not name.startswith("adal_theory")]
