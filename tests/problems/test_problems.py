"""Gradients are derivatives, features reproduce losses, and the best fixed point is the best one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from adal_theory import problems
from adal_theory.engine.score.hindsight import cumulative_features, hindsight
from adal_theory.trace.numpy_handle import NumpyHandle

RNG = np.random.default_rng(5)
PROBLEMS = [
    problems.linear(RNG.normal(size=(7, 3))),
    problems.absolute(3, [0.1, -0.5, 0.9]),
    problems.quadratic(4),
    problems.power(3, 2),
    problems.power(2.5),
    problems.power(1),
    problems.huber(2, 0.3),
    problems.cosine(2),
    problems.double_well(),
    problems.geman_mcclure(2),
    problems.drifting_quadratic(2, centres=RNG.uniform(-0.9, 0.9, (9, 2)), curvature=[1.0, 2.0]),
]

PROBLEMS += [
    problems.example(name, 2)
    for name in problems.PROBLEMS
    if problems.is_separable(name) and name not in {p.name for p in PROBLEMS}
]


def evaluate(problem: Any, what: str, x: Any, t: int) -> Any:
    h = NumpyHandle()
    q = SimpleNamespace(**{n: h.value(a[(t - 1) % a.shape[0]]) for n, a in problem.data.items()})
    return np.broadcast_to(getattr(problem, what)(h, h.value(x), q).array, x.shape)


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda p: p.name)
def test_gradient_is_the_derivative(problem: Any) -> None:
    lo, hi = problem.box
    for t in (1, 4):
        x = RNG.uniform(lo, hi, (50, problem.dimension))
        h = 1e-6
        slope = (evaluate(problem, "loss", x + h, t) - evaluate(problem, "loss", x - h, t)) / (2 * h)
        assert np.allclose(evaluate(problem, "gradient", x, t), slope, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda p: p.name)
def test_best_fixed_point_beats_a_grid(problem: Any) -> None:
    lo, hi = problem.box
    steps = np.array([1, 5, 12])
    star, best = hindsight(problem, steps, problem.box)
    grid = np.linspace(lo, hi, 2001)
    for k, t in enumerate(steps):
        total = np.zeros((2001, problem.dimension))
        at_star = 0.0
        for s in range(1, t + 1):
            total += evaluate(problem, "loss", np.repeat(grid[:, None], problem.dimension, 1), s)
            at_star += evaluate(problem, "loss", star[k], s).sum()
        assert np.isclose(best[k], at_star, rtol=1e-12, atol=1e-12)
        assert best[k] <= total.min(axis=0).sum() + 1e-9
        assert best[k] >= total.min(axis=0).sum() - 0.02 * t * problem.dimension


def test_cumulative_features_over_whole_and_broken_periods() -> None:
    slopes = RNG.normal(size=(7, 2, 3))
    totals = cumulative_features(problems.linear(slopes), np.array([1, 7, 8, 100]))[0]
    for k, t in enumerate((1, 7, 8, 100)):
        assert np.allclose(totals[k], sum(slopes[s % 7] for s in range(t)), rtol=1e-13)


def test_logistic_regression_on_real_data() -> None:
    for name in ("breast_cancer", "digits"):
        problem = problems.logistic_regression(name)
        x = 0.1 * RNG.normal(size=(2, problem.dimension))
        batch = RNG.integers(0, problem.samples, (2, 16))
        direction = RNG.normal(size=x.shape)
        h = 1e-6
        slope = (problem.loss(np, x + h * direction, batch) - problem.loss(np, x - h * direction, batch)) / (2 * h)
        assert np.allclose((problem.gradient(np, x, batch) * direction).sum(1), slope, rtol=1e-6)
        everything = np.arange(problem.samples)[None]
        assert np.linalg.norm(problem.gradient(np, problem.minimiser[None], everything)) < 1e-9
