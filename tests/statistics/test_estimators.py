"""Each estimator against a closed form, or against scipy and powerlaw where they have the same."""

from __future__ import annotations

import runpy
import warnings
from collections.abc import Callable
from pathlib import Path

import mpmath as mp
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import signal, stats

from adal_theory import ConfigurationError
from adal_theory.statistics import (
    autocorrelation,
    excess_kurtosis,
    flatness_band,
    hill,
    hill_curve,
    maximum_likelihood,
    mcculloch,
    power_law,
    spectral_flatness,
)
from adal_theory.statistics.stable_density import density, log_density
from adal_theory.statistics.stable_table import TABLE

Stable = Callable[[float, int, int, int], NDArray[np.float64]]
SCRIPT = Path(__file__).parents[1] / "reference" / "stable_quantiles.py"


def pareto(index: float, n: int) -> NDArray[np.float64]:
    """Quantiles of a Pareto law: x_i = (i/(n + 1))^(−1/index), descending."""
    return (np.arange(1, n + 1) / (n + 1)) ** (-1 / index)


@pytest.mark.parametrize("k", [1, 10, 500, 999])
def test_hill_on_pareto_quantiles(k: int) -> None:
    # Σ log(x_i/x_(k+1)) = (k log(k + 1) − log k!)/index
    exact = 2.5 * k / (k * np.log(k + 1) - float(mp.loggamma(k + 1)))
    assert hill(pareto(2.5, 1000), k) == pytest.approx(exact, rel=1e-12)


def test_hill_curve_and_its_choice() -> None:
    rng = np.random.default_rng(1)
    x = np.concatenate([rng.uniform(-1, 1, 8000), rng.choice([-1, 1], 2000) * (1 - rng.random(2000)) ** (-1 / 1.7)])
    curve = hill_curve(x)
    assert 1000 <= curve.chosen <= 2200  # the tail is the 2000 largest
    i = int(np.flatnonzero(curve.ks == curve.chosen)[0])
    assert curve.chosen_index == curve.index[i] == hill(x) == hill(x, curve.chosen)
    assert curve.distance[i] == curve.distance.min()
    assert curve.stderr[i] == pytest.approx(curve.index[i] / np.sqrt(curve.chosen))
    assert abs(curve.chosen_index - 1.7) < 4 * curve.stderr[i]


def test_hill_distance_is_that_of_kolmogorov_and_smirnov() -> None:
    x = np.abs(np.random.default_rng(2).standard_t(2, 300))
    k = 60
    tail = np.sort(x)[::-1]
    index = hill(x, k)
    exact = stats.kstest(tail[:k] / tail[k], lambda y: 1 - y**-index).statistic
    assert hill_curve(x, [k]).distance[0] == pytest.approx(exact, rel=1e-9)


@pytest.mark.parametrize("alpha", [0.7, 1.0, 1.5, 1.9])
def test_mcculloch_recovers_index_and_scale(stable: Stable, alpha: float) -> None:
    fit = mcculloch(3.0 * stable(alpha, 4000, 100, 3) + 1.0)
    errors = (fit.alpha - alpha) / fit.stderr
    assert abs(errors.mean()) < 0.5 and (alpha > 1.8 or 0.8 < errors.std() < 1.25)  # α̂ is cut at 2
    assert np.mean(fit.scale) == pytest.approx(3.0, rel=0.03)
    assert np.mean(fit.doubtful) <= 0.03 and np.mean(fit.location) == pytest.approx(1.0, abs=0.05)


def test_mcculloch_doubts_skewness_and_light_tails() -> None:
    rng = np.random.default_rng(4)
    assert mcculloch(rng.exponential(size=2000)).doubtful
    assert mcculloch(rng.uniform(size=5000)).doubtful
    normal = mcculloch(rng.standard_normal(5000))
    assert not normal.doubtful and normal.alpha > 1.8 and normal.scale == pytest.approx(2**-0.5, rel=0.06)
    assert np.isnan(mcculloch(np.zeros(50)).alpha)


def test_stored_quantiles_are_those_of_the_script() -> None:
    script = runpy.run_path(str(SCRIPT))
    for alpha in ("0.6", "1.45"):
        entry = next(row for row in TABLE if row[0] == float(alpha))
        start = tuple(mp.mpf(v) * mp.mpf("1.001") for v in entry[1:3])
        derived = script["row"](mp.mpf(alpha), start)
        assert [float(mp.nstr(v, script["DIGITS"])) for v in derived] == list(entry[1:])


def test_density_is_that_of_scipy_and_of_the_table() -> None:
    x = np.array([0.0, 0.3, 1.0, 4.0, 30.0])
    for alpha in (0.8, 1.3, 1.9):
        assert density(x, alpha) == pytest.approx(stats.levy_stable.pdf(x, alpha, 0.0), rel=1e-6)
        assert log_density(alpha)(np.arcsinh(x)) == pytest.approx(np.log(density(x, alpha)), abs=2e-5)
    for alpha, q75, q95, f0, f75, f95 in TABLE:
        assert density(np.array([0.0, q75, q95]), alpha) == pytest.approx([f0, f75, f95], rel=1e-7)
    assert density(np.array([0.0, 0.5, 3.0, 50.0]), 1.0) == pytest.approx(
        1 / (np.pi * (1 + np.array([0.0, 0.5, 3.0, 50.0]) ** 2)), rel=1e-9
    )


