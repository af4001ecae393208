"""What `adal bench --backend cupy` measures and shows, its targets, and how far `fast` arithmetic is from `strict`."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from adal_theory.bench.gpu import ARITHMETICS, BASELINES, GPU_WORKLOADS, compare_gpu, gpu_machine, law
from adal_theory.bench.workload import DTYPES, WORKLOADS, Workload
from adal_theory.engine.cuda import rates
from adal_theory.engine.run import run
from adal_theory.problems import quadratic


def simulate(work: Workload, dtype: str, steps: int, arithmetic: str) -> Any:
    """The workload through the public `run` on one GPU: all runs in one chunk, which goes to the first."""
    problem = quadratic(work.dimension, work.condition, work.centre)
    return run(
        "adal",
        problem,
        steps,
        {"eta": work.eta, "beta1": work.beta1, "beta2": work.beta2, "eps": work.eps},
        box=work.box,
        x0=work.x0,
        runs=work.runs,
        noise=law(work),
        dtype=dtype,
        record=work.record_steps(steps),
        metrics="regret",
        backend="cupy",
        arithmetic=arithmetic,
        chunk=work.runs,
    )


def ours(work: Workload, dtype: str, steps: int, *, arithmetic: str) -> float:
    """Seconds of one run, its set-up and its records included; they are on the host when the clock stops."""
    start = time.perf_counter()
    simulate(work, dtype, steps, arithmetic)
    return time.perf_counter() - start


def measure_gpu(
    quick: bool = False, until: float = math.inf, progress: Callable[[str], None] = lambda text: None
) -> dict[str, Any]:
    """{"machine", "rows", "skipped", "targets"}. Raises `DeviceError`, one line with the remedy, where there is no GPU."""
    card = rates.card()
    progress("micro-benchmark")
    costs = rates.costs()
    timers = {name: partial(ours, arithmetic=name) for name in ARITHMETICS}
    result = compare_gpu(
        timers,
        costs,
        workloads=GPU_WORKLOADS[:1] if quick else GPU_WORKLOADS,
        dtypes=DTYPES[:1] if quick else DTYPES,
        until=until,
        progress=progress,
    )
    return {"machine": gpu_machine(card, costs), **result, "targets": targets(result["rows"])}


def largest_difference(found: Any, expected: Any) -> float:
    """max |found − expected| over the largest |expected| of the same run; arrays are (run, …)."""
    a, b = (np.asarray(v, np.float64).reshape(len(v), -1) for v in (found, expected))
    return float((np.abs(a - b).max(axis=1) / np.abs(b).max(axis=1)).max())


def arithmetic_error(work: Workload = WORKLOADS[0], dtypes: Sequence[str] = DTYPES) -> dict[str, Any]:
    """How far `fast` is from `strict` on the same noise after work.steps steps, by dtype: {"regret", "x_final"}.

    Regret: the largest relative difference of any run at any record. x_final: the largest difference of a coordinate as a
    share of the largest coordinate of its run.
    """
    found = {}
    for dtype in dtypes:
        fast, strict = (simulate(work, dtype, work.steps, arithmetic) for arithmetic in ("fast", "strict"))
        regret, expected = (np.asarray(data.regret, np.float64) for data in (fast, strict))
        found[dtype] = {
            "regret": float((np.abs(regret - expected) / np.abs(expected)).max()),
            "x_final": largest_difference(fast.x_final.values, strict.x_final.values),
        }
    return {"workload": work.name, "errors": found}


def _of(rows: Sequence[Mapping[str, Any]], dimension: int, dtype: str, arithmetic: str, key: str) -> float | None:
    cells = [r[key] for r in rows if (r["dimension"], r["dtype"], r["arithmetic"]) == (dimension, dtype, arithmetic)]
    return cells[0] if cells else None


def targets(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Every target in both arithmetics: {"target", "arithmetic", "needed", "measured", "met"}; null where not measured."""
    found = []
    for name in ARITHMETICS:
        double, single = (_of(rows, 10, dtype, name, "ours") for dtype in ("float64", "float32"))
        measured = [
            ("float64, d=10: coordinate-updates per second", 3e10, double),
            ("float64, d=10: multiple of JAX vmap on the same card", 20.0, _of(rows, 10, "float64", name, "ratio_to_jax_vmap")),
            ("float64, d=10, steady: share of the roofline", 0.5, _of(rows, 10, "float64", name, "fraction_of_floor")),
            ("float32 as a multiple of float64, d=10", 2.0, single / double if single and double else None),
            ("float64, d=10000: coordinate-updates per second", 1e10, _of(rows, 10_000, "float64", name, "ours")),
        ]
        found += [
            {
                "target": text,
                "arithmetic": name,
                "needed": needed,
                "measured": value,
                "met": None if value is None else value >= needed,
            }
            for text, needed, value in measured
        ]
    return found


def _speed(value: float | None) -> str:
    return "–" if value is None else f"{value / 1e9:.2f}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2e}" if value >= 1e4 else f"{value:.2f}"


VERDICTS = {True: "met", False: "not met", None: "not measured"}
Table = tuple[str, list[str], list[list[str]]]


def gpu_tables(result: Mapping[str, Any]) -> list[Table]:
    """(title, columns, rows) for the terminal; speeds in 10⁹ coordinate-updates per second."""
    names = list(BASELINES)
    cells = [
        [
            r["workload"],
            r["dtype"],
            r["arithmetic"],
            _speed(r["ours"]),
            _speed(r["ours_steady"]),
            *(c for k in names for c in (_speed(r[k]), "" if r[f"ratio_to_{k}"] is None else f"{r[f'ratio_to_{k}']:.1f}")),
            _speed(r["floor"]["updates_per_second"]),
            r["floor"]["binding"],
            "–" if r["fraction_of_floor"] is None else f"{r['fraction_of_floor']:.0%}",
        ]
        for r in result["rows"]
    ]
    titles = [c for k in names for c in (k.replace("_", " "), "×")]
    card = result["machine"]["gpu"]["name"]
    found: list[Table] = [
        (
            f"{card}: 10⁹ coordinate-updates per second and ours as a multiple, medians of interleaved runs",
            ["workload", "dtype", "arithmetic", "ours", "steady", *titles, "roofline", "bound by", "of it"],
            cells,
        ),
        (
            "Targets",
            ["target", "arithmetic", "needed", "measured", ""],
            [
                [t["target"], t["arithmetic"], _number(t["needed"]), _number(t["measured"]), VERDICTS[t["met"]]]
                for t in result["targets"]
            ],
        ),
    ]
    missing = [
        [f"{r['workload']} {r['dtype']} {r['arithmetic']}: {k}", why]
        for r in result["rows"]
        for k, why in r.get("reasons", {}).items()
    ]
    missing += [[text, "out of time"] for text in result["skipped"]]
    return [*found, ("Not measured", ["what", "reason"], missing)] if missing else found
