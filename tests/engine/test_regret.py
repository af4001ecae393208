"""Regret and its kin against plain Python loops written from theory.md."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import adal_theory as at


def test_adal_on_linear_losses_by_hand() -> None:
    slopes, steps, eta, b1, b2 = [1.6, -1.0, -1.0], 40, 0.7, 0.9, 0.99
    data = at.run(
        "adal", at.problems.linear(slopes), steps, {"eta": eta, "beta1": b1, "beta2": b2, "eps": 0.01}, x0=0.2, record="all"
    )
    x, m, v, loss, weighted, total, linear, gamma_before, gaps, moves = 0.2, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    weighted_slope = 0.0
    for t in range(1, steps + 1):
        g = slopes[(t - 1) % 3]
        w = abs(g)
        ghat = w * g
        loss, weighted, total = loss + g * x, weighted + w * g * x, total + g
        weighted_slope += w * g
        linear += ghat * x
        m, v = b1 * m + (1 - b1) * ghat, b2 * v + (1 - b2) * ghat**2
        a = (v / (1 - b2**t)) ** -0.5 + 0.01
        eta_prime = eta / np.sqrt(t) / (1 - b1**t)
        ratio = 1 / a / eta_prime
        gaps, gamma_before, moves = gaps + max(ratio - gamma_before, 0), ratio, moves + eta_prime * a * m * m
        star = -1.0 if total > 0 else 1.0 if total < 0 else 0.0
        here = data.isel(run=0, step=t - 1)
        certificate = 2 * gaps + 9 * 2 * ratio + 1.9 / 0.2 * moves
        for name, value in (
            ("regret", loss - total * star if abs(total) > 1e-12 else None),
            ("certificate", certificate),
            ("weighted_regret", weighted - weighted_slope * star),
            ("x", x),
        ):
            if value is not None and not (name == "weighted_regret" and abs(total) < 1e-12):
                assert np.allclose(here[name].values, value, rtol=1e-10, atol=1e-10), (name, t)
        x = min(max(x - eta_prime * a * m, -1.0), 1.0)
    assert np.allclose(data.x_final.values[0, 0], x)


def test_regret_against_the_moving_centres_best_point() -> None:
    centres = np.random.default_rng(0).uniform(-0.9, 0.9, size=(50, 2))
    data = at.run("sgd", at.problems.drifting_quadratic(centres=centres, curvature=[1.0, 3.0]), 50, {"eta": 0.3}, record="all")
    x = data.x.values[0]
    loss = np.cumsum(0.5 * np.array([1.0, 3.0]) * (x - centres) ** 2, axis=0).sum(1)
    for t in (1, 7, 50):
        mean = centres[:t].mean(axis=0)
        best = (0.5 * np.array([1.0, 3.0]) * (mean - centres[:t]) ** 2).sum()
        assert np.isclose(data.regret.values[0, t - 1], loss[t - 1] - best, rtol=1e-12, atol=1e-12)


def test_every_run_obeys_its_certificate_and_half_of_it_is_broken() -> None:
    for rule in (n for n, r in at.rules.RULES.items() if not r.without_certificate):
        data = at.run(rule, at.problems.linear([1.5, -1.0, -1.0, 0.3]), 2000, {"eta": np.geomspace(0.01, 3, 8)}, runs=8)
        assert (data.linearised_regret <= data.certificate * (1 + 1e-12)).all(), rule
        assert (data.weighted_regret <= data.certificate * (1 + 1e-12)).all(), rule
    edge = at.run("adam", at.problems.linear([1.0]), 1, {"eta": 2.0, "beta1": 0.0, "beta2": 0.5, "eps": 0.0}, x0=1.0)
    assert not (edge.linearised_regret <= 0.5 * edge.certificate).all()
    assert (edge.linearised_regret <= edge.certificate).all()


@pytest.mark.parametrize(
    "problem",
    [at.problems.quadratic(2), at.problems.logistic_regression("breast_cancer")],
    ids=["quadratic", "logistic_regression"],
)
def test_weighted_regret_alone_of_a_rule_without_weights_is_its_regret(problem: Any) -> None:
    alone = at.run("adam", problem, 20, metrics="weighted_regret")
    assert np.array_equal(alone.weighted_regret, at.run("adam", problem, 20, metrics="regret").regret)


def test_a_weight_that_differs_between_coordinates_is_refused() -> None:
    def step(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
        return {**at.rules.RULES["sgd"].step(o, state, p, g, opt), "w": o.abs(g)}

    rule = replace(at.rules.RULES["sgd"], name="mine", step=step)
    for backend in ("numba", "reference"):
        with pytest.raises(at.ConfigurationError, match="'mine': the weight w differs between coordinates"):
            at.run(rule, at.problems.quadratic(2), 5, backend=backend)
