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
    "log_moment": lambda x: st.log_moment(x, 10), "hill": st.hill, "excess_kurtosis": st.excess_kurtosis,
    "autocorrelation": lambda x: st.autocorrelation(x, [1])[0], "spectral_flatness": st.spectral_flatness,
    "mcculloch": lambda x: st.mcculloch(x).alpha, "stability": lambda x: st.stability(x).alpha,
    "tail_index": lambda x: st.tail_index(x).estimate, "power_law": lambda x: st.power_law(x).index}


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
    with pytest.raises(ConfigurationError, match="5 of the samples are masked; pass the others"):
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
