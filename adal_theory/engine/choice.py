"""Which engine a run takes, and which of the processor's finishes first: `reference` begins at once, `numba` compiles first and
then is a thousand times faster. Both give the same bytes, so this is a matter of time alone; a guess that is wrong by half
costs half.

The constants were measured on a two-core x86-64 machine, over rules, dimensions, runs and laws; the model of `reference` was
within 30 % everywhere.
"""

from __future__ import annotations

import sys
from typing import Any

from adal_theory.emit.numba.text import KernelSource
from adal_theory.engine import checks, compiled
from adal_theory.engine.cuda import cupy_device
from adal_theory.engine.job import Job
from adal_theory.errors import ConfigurationError, warn
from adal_theory.trace.graph import COORDINATE, RUN, STEP

BACKENDS = ("auto", "numba", "reference", "cupy")
ARITHMETIC = ("strict", "fast")
WORTH_A_GPU = 2_000_000_000  # coordinate-updates: some three seconds of two cores, which a GPU's start is guessed to take
ON_THE_PROCESSOR = ("numba", "reference")

NODE = 2.9e-6  # seconds: a NumPy call on a short array, with what the session does around it
ELEMENT = 0.55e-9  # for each element of it that a (coordinate, run) array has
DRAW = 0.17e-9  # each operation behind a random number, by arrays: 26 ns for a Gaussian one, 100 ns for a stable one
RECORD = 50e-6  # a step that is recorded

COMPILING, LINE = 0.2, 0.0021  # seconds: LLVM on a kernel, and on each line of it (0.4 s for 90 lines, 4.2 to 4.8 s for 2100)
LOADING, IMPORTING = 0.3, 0.5  # a kernel from the disk cache; Numba itself
STARTING = 0.02  # a session whose kernel is there
UPDATE = 4e-9  # a coordinate-update on one core
WORTH_SAYING = 5.0  # seconds of waiting that a user wants to have explained

_spent: dict[str, float] = {}  # seconds that `reference` took for runs of a kernel that is not compiled


def backend(asked: str, job: Job) -> str:
    """`auto` takes the engine that finishes first, as all give the same bytes: a GPU where one is at hand for long jobs."""
    if job.array_problem:
        return "array_cupy" if asked == "cupy" else "array"
    if asked != "auto":
        return asked
    return "cupy" if updates(job) >= WORTH_A_GPU and cupy_device.usable() else on_the_processor(job)


def told(asked: str, backend: str) -> str:
    """What a result says of its engine. Which of the two on the processor `auto` took depends on the kernels that happen to be
    compiled, and equal experiments give equal bytes, attributes included: there it stays "auto"."""
    return "auto" if asked == "auto" and backend in ON_THE_PROCESSOR else backend


def check_arithmetic(value: Any, asked: Any, backend: str) -> None:
    """Raise where an engine does not offer it."""
    checks.one_of("arithmetic", value, ARITHMETIC)
    if value == "fast" and backend != "cupy":
        raise ConfigurationError(
            f"arithmetic = 'fast' with backend = {asked!r}: only the fused engine on a GPU offers it; pass "
            "backend='cupy', or leave arithmetic out"
        )


def updates(job: Job) -> int:
    """Coordinate-updates of the whole job."""
    return job.steps * job.runs * job.dimension


def reference_seconds(job: Job) -> float:
    """How long the `reference` engine will take."""
    nodes = [n for n in job.step_graph.graph.nodes if n.axes & STEP]
    wide = sum(1 for n in nodes if n.axes & COORDINATE and n.axes & RUN)
    elements = job.dimension * job.runs
    return job.steps * (NODE * len(nodes) + ELEMENT * wide * elements + _draw_seconds(job) * elements) + RECORD * job.record.size


def _draw_seconds(job: Job) -> float:
    """What one random number of the job's law takes."""
    return 0.0 if job.law is None or job.noise_graph is None else DRAW * len(job.noise_graph.nodes) / job.law.per_block


def on_the_processor(job: Job) -> str:
    """ "numba" or "reference": what finishes first, counting what Numba has still to compile or load.

    Many short runs of one kernel are as good a reason to compile it as one long run: what `reference` has taken for them
    is counted too, so that both together take at most twice as long as the better choice.
    """
    from adal_theory.engine.numba_engine import kernel_source, lanes_for

    slow = reference_seconds(job)
    source = kernel_source(job, lanes_for(job))
    name = compiled.source_hash(source.text)
    if compiled.in_process(source.text):
        waiting, spent = STARTING, 0.0
    else:
        waiting, spent = STARTING + _waiting(source), _spent.get(name, 0.0)
    if slow + spent <= waiting + UPDATE * updates(job):
        _spent[name] = spent + slow
        return "reference"
    if reason := compiled.why_not():
        if slow >= WORTH_SAYING:
            warn(
                f"backend = 'auto' takes the reference engine: {reason}; expect some {_words(slow)} instead of "
                f"{_words(UPDATE * updates(job))}"
            )
        return "reference"
    return "numba"


def _waiting(source: KernelSource) -> float:
    """Until the kernel can be called."""
    ready = LOADING if compiled.on_disk(source.text) else COMPILING + LINE * source.text.count("\n")
    return ready + (0.0 if "numba" in sys.modules else IMPORTING)


def _words(seconds: float) -> str:
    if seconds < 120:
        return f"{max(seconds, 0.1):.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"
