"""Whether a problem's gradient is that of its loss, by central differences."""

from __future__ import annotations

from typing import Any

import numpy as np

from adal_theory.engine import checks
from adal_theory.engine.problem_check import check_problem
from adal_theory.entries import keywords
from adal_theory.runtime import standard_floats
from adal_theory.trace.numpy_handle import NumpyHandle
from adal_theory.trace.record import Shape, record_losses
from adal_theory.trace.refusal import Names
from adal_theory.trace.returned import blamed, value_of

POINTS = 64
WIDTH = 6e-6  # about the cube root of the rounding error, where rounding and curvature weigh alike
REACH = 2.0


@keywords
@standard_floats()
def gradient_error(problem: Any, seed: int = 0) -> float:
    """The largest |f' − central difference|/(1 + |f'|) of a problem over random points: below 1e-6 where the gradient is right.

    A separable problem is tried at 64 points of each coordinate, in its box or in [−2, 2], with the first row of its data; a
    problem with minibatches at its start, moved a little, in 64 random directions. At a kink of the loss the value may be large.
    """
    rng = np.random.default_rng(checks.whole("seed", seed, 0))
    check_problem(problem)
    if not hasattr(problem, "samples"):
        record_losses(problem, Shape(data_axes=tuple((n, 0) for n in problem.data)))  # refuses what is not a pure function
    slopes = _minibatch(problem, rng) if hasattr(problem, "samples") else _separable(problem, rng)
    exact, difference = (np.asarray(s, np.float64) for s in slopes)
    return float(np.max(np.abs(exact - difference) / (1.0 + np.abs(exact))))


def _separable(problem: Any, rng: np.random.Generator) -> tuple[Any, Any]:
    h = NumpyHandle()
    low, high = problem.box if problem.box is not None else (-REACH, REACH)
    x = rng.uniform(low + WIDTH, high - WIDTH, (problem.dimension, POINTS))
    first = {n: np.asarray(a, np.float64)[0] for n, a in problem.data.items()}
    q = Names(f"data of {problem.name}", {n: h.value(a[:, :1] if a.ndim == 2 else a[:, None]) for n, a in first.items()})

    def at(points: Any) -> Any:
        return evaluated("loss", points)

    def evaluated(name: str, points: Any) -> Any:
        what = f"problem '{problem.name}'"
        with blamed(what):
            found = value_of(f"{what}: its {name}", h, getattr(problem, name)(h, h.value(points), q)).array
            return np.broadcast_to(found, points.shape)

    exact = evaluated("gradient", x)
    return exact, (at(x + WIDTH) - at(x - WIDTH)) / ((x + WIDTH) - (x - WIDTH))


def _minibatch(problem: Any, rng: np.random.Generator) -> tuple[Any, Any]:
    start = np.broadcast_to(np.asarray(problem.x0, np.float64), (problem.dimension,))
    x = np.repeat((start + 0.1 * rng.standard_normal(problem.dimension))[None], POINTS, axis=0)
    batch = rng.integers(0, problem.samples, (POINTS, problem.batch))
    way = rng.standard_normal(x.shape)
    exact = (problem.gradient(np, x, batch) * way).sum(axis=1)
    return exact, (problem.loss(np, x + WIDTH * way, batch) - problem.loss(np, x - WIDTH * way, batch)) / (2 * WIDTH)
