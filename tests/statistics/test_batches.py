"""Batches equal loops, axes can be chosen, arrays of a device are computed on with its own functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from adal_theory import statistics as st

ESTIMATORS: dict[str, Callable[..., Any]] = {
    "log_moment": st.log_moment,
    "log_moment, mean": lambda x, **k: st.log_moment(x, 10, centre="mean", overlap=1, **k),
    "hill": lambda x, **k: st.hill(x, 30, **k),
    "hill, chosen": st.hill,
    "hill_curve": lambda x, **k: st.hill_curve(x, **k).distance.mean(axis=-1),
    "mcculloch": lambda x, **k: st.mcculloch(x, **k).alpha,
    "excess_kurtosis": st.excess_kurtosis,
    "autocorrelation": lambda x, **k: st.autocorrelation(x, 3, **k)[..., 2],
    "spectral_flatness": lambda x, **k: st.spectral_flatness(x, 32, **k),
}
SAMPLES = np.random.default_rng(1).standard_t(3, (3, 4, 600))


@pytest.mark.parametrize("name", ESTIMATORS)
def test_batch_is_a_loop(name: str) -> None:
    f = ESTIMATORS[name]
    batch = f(SAMPLES)
    loop = np.array([[f(SAMPLES[i, j]) for j in range(4)] for i in range(3)])
    assert batch.shape == (3, 4) and batch == pytest.approx(loop, rel=1e-12)
    assert f(np.moveaxis(SAMPLES, -1, 1), axis=1) == pytest.approx(batch, rel=1e-12)
    assert np.ndim(f(SAMPLES[0, 0])) == 0


@pytest.mark.parametrize("name", ESTIMATORS)
def test_input_is_kept_and_single_precision_is_taken_as_double(name: str) -> None:
    single = SAMPLES.astype(np.float32)
    before = single.copy()
    assert ESTIMATORS[name](single) == pytest.approx(ESTIMATORS[name](single.astype(np.float64)), rel=1e-12)
    assert (single == before).all()


@pytest.mark.parametrize("name", ESTIMATORS)
def test_scale_and_sign_do_not_matter(name: str) -> None:
    f = ESTIMATORS[name]
    assert f(-SAMPLES) == pytest.approx(f(SAMPLES), rel=1e-9)
    assert f(1e6 * SAMPLES) == pytest.approx(f(SAMPLES), rel=1e-9)


@pytest.mark.parametrize("name", ["hill", "hill, chosen", "mcculloch", "excess_kurtosis"])
def test_order_does_not_matter(name: str) -> None:
    f = ESTIMATORS[name]
    assert f(np.sort(SAMPLES, axis=-1)) == pytest.approx(f(SAMPLES), rel=1e-9)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_device_arrays(name: str, to_device: Callable[[Any], Any]) -> None:
    result = ESTIMATORS[name](to_device(SAMPLES))
    values = result if isinstance(result, np.ndarray) else result.values
    assert values == pytest.approx(ESTIMATORS[name](SAMPLES), rel=1e-12)


@pytest.mark.gpu
@pytest.mark.parametrize("name", ESTIMATORS)
def test_cupy(name: str) -> None:
    import cupy

    result = cupy.asnumpy(ESTIMATORS[name](cupy.asarray(SAMPLES)))
    assert result == pytest.approx(ESTIMATORS[name](SAMPLES), rel=1e-10)  # sums run in another order


def test_device_streams_and_tail_index(to_device: Callable[[Any], Any]) -> None:
    x = SAMPLES[0, 0]
    assert st.tail_index(to_device(x)) == st.tail_index(x)
    for make in (st.Moments, lambda: st.LogMoment(12), lambda: st.TopValues(20), lambda: st.Reservoir(50)):
        ours, theirs = make(), make()
        for part in np.array_split(SAMPLES, 7, axis=-1):
            ours.add(part)
            theirs.add(to_device(part))
        a, b = ours.result(), theirs.result()
        a, b = (a["excess_kurtosis"], b["excess_kurtosis"]) if isinstance(a, dict) else (a, b)
        assert (b if isinstance(b, np.ndarray) else b.values) == pytest.approx(a, rel=1e-12)


def test_a_batch_in_columns() -> None:
    x = np.random.default_rng(1).standard_t(3, size=(2, 3, 2000))
    found = st.tail_index(x)
    table = st.summary(found)
    assert table["kind"].shape == (2, 3) and table["interval"].shape == (2, 3, 2)
    assert table["estimate"][1, 2] == found[1, 2].estimate and table["kind"][0, 1] == found[0, 1].kind
    assert st.summary(found[0, 0])["estimate"].shape == ()
