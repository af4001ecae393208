"""A validated experiment in exact types: what an engine needs and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.engine import tables
from adal_theory.noise.law import Law
from adal_theory.trace.graph import COORDINATE, RUN, STEP, Graph
from adal_theory.trace.options import Options
from adal_theory.trace.record import Shape, StateSpec, StepGraph
from adal_theory.trace.recording import Recording

REAL = {"f32": np.float32, "f64": np.float64}
BETA1_PRODUCT = ("table", "one_minus_beta1_product")  # as `trace.options` names it


@dataclass(frozen=True, kw_only=True)
class Job:
    """One experiment, or the part of it that some of its runs make.

    `rule` is the rule's name: what it does is in the recording. `params` maps names (rule parameters, "noise.*", "box_lo",
    "box_hi") to a float or an array over runs; `data` maps problem data to arrays (period, coordinates or 1[, runs]); `x0` is
    (d, runs); `record` holds the 1-based steps to log; `streams` the Philox stream of each run; `comparator` is x* (d,) where it
    is known before the run. `recording` comes last, by `with_recording`, and with it the table `one_minus_beta1_product` where
    the step reads it; every part of the job has the same.
    """

    rule: str
    problem: Any
    law: Law | None
    options: Options
    real: str
    dimension: int
    runs: int
    steps: int
    params: Mapping[str, Any]
    data: Mapping[str, NDArray[Any]]
    x0: NDArray[Any]
    record: NDArray[np.int64]
    seed: int
    streams: NDArray[np.uint64]
    schedule: str | NDArray[np.float64]
    beta1_schedule: NDArray[np.float64] | None = None
    varying: frozenset[str] = field(default_factory=frozenset)
    comparator: NDArray[np.float64] | None = None
    recording: Recording | None = None
    one_minus_beta1_product: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        """The kernels compare with parameters as with numbers (`emit.numba.nest.never_nan`)."""
        for name, value in self.params.items():
            if np.isnan(value).any():
                raise ValueError(f"parameter {name} holds NaN: an engine needs numbers")

    @property
    def shape(self) -> Shape:
        """Which inputs vary along which axes."""
        axes = tuple(
            (n, (STEP if a.shape[0] > 1 else 0) | (COORDINATE if a.shape[1] > 1 else 0) | (RUN if a.ndim == 3 else 0))
            for n, a in self.data.items()
        )
        return Shape(self.varying, axes, self._m_lasts())

    def _m_lasts(self) -> bool:
        """Whether m may still count when v, which no maximum holds up, underflows during a stretch of gradients that are 0.

        k such steps give √v the factor β2^(k/2), and m/√v the factor (β1/√β2)^k. With β1 ≤ β2^1.5 the second is at most β2^k:
        what v loses among the subnormal numbers changes a step by less than the rounding of η. With β2 = 0, v = 0 is exact.
        """
        if not {"beta1", "beta2"} <= set(self.params):
            return True
        beta1 = self.params["beta1"] if self.beta1_schedule is None else np.max(self.beta1_schedule)
        beta2 = np.asarray(self.params["beta2"])
        return bool(np.all(beta2 > 0) and np.any(beta1 > beta2**1.5))

    @property
    def array_problem(self) -> bool:
        """Whether gradients are array functions of minibatches instead of expressions of each coordinate."""
        return hasattr(self.problem, "samples")

    @property
    def box(self) -> tuple[float, float] | None:
        """(lo, hi), or None without a projection."""
        return (self.params["box_lo"], self.params["box_hi"]) if self.options.box else None

    @property
    def step_graph(self) -> StepGraph:
        return self._recording.step

    @property
    def noise_graph(self) -> Graph | None:
        """The draws of one Philox block; None for exact gradients."""
        return self._recording.noise

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of metrics that the step records."""
        return self._recording.groups

    @property
    def _recording(self) -> Recording:
        assert self.recording is not None, "an engine runs what has been recorded"
        return self.recording

    def with_recording(self, recording: Recording) -> Job:
        """The same with its graphs, and with the table of 1 − Π β1_s where they read it."""
        reads = any(n.op == "input" and n.name == BETA1_PRODUCT for n in recording.step.graph.nodes)
        product = self._one_minus_beta1_product() if reads else None
        return replace(self, recording=recording, one_minus_beta1_product=product)

    def _one_minus_beta1_product(self) -> NDArray[np.float64]:
        """1 − Π_{s≤t} β1_s at every step, of the β1_s that the run takes: those rounded to its precision."""
        assert self.beta1_schedule is not None
        return tables.one_minus_product(self.beta1_schedule.astype(REAL[self.real]).astype(np.float64))

    def leaving(self, steps: int) -> Job:
        """These runs up to a step, with nothing recorded but when they leave the floating-point range."""
        return replace(self, steps=steps, record=np.array([steps]), recording=self._recording.of_leaving())

    def part(self, start: int, stop: int) -> Job:
        """The same experiment restricted to runs start … stop−1; each run is unchanged by the cut."""
        return self if (start, stop) == (0, self.runs) else self.chosen(np.arange(start, stop))

    def chosen(self, cut: NDArray[np.intp]) -> Job:
        """The same experiment restricted to the runs of these indices."""
        params = {n: v[cut] if n in self.varying else v for n, v in self.params.items()}
        data = {n: np.ascontiguousarray(a[..., cut]) if a.ndim == 3 else a for n, a in self.data.items()}
        problem = replace(self.problem, data=data) if any(a.ndim == 3 for a in data.values()) else self.problem
        x0, streams = self.x0[:, cut], self.streams[cut]
        return replace(self, problem=problem, runs=cut.size, params=params, data=data, x0=x0, streams=streams)

    def initial(self, state: StateSpec) -> Any:
        """Where a state of the rule begins: x at x_1, (d, runs); another at 0 unless the rule declares δ²."""
        if state.start == "x0":
            return self.x0
        if state.start == "delta_squared":
            delta = np.asarray(self.params["delta"], REAL[self.real])
            return delta * delta
        return REAL[self.real](0)


