"""Worker processes for one baseline, and the time that a job takes in them."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import time
from types import TracebackType
from typing import Any

from adal_theory.bench.workload import Workload
from adal_theory.results.provenance import cores

REMEDY = "JAX is not installed: pip install adal-theory[jax]"


class BaselineError(RuntimeError):
    """A baseline could not run the job; one line says why."""


def unavailable(kind: str) -> str | None:
    """Why the baseline cannot run here, with the remedy, or None where it can."""
    missing = kind.startswith("jax") and importlib.util.find_spec("jax") is None
    return REMEDY if missing else None


def _gpu_environment() -> dict[str, str]:
    """One GPU, the first that may be used, of which JAX takes no more than it needs: CuPy wants the rest."""
    visible = os.environ.get("CUDA_VISIBLE_DEVICES", "0").split(",")[0]
    return {"CUDA_VISIBLE_DEVICES": visible, "JAX_PLATFORMS": "cuda", "XLA_PYTHON_CLIENT_PREALLOCATE": "false"}


def _environment(kind: str) -> dict[str, str]:
    """What must be set before the worker imports NumPy or JAX: one BLAS thread, one host device per core."""
    devices = 1 if kind == "jax_vmap" else cores()
    own = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    if kind.startswith("jax"):
        own = {"XLA_FLAGS": f"--xla_force_host_platform_device_count={devices}", "JAX_PLATFORMS": "cpu"}
    return os.environ | own


class Pool:
    """The workers of one baseline: one per core for NumPy in blocks, else one in all (JAX has threads of its own).

    With `gpu` a single worker, which sees one GPU. `seconds` raises BaselineError when a worker answers with an error or dies.
    Close it, or use it in a `with`.
    """

    def __init__(self, kind: str, gpu: bool = False) -> None:
        parts = cores() if kind == "numpy_blocked" else 1
        environment = os.environ | _gpu_environment() if gpu else _environment(kind)
        command = [sys.executable, "-m", "adal_theory.bench.worker", kind]
        self.workers = [
            subprocess.Popen(
                [*command, str(part), str(parts)], env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            for part in range(parts)
        ]

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def ask(self, work: Workload, dtype: str, steps: int, **options: bool) -> list[dict[str, Any]]:
        """Send one request to every worker and return their answers, in order."""
        request = json.dumps({"workload": work.to_json(), "dtype": dtype, "steps": steps, **options}) + "\n"
        try:
            for worker in self.workers:
                assert worker.stdin is not None
                worker.stdin.write(request)
                worker.stdin.flush()
            lines = [worker.stdout.readline() if worker.stdout else "" for worker in self.workers]
        except BrokenPipeError:
            lines = [""]
        if not all(lines):
            raise BaselineError("a worker process died: its message is above")
        answers: list[dict[str, Any]] = [json.loads(line) for line in lines]
        for answer in answers:
            if "error" in answer:
                raise BaselineError(answer["error"])
        return answers

    def seconds(self, work: Workload, dtype: str, steps: int) -> float:
        """Wall time until the last worker is done, of a job that was warmed up before (`ask`)."""
        start = time.perf_counter()
        self.ask(work, dtype, steps)
        return time.perf_counter() - start

    def close(self) -> None:
        """End the workers: they stop when their input does."""
        for worker in self.workers:
            if worker.stdin is not None:
                worker.stdin.close()
            if worker.stdout is not None:
                worker.stdout.close()
            worker.wait()
