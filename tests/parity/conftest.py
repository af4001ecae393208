"""Engines that are held to `reference`: each parity test runs once for each of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
import xarray as xr
from host_device import MISSING, HostDevice

import adal_theory as at
from adal_theory.engine.cuda import cupy_device

Run = Callable[..., xr.Dataset]
HOST = "cuda text as C++"


def same(a: xr.Dataset, b: xr.Dataset) -> None:
    """Every variable, coordinate and type agrees to the last bit, signs of zero included; one NaN is as good as another."""
    assert set(a.variables) == set(b.variables)
    for name in a.variables:
        left, right = a[name].values, b[name].values
        assert left.dtype == right.dtype and left.shape == right.shape, name
        if left.dtype.kind != "f":
            assert np.array_equal(left, right), name
            continue
        assert np.array_equal(left, right, equal_nan=True), name
        assert np.array_equal(np.signbit(left) & ~np.isnan(left), np.signbit(right) & ~np.isnan(right)), name


@pytest.fixture(
    params=[
        "numba",
        pytest.param(HOST, marks=pytest.mark.skipif(MISSING is not None, reason=str(MISSING))),
        pytest.param("cupy", marks=pytest.mark.gpu),
    ]
)
def fast(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`adal_theory.run` on one fused engine; the CUDA text runs on a GPU, and on the processor with a shim."""
    if request.param == HOST:
        monkeypatch.setattr(cupy_device, "device_count", lambda: 1)
        monkeypatch.setattr(cupy_device, "CupyDevice", lambda index: HostDevice())
    return partial(at.run, backend="numba" if request.param == "numba" else "cupy")


@pytest.fixture
def both(fast: Run) -> Run:
    """Run on the fused engine and on `reference`, compare, and give the result."""

    def run(*args: Any, **given: Any) -> xr.Dataset:
        done = fast(*args, **given)
        same(done, at.run(*args, **given, backend="reference"))
        return done

    return run
