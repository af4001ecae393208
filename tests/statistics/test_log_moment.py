"""The log-moment estimator: its table, what it says of impostors, its interval and its Gaussian band."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from adal_theory import ConfigurationError
from adal_theory.statistics import LogMoment, gaussian_band, log_moment, tail_index
from adal_theory.statistics.log_moment import bootstrap_interval

Stable = Callable[[float, int, int, int], NDArray[np.float64]]
Draw = Callable[[str, int, int, int], list[NDArray[np.float64]]]

# α: mean and standard deviation of the plain estimator over 50 samples of 10⁴ points, from the statement of the task.
TABLE = {1.0: (1.007, 0.040), 1.2: (1.204, 0.045), 1.5: (1.517, 0.056), 1.8: (1.834, 0.100), 2.0: (2.015, 0.107)}
# What the plain estimator (disjoint blocks of 100, no centring) gives on laws of index 2, from the same statement.
IMPOSTORS = {"student 3": 1.74, "laplace": 1.77, "lognormal scale": 1.42, "normal of mean 0.1": 1.68}


@pytest.mark.parametrize("alpha", TABLE)
@pytest.mark.parametrize("seed", [1, 2])
def test_table(stable: Stable, alpha: float, seed: int) -> None:
    estimates = log_moment(stable(alpha, 10_000, 50, seed))
    mean, sd = TABLE[alpha]
    # Both biases are known to the standard error of a mean of 50 only; 2.5 of them.
    assert abs(estimates.mean() - alpha) <= abs(mean - alpha) + 2.5 * estimates.std(ddof=1) / np.sqrt(50)
    assert estimates.std(ddof=1) <= sd


@pytest.mark.parametrize("law", IMPOSTORS)
def test_plain_estimator_is_misled_as_stated(draw: Draw, law: str) -> None:
    estimates = [log_moment(x, 100, centre=None, overlap=1) for x in draw(law, 10_000, 50, 1)]
    assert np.mean(estimates) == pytest.approx(IMPOSTORS[law], abs=0.05)  # 3 standard errors of a mean of 50


def test_overlap_lowers_the_spread_and_not_the_mean(stable: Stable) -> None:
    x = stable(1.8, 10_000, 100, 3)
    disjoint, sliding = log_moment(x, overlap=1), log_moment(x)
    assert sliding.std() < 0.85 * disjoint.std()
    assert abs(sliding.mean() - disjoint.mean()) < 3 * disjoint.std() / 10


def test_closed_form() -> None:
    assert log_moment(np.full(64, 3.0), 8, centre=None) == pytest.approx(1.0, abs=1e-14)  # sums are K times a point
    assert log_moment([1.0, 1.0, 1.0, -1.0] * 4, 4, centre=None, overlap=1) == pytest.approx(2.0, abs=1e-14)  # √K times


@pytest.mark.parametrize("unit", [0.1, 1 / 3, 1e-9, 7e200])
@pytest.mark.parametrize("block", [2, 10, 30])
def test_points_on_a_lattice_have_the_index_of_whole_numbers(unit: float, block: int) -> None:
    """0.1 + 0.2 − 0.3 is 0 but for rounding, whose logarithm of −38 says nothing of the points."""
    x = np.random.default_rng(0).integers(-3, 4, 900).astype(float)
    assert log_moment(unit * x, block, centre=None) == pytest.approx(log_moment(x, block, centre=None), rel=1e-9)
    stream = LogMoment(block)
    for part in np.split(unit * x, [100, 101, 500]):
        stream.add(part)
    assert stream.result() == log_moment(unit * x, block, centre=None)


def test_the_estimate_of_a_lattice_is_that_of_its_log_moment() -> None:
    x = np.random.default_rng(0).integers(-5, 6, 100).astype(float)
    t = tail_index(x, centre="median")
    assert t.estimate == pytest.approx(log_moment(x, t.block), rel=1e-9) and t.estimate < 3
    assert t.interval[0] < t.estimate < t.interval[1]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("centre", ["median", "mean", None, 0.5])
def test_what_is_not_finite_has_no_index(bad: float, centre: Any) -> None:
    x = np.random.default_rng(0).standard_normal(100)
    x[17] = bad
    assert np.isnan(log_moment(x, 10, centre=centre))


def test_equal_points_less_their_mean_have_no_index() -> None:
    for value in (0.1, 0.7, 1e300):
        assert np.isnan(log_moment(np.full(547, value), 4, centre="mean"))


def test_interval_covers_and_band_holds_the_estimator(stable: Stable) -> None:
    for alpha in (1.2, 2.0):
        x = stable(alpha, 4000, 200, 5)
        x = x - np.median(x, axis=1, keepdims=True)
        intervals = np.array([bootstrap_interval(row, 60) for row in x])
        covered = np.mean((intervals[:, 0] <= alpha) & (alpha <= intervals[:, 1]))
        assert 0.89 <= covered <= 0.99  # 95 %, 4 standard errors of a share of 200, less what the bootstrap loses
    low, high = gaussian_band(4000, 60)
    assert 0.88 <= np.mean((low <= (e := log_moment(x, 60))) & (e <= high)) <= 0.995


def test_band_of_drawn_sums_agrees_with_that_of_drawn_points(monkeypatch: pytest.MonkeyPatch) -> None:
    direct = gaussian_band(20_000, 140)
    monkeypatch.setattr(import_module("adal_theory.statistics.gaussian_band"), "DIRECT", 100)
    assert gaussian_band(20_000, 140, seed=1) == pytest.approx(direct, rel=0.02)
    assert gaussian_band(20_000, 140) == direct  # cached


def test_mean_misleads_where_it_hardly_exists(stable: Stable) -> None:
    x = stable(1.2, 10_000, 100, 2)
    error = {centre: abs(log_moment(x, centre=centre).mean() - 1.2) for centre in ("median", "mean")}
    assert error["median"] < 0.012 < 0.025 < error["mean"]  # 0.002 and 0.042 in the limit, ± 0.003 and 0.007


def test_misuse() -> None:
    x = np.arange(100.0)
    for call in (
        lambda: log_moment(x, 1),
        lambda: log_moment(x, 51),
        lambda: log_moment(x, centre="mode"),
        lambda: log_moment(x, overlap=0),
        lambda: log_moment(x, axis=1),
        lambda: log_moment(["a", "b"]),
        lambda: gaussian_band(100, 10, level=1.0),
        lambda: tail_index(x, centre="mode"),
        lambda: tail_index(x, level=0),
        lambda: tail_index(x, seed=-1),
        lambda: log_moment(x * 1j),
    ):
        with pytest.raises(ConfigurationError):
            call()
