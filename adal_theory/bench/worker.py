"""A process that times one baseline: reads a JSON object a line from standard input, answers with one a line.

Request: {"workload", "dtype", "steps"} and, optionally, "noise" (default true) and "log" (default false).
Answer: {"seconds"}, with "log", the regret (records, runs), when asked for, or {"error"}. Compiled jobs are kept, and the
first request for a job runs it twice: compiling is not running. Started by `pool.Pool`, which sets the environment first.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from adal_theory.bench.workload import Workload, part_of

Job = Callable[[], Any]
Build = Callable[[Workload, str, int, bool], Job]


def numpy_jobs(kind: str, part: int, parts: int) -> Build:
    """Jobs of `numpy_loop` over this worker's share of the runs."""
    from adal_theory.bench.numpy_loop import simulate

    def build(work: Workload, dtype: str, steps: int, noise: bool) -> Job:
        runs = part_of(work.runs, part, parts)
        return lambda: simulate(work, dtype, steps, runs, seed=part, noise=noise, blocked=kind == "numpy_blocked")

    return build


def jax_jobs(kind: str, part: int, parts: int) -> Build:
    """Jobs of `jax_scan` over all runs: JAX itself spreads them over its host devices, or they run on a GPU."""
    import jax

    jax.config.update("jax_enable_x64", True)
    make = getattr(importlib.import_module("adal_theory.bench.jax_scan"), kind)

    def build(work: Workload, dtype: str, steps: int, noise: bool) -> Job:
        try:
            jax.devices()
        except Exception as error:  # without its plugin JAX fails an assertion that says nothing
            raise RuntimeError(f"JAX finds no device ({error}): on a GPU, pip install 'jax[cuda13]' (or cuda12)") from None
        made: Job = make(work, dtype, steps, noise=noise)
        return made

    return build


def cupy_jobs(kind: str, part: int, parts: int) -> Build:
    """The loop of `numpy_loop` over all runs in CuPy's arrays, on the first GPU."""
    from adal_theory.bench.numpy_loop import simulate_on_device
    from adal_theory.engine.cuda.cupy_device import cupy_module

    xp = cupy_module()
    return lambda work, dtype, steps, noise: lambda: simulate_on_device(work, dtype, steps, xp, noise=noise)


def floor_jobs(kind: str, part: int, parts: int) -> Build:
    """Not a simulation: the answer's log is the table of one core's throughputs."""
    from adal_theory.bench.floor import throughputs

    return lambda work, dtype, steps, noise: throughputs


def called_jobs(kind: str, part: int, parts: int) -> Build:
    """`kind` is "module:function", called as function(workload, dtype, steps); the log is this process's peak memory."""
    from adal_theory.bench.scaling import peak_bytes

    module, _, name = kind.partition(":")
    function = getattr(importlib.import_module(module), name)

    def build(work: Workload, dtype: str, steps: int, noise: bool) -> Job:
        def job() -> int:
            function(work, dtype, steps)
            return peak_bytes()

        return job

    return build


KINDS = {
    "numpy": numpy_jobs,
    "numpy_blocked": numpy_jobs,
    "jax_vmap": jax_jobs,
    "jax_best": jax_jobs,
    "jax_blocked": jax_jobs,
    "cupy_loop": cupy_jobs,
    "floor": floor_jobs,
}


def answer(build: Build, jobs: dict[str, Job], request: dict[str, Any]) -> dict[str, Any]:
    """Run the requested job once (twice when it is new) and time it."""
    key = json.dumps([request["workload"], request["dtype"], request["steps"], request.get("noise", True)])
    if key not in jobs:
        work = Workload.from_json(request["workload"])
        jobs[key] = build(work, request["dtype"], request["steps"], request.get("noise", True))
        jobs[key]()
    start = time.perf_counter()
    result = jobs[key]()
    seconds = time.perf_counter() - start
    wanted = request.get("log", False)
    return {"seconds": seconds} | ({"log": result.tolist() if isinstance(result, np.ndarray) else result} if wanted else {})


def main() -> None:
    """Serve requests until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", help=f"{', '.join(KINDS)}, or module:function")
    parser.add_argument("part", type=int)
    parser.add_argument("parts", type=int)
    args = parser.parse_args()
    build = KINDS.get(args.kind, called_jobs)(args.kind, args.part, args.parts)
    jobs: dict[str, Job] = {}
    for line in sys.stdin:
        try:
            reply = answer(build, jobs, json.loads(line))
        except Exception as error:  # whatever it was, the row of the table must be able to say it
            reply = {"error": f"{type(error).__name__}: {error}".splitlines()[0]}
        sys.stdout.write(json.dumps(reply) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
