"""Power laws: exact likelihoods, every xmin, whole numbers and rounded values, against brute force and published fits."""

from __future__ import annotations

import math
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
from scipy import integrate, optimize, special, stats

from adal_theory.errors import ConfigurationError
from adal_theory.statistics import power_law
from adal_theory.statistics.hurwitz import likeliest, zeta_sums
from adal_theory.statistics.lattice import lattice
from adal_theory.statistics.rivals import log_integral, log_sum
from adal_theory.statistics.tails import tails
from adal_theory.statistics.xmin_search import best_start, distance

# Clauset, Shalizi & Newman (2009), table 6.1: exponent, xmin, samples in the tail; terrorism and words are counts there.
PUBLISHED = {
    "blackouts": (2.3, 230_000, 59),
    "fires": (2.2, 6324, 521),
    "flares": (1.79, 323, 1711),
    "quakes": (1.64, 794, 11_697),
    "surnames": (2.5, 111_920, 239),
    "terrorism": (2.4, 12, 547),
    "words": (1.95, 7, 2958),
}


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
        for a, q in (
            (1.001, 1),
            (1.5, 3),
            (2.5, 1),
            (7.0, 12),
            (60.0, 40),
            (250.0, 100),
            (3.0, 10**9),
            (40.0, 10**6),
            (2.5, 0.5),
            (1.01, 1 / 3),
            (7.0, 12.25),
            (60.0, 40.1),
            (3.0, 1e-3),
            (30.0, 0.7),
        ):

            def scaled(s: Any, q: float = q, n: int = int(2 * a + 60)) -> Any:
                w = mp.mpf(q + n)
                rest = w / (s - 1) + mp.mpf(1) / 2
                for j in range(1, 16):
                    rest += mp.bernoulli(2 * j) / mp.factorial(2 * j) * mp.rf(s, 2 * j - 1) * w ** (1 - 2 * j)
                return mp.fsum((mp.mpf(q + k) / q) ** -s for k in range(n)) + (w / q) ** -s * rest

            exact = [scaled(mp.mpf(a)), mp.diff(scaled, mp.mpf(a)), mp.diff(scaled, mp.mpf(a), 2)]
            assert [float(v) for v in zeta_sums(a, q)] == pytest.approx([float(v) for v in exact], rel=1e-13)
            assert float(likeliest(q, float(-exact[1] / exact[0]))) == pytest.approx(a, rel=1e-11)
    for q in (7.0, 0.5, 7.25, 1 / 3):
        assert float(zeta_sums(2.5, q)[0]) * q**-2.5 == pytest.approx(float(mp.zeta(2.5, q)), rel=1e-14)
        assert float(zeta_sums(2.5, q)[0]) * q**-2.5 == pytest.approx(special.zeta(2.5, q), rel=1e-14)


def test_counts_have_the_discrete_law() -> None:
    x = np.random.default_rng(0).zipf(2.5, 20_000)
    fit = power_law(x)
    assert abs(fit.exponent - 2.5) < 3 * fit.stderr and fit.xmin == 1 and fit.discrete and fit.step == 1
    assert fit.notes[0] == "whole numbers: the discrete law k^(−a)/ζ(a, xmin) is fitted; discrete=False fits the continuous law"
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


def _discrete_fit(x: Any, xmin: float) -> float:
    """The exponent that maximises Σ −a log x − n log ζ(a, xmin), by mpmath's ζ."""
    tail = x[x >= xmin]
    mean = float(np.mean(np.log(tail)))
    return float(
        optimize.minimize_scalar(
            lambda a: a * mean + float(mp.log(mp.zeta(a, xmin))), bounds=(1.01, 9.0), method="bounded", options={"xatol": 1e-9}
        ).x
    )


