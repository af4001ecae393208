"""S5: the constants of D4 are those of the losses, the checks hold on short runs, and broken rules or noise fail them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import xarray as xr

import adal_theory as at
from adal_theory.noise.sample import sample
from adal_theory.results.experiment import Context, Outcome
from adal_theory.rules import RULES
from adal_theory.simulations import s05_nonconvex as s5
from adal_theory.trace.numpy_handle import NumpyHandle

SHORT: dict[str, Any] = {"steps": 30_000, "geman_mcclure": 512, "cosine": 32}
CELLS = len(s5.SIZES)


def derivative(name: str, x: Any) -> Any:
    handle = NumpyHandle()
    return s5.CASES[name].problem().gradient(handle, handle.value(x), None).array


@pytest.mark.parametrize("name", s5.CASES)
def test_constants_of_smoothness_and_slope_are_the_least(name: str) -> None:
    x, h = np.linspace(-12, 12, 2_400_001), 1e-5
    slope, case = derivative(name, x), s5.CASES[name]
    bend = (derivative(name, x + h) - derivative(name, x - h)) / (2 * h)
    assert np.abs(slope).max() == pytest.approx(case.slope, rel=1e-9) and np.abs(slope).max() <= case.slope * (1 + 1e-14)
    assert np.abs(bend).max() == pytest.approx(case.smooth, rel=1e-8)


@pytest.mark.parametrize("name", s5.CASES)
def test_noise_is_bounded_by_its_size_and_its_level_is_the_mean(name: str) -> None:
    case = s5.CASES[name]
    for k, a in enumerate(s5.SIZES):
        zeta = np.abs(sample(case.law(a), seed=3, streams=np.arange(2000), steps=1, dimension=10, handle=NumpyHandle()))
        assert zeta.max() <= a and case.law(a).symmetric
        assert s5.level(name, k) / case.problem().dimension == pytest.approx(float(zeta.mean()), rel=0.02, abs=1e-12)


def only(monkeypatch: pytest.MonkeyPatch, name: str, **changes: Any) -> None:
    monkeypatch.setattr(s5, "CASES", {name: replace(s5.CASES[name], **changes)})


def failures(run: Callable[..., xr.Dataset], **settings: Any) -> tuple[list[str], Outcome]:
    found = s5.perform(Context(SHORT | settings, run=run))
    return [c.claim for c in found.comparisons if not c.ok], found


@pytest.mark.slow
def test_short_runs_hold_and_figures_match(monkeypatch: pytest.MonkeyPatch) -> None:
    broken, outcome = failures(at.run, steps=10_000)
    assert broken == []
    assert sum("largest min E[" in c.claim for c in outcome.comparisons) == len(s5.CASES) * (CELLS + 1)
    assert set(s5.EXPERIMENT.figures(outcome)) == set(s5.EXPERIMENT.captions)


@pytest.mark.slow
def test_a_rule_that_stands_still_breaks_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    def still(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
        """AdaL-AMS that never moves."""
        return {**RULES["adal_ams"].step(o, state, p, g, opt), "x": state.x + 0.0}

    def run(**given: Any) -> xr.Dataset:
        return at.run(**given | {"rule": replace(RULES["adal_ams"], step=still)})

    only(monkeypatch, "geman_mcclure")
    broken, _ = failures(run, geman_mcclure=64)
    assert any("size 0: largest min E[" in claim for claim in broken)
    assert any("of a single run" in claim for claim in broken)
    assert sum("exponent" in claim for claim in broken) == 2


@pytest.mark.slow
def test_skewed_noise_ends_the_decay(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, "geman_mcclure", law=lambda a: at.noise.two_point(a, -a / 2, 1 / 3))
    broken, _ = failures(at.run)
    assert len(broken) == 1 and "size 1: exponent of E‖∇F‖²" in broken[0]


@pytest.mark.slow
def test_a_bound_with_a_smaller_constant_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, "geman_mcclure")
    monkeypatch.setattr(s5, "bound", lambda *given: 0.01 * BOUND(*given))
    broken, _ = failures(at.run, steps=1000, geman_mcclure=64)
    assert sum("size" in claim and "largest min" in claim for claim in broken) >= 3


BOUND = s5.bound


def table(measure: list[float], bound: list[float]) -> xr.Dataset:
    rows = {"measure": measure, "measure_error": [0.01] * len(measure), "bound": bound}
    return xr.Dataset({key: (("size", "step"), np.array([row])) for key, row in rows.items()})


def test_share_is_of_the_smallest_so_far_and_nothing_passes_unseen() -> None:
    share, (low, high) = s5.worst_share(table([0.5, 0.2, 0.9], [1.0, 0.5, 0.25]), 0)
    assert share == pytest.approx(0.8) and (low, high) == pytest.approx((0.68, 0.92))
    assert np.isnan(s5.worst_share(table([0.5, np.nan, 0.1], [1.0, 1.0, 1.0]), 0)[0])


def test_momentum_takes_the_worst_size_even_if_it_is_not_a_number() -> None:
    rows = {key: (("size", "step"), np.full((CELLS, 2), 0.1)) for key in ("measure", "measure_error")}
    found = xr.Dataset(rows | {"bound": (("size", "step"), np.ones((CELLS, 2)))})
    found["measure"][2, 1] = np.nan
    assert not s5.bound_rows(found, "cosine", 0.9)[0].ok


def test_starts_reach_from_the_well_to_the_flat() -> None:
    x = s5.far_and_near(64)
    assert x.shape == (64, 1) and 0.5 < x.min() < 0.53 and 7.6 < x.max() < s5.FURTHEST
    assert np.ptp(np.diff(np.log(x[:, 0]))) < 1e-12
    assert np.abs(s5.over_a_period(200)).max() <= np.pi
