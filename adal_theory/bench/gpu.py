"""The same on a GPU: this package's engine in both arithmetics, JAX and CuPy's arrays on the same card, and the roofline.

Repetitions are interleaved, medians are reported, compiling is not timed. What cannot run has null and its reason.
"ours" is the whole public `run`, its set-up on the host and its records included. "ours_steady" is the slope: the steps beyond
the first FEWEST_STEPS over the time that they add; the roofline is compared with it, as it knows of steps alone.
"""

from __future__ import annotations

import importlib.metadata
import math
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from statistics import median
from typing import Any

from adal_theory import rules
from adal_theory.bench import roofline
from adal_theory.bench.harness import Ours, machine
from adal_theory.bench.pool import BaselineError, Pool, unavailable
from adal_theory.bench.workload import DTYPES, Workload
from adal_theory.noise import gaussian
from adal_theory.noise.law import Law
from adal_theory.problems import quadratic
from adal_theory.trace.graph import COORDINATE
from adal_theory.trace.options import Options
from adal_theory.trace.record import Shape, StepGraph, record_noise, record_step

ARITHMETICS = ("strict", "fast")
# What the baselines run of a workload, in coordinate-updates: a few tenths of a second each on a card of 2024.
BASELINES = {"jax_vmap": 2_000_000_000, "jax_best": 2_000_000_000, "cupy_loop": 1_000_000_000}
FEWEST_STEPS = 64
SECONDS = 0.8  # of one timed run of ours; the steps are chosen for it, T is the most

# Runs: whole multiples of what 132 multiprocessors hold (an H100 or H200); a thread has a run at d = 1 and d = 10, 8 threads
# share one at d = 100, 256 at d = 10⁴. Few records, as bringing them to the host is the same work for everyone. At d = 10⁴ no
# more runs than fill the card: the host lays out 5·10⁶ numbers a state before the first step. d = 10 in two sizes: the state of
# 10⁵ runs (32 MB) stays in such a card's cache, which array programs live by, that of 10⁶ does not.
GPU_WORKLOADS = (
    Workload(10, 135_168, 100_000, records=16),
    Workload(10_000, 528, 40_000, records=16),
    Workload(10, 1_081_344, 20_000, records=16),
    Workload(1, 540_672, 200_000, records=16),
    Workload(100, 16_896, 100_000, records=16),
)


def law(work: Workload) -> Law:
    return gaussian(work.sigma, sampler="fast32")


def step_graph(work: Workload, dtype: str, rule: str = "adal") -> StepGraph:
    """The recorded step of the workload, as `run` with metrics="regret" records it."""
    problem = quadratic(work.dimension, work.condition, work.centre)
    axes = tuple((n, COORDINATE if a.shape[1] > 1 else 0) for n, a in problem.data.items())
    return record_step(
        rules.get(rule),
        problem,
        law(work),
        Options(box=True),
        Shape(data_axes=axes),
        ("regret",),
        {"float64": "f64", "float32": "f32"}[dtype],
    )


def counts(work: Workload, dtype: str, arithmetic: str, rule: str = "adal") -> roofline.Counts:
    """Operations of one coordinate-update and its draw, by kind."""
    fast, step = arithmetic == "fast", step_graph(work, dtype, rule)
    noise = record_noise(law(work), Shape(), step.graph.real)[0].graph
    return roofline.add(roofline.step_counts(step, work.dimension, fast), roofline.noise_counts(noise, law(work).per_block, fast))


