"""x* of the regret: the best fixed point in hindsight, the declared minimiser, or a given point, and what it loses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.engine.job import Job
from adal_theory.engine.score.hindsight import against, hindsight
from adal_theory.trace.logs import Logs, WeightedLosses
from adal_theory.trace.numpy_handle import NumpyHandle
from adal_theory.trace.semantics import reduce_coordinates

Array = NDArray[Any]
MEASURED = frozenset({"regret", "weighted_regret", "certificate"})
"""The groups of metrics that need x*."""


@dataclass(frozen=True)
class Comparator:
    """x* at every recorded step, (records, d, runs or 1), and Σ_{s≤t} f_s(x*), (records, runs or 1)."""

    x_star: Array
    loss: Array


def comparator(job: Job, logs: Logs) -> Comparator:
    """Of the runs of a job. Where nothing asks for it, or no minimiser is known, it is NaN."""
    if job.array_problem:
        assert job.comparator is not None
        star = np.broadcast_to(job.comparator, (job.record.size, job.dimension))
        summed = logs.losses.comparator_sum if logs.losses is not None else None
        return _over_runs(star, np.zeros(job.record.size) if summed is None else 0.0 + summed)
    if not MEASURED & set(job.groups):
        nothing = np.full((job.record.size, job.dimension), np.nan)
        return _over_runs(nothing, nothing[:, 0])
    problem = _problem_of(job)
    if job.comparator is None:
        return _over_runs(*hindsight(problem, job.record, job.box))
    return _over_runs(*against(problem, job.record, job.comparator))


def _over_runs(x_star: Array, loss: Array) -> Comparator:
    """With the axis of runs, of one entry where all runs have the same."""
    return Comparator(x_star if x_star.ndim == 3 else x_star[..., None], loss if loss.ndim == 2 else loss[:, None])


def _problem_of(job: Job) -> Any:
    """The problem with the data of these runs."""
    return replace(job.problem, data=job.data)


def weighted_loss(job: Job, logs: Logs, weighted: WeightedLosses, star: Comparator) -> Array:
    """Σ_s w_s f_s(x*) = Σ_i Σ_k (Σ_s w_s q_{k,s,i}) φ_k(x*_i), shape (records, runs)."""
    if job.array_problem:  # these sums were recorded beside the run
        assert weighted.weighted_comparator_sum is not None
        return weighted.weighted_comparator_sum
    h, problem = NumpyHandle(coordinate_axis=1), _problem_of(job)
    x = star.x_star
    q = SimpleNamespace(**{n: h.value(_first_row(a)) for n, a in problem.data.items()})
    total = np.zeros((x.shape[0], weighted.weight_sum.shape[1]))
    for k, (feature, phi) in enumerate(zip(problem.features(h, q), problem.phi(h, h.value(x), q), strict=True)):
        sums = logs.weighted_features.get(k)
        if sums is None:
            sums = feature.array * weighted.weight_sum[:, None, :]
        terms = np.broadcast_to(sums * phi.array, (*x.shape[:2], total.shape[1]))
        total += reduce_coordinates("sum", terms, 1)
    return total


def _first_row(a: Array) -> Array:
    """Data of step 1 as (1, d or 1, runs or 1): φ never depends on data that change in time."""
    row = a[:1]
    return row if row.ndim == 3 else row[..., None]