def test_maximum_likelihood(stable: Stable) -> None:
    fits = maximum_likelihood(2.0 * stable(1.4, 800, 6, 5))
    errors = [(f.alpha - 1.4) / f.stderr for f in fits]
    assert np.max(np.abs(errors)) < 4 and np.std(errors) > 0.2
    assert np.mean([f.scale for f in fits]) == pytest.approx(2.0, rel=0.1)
    f, x = fits[0], 2.0 * stable(1.4, 800, 6, 5)[0]
    exact = stats.levy_stable.logpdf(x[:40], f.alpha, 0.0, loc=f.location, scale=f.scale)
    ours = log_density(round(f.alpha, 6))(np.arcsinh(np.abs(x - f.location) / f.scale)) - np.log(f.scale)
    assert ours[:40] == pytest.approx(exact, abs=1e-4)
    assert f.log_likelihood == pytest.approx(ours.sum(), abs=0.01)
    with pytest.raises(ConfigurationError, match="2000"):
        maximum_likelihood(np.zeros(2001))
    assert np.isnan(maximum_likelihood(np.zeros(100)).alpha)


@pytest.mark.parametrize("index", [1.5, 3.5])
def test_power_law(index: float) -> None:
    x = (1 - np.random.default_rng(6).random(3000)) ** (-1 / index)
    fixed = power_law(x, xmin=2.0)
    assert abs(fixed.index - index) < 4 * fixed.stderr and fixed.n_tail == np.count_nonzero(x >= 2)
    assert fixed.exponent == fixed.index + 1 and set(fixed.versus) == {"lognormal", "exponential"}
    chosen = power_law(x)
    k = chosen.n_tail - 1
    assert chosen.index == pytest.approx(hill(x, k) * (k + 1) / k, rel=1e-12)
    assert chosen.distance <= power_law(x, xmin=float(np.sort(x)[-hill_curve(x).chosen - 1])).distance
    ratio, p = power_law(x, xmin=1.0).versus["exponential"]
    assert ratio > 3 and p < 0.01


def test_power_law_agrees_with_the_search_of_the_package() -> None:
    import powerlaw

    rng = np.random.default_rng(7)
    x = np.concatenate([rng.uniform(0, 1, 400), (1 - rng.random(300)) ** (-1 / 1.6)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # powerlaw 2.0 calls what it has itself deprecated
        theirs = powerlaw.Fit(x, parameter_ranges={"alpha": (1.0001, 100.0)}, verbose=False)
    ours = power_law(x)
    assert ours.xmin == pytest.approx(theirs.xmin, rel=1e-12) and ours.n_tail == theirs.n_tail
    assert ours.exponent == pytest.approx(theirs.power_law.alpha, rel=1e-6)
    assert 0 <= ours.distance - theirs.power_law.D <= 1 / ours.n_tail  # they look at one side of each jump


def test_power_law_without_a_tail() -> None:
    assert np.isnan(power_law(np.zeros(50)).index) and power_law(np.zeros(50)).notes
    assert power_law(np.ones((2, 3, 50))).shape == (2, 3)
    with pytest.raises(ConfigurationError):
        power_law(np.ones(50), xmin=-1.0)


def test_kurtosis() -> None:
    x = np.random.default_rng(8).standard_t(5, (4, 1000)) + 3
    assert excess_kurtosis(x) == pytest.approx(stats.kurtosis(x, axis=1), rel=1e-11)
    assert excess_kurtosis(x * 1e90) == pytest.approx(excess_kurtosis(x), rel=1e-11)
    assert np.isnan(excess_kurtosis(np.ones(10)))


@pytest.mark.parametrize("beta", [0.3, 0.6])
def test_kurtosis_of_an_average_is_that_of_theorem_e2(beta: float) -> None:
    noise = np.random.default_rng(9).laplace(size=2_000_000)
    average = signal.lfilter([1 - beta], [1, -beta], noise)[1000:]
    ratio = excess_kurtosis(average) / 3
    assert ratio == pytest.approx((1 - beta**2) / (1 + beta**2), rel=0.03)  # 4 standard errors


def test_autocorrelation() -> None:
    rho, x = 0.7, np.random.default_rng(10).standard_normal(400_000)
    r = autocorrelation(signal.lfilter([1], [1, -rho], x), 6)
    assert r == pytest.approx(rho ** np.arange(7), abs=0.01)
    series = np.array([1.0, 2.0, 4.0, 1.0])
    assert autocorrelation(series, [0, 1, 3]) == pytest.approx([1, -1 / 3, 1 / 6])
    assert np.isnan(autocorrelation(np.ones(9), 1)).all()
    for lags in ([], [9], -1, [0.5]):
        with pytest.raises(ConfigurationError):
            autocorrelation(np.arange(9.0), lags)


@pytest.mark.parametrize(("n", "segment"), [(4000, 64), (20_000, 256), (3000, None)])
def test_flatness_of_white_noise_lies_in_its_band(n: int, segment: int | None) -> None:
    flatness = spectral_flatness(np.random.default_rng(11).standard_normal((300, n)), segment)
    low, high = flatness_band(n, segment)
    assert np.exp(np.mean(np.log(flatness))) == pytest.approx(1.0, abs=0.006)
    assert 0.9 <= np.mean((low <= flatness) & (flatness <= high)) <= 0.985
    assert high - low < 0.3


def test_flatness_of_coloured_noise() -> None:
    rho, x = 0.8, np.random.default_rng(12).standard_normal(400_000)
    power = 1 / np.abs(1 - rho * np.exp(-2j * np.pi * np.arange(2, 256) / 512)) ** 2
    exact = np.exp(np.mean(np.log(power))) / np.mean(power)  # near 1 − ρ², by Kolmogorov's formula, at all frequencies
    assert spectral_flatness(signal.lfilter([1], [1, -rho], x), 512) == pytest.approx(exact, rel=0.02)
    assert spectral_flatness(np.sin(np.arange(4096.0)) + 1e-3 * x[:4096]) < 0.01
    for segment in (15, 17, 5000):
        with pytest.raises(ConfigurationError):
            spectral_flatness(x[:4000], segment)
