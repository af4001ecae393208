"""Which x* a run is measured against: the best fixed point in hindsight, the declared minimiser, or a given point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.engine import checks
from adal_theory.engine.hindsight import against, hindsight
from adal_theory.engine.job import Job
from adal_theory.engine.measures import Comparator
from adal_theory.engine.session import Logs
from adal_theory.entries import real_array
from adal_theory.errors import ConfigurationError
from adal_theory.trace.numpy_handle import NumpyHandle
from adal_theory.trace.semantics import reduce_coordinates

Array = NDArray[Any]
GIVEN = "given point"


def choose(
    problem: Any, asked: Any, box: tuple[float, float] | None, array_problem: bool
) -> tuple[str, Callable[[Job], Comparator]]:
    """The comparator's name and a function that evaluates it for (part of) a job."""
    if isinstance(asked, str):
        checks.one_of("comparator", asked, ("hindsight", "minimiser"))
        if asked == "minimiser" and problem.comparator != "declared minimiser":
            has = "known minimiser; leave it out" if array_problem else "minimiser common to all its losses; use 'hindsight'"
            raise ConfigurationError(f"comparator = 'minimiser': {problem.name} has no {has} or pass a point")
    name = problem.comparator if isinstance(asked, str) else GIVEN
    if array_problem:
        return name, lambda job: _from_logs(job, name)
    given = None if isinstance(asked, str) else point(asked, problem.dimension)
    return name, lambda job: _separable(job, name, given, box)


def fixed_point(problem: Any, asked: Any) -> Array:
    """x* (d,) of an array problem, known beforehand; NaN, and so is the regret, where the problem knows no minimiser."""
    if not isinstance(asked, str):
        return point(asked, problem.dimension)
    return np.full(problem.dimension, np.nan) if problem.minimiser is None else np.asarray(problem.minimiser)


def point(value: Any, d: int) -> Array:
    """A given x* as (d,)."""
    wanted = f"'hindsight', 'minimiser', a finite number or {d} finite values"
    a = real_array("comparator", value, ndim=(0, 1), wanted=wanted)
    if a.shape not in ((), (d,)):
        raise ConfigurationError(f"comparator has shape {a.shape}: pass {wanted}")
    return np.array(np.broadcast_to(a, (d,)))


def _separable(job: Job, name: str, given: Array | None, box: tuple[float, float] | None) -> Comparator:
    """Evaluate Σ_{s≤t} f_s(x*) from the problem's features; skip it when nothing asks for it."""
    if not {"regret", "weighted_regret", "certificate"} & set(job.groups):
        nothing = np.full((job.record.size, job.dimension), np.nan)
        return Comparator(name, nothing, nothing[:, 0], lambda logs: nothing[:, :1])
    problem = replace(job.problem, data=job.data)
    if given is None:
        x_star, loss = hindsight(problem, job.record, box)
    else:
        x_star, loss = against(problem, job.record, given)
    return Comparator(name, x_star, loss, lambda logs: _weighted_loss(problem, logs, x_star))


def _weighted_loss(problem: Any, logs: Logs, x_star: Array) -> Array:
    """Σ_s w_s f_s(x*) = Σ_i Σ_k (Σ_s w_s q_{k,s,i}) φ_k(x*_i), shape (records, runs)."""
    h = NumpyHandle(coordinate_axis=1)
    x = x_star if x_star.ndim == 3 else x_star[..., None]
    q = SimpleNamespace(**{n: h.value(_first_row(a)) for n, a in problem.data.items()})
    total = np.zeros((x.shape[0], logs["weight_sum"].shape[1]))
    for k, (feature, phi) in enumerate(zip(problem.features(h, q), problem.phi(h, h.value(x), q), strict=True)):
        sums = logs.get(f"weighted_feature_{k}")
        if sums is None:
            sums = feature.array * logs["weight_sum"][:, None, :]
        terms = np.broadcast_to(sums * phi.array, (*x.shape[:2], total.shape[1]))
        total += reduce_coordinates("sum", terms, 1)
    return total


def _first_row(a: Array) -> Array:
    """Data of step 1 as (1, d or 1, runs or 1): φ never depends on data that change in time."""
    row = a[:1]
    return row if row.ndim == 3 else row[..., None]


def _from_logs(job: Job, name: str) -> Comparator:
    """An array problem's comparator sums were recorded beside the run."""
    assert job.comparator is not None
    star = np.broadcast_to(job.comparator, (job.record.size, job.dimension))
    return Comparator(name, star, np.zeros(job.record.size), lambda logs: logs["weighted_comparator_sum"])
