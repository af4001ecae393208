"""Whether the parts of a problem fit together, by numbers at random points, before anything is simulated.

A gradient that is not that of the loss makes regret and certificate meaningless, and so do features whose sum is not the loss,
and a best point that is not the best. What is refused here differs plainly, at many points and whatever the width of the
difference quotient; a slip in one branch that is seldom taken passes, and `gradient_error` says how far off a gradient is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from adal_theory.engine.job import Job
from adal_theory.engine.score.hindsight import best_point, cumulative_features, loss_terms
from adal_theory.entries import a_kind, real_array
from adal_theory.errors import ConfigurationError
from adal_theory.problems.problem import DIMS, Problem, one_feature
from adal_theory.trace.numpy_handle import NumpyHandle
from adal_theory.trace.record import Shape, record_losses
from adal_theory.trace.refusal import Names

Array = NDArray[Any]
POINTS, COORDINATES, ROWS, RUNS = 32, 16, 16, 3
UP_TO = np.array([1, 2, ROWS])  # steps up to which a point is the best one
RIVALS = 8  # points that the best one is held against
WIDTHS = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7)
TOLERANCE = 1e-2  # of the largest slope: correct code is right to some 1e-6
DIFFERS = 8  # one of so many points, of a coordinate and row, must differ
REACH = 2.0
ROUNDING = 64 * np.finfo(np.float64).eps
TINY = float(np.finfo(np.float64).tiny)  # below it numbers lose their digits


def check_problem(problem: Any) -> None:
    """A problem has what a run asks of it."""
    wanted = ["name", "dimension", "box", "x0", "formula"]
    if hasattr(problem, "samples"):
        wanted += ["batch", "loss", "gradient", "on", "minimiser", "comparator"]
    missing = [n for n in wanted if not hasattr(problem, n)]
    if missing:
        given = repr(problem) if isinstance(problem, str) else f"{a_kind(problem)} without {', '.join(missing)}"
        raise ConfigurationError(
            f"problem = {given} is not a problem: build one with adal_theory.problems, for instance problems.quadratic(d=10)"
        )


def data_of(problem: Any, runs: int) -> dict[str, NDArray[Any]]:
    """A separable problem's arrays, (period, 1 or d[, runs]) each."""
    if hasattr(problem, "samples"):
        return {}
    data = {n: real_array(f"problem data '{n}'", a, dims=DIMS) for n, a in problem.data.items()}
    for n, a in data.items():
        if a.ndim not in (2, 3) or a.shape[1] not in (1, problem.dimension) or not a.size:
            raise ConfigurationError(f"problem data '{n}' has shape {a.shape}: pass (period, 1 or {problem.dimension}[, runs])")
        if a.shape[0] > 1 and problem.features is one_feature:
            raise ConfigurationError(
                f"problem '{problem.name}': its data '{n}' change in time, but it declares no features, "
                "without which there is no best fixed point; give features and time_phi, see Problem"
            )
        if a.ndim == 3 and a.shape[2] != runs:
            raise ConfigurationError(f"problem data '{n}' is given for {a.shape[2]} runs, runs = {runs}: pass runs={a.shape[2]}")
    return data


def check(job: Job, hindsight: bool) -> None:
    """Raise `ConfigurationError` where the functions of a job's problem contradict each other.

    `hindsight` says whether a best fixed point is asked for."""
    if job.array_problem:
        check_arrays(job.problem)
    else:
        check_separable(job.problem, job.data, job.shape, job.box, hindsight)


def check_separable(
    problem: Any, data: Mapping[str, Array], shape: Shape, box: tuple[float, float] | None, hindsight: bool
) -> None:
    """Raise `ConfigurationError` where the functions of a separable problem are not pure or contradict each other.

    `data` are its arrays as a run takes them; `hindsight` says whether its best fixed point is asked for.
    """
    record_losses(problem, shape)
    d = problem.dimension
    columns = np.unique(np.linspace(0, d - 1, COORDINATES).astype(int)) if d > COORDINATES else np.arange(d)
    small = replace(problem, **_part(columns, data))
    rng = np.random.default_rng(0)
    low, high = (-REACH, REACH) if box is None else box
    x = rng.uniform(low, high, (ROWS, small.dimension, POINTS))
    with np.errstate(all="ignore"):
        _check_gradient(small, x, min(1.0, (high - low) / (2 * REACH)))
        _check_features(small, x)
        if hindsight:
            whole = replace(problem, data={n: a[:ROWS] for n, a in data.items()})
            _check_best(small, _best(whole, box)[:, columns], x)


def _part(columns: NDArray[np.intp], data: Mapping[str, Array]) -> dict[str, Any]:
    """Some rows, coordinates and runs of the data, as the data of a smaller problem."""
    cut = {
        n: (a[:ROWS, columns] if a.shape[1] > 1 else a[:ROWS])[..., :RUNS]
        if a.ndim == 3
        else (a[:ROWS, columns] if a.shape[1] > 1 else a[:ROWS])
        for n, a in data.items()
    }
    return {"data": cut, "dimension": columns.size}


def _rows(problem: Problem) -> tuple[NumpyHandle, Names]:
    """The data as (ROWS, d or 1, 1), of the first run."""
    h, rows = NumpyHandle(), np.arange(ROWS)
    first = {n: a[rows % a.shape[0]] if a.ndim == 2 else a[rows % a.shape[0], :, 0] for n, a in problem.data.items()}
    return h, Names(f"data of {problem.name}", {n: h.value(a[..., None]) for n, a in first.items()})


