"""P10: adversaries and bounds against plain loops, short runs hold, and a smaller bound or another run fails."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory.proofs.curves import audits as theory
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Context, Outcome
from adal_theory.simulations import p10_controls as p10

SMALL: dict[str, Any] = {"steps": 1000, "norm_steps": 300, "starts": 6}
LATE = "R(T)/bound at T"  # at so few steps the adversaries are not there yet


def context() -> Context:
    return Context(SMALL, run=at.run)


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return p10.perform(context())


def broken(rows: list[Comparison]) -> list[str]:
    return [row.claim for row in rows if not row.ok and LATE not in row.claim]


def plain_adagrad(slopes: list[float], eta: float) -> tuple[list[float], float, float]:
    """x_1 … x_{T+1} on [−1, 1] from 1, R(T) and ‖g_{1:T}‖."""
    x, total, lost = [1.0], 0.0, 0.0
    for g in slopes:
        total, lost = total + g * g, lost + g * x[-1]
        x.append(min(1.0, max(-1.0, x[-1] - eta * g / math.sqrt(total))))
    return x, lost + abs(math.fsum(slopes)), math.sqrt(total)


@pytest.mark.parametrize("eta", p10.ETAS)
def test_the_adversary_walks_in_place_and_then_across_the_box(eta: float) -> None:
    slopes = p10.walk_and_sweep(4000, eta).tolist()
    x, regret, norm = plain_adagrad(slopes, eta)
    last = max(t for t, g in enumerate(slopes) if g < 0)
    assert max(abs(x[t + 1] - 1.0) for t in range(last + 1) if slopes[t] < 0) < 1e-9
    lengths = np.array(slopes) / np.sqrt(np.cumsum(np.square(slopes)))  # of the steps, in η
    back = np.flatnonzero(lengths < 0)[1:]
    np.testing.assert_allclose(-lengths[back], lengths[back - 1], rtol=1e-12)
    assert x[-1] < -0.9 and len(slopes) == 4000
    share = regret / ((4 / (2 * eta) + eta) * norm)
    assert 0.94 < share < 1
    data = p10.adagrad(context(), "one", np.array(slopes)[:, None, None], np.array([eta]), np.array([4000]))
    assert p10.adagrad_share(data, [eta])[0, -1] == pytest.approx(share, rel=1e-9)


def test_alternating_gradients_are_those_of_a_plain_descent() -> None:
    centres, x, regret = p10.alternating(500), 0.0, 0.0
    for t, c in enumerate(centres, 1):
        g = p10.MU * (x - c)
        assert g == pytest.approx(p10.G * (-1) ** (t - 1), rel=1e-9)
        regret += p10.MU / 2 * ((x - c) ** 2 - (centres.mean() - c) ** 2)
        x -= g / (p10.MU * t)
    assert regret == pytest.approx(p10.G**2 / (2 * p10.MU) * sum(1 / t for t in range(1, 501)), rel=1e-9)


def test_bounds_are_those_of_the_papers() -> None:
    assert float(theory.adagrad_regret_bound(2.0, 0.5, 3.0)) == pytest.approx((4 / 1.0 + 0.5) * 3)
    assert theory.strongly_convex_bound([1.0, 50.0], 3.0, 2.0).tolist() == pytest.approx([2.25, 2.25 * (1 + math.log(50))])
    assert float(theory.adagrad_norm_bound(0.7, 0.2, 1.5)) == pytest.approx((1.4 / 0.2) ** 2 + 1.4 * 1.5 / 0.2)


def test_everything_is_compared_and_holds(outcome: Outcome) -> None:
    assert broken(outcome.comparisons) == []
    assert set(p10.EXPERIMENT.theorems) == {c.theorem for c in outcome.comparisons}
    assert set(p10.EXPERIMENT.figures(outcome)) == set(p10.EXPERIMENT.captions)


@pytest.mark.parametrize(
    ("part", "bound", "factor", "caught"),
    [
        ("adagrad_part", "adagrad_regret_bound", 0.9, 3),
        ("descent_part", "strongly_convex_bound", 0.99, 2),
        ("norm_part", "adagrad_norm_bound", 0.99, 2),
    ],
)
def test_a_smaller_bound_is_broken(monkeypatch: pytest.MonkeyPatch, part: str, bound: str, factor: float, caught: int) -> None:
    right = getattr(p10, bound)
    monkeypatch.setattr(p10, bound, lambda *given: factor * right(*given))
    rows, _ = getattr(p10, part)(context())
    assert len(broken(rows)) == caught and all("largest" in claim for claim in broken(rows))


def test_other_runs_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    right = p10.alternating
    monkeypatch.setattr(p10, "alternating", lambda steps: 0.9 * right(steps))
    assert any("worst R(T)" in claim for claim in broken(p10.descent_part(context())[0]))
    monkeypatch.setattr(p10, "walk_and_sweep", lambda steps, eta: np.ones(steps))
    late = [row for row in p10.adagrad_part(context())[0] if LATE in row.claim]
    assert len(late) == 3 and max(row.measured for row in late) < 0.5
