"""The stand-in for CuPy refuses what CuPy refuses, and offers nothing that CuPy lacks."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from strict_arrays import ARRAY_FUNCTIONS, OWN_FUNCTIONS, UFUNCS, DeviceArray, xp

HOST, SCALAR = np.arange(3.0), np.float64(2.0)


def device() -> DeviceArray:
    return xp.asarray(HOST)


REFUSED: dict[str, Callable[[DeviceArray], Any]] = {
    "asarray": np.asarray,
    "array": np.array,
    "ascontiguousarray": np.ascontiguousarray,
    "array of a list": lambda a: np.array([a]),
    "device + host": lambda a: a + HOST,
    "host + device": lambda a: HOST + a,
    "ufunc": lambda a: np.multiply(a, HOST),
    "0-d": lambda a: a + np.asarray(2.0),
    "0-d in a ufunc": lambda a: np.add(np.asarray(2.0), a),
    "comparison": lambda a: a < HOST,
    "where": lambda a: np.where(a > 1.0, HOST, a),
    "where 0-d": lambda a: np.where(a > 1.0, np.asarray(0.0), a),
    "where host": lambda a: np.where(HOST > 1.0, a, a),
    "where bool": lambda a: np.where(True, a, a),
    "concatenate": lambda a: np.concatenate([a, HOST]),
    "stack": lambda a: np.stack([HOST, a]),
    "matmul": lambda a: xp.matmul(a, HOST),
    "broadcast_to": lambda a: xp.broadcast_to(HOST, (2, 3)),
    "broadcast scalar": lambda a: xp.broadcast_to(SCALAR, (2, 3)),
    "full": lambda a: xp.full((2,), np.asarray(1.0), np.float64),
    "index": lambda a: a[np.array([0, 1])],
    "host index": lambda a: HOST[a],
    "truth": bool,
    "float": float,
    "write to the host": lambda a: HOST.copy().__setitem__(slice(None), a),
    "in place": lambda a: np.add(a, a, out=HOST.copy()),
    "reduce": np.add.reduce,
    "unknown": np.linalg.norm,
    "max of the host": lambda a: xp.max(HOST),
}


@pytest.mark.parametrize("name", REFUSED)
def test_host_and_device_do_not_mix(name: str) -> None:
    with pytest.raises((TypeError, IndexError)):
        REFUSED[name](device())


def test_scalars_enter_and_results_stay() -> None:
    a = device()
    for result, value in (
        (a + 1, HOST + 1),
        (SCALAR * a, SCALAR * HOST),
        (np.where(SCALAR > 1.0, a, SCALAR), HOST),
        (np.greater(SCALAR, a), np.greater(SCALAR, HOST)),
        (a < SCALAR, HOST < SCALAR),
        (xp.max(a), HOST.max()),
        (np.moveaxis(a[None], 0, 1)[::2].T, HOST[::2][None]),
        (a.view(np.uint64), HOST.view(np.uint64)),
    ):
        assert isinstance(result, DeviceArray)
        assert np.array_equal(xp.asnumpy(result), value) and result.dtype == value.dtype


def test_copies_are_counted() -> None:
    before = xp.copies
    a = xp.asarray(HOST)
    xp.asarray(a + a)
    xp.asnumpy(a)
    assert xp.copies == before + 2


@pytest.mark.skipif(importlib.util.find_spec("cupy") is None, reason="CuPy is not installed (extra cuda12 or cuda13)")
@pytest.mark.parametrize("name", [*UFUNCS, *ARRAY_FUNCTIONS, *OWN_FUNCTIONS])
def test_cupy_has_what_the_stand_in_has(name: str) -> None:
    import cupy

    assert callable(getattr(cupy, name))
    assert name not in UFUNCS or isinstance(getattr(cupy, name), cupy.ufunc)
