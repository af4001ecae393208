"""Whether an experiment's numbers survive the rounding to the run's type: what float32 makes 0, 1 or infinite is told."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from adal_theory.engine.job import Job
from adal_theory.errors import ConfigurationError
from adal_theory.rules.rule import Rule
from adal_theory.trace.floating_range import LARGEST

REMEDY = "pass dtype='float64', or a value that float32 holds (1e-45 to 3.4e38)"


def check(job: Job, rule: Rule) -> None:
    """Raise for a parameter that becomes 0 or leaves its range, and for any number that becomes infinite, in float32.

    In either type δ² must be finite where a state of the rule begins with it; that the rule has a δ is asked when it is recorded.
    """
    if "delta" in job.params and "delta_squared" in rule.initial.values():
        _square(job, "delta")
    if job.real == "f64":
        return
    for name, value in job.params.items():
        kept(f"parameter {name}", value, vanishing=True)
    for p in rule.parameters:
        _inside(p, np.asarray(job.params[p.name], np.float64))
    arrays = {"x0": job.x0, "step_schedule": job.schedule, **{f"problem data '{n}'": a for n, a in job.data.items()}}
    for name, value in arrays.items():
        if not isinstance(value, str):
            kept(name, value, vanishing=False)
    if job.beta1_schedule is not None and (job.beta1_schedule.astype(np.float32) >= 1).any():
        largest = float(job.beta1_schedule.max())
        raise ConfigurationError(f"beta1_schedule holds {largest!r}, which float32 rounds to 1: {REMEDY}")
    lo, hi = (job.params.get(n, v) for n, v in (("box_lo", 0.0), ("box_hi", 1.0)))
    if not np.float32(lo) < np.float32(hi):
        raise ConfigurationError(f"box = ({lo!r}, {hi!r}) has equal ends in float32: {REMEDY}")


def kept(name: str, value: Any, vanishing: bool) -> None:
    """Raise where a number becomes infinite in float32, or, with `vanishing`, 0."""
    given = np.atleast_1d(np.asarray(value, np.float64))
    with np.errstate(over="ignore", under="ignore"):
        rounded = given.astype(np.float32)
    lost = np.isinf(rounded) | ((rounded == 0) & (given != 0) if vanishing else False)
    if lost.any():
        made = "0" if not rounded[lost][0] else "infinite"
        raise ConfigurationError(f"{name} = {float(given[lost][0])!r} is {made} in float32: {REMEDY}")


def _square(job: Job, name: str) -> None:
    """Raise where the square of a parameter is infinite."""
    given, largest = np.atleast_1d(np.asarray(job.params[name], np.float64)), math.sqrt(LARGEST[job.real])
    lost = given > largest * (1 - 1e-7)  # float32 may round it up
    if lost.any():
        raise ConfigurationError(
            f"parameter {name} = {float(given[lost][0])!r} has a square beyond "
            f"{job.real.replace('f', 'float')}: pass one of at most {largest:.1e}"
        )


def _inside(p: Any, given: Any) -> None:
    """β2 = 1 − 10⁻⁹ is below 1 in float64 alone."""
    rounded = given.astype(np.float32).astype(np.float64)
    bad = np.atleast_1d((rounded >= p.high) if p.high_open else (rounded > p.high))
    if bad.any():
        raise ConfigurationError(
            f"{p.name} = {float(np.atleast_1d(given)[bad][0])!r} is {p.high:g} in float32, outside {p.range_text}: {REMEDY}"
        )
