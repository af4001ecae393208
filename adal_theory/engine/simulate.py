"""A plan's runs from the first step to the last, in spans, with checkpoints where somebody keeps them: what they logged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from numpy.typing import NDArray

from adal_theory.engine.compile import start_session
from adal_theory.engine.cuda.device import Device
from adal_theory.engine.plan import RunPlan
from adal_theory.engine.range_left import range_left
from adal_theory.engine.session import Records, Session, Simulated, concatenate
from adal_theory.runtime import standard_floats
from adal_theory.trace.logs import typed

CHECKPOINT_UPDATES = 2_000_000_000
CHECKPOINT_FACTOR = {"cupy": 500}
REPORT_UPDATES = {
    "cupy": 50_000_000_000,
    "numba": 1_000_000_000,
    "reference": 10_000_000,
    "array": 10_000_000,
    "array_cupy": 100_000_000,
}  # one or two seconds of work
Report = Callable[[float], None]
STATE, LOG = "state:", "log:"  # what a checkpoint's arrays are called by


class Checkpoints(Protocol):
    """Where the state of unfinished runs is kept."""

    def load(self) -> tuple[int, dict[str, NDArray[Any]]] | None:
        """The next step and the arrays that were kept last, if any were."""

    def save(self, t: int, arrays: dict[str, NDArray[Any]]) -> None:
        """Keep these instead."""


def simulate(
    plan: RunPlan, threads: int | None, device: Device | None, checkpoints: Checkpoints | None, report: Report
) -> Simulated:
    """Go on from the last checkpoint to the end; `report` is told the share of the steps that is done."""
    job = plan.job
    with standard_floats():
        session, parts = start_session(plan, threads, device), list[Records]()
    saved = checkpoints.load() if checkpoints is not None else None
    if saved is not None:
        session.load(saved[0], _named(saved[1], STATE))
        parts.append(_named(saved[1], LOG))
    checkpoint = CHECKPOINT_UPDATES * CHECKPOINT_FACTOR.get(plan.backend, 1)
    report_every = min(REPORT_UPDATES[plan.backend], checkpoint)
    span = max(64, report_every // (job.dimension * job.runs) // 64 * 64)
    since = 0
    while session.t <= job.steps:
        before = session.t
        with standard_floats():  # span by span, so that no wrong number reaches a checkpoint or the store
            parts.append(session.advance(min(job.steps + 1, session.t + span)))
        since += (session.t - before) * job.runs * job.dimension
        report((session.t - 1) / job.steps)
        if checkpoints is not None and session.t <= job.steps and since >= checkpoint:
            parts, since = [concatenate(parts)], 0
            checkpoints.save(session.t, _kept(session, parts[0]))
    logs = typed(concatenate(parts))
    assert logs.events is not None
    return Simulated(logs, session.final_state("x"), range_left(plan, logs.events, session, threads, device))


def _kept(session: Session, logged: Records) -> dict[str, NDArray[Any]]:
    return {**{f"{STATE}{n}": a for n, a in session.save().items()}, **{f"{LOG}{n}": a for n, a in logged.items()}}


def _named(arrays: dict[str, NDArray[Any]], prefix: str) -> dict[str, NDArray[Any]]:
    return {n.removeprefix(prefix): a for n, a in arrays.items() if n.startswith(prefix)}
