"""S1: the checks hold on small runs, and a broken certificate, a bound of zero or a NaN does not pass them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr

import adal_theory as at
from adal_theory.results.experiment import Context, Outcome
from adal_theory.simulations import s01_regret as s1

SMALL: dict[str, Any] = {"linear_steps": 200, "steps": 60, "batch_steps": 20, "problems": list(s1.PROBLEMS)}


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    # Few steps: the reference engine everywhere, no kernel is compiled.
    return s1.perform(Context(SMALL, backend="reference", run=at.run))


def test_every_rule_and_problem_is_compared_and_holds(outcome: Outcome) -> None:
    claims = [c.claim for c in outcome.comparisons if c.kind == "upper" and c.theorem == "B5"]
    assert len(claims) == len(s1.METHODS) * (len(s1.PROBLEMS) + 1)
    assert [c for c in outcome.comparisons if not c.ok] == []


def test_half_a_certificate_is_broken_on_ordinary_problems_too(outcome: Outcome) -> None:
    data = {n: d for n, d in outcome.data.items() if isinstance(d, xr.Dataset)}
    rows = s1.certificate_rows(data, list(s1.PROBLEMS), factor=0.5)
    broken = {row.claim.split(":")[0] for row in rows if not row.ok}
    assert {"AdaL, Huber loss", "AdaL-AMS, cycle of three", "SGD, coin tosses"} <= broken


def test_one_step_across_the_box_uses_up_the_certificate(outcome: Outcome) -> None:
    for rule in s1.METHODS:
        found = outcome.data[f"extremal-{rule}"]
        assert isinstance(found, xr.Dataset)
        largest = s1.worst(found, [found["linearised_regret"]], found["certificate"])
        assert 1 - 1e-9 < largest <= 1


def test_growth_on_tosses_and_a_certificate_that_grows_too_fast() -> None:
    context = Context(SMALL | {"linear_steps": s1.LONG}, run=at.run)
    data = s1.simulate(context, "amsgrad", "tosses")
    assert [row.claim for row in s1.growth_rows(data, "amsgrad") if not row.ok] == []
    steeper = data.assign(certificate=data["certificate"] * data["step"] ** 0.2)
    assert [row.ok for row in s1.growth_rows(steeper, "amsgrad")] == [True, True, False]
    larger = data.assign(weighted_regret=1.3 * data["weighted_regret"])
    assert [row.ok for row in s1.growth_rows(larger, "amsgrad")] == [True, False, True]


def _tiny(certificate: float, regret: float) -> xr.Dataset:
    shape = (("run", "step"), np.ones((1, 2)))
    return xr.Dataset(
        {
            "sum_w": shape,
            "g_1_max": shape,
            "certificate": (("run", "step"), [[1.0, certificate]]),
            "linearised_regret": (("run", "step"), [[0.5, regret]]),
        },
        attrs={"box": "[-1, 1]"},
    )


@pytest.mark.parametrize(
    ("certificate", "regret", "largest"),
    [
        (0.0, 0.0, 0.5),
        (0.0, 1e-13, 0.5),
        (0.0, 1e-6, np.inf),
        (1.0, 1 + 1e-13, 1.0),
        (1.0, 1 + 1e-6, 1 + 1e-6),
        (np.nan, 0.1, np.nan),
        (1.0, np.nan, np.nan),
    ],
)
def test_ratio_admits_rounding_only(certificate: float, regret: float, largest: float) -> None:
    data = _tiny(certificate, regret)
    found = s1.worst(data, [data["linearised_regret"]], data["certificate"])
    assert np.isclose(found, largest, rtol=1e-11, equal_nan=True)
    assert not found > 1 or largest > 1


def test_expectation_of_any_method_is_that_of_independent_walks() -> None:
    a = np.random.default_rng(7).integers(-1, 3, (400, 20_000)) - 0.5
    walk, weighted = a.sum(axis=0), (np.abs(a) * a).sum(axis=0)
    for rule, total in (("sgd", walk), ("adal", weighted)):
        mean = float((total * np.sign(walk)).mean())
        assert mean == pytest.approx(s1.any_method(rule, 400), rel=0.02)


def test_settings_cover_gamma_below_one_and_no_momentum() -> None:
    p = s1.parameters("adal_ams", s1.LINEAR_RUNS)
    assert (p["beta1"] / np.sqrt(p["beta2"]) < 1).all() and 0 in p["beta1"] and p["eps"].max() > 0.01
    assert len(set(zip(p["eta"], p["beta1"], p["beta2"], strict=True))) == s1.SETTINGS


def test_figures_match_their_captions(outcome: Outcome) -> None:
    figures = s1.EXPERIMENT.figures(outcome)
    assert len(figures["certificate"].axes) == 8 and len(figures["regret"].axes) == 6


@pytest.mark.parametrize("problems", [["cycel"], []])
def test_unknown_or_no_problems_are_refused(problems: list[str]) -> None:
    with pytest.raises(at.ConfigurationError, match="cycle"):
        s1.perform(Context(SMALL | {"problems": problems}, run=at.run))