def shortened(work: Workload, kind: str) -> int:
    """The steps that a baseline runs of a workload."""
    return min(work.steps, max(FEWEST_STEPS, BASELINES[kind] // (work.dimension * work.runs)))


def chosen_steps(timer: Ours, work: Workload, dtype: str, seconds: float) -> tuple[int, float]:
    """(steps of a run of about `seconds` more than its set-up, seconds of FEWEST_STEPS), after a warm-up."""
    steps = fewest(work)
    setup, working = timer(work, dtype, steps), 0.0
    while steps < work.steps and working < seconds / 8:
        steps = min(work.steps, 8 * steps)
        working = timer(work, dtype, steps) - setup
    wanted = steps * seconds / working if working > 0 else math.inf
    return int(min(work.steps, max(wanted, fewest(work)))), setup


def fewest(work: Workload) -> int:
    return min(work.steps, FEWEST_STEPS)


def compare_gpu(
    timers: Mapping[str, Ours],
    costs: Mapping[str, float],
    baselines: Sequence[str] = tuple(BASELINES),
    workloads: Sequence[Workload] = GPU_WORKLOADS,
    dtypes: Sequence[str] = DTYPES,
    repetitions: int = 3,
    seconds: float = SECONDS,
    until: float = math.inf,
    progress: Callable[[str], None] = lambda text: None,
) -> dict[str, Any]:
    """{"rows", "skipped"}: a row for each workload, dtype and arithmetic of `timers` (by arithmetic).

    Speeds are in coordinate-updates per second; `costs` are those of `engine.cuda.rates`. Workloads that have not begun at
    `until` (time.monotonic) are left out and named under "skipped".
    """
    rows: list[dict[str, Any]] = []
    skipped = []
    with ExitStack() as stack:
        reasons = {kind: reason for kind in baselines if (reason := unavailable(kind))}
        pools = {kind: stack.enter_context(Pool(kind, gpu=True)) for kind in baselines if kind not in reasons}
        for work, dtype in [(w, d) for w in workloads for d in dtypes]:
            if time.monotonic() > until:
                skipped.append(f"{work.name} {dtype}")
                continue
            progress(f"{work.name} {dtype}")
            rows += _rows(timers, pools, dict(reasons), work, dtype, repetitions, seconds, costs, baselines)
    return {"rows": rows, "skipped": skipped}


def _rows(
    timers: Mapping[str, Ours],
    pools: Mapping[str, Pool],
    failed: dict[str, str],
    work: Workload,
    dtype: str,
    repetitions: int,
    seconds: float,
    costs: Mapping[str, float],
    baselines: Sequence[str],
) -> list[dict[str, Any]]:
    steps = {kind: shortened(work, kind) for kind in pools}
    _warm_up(timers, pools, work, dtype, steps, failed)
    setup: dict[str, float] = {}
    for name in [n for n in timers if n not in failed]:
        with _noted(failed, name):
            steps[name], setup[name] = chosen_steps(timers[name], work, dtype, seconds)
    running: dict[str, Ours] = {**timers, **{kind: pool.seconds for kind, pool in pools.items()}}
    taken: dict[str, list[float]] = {}
    for _ in range(repetitions):
        for name in [n for n in running if n not in failed]:
            with _noted(failed, name):
                taken.setdefault(name, []).append(running[name](work, dtype, steps[name]))
    rows = []
    for name in timers:
        kinds = {"ours": name, **{kind: kind for kind in baselines}}  # the columns of this row
        times = {column: taken[kind] for column, kind in kinds.items() if kind in taken and kind not in failed}
        row = _summary(work, dtype, times, {column: steps[kinds[column]] for column in times}, setup.get(name), baselines)
        reasons = {column: failed[kind] for column, kind in kinds.items() if kind in failed}
        floor = _against_floor(row["ours_steady"], counts(work, dtype, name), costs, name == "fast")
        rows.append({**row, "arithmetic": name, **floor, **({"reasons": reasons} if reasons else {})})
    return rows


def _warm_up(
    timers: Mapping[str, Ours],
    pools: Mapping[str, Pool],
    work: Workload,
    dtype: str,
    steps: Mapping[str, int],
    failed: dict[str, str],
) -> None:
    """Everyone compiles at once: the baselines in their processes, ours here."""
    with ThreadPoolExecutor(max(1, len(pools))) as threads:
        asked = {kind: threads.submit(pool.ask, work, dtype, steps[kind]) for kind, pool in pools.items()}
        for name, timer in timers.items():
            with _noted(failed, name):
                timer(work, dtype, fewest(work))
        for kind, answer in asked.items():
            with _noted(failed, kind):
                answer.result()


@contextmanager
def _noted(failed: dict[str, str], name: str) -> Iterator[None]:
    """Whatever goes wrong with one column is told in the table, whose other columns must not be lost."""
    try:
        yield
    except Exception as error:
        failed[name] = _line(error)


def _line(error: Exception) -> str:
    return " ".join(f"{'' if isinstance(error, BaselineError) else type(error).__name__ + ': '}{error}".split())


def _summary(
    work: Workload,
    dtype: str,
    times: Mapping[str, Sequence[float]],
    steps: Mapping[str, int],
    setup: float | None,
    baselines: Sequence[str],
) -> dict[str, Any]:
    """Speeds from the seconds of every repetition, by column."""
    speeds = {column: [work.updates(steps[column]) / t for t in values] for column, values in times.items()}
    middle = {column: median(speeds[column]) if column in speeds else None for column in ("ours", *baselines)}
    own = middle["ours"]
    beyond = median(times["ours"]) - setup if "ours" in times and setup is not None else 0.0
    more = work.updates(steps["ours"] - fewest(work)) if beyond > 0 else 0
    return {
        "workload": work.name,
        "dimension": work.dimension,
        "dtype": dtype,
        **middle,
        **{f"ratio_to_{kind}": own / speed if own and (speed := middle[kind]) else None for kind in baselines},
        "ours_steady": more / beyond if more else None,
        "setup_seconds": setup,
        "steps": dict(steps),
        "spread": {column: [min(values), max(values)] for column, values in speeds.items()},
    }


def _against_floor(steady: float | None, counted: Mapping[str, float], costs: Mapping[str, float], fast: bool) -> dict[str, Any]:
    least = roofline.floor(counted, costs, fast)
    return {
        "fraction_of_floor": steady * least.seconds if steady else None,
        "floor": {
            "updates_per_second": 1.0 / least.seconds,
            "binding": least.binding,
            "seconds_per_update": least.times,
            "operations_per_update": dict(counted),
        },
    }


def gpu_machine(card: Mapping[str, Any], costs: Mapping[str, float]) -> dict[str, Any]:
    """What the numbers were measured on: host, card, driver, clocks, versions, the measured costs, and when."""
    versions: dict[str, str | None] = {}
    for package in ("adal-theory", "jaxlib", "cupy-cuda12x", "cupy-cuda13x"):
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            versions[package] = None
    return (
        machine()
        | versions
        | {
            "gpu": {**card, **driver()},
            "seconds_per_operation": dict(costs),
            "date": datetime.now(UTC).isoformat(timespec="seconds"),
        }
    )


def driver() -> dict[str, str]:
    """The driver's version and the clocks, from nvidia-smi where it is there; it only reads."""
    fields = {
        "driver": "driver_version",
        "clock_sm": "clocks.sm",
        "clock_sm_most": "clocks.max.sm",
        "clock_memory": "clocks.mem",
        "power_limit": "power.limit",
    }
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return {}
    try:
        done = subprocess.run(
            [tool, f"--query-gpu={','.join(fields.values())}", "--format=csv,noheader"],
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return {}
    return dict(zip(fields, (part.strip() for part in done.stdout.splitlines()[0].split(",")), strict=False))
