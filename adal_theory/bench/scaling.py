"""How the cost grows with d, runs and T, and how peak memory grows with T."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from adal_theory.bench.harness import Ours
from adal_theory.bench.pool import Pool
from adal_theory.bench.workload import Workload

# Large enough that starting costs little, small enough for some seconds in all.
BASE = Workload(10, 2048, 2000)
FACTORS = (1, 2, 4, 8)
AXES = ("dimension", "runs", "steps")


def scaling(
    ours: Ours, base: Workload = BASE, factors: Sequence[int] = FACTORS, dtype: str = "float64", repetitions: int = 3
) -> dict[str, dict[str, Any]]:
    """Time against one size at a time: {axis: {"values", "seconds", "slope"}}, axis in AXES.

    Medians of interleaved repetitions after a warm-up; `slope` is that of log time over log size by least squares, and linear
    cost has slope 1.
    """
    return {axis: _along(ours, base, axis, factors, dtype, repetitions) for axis in AXES}


def _along(ours: Ours, base: Workload, axis: str, factors: Sequence[int], dtype: str, repetitions: int) -> dict[str, Any]:
    works = [replace(base, **{axis: getattr(base, axis) * f}) for f in factors]
    for work in works:
        ours(work, dtype, work.steps)
    times = [[ours(work, dtype, work.steps) for work in works] for _ in range(repetitions)]
    seconds = [median(column) for column in zip(*times, strict=True)]
    values = [getattr(work, axis) for work in works]
    slope = float(np.polyfit(np.log(values), np.log(seconds), 1)[0]) if len(set(values)) > 1 else math.nan
    return {"values": values, "seconds": seconds, "slope": slope}


def peak_bytes() -> int:
    """The most memory that this process has held, in bytes.

    Linux's VmHWM where there is one: ru_maxrss of a started program begins at what its parent held.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(text for text in status.read_text().splitlines() if text.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def peak_memory(function: str, steps: Sequence[int], base: Workload = BASE, dtype: str = "float64") -> dict[int, int]:
    """Peak memory in bytes by T: each in a fresh process that calls `function`, "module:name", with the `Ours` signature."""
    peaks = {}
    for t in steps:
        with Pool(function) as pool:
            peaks[t] = int(pool.ask(replace(base, steps=t), dtype, t, log=True)[0]["log"])
    return peaks
