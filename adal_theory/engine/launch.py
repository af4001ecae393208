"""`run`: from names and numbers to a labelled result, chunk by chunk."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from adal_theory.engine.checks import resumption, whole
from adal_theory.engine.configure import RunPlan, configure
from adal_theory.engine.identity import identity
from adal_theory.engine.job import Job
from adal_theory.engine.measures import MEASURES, measure, names
from adal_theory.engine.range_left import range_left
from adal_theory.engine.session import Logs, Session, concatenate
from adal_theory.engine.workers import Worker, chunk_size, deal, start_session, workers
from adal_theory.entries import keywords
from adal_theory.errors import ConfigurationError, DeviceError, warn
from adal_theory.results.paths import folder
from adal_theory.results.provenance import fingerprint, source_hash, versions
from adal_theory.rules.rule import Rule
from adal_theory.runtime import doing, standard_floats
from adal_theory.trace.pure import once, unlike

if TYPE_CHECKING:
    from adal_theory.results.layout import Variable
    from adal_theory.results.resumption import Resume
    from adal_theory.results.store import RunStore

CHECKPOINT_UPDATES = 2_000_000_000
CHECKPOINT_FACTOR = {"cupy": 500}
REPORT_UPDATES = {
    "cupy": 50_000_000_000,
    "numba": 1_000_000_000,
    "reference": 10_000_000,
    "array": 10_000_000,
    "array_cupy": 100_000_000,
}  # one or two seconds of work
Progress = Callable[[float], None]


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
    store : folder of a Zarr store to write chunk by chunk (`~` is expanded; `adal_theory.open` reads it back); resume : finish
        what is there, True by the very code that began it, "anyway" by any, noted in `resumed_by`; chunk : runs a chunk
        (default: what memory allows; chunks are dealt out over all GPUs).
    progress : None shows what is done once it has taken two seconds, on standard error, on a terminal or in a notebook only;
        True anywhere, False nowhere; a function is handed the share that is done, 0 … 1.

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
        plan = configure(
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
    threads = threads if threads is None else whole("threads", threads, 1)
    asked = resumption(resume, store)
    among = workers(plan)
    path = None if store is None else folder("store", store)
    if path is not None and chunk is None and asked:
        chunk = _stored_chunk(path)
    size = chunk_size(plan.job, chunk, among)
    with _shown(plan, progress) as report:
        data = (
            _in_memory(plan, among, size, threads, report)
            if path is None
            else _on_disk(plan, among, size, threads, report, path, asked)
        )
    _warn_of_change(plan.job)
    return data


@contextmanager
def _shown(plan: RunPlan, progress: Progress | bool | None) -> Iterator[Progress]:
    """What is to be told of the share done: the caller's function, or the package's own line."""
    if progress is not None and not isinstance(progress, bool) and not callable(progress):
        raise ConfigurationError(f"progress = {progress!r}: pass None, True, False or a function of the share done")
    shown = progress if progress is None or isinstance(progress, bool) else False
    with doing(f"{plan.job.rule.name} on {plan.job.problem.name}", shown) as report:
        yield progress if callable(progress) else report


def _warn_of_change(job: Job) -> None:
    """Say so where the step is recorded differently once a run has ended; what it gave is kept."""
    try:
        with once():
            found = unlike(job.step_graph, job.recorded())
    except ConfigurationError as error:
        found = str(error)
    if found is not None:
        warn(
            f"rule '{job.rule.name}', problem '{job.problem.name}' or its noise changed while the run lasted ({found}): the "
            "result is of what was recorded at the start; let them depend on their arguments alone"
        )


def _stored_chunk(path: Path) -> int | None:
    """Runs a chunk of the store that is there: what memory allows now may differ from what it allowed then."""
    from adal_theory.results.store import chunk_of

    return chunk_of(path)


def _advance(
    plan: RunPlan, part: Job, threads: int | None, worker: Worker, store: RunStore | None, k: int, report: Progress
) -> dict[str, NDArray[Any]]:
    """Run one chunk to the end on its worker; return its variables."""
    with worker.here() if worker is not None else nullcontext():
        return _to_the_end(plan, part, threads, worker, store, k, report)


def _to_the_end(
    plan: RunPlan, part: Job, threads: int | None, worker: Worker, store: RunStore | None, k: int, report: Progress
) -> dict[str, NDArray[Any]]:
    """In spans, with checkpoints when there is a store."""
    with standard_floats():
        session, parts = start_session(plan, part, threads, worker), []
    saved = store.load_checkpoint(k) if store is not None else None
    if saved is not None:
        t, arrays = saved
        session.load(t, {n[6:]: a for n, a in arrays.items() if n.startswith("state:")})
        parts.append({n[4:]: a for n, a in arrays.items() if n.startswith("log:")})
    checkpoint = CHECKPOINT_UPDATES * CHECKPOINT_FACTOR.get(plan.backend, 1)
    report_every = min(REPORT_UPDATES[plan.backend], checkpoint)
    span = max(64, report_every // (part.dimension * part.runs) // 64 * 64)
    since = 0
    while session.t <= part.steps:
        before = session.t
        with standard_floats():  # span by span, so that no wrong number reaches a checkpoint or the store
            parts.append(session.advance(min(part.steps + 1, session.t + span)))
        since += (session.t - before) * part.runs * part.dimension
        report((session.t - 1) / part.steps)
        if store is not None and session.t <= part.steps and since >= checkpoint:
            parts, since = [concatenate(parts)], 0
            store.save_checkpoint(k, session.t, _checkpoint(session, parts[0]))
    logs = concatenate(parts)
    left = range_left(plan, part, logs, session, threads, worker)
    with standard_floats():
        out = measure(part, logs, session.final_state("x"), plan.comparator(part), plan.box, left)
    return {n: a[:, plan.shown] if "step" in MEASURES[n].dims else a for n, a in out.items()}


def _checkpoint(session: Session, logs: Logs) -> dict[str, NDArray[Any]]:
    return {**{f"state:{n}": a for n, a in session.save().items()}, **{f"log:{n}": a for n, a in logs.items()}}


def _chunks(plan: RunPlan, size: int) -> list[tuple[int, int]]:
    runs = plan.job.runs
    return [(a, min(a + size, runs)) for a in range(0, runs, size)]


class Share:
    """Progress over all chunks, from any thread."""

    def __init__(self, progress: Progress | None, runs: int) -> None:
        self.progress, self.runs, self.done, self.lock = progress, runs, dict[int, float](), threading.Lock()

    def of(self, k: int, width: int) -> Progress:
        """The reporter of chunk k of `width` runs; it takes the share that is done."""

        def report(share: float) -> None:
            if self.progress is not None:
                with self.lock:
                    self.done[k] = share * width
                    self.progress(sum(self.done.values()) / self.runs)

        return report


def _in_memory(plan: RunPlan, among: Sequence[Worker], size: int, threads: int | None, progress: Progress | None) -> xr.Dataset:
    job, cuts = plan.job, _chunks(plan, size)
    pieces: dict[int, dict[str, NDArray[Any]]] = {}
    share = Share(progress, job.runs)

    def work(k: int, worker: Worker) -> None:
        a, b = cuts[k]
        pieces[k] = _advance(plan, job.part(a, b), threads, worker, None, k, share.of(k, b - a))

    deal(range(len(cuts)), among, work)
    data = {n: np.concatenate([pieces[k][n] for k in range(len(cuts))]) if len(cuts) > 1 else a for n, a in pieces[0].items()}
    variables = {n: (("run", *MEASURES[n].dims), a, dict(MEASURES[n].attrs)) for n, a in data.items()}
    return xr.Dataset(variables, coords(plan), attributes(plan))


def _on_disk(
    plan: RunPlan, among: Sequence[Worker], size: int, threads: int | None, progress: Progress | None, path: Path, resume: Resume
) -> xr.Dataset:
    from adal_theory.results.store import RunStore

    job, cuts, writing = plan.job, _chunks(plan, size), threading.Lock()
    store = RunStore.open(path, fingerprint(identity(plan)), attributes(plan), variables_of(plan), coords(plan), size, resume)
    share = Share(progress, job.runs)

    def work(k: int, worker: Worker) -> None:
        a, b = cuts[k]
        done = _advance(plan, job.part(a, b), threads, worker, store, k, share.of(k, b - a))
        with writing:
            store.write(k, done)

    with store:
        try:
            deal([k for k in range(len(cuts)) if not store.done(k)], among, work)
        except DeviceError as error:
            raise DeviceError(f"{error}; finished chunks are kept in {path}: resume=True (--resume) goes on from there") from None
        store.finish()
    return store.dataset()


def variables_of(plan: RunPlan) -> dict[str, Variable]:
    """Shapes and types of every variable, known before anything runs."""
    from adal_theory.results.layout import Variable

    job = plan.job
    sizes = {"run": job.runs, "step": plan.steps.size, "coordinate": job.dimension}
    real = "f4" if job.real == "f32" else "f8"
    spec = {}
    for n in names(job.groups):
        m = MEASURES[n]
        dims = ("run", *m.dims)
        spec[n] = Variable(dims, tuple(sizes[d] for d in dims), real if m.dtype == "real" else m.dtype, dict(m.attrs))
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
    rule, problem = plan.job.rule, plan.job.problem
    attrs = {
        "rule": rule.name,
        "rule_variant": rule.variant,
        "rule_source": rule.source,
        "problem": problem.name,
        "problem_formula": problem.formula,
        "comparator": plan.comparator_name,
        "versions": json.dumps(versions(), sort_keys=True),
        "source_hash": source_hash(),
    }
    return {**attrs, **plan.described}
