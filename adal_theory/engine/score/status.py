"""How each run ended: "ok", or what happened to it first and at which step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.engine.job import Job
from adal_theory.engine.session import Simulated
from adal_theory.engine.variables import VARIABLES
from adal_theory.trace.floating_range import NOT_A_NUMBER, OVERFLOW, UNDERFLOW
from adal_theory.trace.logs import CertificateSums

Array = NDArray[Any]
ROUNDING = {"f64": 1e-9, "f32": 1e-4}
"""By how much of their own size rounding errors may lift the linearised regret above the certificate: far above what the sums
round, far below what a wrong step does."""


def status(job: Job, found: Simulated, scored: Mapping[str, Array]) -> Array:
    """One status a run: what happened first. Of two things at one step the earlier in this list counts."""
    events, left = found.logs.events, found.left
    assert events is not None
    broken = events.nonfinite_at[-1]
    how = {
        name: np.where(left.kind == kind, left.at, 0)
        for name, kind in (("underflow", UNDERFLOW), ("overflow", OVERFLOW), ("non-finite", NOT_A_NUMBER))
    }
    step = how.pop("non-finite")  # a step that is NaN is told like a loss that is, unless the loss comes first
    broken = np.where((step > 0) & ((broken == 0) | (step < broken)), step, broken)
    first_times = {
        "non-finite": broken,
        "diverged": np.zeros_like(broken) if events.diverged_at is None else events.diverged_at[-1],
        **how,
        "certificate exceeded": _exceeded(job, found.logs.certificate, scored),
    }
    when = np.array([np.where(at > 0, at, np.inf) for at in first_times.values()])
    first = when.argmin(axis=0)
    text = np.full(broken.shape, "ok", VARIABLES["status"].dtype)
    for k in np.flatnonzero(np.isfinite(when.min(axis=0))):
        text[k] = f"{list(first_times)[first[k]]} at t={int(when[first[k], k])}"
    return text


def _exceeded(job: Job, sums: CertificateSums | None, scored: Mapping[str, Array]) -> Array:
    """The first recorded step whose linearised regret is above its certificate by more than rounding, 0 for none."""
    if sums is None:
        return np.zeros(job.runs)
    with np.errstate(all="ignore"):
        scale = np.abs(scored["certificate"]) + np.abs(sums.g_hat_x_sum.T)
        above = scored["linearised_regret"] - scored["certificate"] > ROUNDING[job.real] * scale
    return np.where(above.any(axis=1), job.record[above.argmax(axis=1)], 0)
