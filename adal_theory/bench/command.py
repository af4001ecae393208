"""What `adal bench` measures: this package's `run` against the baselines, and its scaling."""

from __future__ import annotations

import time
from typing import Any

from adal_theory.bench.harness import BASELINES, compare
from adal_theory.bench.scaling import peak_memory, scaling
from adal_theory.bench.workload import WORKLOADS, Workload
from adal_theory.engine.run import run
from adal_theory.noise import gaussian
from adal_theory.problems import quadratic

OURS = "adal_theory.bench.command:ours"


def ours(work: Workload, dtype: str, steps: int) -> float:
    """Seconds of one run of the workload: the public `run`, its set-up and its records included."""
    problem = quadratic(work.dimension, work.condition, work.centre)
    start = time.perf_counter()
    run(
        "adal",
        problem,
        steps,
        {"eta": work.eta, "beta1": work.beta1, "beta2": work.beta2, "eps": work.eps},
        box=work.box,
        x0=work.x0,
        runs=work.runs,
        noise=gaussian(work.sigma, sampler="fast32"),
        dtype=dtype,
        record=work.record_steps(steps),
        metrics="regret",
        backend="numba",
    )
    return time.perf_counter() - start


def measure(quick: bool = False, scale: bool = False) -> dict[str, Any]:
    """The table as data; with `scale` also {"scaling", "memory"} (bytes by T)."""
    result = compare(
        ours, WORKLOADS[:1] if quick else WORKLOADS, ("float64",) if quick else ("float64", "float32"), 3 if quick else 5
    )
    if scale:
        result["scaling"] = scaling(ours)
        result["memory"] = peak_memory(OURS, (1000, 10_000, 100_000), Workload(10, 256, 1000))
    return result


def tables(result: dict[str, Any]) -> list[tuple[str, list[str], list[list[str]]]]:
    """(title, columns, rows) for the terminal; speeds in 10⁸ coordinate-updates per second."""

    def speed(value: float | None) -> str:
        return "–" if value is None else f"{value / 1e8:.2f}"

    def times(value: float | None) -> str:
        return "" if value is None else f"{value:.1f}"

    rows = [
        [
            r["workload"],
            r["dtype"],
            speed(r["ours"]),
            *(cell for kind in BASELINES for cell in (speed(r[kind]), times(r[f"ratio_to_{kind}"]))),
            f"{r['fraction_of_floor']:.0%}",
        ]
        for r in result["rows"]
    ]
    titles = [cell for kind in BASELINES for cell in (kind.replace("_", " "), "×")]
    found = [
        (
            "10⁸ coordinate-updates per second and ours as a multiple, medians of interleaved runs",
            ["workload", "dtype", "ours", *titles, "of floor"],
            rows,
        )
    ]
    if "scaling" in result:
        found.append(
            (
                "Seconds against one size at a time",
                ["size", "values", "seconds", "log-log slope"],
                [
                    [axis, ", ".join(map(str, s["values"])), ", ".join(f"{v:.3f}" for v in s["seconds"]), f"{s['slope']:.2f}"]
                    for axis, s in result["scaling"].items()
                ],
            )
        )
        found.append(("Peak memory against T", ["T", "MiB"], [[str(t), f"{b / 2**20:.0f}"] for t, b in result["memory"].items()]))
    reasons = {k: v for r in result["rows"] for k, v in r.get("reasons", {}).items()}
    if reasons:
        found.append(("Not measured", ["baseline", "reason"], [[k, v] for k, v in reasons.items()]))
    return found
