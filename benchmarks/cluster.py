"""What a scheduler of Dask sees of very many chunks: overhead a task, memory, time to the first result.

    python benchmarks/cluster.py --tasks 100000 --milliseconds 10 --workers 2 -o benchmarks/results/cluster.json

The dealing of `adal_theory.engine.cluster` is measured as it is; only what a worker does with an errand is replaced: it sleeps.
Scheduler and workers are processes of their own. Overhead a task is (wall time × threads − tasks × sleep)/(threads × tasks),
the wall time that a task costs beyond its own on a cluster of this size. Compare with `--ahead 100000`, everything at once.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
from distributed import Client

from adal_theory.engine.cluster import deal as dealing
from adal_theory.engine.cluster.errand import Errand, code

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "tests" / "shared")]
from deaths import processes  # noqa: E402


def sleep(errand: Errand) -> None:
    """In place of `do`: the errand's time in milliseconds is its `threads`."""
    time.sleep(errand.threads / 1e3)


def measured(client: Any, scheduler: int, tasks: int, milliseconds: int, plan: bytes) -> dict[str, Any]:
    """Deal so many errands of so many milliseconds with a plan of that many bytes."""
    process, ours, seen = psutil.Process(scheduler), code(), list[float]()
    before, cpu = process.memory_info().rss, sum(process.cpu_times()[:2])
    most, begin = before, time.perf_counter()

    def done(number: int, result: Any) -> None:
        nonlocal most
        seen.append(time.perf_counter() - begin)
        if len(seen) % 200 == 0:
            most = max(most, process.memory_info().rss)

    from cluster import sleep  # by the name under which workers import it

    dealing.do = sleep  # type: ignore[assignment]
    dealing.deal(client, ((k, Errand(plan, ours, None, k, milliseconds)) for k in range(tasks)), done, "")
    wall, threads = time.perf_counter() - begin, dealing.slots(client)
    return {
        "tasks": tasks,
        "milliseconds": milliseconds,
        "threads": threads,
        "bytes_of_a_plan": len(plan),
        "ahead": dealing.AHEAD,
        "wall_s": round(wall, 3),
        "first_result_s": round(seen[0], 4),
        "overhead_ms_a_task": round(1e3 * (wall * threads - tasks * milliseconds / 1e3) / (threads * tasks), 4),
        "scheduler_cpu_ms_a_task": round(1e3 * (sum(process.cpu_times()[:2]) - cpu) / tasks, 4),
        "scheduler_mib_before": round(before / 2**20, 1),
        "scheduler_mib_most": round(most / 2**20, 1),
        "load_average": os.getloadavg()[0],
    }


def main() -> None:
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("--tasks", type=int, nargs="+", default=[1000, 10_000])
    read.add_argument("--milliseconds", type=int, default=10)
    read.add_argument("--workers", type=int, default=2)
    read.add_argument("--bytes", type=int, default=20_000)
    read.add_argument("--ahead", type=int, default=dealing.AHEAD)
    read.add_argument("-o", "--output", type=Path)
    given = read.parse_args()
    dealing.AHEAD = given.ahead
    rows = []
    os.environ["PYTHONPATH"] = str(Path(__file__).parent)
    for tasks in given.tasks:
        with (
            TemporaryDirectory() as folder,
            processes(Path(folder), given.workers) as cluster,
            Client(scheduler_file=str(cluster.file)) as client,
        ):
            client.wait_for_workers(given.workers)
            rows.append(measured(client, cluster.scheduler.pid, tasks, given.milliseconds, os.urandom(given.bytes)))
        sys.stdout.write(json.dumps(rows[-1]) + "\n")
    if given.output is not None:
        given.output.write_text(json.dumps({"cores": os.cpu_count(), "rows": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