@pytest.mark.parametrize(
    ("step", "offset"),
    [(1.0, 0.5), (0.5, 0.25), (0.1, 0.05), (1.0, 1 / 3), (2.0, 1.0), (10.0, 7.0), (1.0, 1e-7), (1 / 3, 0.1), (np.pi, np.pi / 2)],
)
def test_a_lattice_with_an_offset_has_its_discrete_law(step: float, offset: float) -> None:
    x = np.random.default_rng(10).zipf(2.5, 5000)
    fit = power_law(step * x + offset)
    assert fit.discrete and (fit.step, fit.offset) == pytest.approx((step, offset), rel=1e-8)
    assert fit.notes[0].startswith(
        f"multiples of {step:g} plus {offset:g}: the discrete law on these is fitted, right for midpoints of narrow bins"
    )
    assert fit.exponent == pytest.approx(
        _discrete_fit(x + offset / step, round(fit.xmin / step - offset / step) + offset / step), abs=1e-6
    )
    given = power_law(step * x + offset, 3.2 * step + offset)
    assert given.xmin == pytest.approx(4 * step + offset, rel=1e-14) and given.n_tail == np.count_nonzero(x >= 4)
    assert given.exponent == pytest.approx(_discrete_fit(x + offset / step, 4 + offset / step), abs=1e-6)


def test_midpoints_of_bins() -> None:
    exact = np.random.default_rng(11).pareto(1.5, 20_000) + 1
    for width in (0.2, 0.1, 0.05):
        x = width * (np.floor(exact / width) + 0.5)
        for kind in (np.float64, np.float32):
            fit = power_law(x.astype(kind))
            assert (fit.step, fit.offset) == pytest.approx((width, width / 2)) and abs(fit.exponent - 2.5) < 2.5 * fit.stderr
    wide = np.floor(exact) + 0.5
    fit = power_law(wide, 1.5)
    right = _binned_fit(wide - 0.5, 1.0)
    assert f"if these are midpoints of bins, the exponent is {right:.4g}; if they are counts, 2." in fit.notes[1]
    assert abs(right - 2.5) < 3 * fit.stderr < fit.exponent - 2.5
    assert len(power_law(wide, 20.5).notes) == 2 and "midpoints of bins, the" not in power_law(wide, 20.5).notes[1]


def test_bins_of_any_width() -> None:
    x = np.random.default_rng(17).pareto(1.5, 5000) + 1
    edges = np.linspace(1, x.max() + 0.1, 3333)
    middles = ((edges[1:] + edges[:-1]) / 2)[np.searchsorted(edges, x, side="right") - 1]
    fit, plain = power_law(middles, 1.5), power_law(x, edges[np.searchsorted(edges, 1.5) - 1])
    assert fit.step == pytest.approx(edges[1] - 1, rel=1e-9) and abs(fit.exponent - plain.exponent) < 0.1 * fit.stderr
    assert fit.n_tail == plain.n_tail
    counts = np.random.default_rng(18).zipf(2.5, 5000)
    for unit in (1 / 3, np.pi, 1e-9, 1e12 / 7):
        fit = power_law(counts * unit)
        assert fit.step == pytest.approx(unit, rel=1e-13) and fit.offset == 0
        assert fit.exponent == pytest.approx(power_law(counts).exponent, rel=1e-9)
    assert power_law(np.sqrt(np.arange(2, 500))).step == 0 and power_law(21 / np.arange(1, 21)).step == 0


def test_an_offset_needs_witnesses() -> None:
    few = np.array([1.0] * 30 + [3.0] * 8 + [9.0])
    assert power_law(few, 1.0).offset == 0 and power_law(few, 1.0).step == 1
    many = np.array([1.0] * 30 + [3.0] * 8 + [5.0, 9.0])
    assert (power_law(many, 1.0).step, power_law(many, 1.0).offset) == (2, 1)
    assert power_law(np.array([1.0] * 30 + [np.pi] * 30), 1.0).step == 0


EVEN = (0.1, 1 / 3, 0.5, 7.5)  # the strays that lie on a finer lattice with the whole numbers


