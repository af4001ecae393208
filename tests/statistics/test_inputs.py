"""What enters an estimator: any scale, points that are not finite, masks."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from adal_theory import statistics as st
from adal_theory.errors import ConfigurationError

X = np.random.default_rng(0).standard_t(3, size=400)
NUMBERS: dict[str, Callable[[Any], Any]] = {
    "log_moment": lambda x: st.log_moment(x, 10),
    "hill": st.hill,
    "excess_kurtosis": st.excess_kurtosis,
    "autocorrelation": lambda x: st.autocorrelation(x, [1])[0],
    "spectral_flatness": st.spectral_flatness,
    "mcculloch": lambda x: st.mcculloch(x).alpha,
    "stability": lambda x: st.stability(x).alpha,
    "tail_index": lambda x: st.tail_index(x).estimate,
    "power_law": lambda x: st.power_law(x).index,
}


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("scale", [1e300, 1e-300])
def test_no_index_depends_on_the_unit(name: str, scale: float) -> None:
    assert np.isclose(NUMBERS[name](scale * X), NUMBERS[name](X), rtol=1e-9)


@pytest.mark.parametrize("name", [n for n in NUMBERS if n not in ("mcculloch", "stability")])
@pytest.mark.parametrize("bad", [np.inf, -np.inf, np.nan])
def test_a_point_that_is_not_finite_gives_nan_without_a_warning(name: str, bad: float) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isnan(NUMBERS[name](np.where(np.arange(400) == 7, bad, X)))


@pytest.mark.parametrize("name", NUMBERS)
def test_masked_points_are_no_data(name: str) -> None:
    masked = np.ma.masked_array(X, mask=np.arange(400) < 5)
    with pytest.raises(ConfigurationError, match="samples has 5 masked entries: fill them in or leave them out"):
        NUMBERS[name](masked)
    assert NUMBERS[name](np.ma.masked_array(X)) == NUMBERS[name](X)


def test_subnormal_points_have_logarithms() -> None:
    assert np.isclose(st.hill(X * 1e-310), st.hill(X), rtol=1e-9)


def test_samples_on_another_axis_are_not_read_as_batches_of_one() -> None:
    with pytest.raises(ConfigurationError, match=r"1 points along axis -1 of shape \(1, 400, 1\), .* axis = 1"):
        st.tail_index(X[None, :, None])
    assert st.tail_index(X[None, :, None], axis=1).shape == (1, 1)
    assert st.tail_index(X[:1]).kind == "undecided"


def test_a_report_is_one_short_line() -> None:
    text = repr(st.tail_index(X))
    assert text.startswith("TailIndex(") and "\n" not in text and len(text) < 200


def test_equal_points_have_an_infinite_index_and_zeros_none() -> None:
    for k in (3, 10, 20):
        assert st.hill(np.full(500, 0.1), k) == np.inf
        assert np.isnan(st.hill(np.zeros(500), k))
    clipped = np.clip(np.random.default_rng(3).standard_normal(2000), -1.5, 1.5)
    assert st.hill(clipped, 100) == np.inf


def test_a_stream_takes_the_centres_that_the_function_takes() -> None:
    rows = np.stack([X, X + 1.0, 2.0 * X])
    for centre in (None, 0.25, np.array([0.0, 1.0, 0.0])):
        stream = st.LogMoment(10, centre=centre)
        stream.add(rows[:, :150])
        stream.add(rows[:, 150:])
        assert np.array_equal(stream.result(), st.log_moment(rows, 10, centre=centre))
    for bad, words in (("median", "is not known before"), ([1, [2]], "centre is ragged"), (np.nan, "not finite")):
        with pytest.raises(ConfigurationError, match=words):
            st.LogMoment(10, centre=bad)
    stream = st.LogMoment(10, centre=np.zeros(3))
    with pytest.raises(ConfigurationError, match=r"centre has shape \(3,\); pass one number, or one per series, \(\)"):
        stream.add(X)
    assert stream.n == 0


def test_a_power_law_in_any_unit_and_of_finite_points_only() -> None:
    x = np.random.default_rng(4).pareto(1.5, 2000) + 1.0
    one = st.power_law(x)
    for unit in (1e-8, 1e3):
        other = st.power_law(unit * x)
        assert np.isclose(other.index, one.index) and other.n_tail == one.n_tail
        for rival in one.versus:
            assert np.allclose(other.versus[rival], one.versus[rival], rtol=1e-3, equal_nan=True)
    assert np.isnan(st.power_law(np.append(x, np.inf), 1.0).index) and np.isnan(st.power_law(np.append(x, np.nan), 1.0).index)
    with pytest.raises(ConfigurationError, match="xmin = True"):
        st.power_law(x, True)


@pytest.mark.parametrize("axis", [None, "a", 0.5, True, [1], 2])
def test_an_axis_is_a_whole_number(axis: Any) -> None:
    for estimate in (st.hill, st.excess_kurtosis, st.tail_index):
        with pytest.raises(ConfigurationError, match=r"axis = .* is not"):
            estimate(np.stack([X, X]), axis=axis)


@pytest.mark.parametrize("level", [None, "a", [0.9], 1j, True, 0.0, 1.0, np.nan])
def test_a_level_is_a_number_between_0_and_1(level: Any) -> None:
    for use in (
        lambda: st.tail_index(X, level=level),
        lambda: st.gaussian_band(400, 20, level=level),
        lambda: st.flatness_band(400, level=level),
    ):
        with pytest.raises(ConfigurationError, match=r"level (= .* is (outside \(0, 1\)|not a number)|has shape)"):
            use()


def test_centres_of_numpy_and_truth_values() -> None:
    assert st.tail_index(X, centre=np.float32(0.5)).centre == 0.5
    for bad in (np.nan, True, np.zeros(3), None):
        with pytest.raises(ConfigurationError, match=r"centre (= .* is not|has shape)"):
            st.tail_index(X, centre=bad)
    with pytest.raises(ConfigurationError, match="exchangeable = 'no' is not a truth value"):
        st.tail_index(X, exchangeable="no")


def test_a_reservoir_hands_out_a_copy() -> None:
    kept = st.Reservoir(10)
    kept.add(X)
    kept.result()[:] = 0.0
    assert np.abs(kept.result()).max() > 0


def test_constant_data_have_no_kurtosis_and_no_correlation() -> None:
    for value in (0.1, 1 / 3, 1e10 + 0.1):
        flat = np.full(1000, value)
        assert np.isnan(st.excess_kurtosis(flat)) and np.isnan(st.autocorrelation(flat, [1])).all()


@pytest.mark.parametrize("name", [n for n in NUMBERS if n != "stability"])
def test_a_row_has_the_bits_of_the_row_alone_in_any_memory_order(name: str) -> None:
    rows = np.random.default_rng(5).standard_t(3, size=(4, 400))
    alone = [NUMBERS[name](row) for row in rows]
    functions: dict[str, Callable[[Any], Any]] = {
        **NUMBERS,
        "autocorrelation": lambda x: st.autocorrelation(x, [1])[..., 0],
        "tail_index": lambda x: st.summary(st.tail_index(x))["estimate"],
        "power_law": lambda x: [p.index for p in st.power_law(x)],
    }
    for batch in (rows, np.asfortranarray(rows), rows.T.copy().T):
        assert np.array_equal(functions[name](batch), alone)


def test_a_band_is_of_a_centring_that_exists() -> None:
    for n in (400, 300_000):
        with pytest.raises(ConfigurationError, match=r"unknown centre .middle.\. Choose one of: mean, median"):
            st.gaussian_band(n, 20, centre="middle")


def test_rivals_of_a_power_law_are_fitted() -> None:
    """A lognormal comes as near a Pareto law as one likes, so it is no worse; of exponential samples it is far better."""
    rng = np.random.default_rng(8)
    for _ in range(5):
        fit = st.power_law(rng.pareto(1.5, 500) + 1.0)
        assert abs(fit.versus["lognormal"][0]) < 2.0 < fit.versus["exponential"][0]
    assert st.power_law(rng.exponential(size=2000) + 1.0, 1.0).versus["lognormal"][0] < -3.0
