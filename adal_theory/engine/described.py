"""What a result says of the run that made it, in its attributes."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from adal_theory.engine.job import Job


def _plain(value: Any) -> Any:
    """A JSON-able description: short arrays in full, long ones by shape and range."""
    if isinstance(value, np.ndarray):
        if value.size <= 16:
            return value.tolist()
        return {"shape": list(value.shape), "min": float(value.min()), "max": float(value.max())}
    return "inf" if value == float("inf") else value


def described(job: Job, backend: str, arithmetic: str, dropped: str) -> dict[str, Any]:
    """The attributes that follow from the arguments of `run`; `dropped` says why a certificate was left out."""
    law, box = job.law, job.box
    attrs: dict[str, Any] = {
        "parameters": json.dumps({n: _plain(v) for n, v in job.params.items()}, sort_keys=True),
        "options": json.dumps(
            {
                "bias_correction": job.options.bias_correction,
                "norm": _plain(job.options.norm),
                "eps_placement": job.options.eps_placement,
                "step_schedule": _plain(job.schedule),
                "beta1_schedule": _plain(job.beta1_schedule) if job.options.beta1_schedule else None,
            },
            sort_keys=True,
        ),
        "box": "none" if box is None else json.dumps(list(box)),
        "seed": str(job.seed),
        "steps": job.steps,
        "runs": job.runs,
        "dimension": job.dimension,
        "dtype": job.real.replace("f", "float"),
        "backend": backend,
        "arithmetic": arithmetic,
        "noise": "none" if law is None else law.name,
        "noise_sampler": "none" if law is None else law.sampler,
        "metrics": ", ".join(job.groups),
        "problem_constants": json.dumps({n: _plain(v) for n, v in getattr(job.problem, "constants", {}).items()}, sort_keys=True),
    }
    if "certificate" in job.groups and box is None:
        dropped = "NaN: the certificate B5 needs a box"
    if dropped:
        attrs["certificate_missing"] = dropped
    return attrs
