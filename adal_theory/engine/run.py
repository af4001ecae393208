"""`run`: from names and numbers to a labelled result."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xarray as xr

from adal_theory.engine.carrying import carrier
from adal_theory.engine.checks import resumption
from adal_theory.engine.gather import carried_out
from adal_theory.engine.plan import plan_run
from adal_theory.engine.progress import Progress
from adal_theory.entries import keywords
from adal_theory.rules.rule import Rule
from adal_theory.runtime import standard_floats


@keywords
def run(
    rule: Rule | str,
    problem: Any,
    steps: int,
    params: Mapping[str, Any] | None = None,
    *,
    bias_correction: bool = True,
    eps_placement: str = "preconditioner",
    norm: float = 1,
    step_schedule: Any = None,
    beta1_schedule: Any = None,
    box: Any = "problem",
    x0: Any = None,
    runs: int = 1,
    seed: int = 0,
    streams: Any = None,
    noise: Any = None,
    backend: str = "auto",
    arithmetic: str = "strict",
    dtype: str = "float64",
    record: Any = "log",
    comparator: Any = "hindsight",
    metrics: Any = None,
    store: str | Path | None = None,
    resume: bool | str = False,
    chunk: int | None = None,
    threads: int | None = None,
    progress: Progress | bool | None = None,
    cluster: Any = None,
) -> xr.Dataset:
    """Simulate `runs` independent runs of a rule on a problem and report theory.md's quantities.

    Parameters
    ----------
    rule, problem : a rule's name (or `Rule`), a problem from `adal_theory.problems`.
    steps : T ≥ 1.
    params : the rule's parameters; each a number or an array with one value per run (a grid in one launch).
    bias_correction, eps_placement ("preconditioner" | "denominator"), norm (1, 2, inf, as numbers or text) : options of the rule.
    step_schedule : "constant", "1/sqrt(t)", "1/t", an array over steps or a function of t = 1, 2, …, which is tabulated on the
        host (default: the rule's own); values in [0, ∞). Where η_t is 0 there is no certificate, as B5 divides by η_t, and the
        attribute `certificate_missing` says so; B9, B10 and D4 are about 1/sqrt(t) by its name and refuse others.
    beta1_schedule : None, an array over steps or a function of t, in [0, 1); with it there is no certificate (B5: constant β1).
    box : (lo, hi), None for no projection, or "problem" for the problem's own.
    x0 : the start x_1: a number, (d,) or (runs, d) values (default: the problem's).
    seed : 0 ≤ seed < 2^64. streams : the Philox stream of every run (default 0 … runs−1); runs of equal stream
        share their noise (common random numbers).
    noise : a law from `adal_theory.noise`, added to the gradient; regret stays that of the noise-free loss.
    backend : "auto" (what finishes first: a GPU where one is at hand and the job is long, else numba, or reference where numba
        would compile for longer than reference computes), "numba", "cupy" or "reference"; all give the same bytes.
        arithmetic : "strict", or on a GPU "fast" (contracted, not reproducible elsewhere).
    dtype : "float64" or "float32", or NumPy's name or type for it (sums are float64 in both).
    record : "log" (20 steps a decade), "all" or an array of steps in [1, T].
    comparator : "hindsight" (best fixed point up to t, where it has a closed form), "minimiser", or a point; regret is NaN
        where a problem knows no such point (networks).
    metrics : groups to compute, of regret, weighted_regret, certificate, gradients, bounds, x, exact_gradients (norms of the
        gradient before noise), exit (the first step beyond the saddle, where the problem has an exit_level); default all but
        bounds, exact_gradients and exit.
    store : folder of a Zarr store to write chunk by chunk (`~` is expanded; `adal_theory.open` reads it back), or a URL that
        fsspec knows ("s3://…", with the extra `cluster` and s3fs), of which a copy is kept in a temporary folder meanwhile;
        resume : finish what is there, True by the very code that began it, "anyway" by any, noted in `resumed_by`; chunk : runs
        a chunk (default: what memory allows; chunks are dealt out over all GPUs).
    progress : None shows what is done once it has taken two seconds, on standard error, on a terminal or in a notebook only;
        True anywhere, False nowhere; a function is handed the share that is done, 0 … 1.
    cluster : None for this machine, or where Dask (extra `cluster`) has the chunks computed: "local", a scheduler's address
        ("tcp://…", "tls://…"), a scheduler file, a `distributed.Client` (with its `Security`) or a cluster object. With a store
        in a folder that all workers see they write their chunks themselves, where there is one for every thread of a worker. The
        same bytes as on this machine; a worker that dies costs its chunk.

    Returns
    -------
    xarray.Dataset with dimensions run, step, coordinate; every variable carries its symbol and unit, and the
    attributes hold the provenance. `status` is one of these for each run, the first that happened:

    - "ok";
    - "non-finite at t=…": the loss, or the step, is not a number there;
    - "diverged at t=…": without a box, the loss is 10⁸ times the first one;
    - "underflow at t=…", "overflow at t=…": the step's squares (the second moment v) left the floating-point range, or it divided
      by 0, so that its x_{t+1} is wrong, and NaN from there on. Remedy: dtype="float64", or a loss times a constant, which
      changes no iterate where ε = 0 (A8);
    - "certificate exceeded at t=…": at a recorded step the linearised regret is above the certificate B5, as it never is in exact
      arithmetic: rounding errors have taken over. Remedy: dtype="float64", fewer steps, or a larger step.

    Raises
    ------
    ConfigurationError : one line that names the value, the allowed range and the remedy.
    DeviceError : a GPU is missing, too small or failed; what is in the store is kept.
    """
    with standard_floats():
        plan = plan_run(
            rule,
            problem,
            steps,
            params,
            bias_correction=bias_correction,
            eps_placement=eps_placement,
            norm=norm,
            step_schedule=step_schedule,
            beta1_schedule=beta1_schedule,
            box=box,
            x0=x0,
            runs=runs,
            seed=seed,
            streams=streams,
            noise=noise,
            backend=backend,
            arithmetic=arithmetic,
            dtype=dtype,
            record=record,
            comparator=comparator,
            metrics=metrics,
        )
    return carried_out(plan, store, resumption(resume, store), chunk, threads, progress, carrier(cluster))
