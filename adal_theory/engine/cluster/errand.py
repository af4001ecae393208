"""What a worker is sent and does. Nothing is unpickled from a store, nor by a worker of other code."""

from __future__ import annotations

import pickle
import threading
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from adal_theory.engine.chunk import run_chunk, store_chunk
from adal_theory.engine.plan import RunPlan
from adal_theory.engine.workers import workers
from adal_theory.errors import ConfigurationError
from adal_theory.results.provenance import source_hash, versions

if TYPE_CHECKING:
    from adal_theory.results.store import RunStore

_WRITING = threading.Lock()  # among the threads of one worker
Arrays = dict[str, NDArray[Any]]


def code() -> dict[str, str]:
    """What must be the same on both sides, as it is written into results: versions, and the hash of the sources."""
    return {**versions(), "sources": source_hash()}


@dataclass(frozen=True)
class Errand:
    """A part of a plan as bytes, by the client's `code`; with a `store` it is chunk `k` there, else its arrays are sent back."""

    plan: bytes
    code: dict[str, str]
    store: str | None
    k: int
    threads: int


def do(errand: Errand) -> Arrays | None:
    """Run the part of the plan. Raises `ConfigurationError` on a worker of other code, or that cannot reach the store."""
    refuse_other(errand.code)
    plan = _unpickled(errand.plan)
    device = workers(plan)[0]
    if errand.store is None:
        return run_chunk(plan, errand.threads, device)
    with _joined(errand.store) as store:
        store_chunk(store, errand.k, plan, errand.threads, device, writing=_WRITING)
    return None


def refuse_other(client: dict[str, str]) -> None:
    """Raise where this worker's code is not the client's."""
    mine = code()
    differing = [n for n in sorted({*mine, *client}) if mine.get(n) != client.get(n)]
    if differing:
        told = "; ".join(f"{n} {mine.get(n, 'unknown')[:12]}, the client's {client.get(n, 'unknown')[:12]}" for n in differing)
        raise ConfigurationError(f"a worker has other code than the client ({told}): install the same versions on both")


def _unpickled(plan: bytes) -> RunPlan:
    """The part of a plan. Raises `ConfigurationError` where its problem or law is of a module that is not here.

    A rule stays with the client: its graphs are in the plan.
    """
    try:
        found = pickle.loads(plan)
    except (ImportError, AttributeError) as error:
        raise ConfigurationError(
            f"a worker cannot read the problem or law ({error}): install that module on the workers, send it with "
            "Client.upload_file, or define it in the script or notebook itself"
        ) from None
    assert isinstance(found, RunPlan)
    return found


def _joined(store: str) -> AbstractContextManager[RunStore]:
    from adal_theory.results.remote import is_remote, joined
    from adal_theory.results.store import RunStore

    if is_remote(store):
        return joined(store)
    path = Path(store)
    if not path.exists():
        raise ConfigurationError(
            f"a worker does not see {store}: keep the store in a folder that client and workers share, or leave store= out"
        )
    return RunStore.joined(path)
