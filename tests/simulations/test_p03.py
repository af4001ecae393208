"""P3: runs and bounds against a plain loop, short runs hold, and another bound, boundary or schedule fails."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory.proofs.curves import audits as theory
from adal_theory.results.experiment import Context, Outcome
from adal_theory.simulations import p03_amsgrad_beta1 as p3

SMALL: dict[str, Any] = {"ratio_steps": 120, "steps": 1000, "cells": 6, "phase_steps": 3000}


def context() -> Context:
    return Context(SMALL, run=at.run)


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return p3.perform(context())


def plain_run(slopes: Any, schedule: Callable[[int], float], beta2: float, start: float, eta: float = 1.0) -> dict[str, float]:
    """AMSGrad of the paper on [−1, 1], in Python floats: x_{T+1}, R(T), both right-hand sides and √v̂_T."""
    x, m, v, largest, lost, costs, moments = start, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for t, g in enumerate(slopes, 1):
        beta, alpha = schedule(t), eta / math.sqrt(t)
        lost += g * x
        m, v = beta * m + (1 - beta) * g, beta2 * v + (1 - beta2) * g * g
        largest = max(largest, v)
        root = math.sqrt(largest)
        costs, moments = costs + alpha * m * m / root, moments + beta * root / alpha
        x = min(1.0, max(-1.0, x - alpha * m / root))
    T, first, total = len(slopes), schedule(1), math.fsum(slopes)
    gamma, norm = first / math.sqrt(beta2), math.sqrt(math.fsum(g * g for g in slopes))
    repaired = 4 * math.sqrt(T) * root / (2 * eta * (1 - first)) + (1 + first) / (2 * (1 - first)) * costs
    printed = (
        4 * math.sqrt(T) * root / (eta * (1 - first))
        + 4 / (2 * (1 - first)) * moments
        + eta * math.sqrt(1 + math.log(T)) / ((1 - first) ** 2 * (1 - gamma) * math.sqrt(1 - beta2)) * norm
    )
    return {"x": x, "regret": lost + abs(total), "repaired": repaired, "printed": printed, "root": root}


@pytest.mark.parametrize("name", p3.SCHEDULES)
def test_runs_and_bounds_are_those_of_a_plain_loop(name: str) -> None:
    steps, schedule = 200, p3.SCHEDULES[name]
    t, slopes = np.arange(1.0, steps + 1), p3.tosses(steps)
    run = p3.amsgrad(context(), name, slopes, schedule(t), steps, 0.99, p3.RUNS)
    sides = p3.bounds(run, schedule(t), 0.99)
    for k in (0, 7):
        plain = plain_run(slopes[:, 0, k].tolist(), lambda t: float(schedule(float(t))), 0.99, 1.0)
        assert run["x_final"].values[k, 0] == pytest.approx(plain["x"], abs=1e-11)
        assert run["h_sum"].values[k, -1] == pytest.approx(plain["root"], rel=1e-12)
        assert run["regret"].values[k, -1] == pytest.approx(plain["regret"], abs=1e-9)
        assert sides["repaired"][k, -1] == pytest.approx(plain["repaired"], rel=1e-9)
        assert sides["printed"][k, -1] == pytest.approx(plain["printed"], rel=1e-9)


@pytest.mark.parametrize(
    ("beta", "C", "wrong"), [(0.9, 25.0, True), (0.9, 33.0, False), (0.5, 4.5, True), (0.5, 5.6, False), (0.5, 1.7, False)]
)
def test_the_boundary_foretells_a_plain_run(beta: float, C: float, wrong: bool) -> None:
    steps = 60_000
    found = plain_run([C, -1.0, -1.0] * (steps // 3), lambda t: beta if t % 3 == 1 else 0.0, 0.9, 0.0, eta=4.0)
    assert (2 < C < float(theory.switched_momentum_boundary(beta))) is wrong
    best = -1.0 if C > 2 else 1.0
    assert found["x"] == pytest.approx(-best if wrong else best, abs=0.1)
    assert found["regret"] / steps > 0.1 * (C - 2) if wrong else found["regret"] / steps < 0.1 * abs(C - 2)


def test_everything_is_compared_and_holds(outcome: Outcome) -> None:
    coarse = ("distance of the simulated boundary", "share of cells")  # needs more steps and cells than these
    assert [c.claim for c in outcome.comparisons if not c.ok and not c.claim.startswith(coarse)] == []
    assert {"P3.9", "P3.10"} <= {c.theorem for c in outcome.comparisons}
    assert set(p3.EXPERIMENT.figures(outcome)) == set(p3.EXPERIMENT.captions)


def test_half_a_bound_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    right = p3.amsgrad_regret_bound
    monkeypatch.setattr(p3, "amsgrad_regret_bound", lambda *given: 0.5 * right(*given))
    rows, _ = p3.regret_rows(context())
    broken = [row.claim for row in rows if not row.ok]
    assert len(broken) == 3 and all("repaired" in claim for claim in broken)


def test_a_wrong_boundary_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    big = Context(SMALL | {"cells": 16, "phase_steps": 60_000}, run=at.run)
    rows, found = p3.linear_rows(big)
    assert [row.ok for row in rows] == [True] * 3
    monkeypatch.setattr(p3, "failing_share", lambda *_: found["share"])
    monkeypatch.setattr(p3, "switched_momentum_boundary", lambda beta: 2 + beta / (1 - beta))  # AdamX's
    assert [row.ok for row in p3.linear_rows(context_like(big))[0]] == [True, False, False]


def context_like(other: Context) -> Context:
    return Context(other.settings, run=at.run)


def test_a_sequence_that_does_not_fall_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(p3, "weighted_ratio", lambda data, beta1: data["h_sum"].values * np.sqrt(data["step"].values))
    rows, _ = p3.step_rows(context())
    assert [row.ok for row in rows] == [False, True, False, False]
