"""Random losses and noise laws for the faithfulness checks, at most five coordinates."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import numpy as np

from adal_theory import noise, problems
from adal_theory.engine.array_engine import batch_indices
from adal_theory.trace.numpy_handle import NumpyHandle

Random = random.Random


def log_uniform(rng: Random, low: float, high: float) -> float:
    """Rounded to six digits, so that exact decimals stay short."""
    return float(f"{math.exp(rng.uniform(math.log(low), math.log(high))):.6g}")


def uniform(rng: Random, low: float, high: float) -> float:
    return round(rng.uniform(low, high), 6)


def slopes(rng: Random, d: int, n: int) -> Any:
    """Constant, tosses, Gaussian, a cycle of three, or zero most of the time; over three decades."""
    made = np.random.default_rng(rng.getrandbits(32))
    kind = rng.choice(("constant", "tosses", "gaussian", "cycle", "sparse"))
    if kind == "constant":
        a = np.ones((1, d))
    elif kind == "cycle":
        a = np.tile(np.array([[uniform(rng, 0.5, 3.0)], [-1.0], [-1.0]]), (1, d))
    else:
        a = made.choice([-1.0, 1.0], (n, d)) if kind == "tosses" else made.normal(size=(n, d)).round(3)
        a = a * (made.random((n, d)) < 0.1) if kind == "sparse" else a
    return problems.linear(a * log_uniform(rng, 1e-2, 10) * made.choice([-1.0, 1.0], (1, d)))


def centre(rng: Random, d: int) -> list[float]:
    return [uniform(rng, -1.2, 1.2) for _ in range(d)]


FIXED: dict[str, Callable[[Random, int], Any]] = {
    "absolute": lambda rng, d: problems.absolute(d, centre(rng, d)),
    "quadratic": lambda rng, d: problems.quadratic(d, log_uniform(rng, 1, 100), centre(rng, d)),
    "huber": lambda rng, d: problems.huber(d, log_uniform(rng, 0.02, 2), centre(rng, d)),
    "power": lambda rng, d: problems.power(rng.choice((1, 1.5, 2, 2.5, 3, 4, 6)), d),
}


def unchanging(make: Callable[[Random, int], Any]) -> Callable[[Random, int, int], Any]:
    return lambda rng, d, n: make(rng, d)


CONVEX: dict[str, Callable[[Random, int, int], Any]] = {
    "linear": slopes,
    "drifting_quadratic": lambda rng, d, n: problems.drifting_quadratic(
        d, period=rng.randint(2, 40), amplitude=uniform(rng, 0.1, 1.2)
    ),
    **{name: unchanging(make) for name, make in FIXED.items()},
}
NONCONVEX: dict[str, Callable[[Random, int, int], Any]] = {
    "cosine": lambda rng, d, n: problems.cosine(d, uniform(rng, 0.5, 9.0)),
    "double_well": lambda rng, d, n: problems.double_well(d),
    "geman_mcclure": lambda rng, d, n: problems.geman_mcclure(d),
}
LAWS: dict[str, Callable[[Random], Any]] = {
    "gaussian": lambda rng: noise.gaussian(log_uniform(rng, 0.01, 2)),
    "student_t": lambda rng: noise.student_t(uniform(rng, 1.5, 6), log_uniform(rng, 0.01, 1)),
    "alpha_stable": lambda rng: noise.alpha_stable(uniform(rng, 1.1, 2), scale=log_uniform(rng, 0.01, 0.5)),
    "two_point": lambda rng: noise.two_point(),
    "uniform": lambda rng: noise.uniform(),
}


@lru_cache(maxsize=1)
def small_data() -> Any:
    """Logistic regression on sixty of the bundled samples with three features and the constant: d = 4."""
    whole = problems.logistic_regression("breast_cancer")
    inputs = np.ascontiguousarray(whole.inputs[:60][:, [0, 1, 4, -1]]).round(6)
    return replace(whole, inputs=inputs, labels=whole.labels[:60], batch=4)


def batches(problem: Any, seed: int, stream: int) -> Callable[[int], Any]:
    """The minibatches that the engine draws."""
    one = np.array([stream], np.uint64)
    return lambda t: batch_indices(seed, one, t, problem.batch, problem.samples)


def best(problem: Any, n: int, box: tuple[float, float]) -> list[float]:
    """The problem's own best fixed point after n steps, in float64: any point of the box will do as a comparator."""
    h = NumpyHandle()
    t = np.arange(n)
    rows = SimpleNamespace(**{k: h.value(np.asarray(a, np.float64)[t % a.shape[0]]) for k, a in problem.data.items()})
    features = (np.broadcast_to(np.atleast_2d(q.array), (n, problem.dimension)) for q in problem.features(h, rows))
    totals = tuple(q.sum(axis=0, keepdims=True) for q in features)
    return [float(a) for a in np.broadcast_to(problem.best(totals, box), (1, problem.dimension))[0]]


# Losses with a Lipschitz gradient and its constant (an upper bound, from the maker's arguments).
SMOOTH: dict[str, Callable[[Random, int], tuple[Any, float]]] = {
    "quadratic": lambda rng, d: (problems.quadratic(d, 9.0, centre(rng, d)), 9.0),
    "huber": lambda rng, d: (problems.huber(d, log_uniform(rng, 0.1, 2), centre(rng, d)), 1.0),
    "geman_mcclure": lambda rng, d: (problems.geman_mcclure(d), 2.0),
}
