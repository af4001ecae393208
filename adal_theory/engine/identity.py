"""What determines the bytes of a result, for the fingerprint of its store: the configuration and what user code computes."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from adal_theory.engine.configure import RunPlan
from adal_theory.engine.hindsight import hindsight


def identity(plan: RunPlan) -> dict[str, Any]:
    """The plan's description with the law's recorded graph and probes of what is not recorded as a graph."""
    job, out = plan.job, dict(plan.identity)
    if job.noise_graph is not None:
        out["law"] = hashlib.sha256(repr(job.noise_graph.nodes).encode()).hexdigest()
    out["probe"] = _samples_probe(job) if plan.array_problem else _hindsight_probe(plan)
    return out


def _hindsight_probe(plan: RunPlan) -> Any:
    """The best fixed point and its loss at the first and the last record; none where nothing asks for them."""
    job = plan.job
    if not {"regret", "weighted_regret", "certificate"} & set(job.groups) or job.comparator is not None:
        return "none"
    return [np.asarray(a) for a in hindsight(job.problem, plan.steps[[0, -1]], plan.box)]


def _samples_probe(job: Any) -> Any:
    """Loss and gradient of the first sample at a point off every axis."""
    problem, batch = job.problem.on(np), np.zeros((1, 1), np.int64)
    x = job.x0.T[:1] + np.linspace(0.1, 0.2, job.dimension)
    return [np.asarray(problem.loss(np, x, batch)), np.asarray(problem.gradient(np, x, batch))]
