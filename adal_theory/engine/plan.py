"""The arguments of `run` as a plan, in three visits: the rule takes what is its own, everything else is validated, and the
graphs are recorded, once.

A plan is data: it can be pickled and sent to another process, whole or cut to some of its runs. What carries it out asks no rule
again. A problem and a law go by reference, as functions do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.engine import checks, choice
from adal_theory.engine.arguments import checked
from adal_theory.engine.described import described
from adal_theory.engine.job import Job
from adal_theory.rules.given import given_to
from adal_theory.rules.rule import Rule
from adal_theory.trace.recording import Source, record


@dataclass(frozen=True, kw_only=True)
class RunPlan:
    """What is run and how: the job, its engine, which records are `shown` as `steps`, the comparator's name.

    `rule` and `described` are attributes of the result: where the rule comes from, and the arguments. `source` is what was
    recorded, to be recorded again when all runs have ended; a part of a plan goes without it.
    """

    job: Job
    backend: str
    arithmetic: str
    steps: NDArray[np.int64]
    shown: NDArray[np.bool_]
    comparator: str
    rule: dict[str, str]
    described: dict[str, Any]
    source: Source | None = None

    def part(self, start: int, stop: int) -> RunPlan:
        """The plan of runs start … stop−1 alone; each run is unchanged by the cut."""
        return replace(self, job=self.job.part(start, stop), source=None)


def plan_run(rule: Rule | str, problem: Any, steps: int, params: Mapping[str, Any] | None, **given: Any) -> RunPlan:
    """Validate everything, then record; see `adal_theory.run` for the arguments. Raises `ConfigurationError`."""
    runs = checks.whole("runs", given["runs"], 1, 2**32)
    own = given_to(rule, params, runs, given["step_schedule"], given["beta1_schedule"])
    found = checked(own, problem, steps, runs, given)
    job = found.job
    source = Source(own.rule, problem, job.law, job.options, job.shape, job.real)
    recording, missing = record(source, job.params, given["step_schedule"] is not None, found.asked)

    job = job.with_recording(recording)
    backend = choice.backend(given["backend"], job)
    choice.check_arithmetic(given["arithmetic"], given["backend"], backend)
    return RunPlan(
        job=job,
        backend=backend,
        arithmetic=given["arithmetic"],
        steps=found.shown,
        shown=np.isin(job.record, found.shown),
        comparator=found.comparator,
        rule=own.attributes,
        described=described(job, choice.told(given["backend"], backend), given["arithmetic"], missing),
        source=source,
    )
