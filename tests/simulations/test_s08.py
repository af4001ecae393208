"""S8: the theory's numbers against independent ones, the estimator on known laws, and a short run."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.stats import levy_stable

import adal_theory as at
from adal_theory.results.experiment import Context, Outcome
from adal_theory.simulations import s08_exit_times as s8
from adal_theory.simulations import s08_first_passage as theory


@pytest.mark.parametrize("alpha", [1.2, 1.5, 1.8, 2.0])
def test_tail_and_density_are_those_of_scipy(alpha: float) -> None:
    law, z = theory.Stable(alpha), np.array([-50.0, -1.0, 0.0, 0.3, 2.0, 12.0, 39.9, 41.0, 90.0])
    assert np.allclose(law.tail(z), [levy_stable.sf(v, alpha, 0) for v in z], rtol=1e-5, atol=1e-9)
    if alpha == 1.8:  # mpmath 1.3, quadosc to 25 digits; SciPy has 0 there
        assert law.tail(np.array([300.0]))[0] == pytest.approx(3.185665831757648e-06, rel=1e-9)
    assert np.allclose(law.density(z), [levy_stable.pdf(v, alpha, 0) for v in z], rtol=1e-4, atol=1e-9)


@pytest.mark.parametrize("alpha", [1.2, 1.5, 1.8])
def test_constant_is_samorodnitsky_and_taqqus(alpha: float) -> None:
    """Property 1.2.15 in its own form, and the tail itself far out."""
    constant = (1 - alpha) / (math.gamma(2 - alpha) * math.cos(math.pi * alpha / 2))
    assert theory.tail_constant(alpha) == pytest.approx(constant, rel=1e-13)
    assert float(theory.leading(alpha, 1e-4)) == pytest.approx(1 / theory.Stable(alpha).tail(np.array([1e4]))[0], rel=1e-4)


@pytest.mark.parametrize(("alpha", "sigma"), [(1.2, 0.4), (1.8, 0.4), (2.0, 0.5)])
def test_rate_is_that_of_a_plain_loop(alpha: float, sigma: float) -> None:
    """SGD by NumPy's own draws (Chambers, Mallows & Stuck), no exit for 20 steps, then exits over steps at risk."""
    rng, x, exits, risk = np.random.default_rng(5), np.full(40_000, -1.0), 0, 0
    for t in range(150):
        v, w = rng.uniform(-np.pi / 2, np.pi / 2, x.size), rng.exponential(size=x.size)
        z = np.sin(alpha * v) / np.cos(v) ** (1 / alpha) * (np.cos((1 - alpha) * v) / w) ** ((1 - alpha) / alpha)
        risk += x.size if t >= 20 else 0
        x = np.clip(x - s8.ETA * (x**3 - x + sigma * z), -2, 2)
        exits += int((x > 0).sum()) if t >= 20 else 0
        x = x[x <= 0]
    assert exits > 2000
    assert risk * theory.rate(theory.Stable(alpha), s8.ETA, sigma) == pytest.approx(exits, abs=4 * math.sqrt(exits))


@pytest.mark.parametrize("alpha", [1.2, 1.5, 1.8])
def test_first_correction_is_the_rates(alpha: float) -> None:
    """(rate/leading − 1)/h tends to α Q: what is left falls as h^(α−1), so Richardson's step removes it."""
    law, left = theory.Stable(alpha), []
    q = theory.overshoot(law, s8.ETA)
    for h in (0.008, 0.004):
        left.append((theory.rate(law, s8.ETA, h / s8.ETA) * theory.leading(alpha, h) - 1) / h)
    factor = 2 ** (alpha - 1)
    assert (factor * left[1] - left[0]) / (factor - 1) == pytest.approx(alpha * q, rel=0.12)
    assert abs(left[1] - alpha * q) < abs(left[0] - alpha * q)


def test_estimate_finds_a_geometric_law_and_refuses_another() -> None:
    rng, steps = np.random.default_rng(3), 700
    exits = 1.0 + s8.SETTLED + rng.geometric(1 / 1000, 20_000)
    exits[:50] = 3.0  # exits before the law has settled count neither as exits nor as risk
    mean, low, high, count, distance = s8.estimate(np.where(exits > steps, 0.0, exits), steps)
    assert low < 1000 < high and low < mean < high and (high - low) / mean < 0.06
    assert count == ((exits > s8.SETTLED + 1) & (exits <= steps)).sum() and distance < s8.KOLMOGOROV
    even = 1.0 + s8.SETTLED + rng.integers(1, 2000, 20_000)
    assert s8.estimate(np.where(even > steps, 0.0, even), steps)[4] > s8.KOLMOGOROV


def test_estimate_counts_moves_after_the_law_has_settled() -> None:
    """exit_at = t is seen after t − 1 moves: 1 and 3 of them at risk, and all 10 of a run that stays: 14 for two exits."""
    exits = np.array([s8.SETTLED + 2.0, s8.SETTLED + 4.0, 0.0, s8.SETTLED + 1.0])
    assert s8.estimate(exits, s8.SETTLED + 11)[0] == 7.0


def test_line_recovers_coefficients_and_their_errors() -> None:
    rng, x = np.random.default_rng(0), np.linspace(0.0, 1.0, 6)
    weight = np.array([100.0, 400.0, 200.0, 900.0, 300.0, 50.0])
    fits = [s8.line(2 - 1.5 * x + rng.normal(size=6) / np.sqrt(weight), weight, x) for _ in range(2000)]
    found = np.array([f[0] for f in fits])
    assert np.allclose(found.mean(axis=0), [2, -1.5], atol=0.01)
    assert np.allclose(found.std(axis=0), fits[0][1], rtol=0.06)


def short(changes: dict[str, Any]) -> Outcome:
    settings = {
        "grids": [[1.5, 0.06, 0.12, 3, 2_000_000], [2.0, 0.55, 0.8, 4, 2_000_000]],
        "runs": 4096,
        "side": [0.3, 1000.0, 6],
        "side_runs": 64,
        "side_steps": 3000,
    }
    return s8.perform(Context(settings | changes, backend="numba", run=at.run))


@pytest.mark.slow
def test_a_short_run_holds_and_draws() -> None:
    outcome = short({})
    assert [c.claim for c in outcome.comparisons if not c.ok] == []
    assert set(s8.EXPERIMENT.figures(outcome)) == set(s8.EXPERIMENT.captions)
    sgd, adam = (np.asarray(outcome.data[f"side-{r}"]) for r in ("sgd", "adam"))
    assert (sgd[1, 2:] < 10).all() and (adam[1, 2:] > 20).all()


@pytest.mark.slow
def test_a_constant_that_is_half_as_large_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    right = theory.leading
    monkeypatch.setattr(theory, "leading", lambda alpha, h: 0.5 * right(alpha, h))
    bad = [c.claim for c in short({"grids": [[1.5, 0.06, 0.12, 3, 2_000_000]]}).comparisons if not c.ok]
    assert len(bad) == 1 and "as σ → 0" in bad[0]
