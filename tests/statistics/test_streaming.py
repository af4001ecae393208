"""Streams equal the same statistics of all samples at once, however the samples are cut."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from adal_theory import ConfigurationError
from adal_theory.statistics import LogMoment, Moments, Reservoir, TopValues, excess_kurtosis, hill, log_moment

X = np.random.default_rng(1).standard_t(2, (3, 5000)) + 0.5
CUTS = {
    "whole": [],
    "halves": [2500],
    "single points first": [1, 2, 3, 4],
    "ragged": [7, 7, 100, 1234, 4999],
    "ones": list(range(1, 60)),
}


def feed(stream: Any, cuts: list[int], x: Any = X) -> Any:
    for part in np.split(x, cuts, axis=-1):
        stream.add(part)
    return stream


@pytest.mark.parametrize("cuts", CUTS.values(), ids=CUTS)
@pytest.mark.parametrize(("block", "overlap"), [(20, 10), (20, 1), (9, 4), (64, 4), (50, 2)])
def test_log_moment_bit_for_bit(cuts: list[int], block: int, overlap: int) -> None:
    stream = feed(LogMoment(block, 0.5, overlap), cuts)
    assert (stream.result() == log_moment(X, block, centre=0.5, overlap=overlap)).all()


def test_log_moment_with_a_centre_for_each_series() -> None:
    centre = np.median(X, axis=-1)
    assert (feed(LogMoment(40, centre), CUTS["ragged"]).result() == log_moment(X, 40)).all()
    assert feed(LogMoment(40), CUTS["halves"], X[0]).result() == log_moment(X[0], 40, centre=None)


@pytest.mark.parametrize("cuts", CUTS.values(), ids=CUTS)
def test_hill_bit_for_bit(cuts: list[int]) -> None:
    stream = feed(TopValues(100), cuts)
    assert (stream.result() == hill(X, 100)).all() and (stream.result(17) == hill(X, 17)).all()


@pytest.mark.parametrize("cuts", CUTS.values(), ids=CUTS)
@pytest.mark.parametrize("shift", [0.0, 30.0])
def test_moments(cuts: list[int], shift: float) -> None:
    x = X + shift
    result = feed(Moments(), cuts, x).result()
    assert result["n"] == 5000
    assert result["mean"] == pytest.approx(x.mean(axis=-1), rel=1e-10)
    assert result["variance"] == pytest.approx(x.var(axis=-1), rel=1e-10)
    assert result["excess_kurtosis"] == pytest.approx(excess_kurtosis(x), rel=1e-10)


def test_reservoir_does_not_see_the_chunks_and_is_uniform() -> None:
    kept = [feed(Reservoir(100, seed=3), cuts).result() for cuts in CUTS.values()]
    assert all((k == kept[0]).all() for k in kept)
    times = np.stack([feed(Reservoir(50, seed=s), [500], np.arange(1000.0)).result() for s in range(200)])
    assert (np.diff(times, axis=1) > 0).all()
    assert times.mean() == pytest.approx(499.5, abs=4 * 289 / np.sqrt(200 * 50))
    assert np.bincount((times // 250).astype(int).ravel()) == pytest.approx(2500, abs=4 * np.sqrt(2500 * 0.75))
    assert (feed(Reservoir(9000), [10]).result() == X).all()


def test_misuse() -> None:
    stream = feed(Moments(), [10])
    with pytest.raises(ConfigurationError, match="leading axes"):
        stream.add(np.zeros((2, 5)))
    for early in (Moments(), LogMoment(4), TopValues(3), Reservoir(5)):
        with pytest.raises(ConfigurationError):
            early.result()
    with pytest.raises(ConfigurationError):
        feed(TopValues(3), []).result(4)
    for make in (lambda: LogMoment(1), lambda: TopValues(0), lambda: Reservoir(2.5)):  # type: ignore[arg-type]
        with pytest.raises(ConfigurationError):
            make()
