"""Why a run failed: whether, and at which step, it left the floating-point range.

A step of the engines does no more than turn x into NaN where a second moment is lost (`trace.floating_range`). The few runs that
end so, or whose state is not finite, are run again here with nothing but the question recorded; the same seed gives the same run.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from adal_theory.engine.configure import RunPlan
from adal_theory.engine.job import Job
from adal_theory.engine.measures import Left
from adal_theory.engine.session import Logs, Session
from adal_theory.engine.workers import Worker, start_session

AT_ONCE = 2_000_000  # coordinate-updates that `reference` does sooner than another kernel is compiled


def range_left(plan: RunPlan, part: Job, logs: Logs, session: Session, threads: int | None, worker: Worker) -> Left:
    """When and how every run left the range, where nothing else happened to it before."""
    found, broken = Left(np.zeros(part.runs), np.zeros(part.runs)), logs["nonfinite_at"][-1]
    gone = logs["diverged_at"][-1] if "diverged_at" in logs else np.zeros(part.runs)
    index = np.flatnonzero((broken > 0) | ~_finite(part, session))
    if index.size:
        # What comes after another event is its consequence, and no run's answer depends on those beside it.
        until = np.min([np.where(at > 0, at, part.steps)[index] for at in (broken, gone)], axis=0)
        steps = int(until.max())
        again = _again(
            plan, replace(part.chosen(index), groups=("range",), steps=steps, record=np.array([steps])), threads, worker
        )
        first = again["range_at"][-1] <= until
        found.at[index], found.kind[index] = first * again["range_at"][-1], first * again["range_level"][-1]
    return found


def _finite(part: Job, session: Session) -> NDArray[np.bool_]:
    """Which runs have a finite x and finite states after the last step."""
    finite = np.ones(part.runs, bool)
    for name in ("x", *part.rule.state):
        finite &= np.isfinite(session.final_state(name)).all(axis=0)
    return finite


def _again(plan: RunPlan, job: Job, threads: int | None, worker: Worker) -> Logs:
    short = job.steps * job.runs * job.dimension <= AT_ONCE and plan.arithmetic == "strict"
    if short and not plan.array_problem:
        plan, worker = replace(plan, backend="reference"), None
    return start_session(plan, job, threads, worker).advance(job.steps + 1)
