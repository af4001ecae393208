"""All arguments of `run` but those that a rule takes, checked and in exact types: the experiment without its graphs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.engine import checks, choice, groups, precision, problem_check, schedules
from adal_theory.engine.job import Job
from adal_theory.engine.score.comparator import MEASURED
from adal_theory.rules.given import Given
from adal_theory.trace.covered import Asked


@dataclass(frozen=True)
class Checked:
    """A job without a recording, the steps that its result shows, the comparator's name, and the metrics asked for."""

    job: Job
    shown: NDArray[np.int64]
    comparator: str
    asked: Asked


def checked(own: Given, problem: Any, steps: Any, runs: int, given: Mapping[str, Any]) -> Checked:
    """See `adal_theory.run` for the arguments. Raises `ConfigurationError` for the first that is wrong or contradicts another."""
    problem_check.check_problem(problem)
    steps = checks.whole("steps", steps, 1, 2**40)
    shown = checks.record_steps(given["record"], steps)
    name, star = checks.comparator(problem, given["comparator"])
    job = _job(own, problem, steps, runs, np.union1d(shown, [steps]), star, given)
    metrics = groups.asked_groups(problem, given["metrics"])
    asked = Asked(metrics, given["metrics"] is not None, schedules.vanishes(job), groups.outside(job))
    precision.check(job, own.rule)
    problem_check.check(job, isinstance(given["comparator"], str) and bool(MEASURED & set(metrics)))
    return Checked(job, shown, name, asked)


def _job(
    own: Given,
    problem: Any,
    steps: int,
    runs: int,
    recorded: NDArray[np.int64],
    star: NDArray[np.float64] | None,
    given: Mapping[str, Any],
) -> Job:
    """Everything but the graphs, in exact types. Raises `ConfigurationError`."""
    checks.one_of("backend", given["backend"], choice.BACKENDS)
    law, real = checks.law_of(given["noise"]), checks.DTYPES[checks.dtype(given["dtype"])]
    box = checks.box(problem.box if isinstance(given["box"], str) and given["box"] == "problem" else given["box"])
    values = own.params | checks.law_parameters(law, runs) | checks.box_ends(box)
    scheduled = given["beta1_schedule"] is not None
    return Job(
        rule=own.attributes["rule"],
        problem=problem,
        law=law,
        options=checks.options_of(given["bias_correction"], given["eps_placement"], given["norm"], scheduled, box is not None),
        real=real,
        dimension=problem.dimension,
        runs=runs,
        steps=steps,
        params=values,
        data=problem_check.data_of(problem, runs),
        x0=checks.start(problem.x0 if given["x0"] is None else given["x0"], problem.dimension, runs, box),
        record=recorded,
        seed=checks.whole("seed", given["seed"], 0, 2**64 - 1),
        streams=checks.streams(given["streams"], runs),
        schedule=schedules.step_schedule(own.step_schedule, steps),
        beta1_schedule=schedules.beta1_schedule(own.beta1_schedule, steps),
        varying=frozenset(n for n, v in values.items() if np.ndim(v)),
        comparator=star,
    )