@pytest.mark.parametrize("strays", [[0.5], [0.1], [1 / 3], [np.pi], [7.5], [1e-9], [0.5] * 40, [0.5, np.pi, 10.25, 33.3]])
def test_strays_are_named_and_do_not_decide(strays: list[float]) -> None:
    x = np.random.default_rng(12).zipf(2.5, 5000).astype(float)
    fit, clean = power_law(np.append(x, strays)), power_law(np.append(x, np.rint(strays)))
    assert (fit.exponent, fit.xmin, fit.n_tail, fit.step) == (clean.exponent, clean.xmin, clean.n_tail, 1)
    named = ", ".join(f"{v:.10g}" for v in sorted(set(strays))[:3])
    assert f"look like whole numbers, except {len(strays)} of {5000 + len(strays)} ({named}" in fit.notes[1]
    assert "taken as the nearest one" in fit.notes[1] and ("discrete=True" in fit.notes[1]) == (max(strays) in EVEN)
    if strays == [0.5]:
        insisted = power_law(np.append(x, strays), discrete=True)
        assert insisted.step == 0.5 and "discrete=None takes the nearest of these" in insisted.notes[1]
    assert "except" in power_law(np.append(x, strays), 1.0, discrete=False).notes[0]


def test_strays_from_other_lattices() -> None:
    x = np.random.default_rng(13).zipf(2.2, 3000).astype(float)
    for off, stray, step, offset in (
        (x + 0.5, 1.0, 1, 0.5),
        (25 * x, 26.0, 25, 0),
        (2 * x + 1, 4.2, 2, 1),
        (x, 1e18, 1, 0),
        (x + 1 / 3, np.e, 1, 1 / 3),
    ):
        fit = power_law(np.append(off, stray))
        assert (fit.step, fit.offset) == pytest.approx((step, offset))
        assert any("except 1 of 3001" in note for note in fit.notes) == (stray < 1e18)
        assert abs(fit.exponent - power_law(off).exponent) < 0.03 or offset
    rng = np.random.default_rng(14)
    assert power_law(np.append(rng.zipf(2.5, 1000), rng.pareto(1.5, 30) + 1)).step == 0  # three in a hundred do not stray
    assert power_law(rng.zipf(7.0, 2000)).step == 1 and len(power_law(np.append(np.ones(2000), rng.random(15)), 0.01).notes) <= 2


def test_samples_far_below_a_step_end_the_search() -> None:
    """A sample of 1e-290 steps has no Z that floats hold: it is 0 for the lattice, and no search goes on for ever."""
    x = np.random.default_rng(19).integers(4, 30, 220) * (1e290 / 3)
    for stray in (3.3, 1e-300, 5e-324):
        fit = power_law(np.append(x, stray))
        assert np.isfinite(fit.exponent) and not 0 < fit.offset < 1e-8 * fit.step


def test_a_small_tail_says_so() -> None:
    x = np.exp(np.random.default_rng(15).standard_normal(20_000))
    fit = power_law(x)
    assert fit.n_tail < 2000 and fit.notes == (
        f"the tail from xmin = {fit.xmin:g} on is {fit.n_tail} of 20000 samples ({fit.n_tail / 20_000:.2g} of all): nothing is "
        "said about the others",
    )
    assert power_law(np.append(np.zeros(950), np.arange(1, 51) / np.pi), 1 / np.pi).n_tail == 50
    assert "50 of 1000 samples" in power_law(np.append(np.zeros(950), np.arange(1, 51) / np.pi), 1 / np.pi).notes[-1]


def _binned_fit(low: Any, xmin: float) -> float:
    """The exponent of Pareto samples known to lie in [low, low + 1), by the survival function of SciPy's law."""
    low = low[low >= xmin]
    return 1 + float(
        optimize.minimize_scalar(
            lambda b: -np.mean(np.log(stats.pareto.sf(low, b, scale=xmin) - stats.pareto.sf(low + 1, b, scale=xmin))),
            bounds=(0.1, 8.0),
            method="bounded",
            options={"xatol": 1e-9},
        ).x
    )


@pytest.mark.parametrize("up", [False, True])
def test_values_rounded_down_or_up_are_told_their_exponent(up: bool) -> None:
    exact = 10 * (np.random.default_rng(16).pareto(1.5, 20_000) + 1)
    x = np.ceil(exact) if up else np.floor(exact)
    fit = power_law(x, 11.0 if up else 10.0)
    near, down, above = (_binned_fit(x - by, fit.xmin - by) for by in (0.5, 0.0, 1.0))
    assert fit.notes[1] == (
        f"if these were rounded, the exponent is {near:.4g} (to the nearest), {down:.4g} (down), "
        f"{above:.4g} (up); if they are counts, {fit.exponent:.4g}"
    )
    right, wrong = (above, down) if up else (down, above)
    assert abs(right - 2.5) < 2.5 * fit.stderr < abs(wrong - 2.5)
    far = power_law(x, 1000.0)
    assert not any("rounded" in note for note in far.notes) and abs(far.exponent - 2.5) < 2.5 * far.stderr


