"""Arrays as a labelled result: which variables a plan gives, their coordinates, and where the result comes from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from adal_theory.engine.plan import RunPlan
from adal_theory.engine.variables import VARIABLES, names
from adal_theory.results.layout import Variable
from adal_theory.results.provenance import source_hash, versions


def labelled(plan: RunPlan, data: Mapping[str, NDArray[Any]]) -> xr.Dataset:
    """The result of all runs."""
    variables = {n: (("run", *VARIABLES[n].dims), a, dict(VARIABLES[n].attrs)) for n, a in data.items()}
    return xr.Dataset(variables, coords(plan), attributes(plan))


def variables_of(plan: RunPlan) -> dict[str, Variable]:
    """Shapes and types of every variable, known before anything runs."""
    job = plan.job
    sizes = {"run": job.runs, "step": plan.steps.size, "coordinate": job.dimension}
    real = "f4" if job.real == "f32" else "f8"
    spec = {}
    for n in names(job.groups):
        v = VARIABLES[n]
        dims = ("run", *v.dims)
        spec[n] = Variable(dims, tuple(sizes[d] for d in dims), real if v.dtype == "real" else v.dtype, dict(v.attrs))
    return spec


def coords(plan: RunPlan) -> dict[str, Any]:
    """Coordinates: recorded steps, and every parameter that differs between runs."""
    job = plan.job
    out: dict[str, Any] = {"step": (("step",), plan.steps, {"long_name": "step", "symbol": "t", "units": "1"})}
    for n in sorted(job.varying):
        out[n] = (("run",), np.asarray(job.params[n], np.float64), {"long_name": f"parameter {n}"})
    return out


def attributes(plan: RunPlan) -> dict[str, Any]:
    """Provenance: what was run, with what, from which sources. No times: equal experiments give equal bytes."""
    problem = plan.job.problem
    attrs = {
        **plan.rule,
        "problem": problem.name,
        "problem_formula": problem.formula,
        "comparator": plan.comparator,
        "versions": json.dumps(versions(), sort_keys=True),
        "source_hash": source_hash(),
    }
    return {**attrs, **plan.described}
