"""Who computes: the processor or each GPU, how many runs it gets at once, and how chunks are distributed among them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from contextvars import copy_context
from typing import Any

from adal_theory.engine.checks import whole
from adal_theory.engine.cuda import cupy_device
from adal_theory.engine.cuda.device import Device
from adal_theory.engine.job import Job
from adal_theory.engine.plan import RunPlan

CHUNK_BYTES = 256 * 1024 * 1024
DEVICE_BYTES = 8 * 1024**3  # of records, which the host must hold too
DEVICE_SHARE = 3  # a chunk takes a third of what is free: its state, its records, and room for their copies
Worker = Device | None
"""A GPU, or None for the processor."""


def workers(plan: RunPlan) -> list[Worker]:
    """One worker for each GPU, or the processor."""
    if plan.backend not in ("cupy", "array_cupy"):
        return [None]
    return [cupy_device.CupyDevice(k) for k in range(cupy_device.device_count())]


def chunk_size(job: Job, chosen: Any, among: Sequence[Worker] = (None,)) -> int:
    """Runs a chunk: what fits the memory budget, a multiple of 64, and on GPUs at least one chunk for each."""
    if chosen is not None:
        return min(whole("chunk", chosen, 1), job.runs)
    state = len(job.step_graph.states) + 4
    logged = job.record.size * (2 if "x" in job.groups else 1) * (1 + len(job.groups))
    per_run = 8 * job.dimension * (state + logged) + 8 * 16 * job.record.size
    budget = min([CHUNK_BYTES if d is None else min(DEVICE_BYTES, d.free_bytes() // DEVICE_SHARE) for d in among])
    fair = -(-job.runs // len(among)) if len(among) > 1 else job.runs
    return max(1, min(job.runs, -(-fair // 64) * 64, max(64, budget // per_run // 64 * 64)))


@contextmanager
def working_on(worker: Worker) -> Iterator[None]:
    """Work on that GPU inside."""
    with worker.here() if worker is not None else nullcontext():
        yield


def distribute(chunks: Sequence[int], among: Sequence[Worker], work: Callable[[int, Worker], None]) -> None:
    """work(k, worker) for every chunk k: each worker takes the next one when it is free.

    When one fails the others finish what they have begun; then the first failure is raised.
    """
    waiting, failed, lock = iter(chunks), threading.Event(), threading.Lock()

    def serve(worker: Worker) -> None:
        while not failed.is_set():
            with lock:
                k = next(waiting, None)
            if k is None:
                return
            try:
                work(k, worker)
            except BaseException:
                failed.set()
                raise

    if len(among) == 1:
        serve(among[0])
        return
    with ThreadPoolExecutor(len(among)) as pool:
        try:
            for done in [pool.submit(copy_context().run, serve, worker) for worker in among]:
                done.result()
        except BaseException:  # an interrupt too: begin nothing more
            failed.set()
            raise
