"""One chunk of a plan: what a process, a thread with a GPU or a worker of a cluster does, and all that it needs for it."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from adal_theory.engine.plan import RunPlan
from adal_theory.engine.score.regret import score
from adal_theory.engine.simulate import Checkpoints, Report, simulate
from adal_theory.engine.variables import VARIABLES
from adal_theory.engine.workers import Worker, working_on
from adal_theory.runtime import standard_floats

if TYPE_CHECKING:
    from adal_theory.results.store import RunStore

NOTHING: AbstractContextManager[Any] = nullcontext()


def run_chunk(
    plan: RunPlan,
    threads: int | None = None,
    worker: Worker = None,
    checkpoints: Checkpoints | None = None,
    report: Report = lambda share: None,
) -> dict[str, NDArray[Any]]:
    """The variables of all runs of a plan, which may be a part of another (`RunPlan.part`), with the run axis first.

    The same bytes wherever and in whatever parts it is called. `worker` is a GPU, or None for the processor; with `checkpoints`
    it goes on where it was interrupted.
    """
    with working_on(worker):
        ended = simulate(plan, threads, worker, checkpoints, report)
        with standard_floats():
            scored = score(plan.job, ended)
    return {n: a[:, plan.shown] if "step" in VARIABLES[n].dims else a for n, a in scored.items()}


@dataclass(frozen=True)
class OfChunk:
    """The checkpoints of chunk k of a store."""

    store: RunStore
    k: int

    def load(self) -> tuple[int, dict[str, NDArray[Any]]] | None:
        return self.store.load_checkpoint(self.k)

    def save(self, t: int, arrays: dict[str, NDArray[Any]]) -> None:
        self.store.save_checkpoint(self.k, t, arrays)


def store_chunk(
    store: RunStore,
    k: int,
    plan: RunPlan,
    threads: int | None = None,
    worker: Worker = None,
    report: Report = lambda share: None,
    writing: AbstractContextManager[Any] = NOTHING,
) -> None:
    """Chunk k of a store, from its last checkpoint to its place in it; `plan` is the part of its runs.

    Done twice, it writes the same bytes again. A worker of another process takes the store by `RunStore.joined`; `writing` is a
    lock where threads share one.
    """
    done = run_chunk(plan, threads, worker, OfChunk(store, k), report)
    with writing:
        store.write(k, done)