def _check_gradient(problem: Problem, x: Array, scale: float) -> None:
    h, q = _rows(problem)
    exact = np.broadcast_to(problem.gradient(h, h.value(x), q).array, x.shape)

    def loss(at: Array) -> Array:
        return np.asarray(np.broadcast_to(problem.loss(h, h.value(at), q).array, at.shape))

    wrong, close = ~np.isfinite(exact), np.full(x.shape, np.nan)
    right = wrong | ~np.isfinite(loss(x))
    for width in WIDTHS:
        step = width * scale
        ahead, behind = loss(x + step), loss(x - step)
        slope = (ahead - behind) / ((x + step) - (x - step))
        largest = np.fmax.reduce(np.fmax(np.abs(exact), np.abs(slope)), axis=-1, keepdims=True)
        noise = (ROUNDING * (np.abs(ahead) + np.abs(behind)) + TINY) / step
        right |= ~(np.abs(exact - slope) > TOLERANCE * largest + noise)
        close = np.where(np.abs(slope - exact) < np.abs(close - exact), slope, np.where(np.isnan(close), slope, close))
    share = (~right).mean(axis=-1)
    if (share > 1 / DIFFERS).any():
        row, i = (int(k) for k in np.argwhere(share > 1 / DIFFERS)[0])
        k = int(np.argmax(~right[row, i]))
        raise ConfigurationError(
            f"problem '{problem.name}': its gradient is not that of its loss: at x = {x[row, i, k]:.6g} the "
            f"loss has slope {close[row, i, k]:.6g}, the gradient is {exact[row, i, k]:.6g}; correct one of "
            "them (adal_theory.gradient_error measures it)"
        )


def _check_features(problem: Problem, x: Array) -> None:
    """Σ_k features_k φ_k = the loss, where features are declared."""
    if problem.time_phi is None:
        return
    h, q = _rows(problem)
    loss = np.broadcast_to(problem.loss(h, h.value(x), q).array, x.shape)
    terms = [
        np.broadcast_to(f.array * phi.array, x.shape)
        for f, phi in zip(problem.features(h, q), problem.phi(h, h.value(x), q), strict=True)
    ]
    total, size = sum(terms, np.zeros(())), sum((np.abs(t) for t in terms), np.abs(loss))
    wrong = np.abs(total - loss) > 1e-9 * size + TINY
    if wrong.mean() > 1 / DIFFERS:
        at = tuple(np.argwhere(wrong)[0])
        raise ConfigurationError(
            f"problem '{problem.name}': Σ features · time_phi is not its loss: at x = {x[at]:.6g} they give "
            f"{total[at]:.6g} and {loss[at]:.6g}; correct features, time_phi or the loss"
        )


def _best(problem: Problem, box: tuple[float, float] | None) -> Array:
    """The declared best points of every coordinate (and of some runs): `best` may hold arrays of its own, of all coordinates."""
    star = best_point(problem, cumulative_features(problem, UP_TO), box)
    return star if star.ndim == 2 else star[..., :RUNS]


def _check_best(problem: Problem, star: Array, x: Array) -> None:
    """No point of the box has a smaller total loss than the declared best one, `star`, in any coordinate."""
    t, totals = UP_TO, cumulative_features(problem, UP_TO)
    least = loss_terms(problem, totals, star)
    for k in range(RIVALS):
        point = np.broadcast_to(x[0, :, k], (t.size, problem.dimension))
        there = loss_terms(problem, totals, point)
        better = there < least - 1e-9 * (np.abs(there) + np.abs(least)) - TINY
        if better.any():
            at = tuple(int(i) for i in np.argwhere(better)[0])
            raise ConfigurationError(
                f"problem '{problem.name}': its best fixed point up to step {t[at[0]]} is said to be x = {star[at]:.6g} with "
                f"loss {least[at]:.6g} in a coordinate, but x = {point[at[:2]]:.6g} has {there[at]:.6g}; correct `best`, or pass "
                "a point as comparator="
            )


def check_arrays(problem: Any) -> None:
    """The same of a problem with minibatches: equal arguments give equal values, and its gradient is that of its loss."""
    rng = np.random.default_rng(0)
    start = np.broadcast_to(np.asarray(problem.x0, np.float64), (problem.dimension,))
    x = np.repeat((start + 0.1 * rng.standard_normal(problem.dimension))[None], RUNS, axis=0)
    batch = rng.integers(0, problem.samples, (RUNS, problem.batch))
    way = rng.standard_normal(x.shape) / np.sqrt(problem.dimension)
    with np.errstate(all="ignore"), threadpool_limits(1, "blas"):
        first = [np.array(f(np, x, batch)) for f in (problem.loss, problem.gradient)]
        for name, f, value in zip(("loss", "gradient"), (problem.loss, problem.gradient), first, strict=True):
            if not np.array_equal(np.asarray(f(np, x, batch)), value, equal_nan=True):
                raise ConfigurationError(
                    f"problem '{problem.name}': its {name} is not a pure function: called again with the "
                    "same x and batch, it gives another value; it must depend on its arguments alone"
                )
        exact = (first[1] * way).sum(axis=1)
        slopes = [(problem.loss(np, x + w * way, batch) - problem.loss(np, x - w * way, batch)) / (2 * w) for w in WIDTHS]
    size = max(np.abs(exact).max(), *(np.abs(s).max() for s in slopes))
    noise = [ROUNDING * np.abs(first[0]) / w for w in WIDTHS]
    if all((np.abs(s - exact) > TOLERANCE * size + n).all() for s, n in zip(slopes, noise, strict=True)):
        raise ConfigurationError(
            f"problem '{problem.name}': its gradient is not that of its loss: along a random direction from "
            f"its start the loss has the slope {slopes[3][0]:.6g}, the gradient {exact[0]:.6g}; correct one of "
            "them (adal_theory.gradient_error measures it)"
        )