@dataclass(frozen=True)
class Tables:
    """Host tables for steps t0 … t1−1: `values` (steps, columns); run tables name a column per run."""

    values: NDArray[np.float64]
    columns: NDArray[np.uint64]


def table_columns(job: Job, run_tables: list[str]) -> tuple[list[NDArray[np.float64]], NDArray[np.uint64]]:
    """Unique β values of every run table, and each run's index among them."""
    unique, index = [], []
    for name in run_tables:
        beta = np.asarray(job.params[name.split(":")[1]], np.float64)
        values, inverse = np.unique(beta, return_inverse=True)
        unique.append(values)
        index.append(inverse.astype(np.uint64))
    return unique, np.array(index, np.uint64).reshape(len(run_tables), job.runs)


def make_tables(job: Job, names: list[str], run_tables: list[str], t0: int, t1: int) -> Tables:
    """Evaluate every table at t0 ≤ t < t1, rounded to the run's precision."""
    t = np.arange(t0, t1, dtype=np.int64)
    unique, index = table_columns(job, run_tables)
    columns = [_table(job, n, t) for n in names]
    for values, row in zip(unique, index, strict=True):
        row += np.uint64(len(columns))
        columns += [tables.one_minus_power(_rounded(job, b), t) for b in values]
    values = np.stack(columns, axis=1) if columns else np.zeros((t.size, 1))
    return Tables(values.astype(REAL[job.real]).astype(np.float64), index)


def _rounded(job: Job, beta: float) -> float:
    """1 − β and 1 − β^t are formed from the same rounded β, which matters in float32."""
    return float(np.asarray(beta, REAL[job.real]))


def _table(job: Job, name: str, t: NDArray[np.int64]) -> NDArray[np.float64]:
    if name == "schedule":
        return tables.schedule(job.schedule, t) if isinstance(job.schedule, str) else job.schedule[t - 1]
    if name.startswith("one_minus_power:"):
        return tables.one_minus_power(_rounded(job, float(job.params[name.split(":")[1]])), t)
    of_beta1 = job.beta1_schedule if name == "beta1_t" else job.one_minus_beta1_product
    assert of_beta1 is not None
    return of_beta1[t - 1]
