"""Why a run failed: whether, and at which step, it left the floating-point range.

A step of the engines does no more than turn x into NaN where a second moment is lost (`trace.floating_range`). The few runs that
end so, or whose state is not finite, are run again here with nothing but the question recorded; the same seed gives the same run.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from adal_theory.engine.compile import start_session
from adal_theory.engine.cuda.device import Device
from adal_theory.engine.job import Job
from adal_theory.engine.plan import RunPlan
from adal_theory.engine.session import Left, Records, Session
from adal_theory.trace.logs import Events, RangeLeft, typed

AT_ONCE = 2_000_000  # coordinate-updates that `reference` does sooner than another kernel is compiled


def range_left(plan: RunPlan, events: Events, session: Session, threads: int | None, device: Device | None) -> Left:
    """When and how every run left the range, where nothing else happened to it before."""
    job = plan.job
    found, broken = Left(np.zeros(job.runs), np.zeros(job.runs)), events.nonfinite_at[-1]
    gone = events.diverged_at[-1] if events.diverged_at is not None else np.zeros(job.runs)
    index = np.flatnonzero((broken > 0) | ~_finite(job, session))
    if index.size:
        # What comes after another event is its consequence, and no run's answer depends on those beside it.
        until = np.min([np.where(at > 0, at, job.steps)[index] for at in (broken, gone)], axis=0)
        again = _again(plan, job.chosen(index).leaving(int(until.max())), threads, device)
        first = again.range_at[-1] <= until
        found.at[index], found.kind[index] = first * again.range_at[-1], first * again.range_level[-1]
    return found


def _finite(job: Job, session: Session) -> NDArray[np.bool_]:
    """Which runs have a finite x and finite states after the last step."""
    finite = np.ones(job.runs, bool)
    for state in job.step_graph.own:
        finite &= np.isfinite(session.final_state(state.name)).all(axis=0)
    return finite


def _again(plan: RunPlan, job: Job, threads: int | None, device: Device | None) -> RangeLeft:
    short = job.steps * job.runs * job.dimension <= AT_ONCE and plan.arithmetic == "strict"
    if short and not job.array_problem:
        plan, device = replace(plan, backend="reference"), None
    records: Records = start_session(replace(plan, job=job), threads, device).advance(job.steps + 1)
    found = typed(records).range_left
    assert found is not None
    return found
