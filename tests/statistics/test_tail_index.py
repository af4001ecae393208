"""What a `TailIndex` holds, and what it says when nothing can be said."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from adal_theory.errors import ConfigurationError
from adal_theory.statistics import gaussian_band, log_moment, stability, tail_index
from adal_theory.statistics.checks import normality

Draw = Callable[[str, int, int, int], list[NDArray[np.float64]]]


def test_contents(draw: Draw) -> None:
    x = draw("student 3", 10_000, 1, 1)[0] + 5
    t = tail_index(x)
    assert t.n == 10_000 and t.blocks == (25, 50, 100, 200, 400) and t.block == 100
    assert t.centring == "median" and t.centre == pytest.approx(np.median(x))
    assert t.estimates == pytest.approx([log_moment(x, k) for k in t.blocks], rel=1e-9)
    assert t.estimate == t.estimates[2] and t.gaussian_band == t.bands[2] == gaussian_band(10_000, 100)
    assert t.interval[0] < t.estimate < t.interval[1]
    assert 2 < t.hill < 4 and t.kurtosis > 3 and t.stability is not None and t.stability.p_curvature < 1e-6
    assert t.why.endswith(".") and "\n" not in t.why and math.isnan(t.index)


@pytest.mark.parametrize(
    ("x", "reason"),
    [
        (np.arange(50.0), "too few"),
        (np.full(500, 3.0), "equal"),
        (np.append(np.arange(500.0), np.nan), "not finite"),
        (np.append(np.arange(500.0), np.inf), "not finite"),
        (np.zeros(0), "too few"),
    ],
)
def test_failure_is_data(x: NDArray[np.float64], reason: str) -> None:
    t = tail_index(x)
    assert t.verdict == "undecided" and reason in t.why and math.isnan(t.estimate)


@pytest.mark.parametrize("law", ["student 3", "skewed stable", "rare point", "exponential"])
def test_invariance(draw: Draw, law: str) -> None:
    x = draw(law, 2000, 1, 2)[0]
    t = tail_index(x)
    for other in (tail_index(-x), tail_index(1e9 * x), tail_index(1e-9 * x), tail_index(x + 0.25)):
        assert other.verdict == t.verdict and other.centring == t.centring
        assert other.estimate == pytest.approx(t.estimate, rel=1e-6)
        assert other.interval == pytest.approx(t.interval, rel=1e-6)


def test_order_does_not_matter_to_the_test_of_stability(draw: Draw) -> None:
    x = draw("student 3", 3000, 1, 3)[0]
    assert stability(np.sort(x)).alpha == pytest.approx(stability(x).alpha, rel=1e-9)


def test_extreme_values_and_sparse_ones() -> None:
    rng = np.random.default_rng(4)
    huge = np.tan(np.pi * (rng.random(5000) - 0.5)) ** 25
    assert tail_index(huge).kind == "undecided"  # an index of 0.04 is below all that is fitted
    assert "no line can be fitted" in tail_index(huge).why
    sparse = np.where(rng.random(5000) < 0.1, rng.standard_normal(5000), 0.0)
    cauchy = np.where(rng.random(500) < 0.07, 0.0, rng.standard_cauchy(500))
    for x in (sparse, cauchy):
        assert tail_index(x).verdict == "heavy but not stable" and "one value" in tail_index(x).why


def test_normality_looks_at_each_of_skewness_kurtosis_and_shape() -> None:
    half = np.abs(np.random.default_rng(7).standard_normal(2000))
    even = np.concatenate([half, -half])
    assert normality(even) > 0.01
    assert normality(np.concatenate([even, [7.0, -7.0]])) < 1e-6  # symmetric, and only two points off: kurtosis
    bent = stats.norm.ppf((np.arange(8000) + 0.5) / 8000)
    assert normality(bent) == 1 and normality(bent + 0.02 * bent**2) < 1e-3  # skewness
    flat = np.concatenate([np.linspace(-1.7, 1.7, 4000), [5.0, -5.0] * 5])  # a Gaussian's skewness and kurtosis
    assert normality(flat) < 1e-9


def test_batch_is_a_loop_and_seed_is_explicit(draw: Draw) -> None:
    x = np.stack(draw("student 3", 1000, 6, 5)).reshape(2, 3, 1000)
    batch = tail_index(x)
    assert batch.shape == (2, 3)
    assert all(batch[i] == tail_index(x[i]) for i in np.ndindex(2, 3))
    assert tail_index(np.moveaxis(x, -1, 0), axis=0)[1, 2] == batch[1, 2]
    one, two = (tail_index(x[0, 0], exchangeable=True, seed=s) for s in (0, 1))
    assert one.estimate != two.estimate and one == tail_index(x[0, 0], exchangeable=True)


def test_fit_of_stability(draw: Draw) -> None:
    fits = [stability(x) for x in draw("skewed stable", 3000, 60, 6)]
    errors = [(f.alpha - 1.5) / f.stderr for f in fits]
    assert abs(np.mean(errors)) < 4 / math.sqrt(60) and 0.75 < np.std(errors) < 1.25
    assert np.mean([f.p_shape < 0.05 for f in fits]) < 0.15
    lattice = stability(np.where(np.random.default_rng(0).random(500) < 0.4, 1.0, 0.0))
    assert lattice.p_shape == 0 or lattice.p_shape < 1e-10


def test_a_scale_that_drifts_is_told_from_dependent_values() -> None:
    rng = np.random.default_rng(6)
    drifting = rng.standard_normal(6000) * np.geomspace(1.0, 0.05, 6000)
    assert tail_index(drifting).verdict == "undecided" and "size of the points changes in time" in tail_index(drifting).why
    wandering = np.convolve(rng.standard_normal(6010), np.ones(10), "valid")
    assert "the points are dependent" in tail_index(wandering).why and "replicas of one step" in tail_index(wandering).why


def test_a_given_centre_is_subtracted_as_it_is() -> None:
    x = np.random.default_rng(7).standard_cauchy(2000)
    given, found = tail_index(x, centre=0.5), tail_index(x, centre="median")
    assert given.centre == 0.5 and given.centring == "given" and given.gaussian_band != found.gaussian_band
    assert given.estimate != found.estimate and given.verdict[:8] == found.verdict[:8]
    with pytest.raises(ConfigurationError, match="unknown centre 'middle'"):
        tail_index(x, centre="middle")
