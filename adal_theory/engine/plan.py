"""The arguments of `run` as a plan: everything is validated, and the step is recorded, once.

A plan is data: it can be pickled and sent to another process, whole or cut to some of its runs. A rule, a problem and a law go by
reference, as functions do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory import rules
from adal_theory.engine import checks, choice, precision, problem_check, schedules
from adal_theory.engine.described import described
from adal_theory.engine.groups import check_exit, chosen_groups, outside
from adal_theory.engine.job import REAL, Job
from adal_theory.engine.update import recorded_update
from adal_theory.rules.rule import Rule


@dataclass(frozen=True, kw_only=True)
class RunPlan:
    """What is run and how: the job, its engine, which records are `shown` as `steps`, the comparator's name, the attributes."""

    job: Job
    backend: str
    arithmetic: str
    steps: NDArray[np.int64]
    shown: NDArray[np.bool_]
    comparator: str
    described: dict[str, Any]

    def part(self, start: int, stop: int) -> RunPlan:
        """The plan of runs start … stop−1 alone; each run is unchanged by the cut."""
        return replace(self, job=self.job.part(start, stop))


def plan_run(rule: Rule | str, problem: Any, steps: int, params: Mapping[str, Any] | None, **given: Any) -> RunPlan:
    """Validate everything, then record; see `adal_theory.run` for the arguments. Raises `ConfigurationError`."""
    rule = rules.get(rule)
    given = {**given, "norm": checks.norm(given["norm"]), "dtype": checks.dtype(given["dtype"])}
    problem_check.check_problem(problem)
    steps = checks.whole("steps", steps, 1, 2**40)
    runs = checks.whole("runs", given["runs"], 1, 2**32)
    checks.one_of("backend", given["backend"], choice.BACKENDS)
    box = checks.box(problem.box if isinstance(given["box"], str) and given["box"] == "problem" else given["box"])
    values, varying = checks.scalars(rule, given["noise"], params, runs, box)
    update = recorded_update(rule, checks.options(given, box), box, given["step_schedule"], values)
    schedule = schedules.step_schedule(rule, given["step_schedule"], steps)
    beta1_schedule = schedules.beta1_schedule(rule, given["beta1_schedule"], steps)
    still = schedules.vanishes(schedule, values.get("eta", 1.0), REAL[checks.DTYPES[given["dtype"]]])
    name, star = checks.comparator(problem, given["comparator"])
    groups, dropped = chosen_groups(update, given["metrics"], still, outside(star, box))
    check_exit(problem, groups)
    shown = checks.record_steps(given["record"], steps)
    job = Job(
        rule=rule,
        problem=problem,
        law=checks.of_noise(given["noise"]),
        options=update.options,
        groups=groups,
        real=checks.DTYPES[given["dtype"]],
        dimension=problem.dimension,
        runs=runs,
        steps=steps,
        params=values,
        data=problem_check.data_of(problem, runs),
        x0=checks.start(problem.x0 if given["x0"] is None else given["x0"], problem.dimension, runs, box),
        record=np.union1d(shown, [steps]),
        seed=checks.whole("seed", given["seed"], 0, 2**64 - 1),
        streams=checks.streams(given["streams"], runs),
        schedule=schedule,
        beta1_schedule=beta1_schedule,
        varying=varying,
        comparator=star,
    )
    precision.check(job)
    problem_check.check(job, isinstance(given["comparator"], str))
    job = job.with_recording(fused=choice.fused(given["backend"], job))
    backend = choice.backend(given["backend"], job)
    choice.check_arithmetic(given["arithmetic"], given["backend"], backend)
    return RunPlan(
        job=job,
        backend=backend,
        arithmetic=given["arithmetic"],
        steps=shown,
        shown=np.isin(job.record, shown),
        comparator=name,
        described=described(job, choice.told(given["backend"], backend), given["arithmetic"], dropped),
    )
