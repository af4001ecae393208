"""A plan's graphs as an engine that is ready at step 1; each engine is imported when it is first used."""

from __future__ import annotations

from adal_theory.engine.cuda.device import Device
from adal_theory.engine.plan import RunPlan
from adal_theory.engine.session import Session


def start_session(plan: RunPlan, threads: int | None, device: Device | None = None) -> Session:
    """The engine of the plan's backend for all of its runs, its kernel compiled; `device` is a GPU, or None for the processor."""
    job = plan.job
    if job.array_problem:
        from adal_theory.engine.array_engine import ArraySession

        return ArraySession(job, threads) if device is None else ArraySession(job, threads, device.xp)
    if device is not None:
        from adal_theory.engine.cuda.session import CudaSession

        return CudaSession(job, device, plan.arithmetic)
    if plan.backend == "numba":
        from adal_theory.engine.numba_engine import NumbaSession

        return NumbaSession(job, threads)
    from adal_theory.engine.reference import ReferenceSession

    return ReferenceSession(job, threads)
