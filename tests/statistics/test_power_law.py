"""Power laws: exact likelihoods, every xmin, whole numbers and rounded values, against brute force and published fits."""

from __future__ import annotations

import warnings
from typing import Any

import mpmath as mp
import numpy as np
import pytest
from fuzz import examples
from hypothesis import given, settings
from hypothesis import strategies as some
from power_law_reference import every_tail, tail_fit
from powerlaw.data import load_test_dataset
from scipy import integrate, optimize, special

from adal_theory.errors import ConfigurationError
from adal_theory.statistics import power_law
from adal_theory.statistics.hurwitz import likeliest, zeta_sums
from adal_theory.statistics.lattice import lattice
from adal_theory.statistics.rivals import log_integral, log_sum
from adal_theory.statistics.tails import tails
from adal_theory.statistics.xmin_search import best_start, distance

# Clauset, Shalizi & Newman (2009), table 6.1: exponent, xmin, samples in the tail; terrorism and words are counts there.
PUBLISHED = {"blackouts": (2.3, 230_000, 59), "fires": (2.2, 6324, 521), "flares": (1.79, 323, 1711),
             "quakes": (1.64, 794, 11_697), "surnames": (2.5, 111_920, 239), "terrorism": (2.4, 12, 547),
             "words": (1.95, 7, 2958)}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_fits(name: str) -> None:
    exponent, xmin, count = PUBLISHED[name]
    fit = power_law(load_test_dataset(name))
    digits = 1 if exponent in (2.3, 2.2, 2.5, 2.4) else 2
    assert round(fit.exponent, digits) == exponent and fit.n_tail == count
    assert fit.xmin == pytest.approx(xmin, rel=1e-3)


def test_the_criterion_over_all_points() -> None:
    for discrete in (None, False):
        blackouts = power_law(load_test_dataset("blackouts"), discrete=discrete)
        assert blackouts.xmin == 230_000 and blackouts.exponent == pytest.approx(2.2726, abs=5e-5)
    terrorism = power_law(load_test_dataset("terrorism"))
    assert terrorism.xmin == 12 and terrorism.exponent == pytest.approx(2.36995, abs=5e-6) and terrorism.discrete


