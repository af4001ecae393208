"""One chunk of a plan: what a process, a thread with a GPU or a worker of a cluster does, and all that it needs for it."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from adal_theory.engine.plan import RunPlan
from adal_theory.engine.score.regret import score
from adal_theory.engine.simulate import Checkpoints, Report, simulate
from adal_theory.engine.variables import VARIABLES
from adal_theory.engine.workers import Worker, working_on
from adal_theory.runtime import standard_floats


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
