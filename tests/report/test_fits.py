"""Fitted exponents: right on exact laws, and intervals that cover what they promise."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from adal_theory.errors import ConfigurationError
from adal_theory.results.fits import fit_exponent

TRUTH, TRIALS = 0.5, 120
LEAST = 0.90 * 0.95  # coverage asked of a nominal 95 % interval


def correlated(generator: np.random.Generator, shape: tuple[int, int], rho: float) -> NDArray[np.float64]:
    """Stationary first-order autoregressive rows of unit variance."""
    noise = generator.normal(size=shape)
    for i in range(1, shape[1]):
        noise[:, i] = rho * noise[:, i - 1] + np.sqrt(1 - rho**2) * noise[:, i]
    return noise


def covered(t: NDArray[np.float64], samples: list[NDArray[np.float64]], **options: object) -> float:
    fits = [fit_exponent(t, y, **options) for y in samples]  # type: ignore[arg-type]
    return float(np.mean([low <= TRUTH <= high for low, high in (fit.interval for fit in fits)]))


@pytest.mark.parametrize("exponent", [-1.5, 0.0, 0.5, 2.0])
def test_exact_law(exponent: float) -> None:
    t = np.geomspace(1, 1e6, 50)
    for y in (3 * t**exponent, 3 * np.tile(t**exponent, (4, 1))):
        fit = fit_exponent(t, y)
        assert fit.exponent == pytest.approx(exponent, abs=1e-10)
        assert fit.interval == pytest.approx((exponent, exponent), abs=1e-9)
        assert fit.curve(t) == pytest.approx(3 * t**exponent, rel=1e-8)


@pytest.mark.parametrize("rho", [0.0, 0.8, 0.944])  # 0.944: a running sum of noise, at 20 points a decade
@pytest.mark.parametrize("points", [20, 60])
def test_one_run_covers(points: int, rho: float) -> None:
    generator = np.random.default_rng(points)
    t = 10 ** (1 + np.arange(points) / 20)
    noise = correlated(generator, (TRIALS, points), rho)
    assert covered(t, list(2 * t**TRUTH * np.exp(0.1 * noise))) >= LEAST


def test_one_run_is_not_merely_wide() -> None:
    """White residuals of 10 % over three decades: at most six times the textbook interval."""
    generator = np.random.default_rng(2)
    t = np.geomspace(10, 1e4, 60)
    x = np.log(t)
    textbook = 2 * 2.0 * 0.1 / np.sqrt(np.sum((x - x.mean()) ** 2))
    fits = [fit_exponent(t, t**TRUTH * np.exp(0.1 * generator.normal(size=60))) for _ in range(40)]
    assert np.median([f.interval[1] - f.interval[0] for f in fits]) < 6 * textbook


@pytest.mark.parametrize("statistic", ["mean", "median"])
@pytest.mark.parametrize("runs", [5, 60])
def test_several_runs_cover(runs: int, statistic: str) -> None:
    generator = np.random.default_rng(runs)
    t = np.geomspace(10, 1e3, 30)
    walks = 0.1 * np.cumsum(generator.normal(size=(TRIALS, runs, 30)), axis=2)
    if statistic == "mean":
        walks -= 0.005 * np.arange(1, 31)  # so that the mean of exp(walk) is 1
    assert covered(t, list(2 * t**TRUTH * np.exp(walks)), statistic=statistic) >= LEAST


def test_methods_are_named() -> None:
    t = np.geomspace(1, 100, 20)
    y = np.exp(0.1 * np.random.default_rng(0).normal(size=(9, 20)))
    assert fit_exponent(t, y[0]).method == "ornstein-uhlenbeck"
    assert fit_exponent(t, y).method == "jackknife"
    assert fit_exponent(t, y, statistic="median").method == "blocks"


def test_window_and_level() -> None:
    t = np.geomspace(1, 1e4, 81)
    y = np.where(t < 100, t**2, 1e4 * (t / 100) ** 0.5)
    fit = fit_exponent(t, y, window=(100, 1e4))
    assert fit.exponent == pytest.approx(0.5, abs=1e-9)
    assert fit.window == pytest.approx((100, 1e4))
    noisy = y * np.exp(0.1 * np.random.default_rng(3).normal(size=81))
    narrow, wide = (fit_exponent(t, noisy, (100, 1e4), level).interval for level in (0.5, 0.99))
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


@pytest.mark.parametrize(
    ("t", "y", "options", "words"),
    [
        (np.arange(1, 9), -np.ones(8), {}, "finite values > 0"),
        (np.arange(1, 9), np.full(8, np.nan), {}, "finite values > 0"),
        (np.arange(0, 8), np.ones(8), {}, "leave out t = 0"),
        (np.arange(1, 9), np.ones(7), {}, "has shape"),
        (np.arange(1, 9), np.ones(8), {"window": (1, 3)}, "widen it"),
        (np.arange(1, 9), np.ones(8), {"level": 1.0}, "level = 1"),
        (np.arange(1, 9), np.ones(8), {"statistic": "mode"}, "unknown statistic 'mode'"),
    ],
)
def test_refusals(t: np.ndarray, y: np.ndarray, options: dict[str, object], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        fit_exponent(t, y, **options)  # type: ignore[arg-type]