@pytest.mark.parametrize(("name", "xmin"), [("blackouts", 230_000.0), ("flares", 323.0)])
def test_one_tail_is_that_of_the_package(name: str, xmin: float) -> None:
    import powerlaw

    x = load_test_dataset(name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = powerlaw.Fit(x, xmin=xmin, discrete=False, verbose=False, parameter_ranges={"alpha": (1.0001, 100.0)})
        alpha, sigma = float(theirs.power_law.alpha), float(theirs.power_law.sigma)
    ours = power_law(x, xmin, discrete=False)
    assert ours.exponent == pytest.approx(alpha, rel=1e-6) and ours.n_tail == theirs.n_tail
    assert ours.stderr == pytest.approx(sigma, rel=1e-6)


def test_sums_and_likeliest_exponents_have_forty_digits_behind_them() -> None:
    with mp.workdps(40):
        for a, q in ((1.001, 1), (1.5, 3), (2.5, 1), (7.0, 12), (60.0, 40), (250.0, 100), (3.0, 10**9), (40.0, 10**6)):
            def scaled(s: Any, q: int = q, n: int = int(2 * a + 60)) -> Any:
                w = mp.mpf(q + n)
                rest = w / (s - 1) + mp.mpf(1) / 2
                for j in range(1, 16):
                    rest += mp.bernoulli(2 * j) / mp.factorial(2 * j) * mp.rf(s, 2 * j - 1) * w ** (1 - 2 * j)
                return mp.fsum((mp.mpf(q + k) / q) ** -s for k in range(n)) + (w / q) ** -s * rest

            exact = [scaled(mp.mpf(a)), mp.diff(scaled, mp.mpf(a)), mp.diff(scaled, mp.mpf(a), 2)]
            assert [float(v) for v in zeta_sums(a, q)] == pytest.approx([float(v) for v in exact], rel=1e-13)
            assert float(likeliest(q, float(-exact[1] / exact[0]))) == pytest.approx(a, rel=1e-11)
    assert float(zeta_sums(2.5, 7.0)[0]) * 7**-2.5 == pytest.approx(special.zeta(2.5, 7), rel=1e-14)


def test_counts_have_the_discrete_law() -> None:
    x = np.random.default_rng(0).zipf(2.5, 20_000)
    fit = power_law(x)
    assert abs(fit.exponent - 2.5) < 3 * fit.stderr and fit.xmin == 1 and fit.discrete and fit.step == 1
    assert fit.notes == ("whole numbers: the discrete law k^(−a)/ζ(a, xmin) is fitted; discrete=False fits the continuous law",)
    for unit in (1000.0, 0.01):
        other = power_law(unit * x)
        assert (other.exponent, other.n_tail) == (fit.exponent, fit.n_tail) and other.step == pytest.approx(unit)
    continuous = power_law(x, 1.0, discrete=False)
    assert continuous.exponent > 4 and "shifts the exponent" in continuous.notes[0] and not continuous.discrete


def test_the_standard_error_of_counts() -> None:
    rng = np.random.default_rng(1)
    found = [tails(np.sort(rng.zipf(2.2, 1000)).astype(float), discrete=True) for _ in range(300)]
    errors = [(one.exponents[0] - 2.2) / one.stderr(0) for one in found]
    curvature = np.diff(np.log(special.zeta(found[0].exponents[0] + 1e-4 * np.arange(-1, 2), 1.0)), 2)[0] / 1e-8
    assert found[0].stderr(0) == pytest.approx((1000 * curvature) ** -0.5, rel=1e-5)
    assert abs(np.mean(errors)) < 0.2 and 0.9 < np.std(errors) < 1.1


def test_values_rounded_to_the_nearest() -> None:
    exact = np.random.default_rng(2).pareto(1.5, 20_000) + 1
    for decimals, kind in ((1, np.float64), (2, np.float64), (2, np.float32)):
        fit = power_law(np.round(exact, decimals).astype(kind))
        assert abs(fit.index - 1.5) < 2.5 * fit.stderr and fit.step == 10.0**-decimals
        assert fit.notes[0].startswith(f"multiples of {fit.step:g}: the discrete law in that step is fitted")
    assert power_law(exact).notes == () and power_law(exact.astype(np.float32)).step == 0
    (note,) = power_law(np.exp(np.round(np.log(exact), 1))).notes
    assert "repeat a value and no common step is found" in note


def test_lattices() -> None:
    for step, multiples in ((1.0, [1, 2, 7]), (0.1, [3, 4, 70_000]), (25.0, [1, 2, 9]), (0.125, [1, 3, 8])):
        found = lattice(np.array(multiples) * step)
        assert found is not None and found.step == step and found.multiples.tolist() == multiples
    assert lattice(np.sort(np.random.default_rng(3).random(20))) is None
    assert lattice(np.array([1.0, 2.0, 1e300])) is None and lattice(np.array([0.1, np.pi])) is None


@pytest.mark.parametrize("discrete", [True, False])
def test_xmin_need_not_be_a_sample(discrete: bool) -> None:
    x = np.random.default_rng(4).zipf(2.0, 500).astype(float) * 2
    if discrete:
        x = np.append(x, [3.0, 5.0])  # the step is 1
    fit, exact = power_law(x, 2.5, discrete=discrete), tail_fit(x, 3.0 if discrete else 2.5, discrete)
    assert (fit.xmin, fit.n_tail) == exact[1:3] and fit.exponent == pytest.approx(exact.exponent, rel=1e-7)
    assert fit.distance == pytest.approx(exact.distance, abs=1e-7)


def test_the_search_is_exact_and_opens_little() -> None:
    """10⁵ samples that are Pareto's throughout, where every tail is nearly as good as the best."""
    x = np.sort((1 - np.random.default_rng(5).random(100_000)) ** (-1 / 1.5))
    found = tails(x, discrete=False)
    start, least = best_start(found, x.size - 10)
    every = np.unique(np.concatenate([np.arange(max(0, start - 300), start + 300), np.arange(0, x.size - 10, 97)]))
    assert least == pytest.approx(min(distance(found, int(i))[0] for i in every), abs=1e-15)
    assert least == pytest.approx(tail_fit(x, x[start], False).distance, abs=1e-12)


def _samples(kind: str, n: int, shape: float, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    laws = {"pareto": lambda: (1 - rng.random(n)) ** (-1 / shape), "half": lambda: np.abs(rng.standard_t(shape, n)),
            "exponential": lambda: rng.exponential(shape, n), "zipf": lambda: np.minimum(rng.zipf(1 + shape / 2, n), 10**6),
            "counts": lambda: rng.poisson(10 * shape, n), "lognormal": lambda: np.rint(np.exp(rng.normal(2, shape / 2, n))),
            "rounded": lambda: np.exp(np.round(rng.exponential(1 / shape, n), 1)), "few": lambda: rng.integers(1, 4, n),
            "quantiles": lambda: (np.arange(1, n + 1) / (n + 1)) ** (-1 / shape)}
    return np.asarray(laws[kind](), np.float64)


KINDS = ("pareto", "half", "exponential", "zipf", "counts", "lognormal", "rounded", "few", "quantiles")


@settings(max_examples=examples(60))
@given(kind=some.sampled_from(KINDS), n=some.integers(20, 400), shape=some.floats(0.6, 3.5), seed=some.integers(0, 2**32 - 1),
       discrete=some.booleans())
def test_fuzz_against_brute_force(kind: str, n: int, shape: float, seed: int, discrete: bool) -> None:
    x = _samples(kind, n, shape, seed)
    grid = lattice(np.sort(x[x > 0])) if np.any(x > 0) else None
    discrete = discrete and grid is not None
    fit = power_law(x, discrete=discrete)
    unit = grid.step if discrete and grid is not None else 1.0
    exact = every_tail(x / unit, discrete)
    if not exact:
        assert np.isnan(fit.exponent) and "no tail" in fit.notes[0]
        return
    assert fit.distance == pytest.approx(min(e.distance for e in exact), abs=3e-7 if discrete else 1e-12)
    same = min(exact, key=lambda e: abs(e.xmin * unit - fit.xmin))
    assert same.n_tail == fit.n_tail and fit.xmin == pytest.approx(same.xmin * unit, rel=1e-12)
    assert fit.exponent == pytest.approx(same.exponent, rel=1e-5 if discrete else 1e-11)
    assert all(np.isnan(r) or 0 <= p <= 1 for r, p in fit.versus.values())


def test_integrals_and_sums_of_a_cut_lognormal() -> None:
    for b, c in ((1.5, 0.1), (-3.0, 2.0), (0.0, 1.0), (20.0, 0.5), (-60.0, 3.0)):
        top = max(0.0, -b / c)
        scale = -b * top - c * top**2 / 2
        area = integrate.quad(lambda u, b=b, c=c, scale=scale: np.exp(-b * u - c * u * u / 2 - scale), 0, top + 60 / np.sqrt(c),
                              points=[top], limit=500)[0]
        assert log_integral(b, c) == pytest.approx(np.log(area) + scale, rel=1e-9, abs=1e-9)
    for b, c, q in ((2.5, 0.05, 1), (1.2, 0.3, 3), (-2.0, 1.5, 5), (3.0, 0.2, 400), (-20.0, 40.0, 30), (-8.0, 2.0, 1)):
        y = np.log1p(np.arange(4_000_000) / q)
        assert log_sum(b, c, q) == pytest.approx(special.logsumexp(-b * y - c * y * y / 2), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("discrete", [True, False])
def test_rivals_against_a_direct_maximum(discrete: bool) -> None:
    rng = np.random.default_rng(6)
    x = np.exp(rng.normal(1.0, 1.0, 3000))
    x = np.rint(x[x >= 3]) if discrete else x[x >= 3]
    xmin, k = 3.0, np.arange(3.0, 200_000)
    fit = power_law(x, xmin, discrete=discrete)

    def lognormal(p: Any, y: Any) -> Any:
        density = -np.log(y) - (np.log(y) - p[0]) ** 2 / 2 * np.exp(-2 * p[1])
        if discrete:
            return density - special.logsumexp(-np.log(k) - (np.log(k) - p[0]) ** 2 / 2 * np.exp(-2 * p[1]))
        return density - p[1] - 0.5 * np.log(2 * np.pi) - special.log_ndtr((p[0] - np.log(xmin)) * np.exp(-p[1]))

    best = optimize.minimize(lambda p: -lognormal(p, x).sum(), [1.0, 0.0], method="Nelder-Mead",
                             options={"fatol": 1e-10, "xatol": 1e-9}).x
    mean = float(np.mean(x - xmin))
    exponential = -(x - xmin) * np.log1p(1 / mean) - np.log1p(mean) if discrete else -(x - xmin) / mean - np.log(mean)
    a = fit.exponent
    ours = -a * np.log(x) - (np.log(special.zeta(a, xmin)) if discrete else -np.log(a - 1) + (1 - a) * np.log(xmin))
    for rival, theirs in (("lognormal", lognormal(best, x)), ("exponential", exponential)):
        d = ours - theirs
        assert fit.versus[rival][0] == pytest.approx(d.sum() / d.std() / np.sqrt(d.size), rel=2e-4)


def test_a_lognormal_that_is_no_better_is_the_power_law_itself() -> None:
    x = np.random.default_rng(7).zipf(2.5, 20_000)
    assert power_law(np.append(x, [10**6, 10**7]), 1.0).versus["lognormal"] == (0.0, 1.0)


@pytest.mark.parametrize(("x", "options", "words"), [
    (np.ones(50), {"xmin": -1.0}, "outside"), (np.ones(50), {"xmin": np.nan}, "outside"),
    (np.ones(50), {"xmin": "2"}, "not a number"),
    (np.ones(19), {}, "at least 20 are needed"),
    (np.arange(1, 50) + 0.123456789, {"discrete": True}, "not multiples of one step"),
    (np.arange(1, 50) * 1e290, {"discrete": True}, "beyond 2"), (np.arange(1, 50), {"discrete": "no"}, "not a truth value"),
    (np.array(["a"] * 30), {}, "holds text"), (np.arange(30) * 1j, {}, "holds complex numbers"),
    (np.ones(50, bool), {}, "holds truth values")])
def test_refusals(x: Any, options: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words) as caught:
        power_law(x, **options)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("x", "xmin", "words"), [
    (np.zeros(50), None, "all the samples are zero"), (np.full(50, 3.0), None, "all equal"), (np.full(50, 3.3), 1.0, "all equal"),
    (np.append(np.ones(49), np.nan), None, "1 of 50 samples are not finite"),
    (np.append(np.ones(48), [np.inf, -np.inf]), 1.0, "2 of 50 samples are not finite"), (np.arange(50), 49.0, "fewer than 2"),
    (np.arange(50), 500.0, r"fewer than 2 samples at or above xmin = 500"),
    (np.append(np.zeros(45), [1, 2, 3, 4, 5]), None, "fewer than 10")])
def test_no_tail_is_nan_with_its_reason(x: Any, xmin: float | None, words: str) -> None:
    fit = power_law(x, xmin)
    assert np.isnan(fit.exponent) and np.isnan(fit.distance) and words in fit.notes[0] and len(fit.notes) == 1


def test_zeros_and_signs_are_no_tail() -> None:
    x = np.random.default_rng(8).zipf(2.0, 300).astype(float)
    signed = np.append(x * np.where(np.arange(300) % 2, 1, -1), np.zeros(100))
    assert power_law(signed) == power_law(x)


def test_wholes_beyond_the_floats_are_read_as_continuous() -> None:
    x = np.rint(1e17 * (1 - np.random.default_rng(9).random(500)) ** (-1 / 1.5))
    assert not power_law(x).discrete and power_law(x).exponent == pytest.approx(power_law(x * 1e-17).exponent, rel=1e-12)
    assert power_law(x.astype(np.int64)) == power_law(x)
