"""Interleaved timing of this package and the baselines, and the table that comes out of it."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from statistics import median
from typing import Any

from adal_theory.bench.floor import floor_seconds, operations
from adal_theory.bench.pool import BaselineError, Pool, unavailable
from adal_theory.bench.workload import DTYPES, SHORTENED, WORKLOADS, Workload
from adal_theory.results.provenance import cores, processor

Ours = Callable[[Workload, str, int], float]
"""(workload, dtype, steps) → seconds of one run of `steps` steps, compilation excluded."""

BASELINES = ("numpy", "jax_vmap", "jax_best", "numpy_blocked", "jax_blocked")


def compare(
    ours: Ours,
    workloads: Sequence[Workload] = WORKLOADS,
    dtypes: Sequence[str] = DTYPES,
    repetitions: int = 5,
    counts: Callable[[str], Mapping[str, float]] = operations,
    progress: Callable[[str], None] = lambda text: None,
) -> dict[str, Any]:
    """{"machine", "rows"}: speeds in coordinate-updates per second, medians of interleaved repetitions, and their ratios.

    A row's "numpy" is vectorised over runs, "jax_vmap" jit(vmap(scan)), "jax_best" has the batch in the last axis, sharded over
    host devices, and float32 normals where ours are; the "blocked" forms go beyond that with noise of their own, made in blocks
    that stay in the cache. A baseline that cannot run here has null for its speed and ratio, and its
    reason under "reasons". `counts(dtype)` gives the products per coordinate-update behind "fraction_of_floor" (see `floor`).
    `progress` is told what is being timed.
    """
    with ExitStack() as stack:
        reasons = {kind: reason for kind in BASELINES if (reason := unavailable(kind))}
        pools = {kind: stack.enter_context(Pool(kind)) for kind in BASELINES if kind not in reasons}
        with Pool("floor") as pool:
            rates = pool.ask(workloads[0], dtypes[0], 1, log=True)[0]["log"]
        rows = []
        for work in workloads:
            for dtype in dtypes:
                progress(f"{work.name} {dtype}")
                floor = floor_seconds(counts(dtype), rates, cores())
                rows.append(_row(ours, pools, reasons, work, dtype, repetitions, floor))
    return {"machine": machine() | {"products_per_second_per_core": rates}, "rows": rows}


def _row(
    ours: Ours, pools: Mapping[str, Pool], reasons: Mapping[str, str], work: Workload, dtype: str, repetitions: int, floor: float
) -> dict[str, Any]:
    steps = {kind: min(work.steps, SHORTENED[kind]) for kind in pools} | {"ours": work.steps}
    failed = dict(reasons)
    ours(work, dtype, work.steps)
    for kind, pool in pools.items():
        try:
            pool.ask(work, dtype, steps[kind])
        except BaselineError as error:
            failed[kind] = str(error)
    timers: dict[str, Ours] = {"ours": ours} | {kind: p.seconds for kind, p in pools.items() if kind not in failed}
    speeds: dict[str, list[float]] = {kind: [] for kind in timers}
    for _ in range(repetitions):
        for kind, timer in timers.items():
            speeds[kind].append(work.updates(steps[kind]) / timer(work, dtype, steps[kind]))
    return _summary(work, dtype, speeds, failed, floor) | {"steps": {kind: steps[kind] for kind in timers}}


def _summary(
    work: Workload, dtype: str, speeds: Mapping[str, Sequence[float]], failed: Mapping[str, str], floor: float
) -> dict[str, Any]:
    middle: dict[str, float | None] = {kind: median(values) for kind, values in speeds.items()}
    own = median(speeds["ours"])
    row: dict[str, Any] = {"workload": work.name, "dtype": dtype, "ours": own}
    row |= {kind: middle.get(kind) for kind in BASELINES}
    row |= {f"ratio_to_{kind}": own / median(speeds[kind]) if kind in speeds else None for kind in BASELINES}
    row["fraction_of_floor"] = floor * own
    row["spread"] = {kind: [min(values), max(values)] for kind, values in speeds.items()}
    return row | ({"reasons": dict(failed)} if failed else {})


def machine() -> dict[str, Any]:
    """What the numbers were measured on: processor, cores in use, load before the start, versions."""
    versions: dict[str, str | None] = {}
    for package in ("numpy", "numba", "jax"):
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            versions[package] = None
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {"processor": processor(), "cores": cores(), "load": load, "python": platform.python_version()} | versions
