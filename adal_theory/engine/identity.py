"""What determines the bytes of a result, for the fingerprint of its store: the configuration and what user code computes."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from adal_theory.engine.job import Job
from adal_theory.engine.plan import RunPlan
from adal_theory.engine.score.comparator import MEASURED
from adal_theory.engine.score.hindsight import hindsight
from adal_theory.trace.graph import Graph


def identity(plan: RunPlan) -> dict[str, Any]:
    """The plan's description, its graphs, its numbers, and probes of what is not recorded as a graph.

    The engine of a fused run is no part of it, as all give the same bytes.
    """
    job = plan.job
    out = {n: v for n, v in plan.described.items() if n != "backend" or job.array_problem}
    out |= {
        "graph": _hash(job.step_graph.graph),
        "x_star": job.comparator if job.comparator is not None else "none",
        "rule": job.rule,
        "problem": job.problem.name,
        "comparator": plan.comparator,
        "params": dict(job.params),
        "data": dict(job.data),
        "x0": job.x0,
        "record": plan.steps,
        "streams": job.streams,
        "schedule": job.schedule,
        "beta1_schedule": job.beta1_schedule if job.beta1_schedule is not None else "none",
    }
    if job.noise_graph is not None:
        out["law"] = _hash(job.noise_graph)
    out["probe"] = _samples_probe(job) if job.array_problem else _hindsight_probe(plan)
    return out


def _hash(graph: Graph) -> str:
    return hashlib.sha256(repr(graph.nodes).encode()).hexdigest()


def _hindsight_probe(plan: RunPlan) -> Any:
    """The best fixed point and its loss at the first and the last record; none where nothing asks for them."""
    job = plan.job
    if not MEASURED & set(job.groups) or job.comparator is not None:
        return "none"
    return [np.asarray(a) for a in hindsight(job.problem, plan.steps[[0, -1]], job.box)]


def _samples_probe(job: Job) -> Any:
    """Loss and gradient of the first sample at a point off every axis."""
    problem, batch = job.problem.on(np), np.zeros((1, 1), np.int64)
    x = job.x0.T[:1] + np.linspace(0.1, 0.2, job.dimension)
    return [np.asarray(problem.loss(np, x, batch)), np.asarray(problem.gradient(np, x, batch))]