def _samples(kind: str, n: int, shape: float, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    laws = {
        "pareto": lambda: (1 - rng.random(n)) ** (-1 / shape),
        "half": lambda: np.abs(rng.standard_t(shape, n)),
        "exponential": lambda: rng.exponential(shape, n),
        "zipf": lambda: np.minimum(rng.zipf(1 + shape / 2, n), 10**6),
        "counts": lambda: rng.poisson(10 * shape, n),
        "lognormal": lambda: np.rint(np.exp(rng.normal(2, shape / 2, n))),
        "rounded": lambda: np.exp(np.round(rng.exponential(1 / shape, n), 1)),
        "few": lambda: rng.integers(1, 4, n),
        "quantiles": lambda: (np.arange(1, n + 1) / (n + 1)) ** (-1 / shape),
    }
    return np.asarray(laws[kind](), np.float64)


KINDS = ("pareto", "half", "exponential", "zipf", "counts", "lognormal", "rounded", "few", "quantiles")


WHOLE = ("zipf", "counts", "lognormal", "few")


def _grid(z: Any, unit: float, decimal: bool) -> tuple[float, float] | None:
    """(step, offset) of z · unit, z > 0 whole: an offset if 10 samples above the least and 3 distinct values witness it."""
    if np.count_nonzero(z > z.min()) >= 10 and np.unique(z).size >= 3:
        step = math.gcd(*(z - z.min()).tolist())
        if decimal or np.unique(z).size >= 5 or abs(step * unit * 1e6 - round(step * unit * 1e6)) < 1e-6:  # else too few to tell
            return step * unit, int(z.min()) % step * unit
    return (math.gcd(*z.tolist()) * unit, 0.0) if decimal else None


@settings(max_examples=examples(60))
@given(
    kind=some.sampled_from(KINDS),
    n=some.integers(20, 400),
    shape=some.floats(0.6, 3.5),
    seed=some.integers(0, 2**32 - 1),
    discrete=some.booleans(),
    step=some.sampled_from([1.0, 1.0, 0.1, 0.5, 2.0, 30.0, 1 / 3, 0.31830988618]),
    offset=some.sampled_from([(0, 1), (0, 1), (1, 2), (1, 4), (1, 3), (5, 7), (9, 10)]),
    stray=some.sampled_from([0.0, 0.0, 0.37]),
)
def test_fuzz_against_brute_force(
    kind: str, n: int, shape: float, seed: int, discrete: bool, step: float, offset: tuple[int, int], stray: float
) -> None:
    x = _samples(kind, n, shape, seed)
    grid = None
    if kind in WHOLE and np.any(x + offset[0] > 0):
        z = x.astype(np.int64) * offset[1] + offset[0]
        x = z * step / offset[1]
        grid = _grid(z[z > 0], step / offset[1], offset[1] not in (3, 7) and step not in (1 / 3, 0.31830988618))
    if grid is not None and stray and x.max() > x.min():
        x[int(np.argmax(x))] += stray * step / np.e
    fit = power_law(x, discrete=None if discrete else False)
    strays = [note for note in fit.notes if "look like" in note]
    if strays:  # chance may make most samples lie on a wider lattice; it is the nearest points that are fitted then
        k = np.maximum(np.rint((x - fit.offset) / fit.step), 0)
        off = np.count_nonzero((np.abs(k * fit.step + fit.offset - x) > 1e-9 * x) & (x > 0))
        assert 0 < off <= 0.01 * np.count_nonzero(x > 0) and f"except {off} of {np.count_nonzero(x > 0)} (" in strays[0]
        x = np.where(x > 0, k * fit.step + fit.offset, 0)
    elif grid is not None and not stray and not np.isnan(fit.exponent) and discrete:
        assert fit.discrete and (fit.step, fit.offset) == pytest.approx(grid, rel=1e-9, abs=1e-12)
    unit = fit.step or 1.0
    exact = every_tail(x / unit, fit.discrete)
    if not exact or np.isnan(fit.exponent):
        assert not exact and np.isnan(fit.exponent) and "no tail" in fit.notes[0]
        return
    assert fit.distance == pytest.approx(min(e.distance for e in exact), abs=3e-7 if fit.discrete else 1e-12)
    same = min(exact, key=lambda e: abs(e.xmin * unit - fit.xmin))
    assert same.n_tail == fit.n_tail and fit.xmin == pytest.approx(same.xmin * unit, rel=1e-12)
    assert fit.exponent == pytest.approx(same.exponent, rel=1e-5 if fit.discrete else 1e-11)
    assert any("nothing is said about the others" in note for note in fit.notes) == (fit.n_tail < 0.1 * n)
    assert all(np.isnan(r) or 0 <= p <= 1 for r, p in fit.versus.values())


def test_integrals_and_sums_of_a_cut_lognormal() -> None:
    for b, c in ((1.5, 0.1), (-3.0, 2.0), (0.0, 1.0), (20.0, 0.5), (-60.0, 3.0)):
        top = max(0.0, -b / c)
        scale = -b * top - c * top**2 / 2
        area = integrate.quad(
            lambda u, b=b, c=c, scale=scale: np.exp(-b * u - c * u * u / 2 - scale),
            0,
            top + 60 / np.sqrt(c),
            points=[top],
            limit=500,
        )[0]
        assert log_integral(b, c) == pytest.approx(np.log(area) + scale, rel=1e-9, abs=1e-9)
    for b, c, q in (
        (2.5, 0.05, 1),
        (1.2, 0.3, 3),
        (-2.0, 1.5, 5),
        (3.0, 0.2, 400),
        (-20.0, 40.0, 30),
        (-8.0, 2.0, 1),
        (2.5, 0.05, 0.5),
        (-8.0, 2.0, 0.3),
        (3.0, 0.2, 1e-3),
    ):
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

    best = optimize.minimize(
        lambda p: -lognormal(p, x).sum(), [1.0, 0.0], method="Nelder-Mead", options={"fatol": 1e-10, "xatol": 1e-9}
    ).x
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


@pytest.mark.parametrize(
    ("x", "options", "words"),
    [
        (np.ones(50), {"xmin": -1.0}, "outside"),
        (np.ones(50), {"xmin": np.nan}, "outside"),
        (np.ones(50), {"xmin": "2"}, "not a number"),
        (np.ones(19), {}, "at least 20 are needed"),
        (np.sqrt(np.arange(2, 50)), {"discrete": True}, "not multiples of one step"),
        (np.append(np.arange(1, 400), np.pi), {"discrete": True}, r"not all whole numbers, except 1 of 400 \(3.141592654\)"),
        (np.rint(np.sqrt(np.arange(2, 50)) * 1e17), {"discrete": True}, "beyond 2"),
        (np.arange(1, 50), {"discrete": "no"}, "not a truth value"),
        (np.array(["a"] * 30), {}, "holds text"),
        (np.arange(30) * 1j, {}, "holds complex numbers"),
        (np.ones(50, bool), {}, "holds truth values"),
    ],
)
def test_refusals(x: Any, options: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words) as caught:
        power_law(x, **options)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("x", "xmin", "words"),
    [
        (np.zeros(50), None, "all the samples are zero"),
        (np.full(50, 3.0), None, "all equal"),
        (np.full(50, 3.3), 1.0, "all equal"),
        (np.append(np.ones(49), np.nan), None, "1 of 50 samples are not finite"),
        (np.append(np.ones(48), [np.inf, -np.inf]), 1.0, "2 of 50 samples are not finite"),
        (np.arange(50), 49.0, "fewer than 2"),
        (np.arange(50), 500.0, r"fewer than 2 samples at or above xmin = 500"),
        (np.append(np.zeros(45), [1, 2, 3, 4, 5]), None, "fewer than 10"),
    ],
)
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
