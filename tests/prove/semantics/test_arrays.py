"""Terms on arrays: total functions, recorded sums in place of a term's own, and nothing left unsaid."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from adal_theory.prove import Function, InvalidInference, Mean, Sum, inv, log, maximum, minimum, num, sign, sqrt, var
from adal_theory.prove.semantics.arrays import on_arrays, replaced, under

a, b = var("a"), var("b")
T, d, i, t, n = (var(q, "int") for q in "Tditn")
h, s = Function("h", ("int", "int")), Function("s", ("int",))


def test_elementwise_and_exact_where_it_can_be() -> None:
    x = np.array([[1.0, 4.0], [9.0, -2.0]])
    term = sqrt(a) / 2 + maximum(a, b) * 3 - minimum(a, b) ** 2 + abs(a) * sign(a) + Fraction(1, 3)
    y = np.sqrt(np.maximum(x, 0)) / 2 + np.maximum(x, 2.0) * 3 - np.minimum(x, 2.0) ** 2 + x + 1 / 3
    assert np.array_equal(on_arrays(term, {"a": x, "b": 2.0}), y)
    assert on_arrays(3 * num(2) ** 2, {}) == 12


def test_functions_are_total_as_in_the_kernel() -> None:
    x = np.array([0.0, -1.0, 4.0])
    assert on_arrays(inv(a), {"a": x}).tolist() == [0, -1, 0.25]
    assert on_arrays(sqrt(a), {"a": x}).tolist() == [0, 0, 2]
    assert on_arrays(log(a), {"a": x}).tolist() == [0, 0, np.log(4.0)]
    assert on_arrays(a**n, {"a": x, "n": -2}).tolist() == [0, 1, 1 / 16]
    assert on_arrays(a**b, {"a": x, "b": 0.5}).tolist() == [0, 0, 2]


def test_recorded_sums_take_the_place_of_the_terms_own() -> None:
    whole = Sum(i, 1, d, sqrt(Sum(t, 1, T, h[t, i] ** 2))) + sqrt(T) * Sum(i, 1, d, h[T, i])
    rows = np.array([[3.0, 12.0], [4.0, 5.0]])
    parts = {Sum(i, 1, d, h[T, i]): a, **under(i, Sum(t, 1, T, h[t, i] ** 2), s[i])}
    squares = (rows**2).sum(axis=0)
    value = on_arrays(replaced(whole, parts), {"T": 4.0, "d": 2, "a": np.array([1.0, 2.0])}, {"s": lambda k: squares[k - 1]})
    assert value.tolist() == [5 + 13 + 2, 5 + 13 + 4]
    assert on_arrays(Sum(i, 2, 1, a), {"a": 1.0}) == 0


def test_what_has_no_value_is_refused() -> None:
    with pytest.raises(InvalidInference, match="no value is known for b, h"):
        on_arrays(h[1, 1] + a + b, {"a": 1.0})
    with pytest.raises(InvalidInference, match="not whole numbers"):
        on_arrays(Sum(i, 1, T, a), {"a": 1.0, "T": np.array([1.0, 2.0])})
    with pytest.raises(InvalidInference, match="mean has no value"):
        on_arrays(Mean(var("omega", "sample"), a), {"a": 1.0})
