"""The vocabulary's conventions on NumpyHandle: NaN, signed zeros, order of reductions, casts and integers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from adal_theory.trace.numpy_handle import NumpyHandle

NAN, INF = float("nan"), float("inf")
SPECIAL = [NAN, -INF, -1.5, -0.0, 0.0, 1e-310, 1.5, INF]


def bits(a: Any) -> list[bytes]:
    """Bytes of each element, with every NaN alike."""
    flat = np.where(np.isnan(a), np.nan, a) if np.asarray(a).dtype.kind == "f" else np.asarray(a)
    return [e.tobytes() for e in np.ravel(flat)]


@pytest.mark.parametrize("real", ["f64", "f32"])
@pytest.mark.parametrize("a", SPECIAL)
@pytest.mark.parametrize("b", SPECIAL)
def test_extrema(a: float, b: float, real: str) -> None:
    """NaN from either side; equal values, and so +0 and −0, give the first."""
    o = NumpyHandle(real)
    kind = {"f64": np.float64, "f32": np.float32}[real]
    a, b = kind(a), kind(b)
    for choose, second in ((o.maximum, b > a), (o.minimum, b < a)):
        found = choose(o.value(a), o.value(b)).array
        expected = kind(NAN) if np.isnan(a) or np.isnan(b) else (b if second else a)
        assert found.dtype == kind and bits(found) == bits(expected)


def test_extrema_of_signed_zeros_are_the_first() -> None:
    o = NumpyHandle()
    for choose in (o.maximum, o.minimum):
        assert not np.signbit(choose(o.value(0.0), o.value(-0.0)).array)
        assert np.signbit(choose(o.value(-0.0), o.value(0.0)).array)


def test_sign() -> None:
    o = NumpyHandle()
    found = o.sign(o.value(np.array([NAN, -INF, -2.0, -0.0, 0.0, 1e-310, INF]))).array
    assert np.isnan(found[0]) and found[1:].tolist() == [-1.0, -1.0, 0.0, 0.0, 1.0, 1.0]
    assert not np.signbit(found[3])


def test_roots() -> None:
    """√ is NaN below zero and keeps −0; rsqrt0 is 0 at ±0."""
    o = NumpyHandle()
    v = o.value(np.array([4.0, 0.0, -0.0, -1.0, INF, NAN]))
    root, inverse = o.sqrt(v).array, o.rsqrt0(v).array
    assert root[:2].tolist() == [2.0, 0.0] and np.signbit(root[2]) and np.isnan(root[3])
    assert inverse[:3].tolist() == [0.5, 0.0, 0.0] and np.isnan(inverse[3]) and inverse[4] == 0.0
    assert np.isnan(inverse[5])


def test_clip_keeps_nan_and_bounds() -> None:
    o = NumpyHandle()
    found = o.clip(o.value(np.array([NAN, -3.0, 0.25, 3.0, INF])), -1.0, 1.0).array
    assert np.isnan(found[0]) and found[1:].tolist() == [-1.0, 0.25, 1.0, 1.0]


def test_comparisons_with_nan_are_false() -> None:
    o = NumpyHandle()
    a, b = o.value(np.array([NAN, 1.0, 0.0])), o.value(np.array([NAN, NAN, -0.0]))
    assert o.less(a, b).array.tolist() == [False, False, False]
    assert o.less_equal(a, b).array.tolist() == [False, False, True]
    assert o.equal(a, b).array.tolist() == [False, False, True]
    assert o.negate(o.equal(a, b)).array.tolist() == [True, True, False]


def test_both_sides_of_where_are_computed_and_one_is_taken() -> None:
    o = NumpyHandle()
    x = o.value(np.array([0.0, 2.0]))
    assert o.where(o.equal(x, 0.0), 7.0, 1.0 / x).array.tolist() == [7.0, 0.5]


def test_short_sums_run_left_to_right() -> None:
    """1 + 1e16 − 1e16 + 1: left to right gives 1, pairwise would give 0 or 2. The total starts at +0."""
    o = NumpyHandle()
    assert o.sum_coordinates(o.value(np.array([1.0, 1e16, -1e16, 1.0]))).array == 1.0
    assert o.sum_coordinates(o.value(np.array([1e16, 1.0, 1.0]))).array == 1e16
    assert not np.signbit(o.sum_coordinates(o.value(np.array([-0.0, -0.0]))).array)
    assert o.sum_coordinates(o.value(np.ones((3, 5)))).array.shape == (5,)
    assert NumpyHandle(coordinate_axis=1).sum_coordinates(o.value(np.ones((3, 5)))).array.shape == (3,)


def test_maximum_over_coordinates() -> None:
    """Starts at 0; a NaN anywhere stays."""
    o = NumpyHandle()
    assert o.max_coordinates(o.value(np.array([1.0, 3.0, 2.0]))).array == 3.0
    assert o.max_coordinates(o.value(np.array([-1.0, -3.0]))).array == 0.0
    for place in range(3):
        e = np.array([1.0, 2.0, 3.0])
        e[place] = NAN
        assert np.isnan(o.max_coordinates(o.value(e)).array)


def test_float32_rounds_each_operation() -> None:
    o = NumpyHandle("f32")
    x = o.value(np.float32(1.0))
    assert (x + 1e-8).array.dtype == np.float32 and ((x + 1e-8) - 1.0).array == 0.0
    assert o.cast(o.value(np.float32(0.1)), "f64").array == np.float64(np.float32(0.1))


def test_integers_are_modular() -> None:
    o = NumpyHandle()
    word = o.value(np.array([2**64 - 1], np.uint64))
    assert (word + 1).array.tolist() == [0] and (word * word).array.tolist() == [1]
    assert (word >> 63).array.tolist() == [1]
    assert (o.value(np.array([-8], np.int64)) >> 1).array.tolist() == [-4]
    assert o.cast(o.value(np.array([2**32 + 5], np.uint64)), "u32").array.tolist() == [5]
    assert o.cast(o.value(np.array([-2.9, 2.9])), "i64").array.tolist() == [-2, 2]
    assert o.bitcast(o.value(np.array([1.0])), "u64").array.tolist() == [0x3FF0000000000000]
    assert o.bitcast(o.value(np.float64(1.0)), "u64").array.shape == ()


def test_powers_are_products_from_the_left() -> None:
    o = NumpyHandle()
    x = np.random.default_rng(3).standard_normal(100)
    assert (o.value(x) ** 5).array.tobytes() == (x * x * x * x * x).tobytes()


def test_unknown_real_type() -> None:
    with pytest.raises(ValueError, match="choose one of"):
        NumpyHandle("f16")
