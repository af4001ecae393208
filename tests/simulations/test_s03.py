"""S3: closed forms against a plain loop that knows neither engine nor formulas; the measures of the diagram."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory.proofs.curves import cycle as theory
from adal_theory.results.experiment import Context, Outcome
from adal_theory.simulations import s03_linear_regret as s3


def plain_run(rule: str, a: float, beta2: float, steps: int, eta: float = 1.0) -> tuple[float, float]:
    """(x_{T+1}, R(T)) of theory.md §0 with β1 = 0, ε = 0 on the cycle, written out in Python floats."""
    x, v, largest, power, total = 0.0, 0.0, 0.0, 1.0, 0.0
    for t in range(1, steps + 1):
        g = a if t % 3 == 1 else -1.0
        total += g * x
        g_hat = g if rule in ("adam", "amsgrad") else abs(g) * g
        v, power = beta2 * v + (1 - beta2) * g_hat**2, power * beta2
        v_hat = v / (1 - power)
        largest = max(largest, v_hat)
        used = largest if rule in ("adal_ams", "amsgrad") else v_hat
        x = min(1.0, max(-1.0, x - eta / math.sqrt(t) * g_hat / math.sqrt(used)))
    return x, total + abs(a - 2) * steps / 3


@pytest.mark.parametrize(
    ("rule", "a", "beta2", "wrong"),
    [
        ("adal", 1.7, 0.9, True),
        ("adal", 1.7, 0.2, False),
        ("adal", 2.5, 0.05, True),
        ("adal", 2.5, 0.5, False),
        ("adam", 1.7, 0.9, False),
        ("adam", 2.5, 0.3, True),
        ("adam", 2.5, 0.9, False),
        ("adam", 1.7, 0.1, False),
        ("adal_ams", 1.3, 0.5, False),
        ("adal_ams", 1.7, 0.5, True),
        ("adal_ams", 2.5, 0.5, False),
        ("amsgrad", 1.7, 0.5, False),
        ("amsgrad", 2.5, 0.2, False),
    ],
)
def test_theory_foretells_a_plain_run(rule: str, a: float, beta2: float, wrong: bool) -> None:
    x, regret = plain_run(rule, a, beta2, 12_000)
    assert bool(theory.fails(rule, a, beta2)) is wrong
    assert x < -0.9 if (a < 2) == wrong else x > 0.9
    assert regret / 12_000 == pytest.approx(abs(theory.linear_regret_rate(a)) if wrong else 0.0, abs=0.02)


def test_drift_is_the_move_of_a_steady_cycle() -> None:
    for rule, power in (("adal", 2), ("adam", 1)):
        for a, beta2 in ((1.2, 0.99), (1.6, 0.3), (2.7, 0.02)):
            v, moves = 0.0, []
            for t in range(1, 9001):
                g_hat = a**power if t % 3 == 1 else -1.0
                v = beta2 * v + (1 - beta2) * g_hat**2
                moves.append(g_hat / math.sqrt(v / (1 - beta2**t)))
            assert sum(moves[-3:]) == pytest.approx(float(theory.drift(rule, a, beta2)), abs=1e-12)


@pytest.mark.parametrize("rule", ["adal", "adam"])
def test_boundary_separates_failure_from_success(rule: str) -> None:
    for a in np.linspace(1.03, 2.97, 40):
        roots = theory.boundary(rule, float(a))
        assert len(roots) == (1 if a > theory.critical_slope(rule) else 0)
        for root in roots:
            assert theory.fails(rule, a, root - 1e-6) != theory.fails(rule, a, root + 1e-6)
            assert abs(float(theory.drift(rule, a, root))) < 1e-12


def test_ripple_of_the_running_maximum() -> None:
    for a in (1.6, 1.9):
        _, regret = plain_run("adal_ams", a, 0.9, 30_000)
        second = regret / 30_000 - theory.linear_regret_rate(a)
        assert second == pytest.approx(theory.running_maximum_rate(a, 30_000) - theory.linear_regret_rate(a), rel=0.05)


def test_engine_and_plain_loop_agree() -> None:
    context = Context({}, backend="reference", run=at.run)
    a = np.array([1.7, 2.5])
    for rule in s3.METHODS:
        data = s3.launch(context, rule, rule, a, 0.0, np.array([0.9, 0.3]), 600, "all")
        for k, beta2 in enumerate((0.9, 0.3)):
            x, regret = plain_run(rule, a[k], beta2, 600)
            assert data["x_final"].values[k, 0] == pytest.approx(x, abs=1e-11)
            assert data["regret"].values[k, -1] == pytest.approx(regret, rel=1e-10)


def test_a_moved_boundary_is_measured_in_cells() -> None:
    a, beta2 = s3.centres(24)
    for rule in s3.METHODS:
        exact = np.array([theory.fails(rule, v, beta2) for v in a]).T
        assert s3.boundary_distance(rule, exact) <= 0.5
    exact = np.array([theory.fails("adal", v, beta2) for v in a]).T
    assert 1 < s3.boundary_distance("adal", np.roll(exact, 2, axis=0)) < 3
    inner = np.zeros_like(exact)
    inner[10:12, 10] = True
    assert s3.boundary_distance("amsgrad", inner) > 1


def test_distance_needs_a_partner_on_either_side() -> None:
    step = np.array([False] * 5 + [True] * 5)
    assert s3.line_distance(step, (0.0, 1.0), [0.5]) == pytest.approx(0.0)
    assert s3.line_distance(step, (0.0, 1.0), []) == pytest.approx(5.0)
    assert s3.line_distance(np.zeros(10, bool), (0.0, 1.0), [0.3]) == pytest.approx(3.0)
    assert s3.line_distance(np.zeros(10, bool), (0.0, 1.0), [0.97]) == pytest.approx(0.3)


def _small(changes: dict[str, Any]) -> Outcome:
    settings = {"steps": 300, "slopes": [1.6], "cells": 5, "phase_steps": 150} | changes
    return s3.perform(Context(settings, backend="reference", run=at.run))


@pytest.mark.slow
def test_a_column_at_two_has_no_result_and_counts_nowhere() -> None:
    outcome = _small({})
    share = np.asarray(outcome.data["phase-adal"])
    assert np.isnan(share[:, 2]).all() and np.isfinite(np.delete(share, 2, axis=1)).all()
    assert set(s3.EXPERIMENT.figures(outcome)) == set(s3.EXPERIMENT.captions)


def test_short_runs_are_refused() -> None:
    with pytest.raises(at.ConfigurationError, match="choose 6 or more"):
        _small({"phase_steps": 5, "steps": 6})
