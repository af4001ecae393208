"""Schedules and powers β^t as functions of t alone, computed on the host for a span of steps.

Repeated multiplication drifts (4e−13 at β = 0.9999), so β^t is formed in doubled precision (Dekker 1971) from
β^(64a) · β^b with t = 64a + b, and rounded once: correct to one unit in the last place, from + − × alone.
"""

from __future__ import annotations

from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Pair = tuple[Array, Array]
BASE = 64
_SPLITTER = 134217729.0


def _two_sum(a: Array, b: Array) -> Pair:
    s = a + b
    t = s - a
    return s, (a - (s - t)) + (b - t)


def _two_product(a: Array, b: Array) -> Pair:
    p = a * b
    c, e = _SPLITTER * a, _SPLITTER * b
    a_hi, b_hi = c - (c - a), e - (e - b)
    a_lo, b_lo = a - a_hi, b - b_hi
    return p, ((a_hi * b_hi - p) + a_hi * b_lo + a_lo * b_hi) + a_lo * b_lo


def _multiply(a: Pair, b: Pair) -> Pair:
    p, e = _two_product(a[0], b[0])
    return _two_sum(p, e + (a[0] * b[1] + a[1] * b[0]))


def _power(base: Pair, exponent: NDArray[np.int64]) -> Pair:
    """base^exponent by binary powering, elementwise in the exponent."""
    result = (np.ones(exponent.shape), np.zeros(exponent.shape))
    square = (np.broadcast_to(base[0], exponent.shape), np.broadcast_to(base[1], exponent.shape))
    left = exponent.copy()
    while left.any():
        odd = (left & 1) == 1
        product = _multiply(result, square)
        result = (np.where(odd, product[0], result[0]), np.where(odd, product[1], result[1]))
        square = _multiply(square, square)
        left >>= 1
    return result


def power(beta: float, t: NDArray[np.int64]) -> Pair:
    """β^t as an unevaluated sum of two doubles, for 0 ≤ β < 1 and integers t ≥ 0."""
    one = (np.asarray(float(beta)), np.asarray(0.0))
    low = _power(one, np.arange(BASE, dtype=np.int64))
    big = _power(one, np.array([BASE], dtype=np.int64))
    high_index, inverse = np.unique(t // BASE, return_inverse=True)
    high = _power((big[0][0], big[1][0]), high_index.astype(np.int64))
    with np.errstate(under="ignore"):
        return _multiply((high[0][inverse], high[1][inverse]), (low[0][t % BASE], low[1][t % BASE]))


def one_minus_power(beta: float, t: NDArray[np.int64]) -> Array:
    """1 − β^t, correctly rounded up to 2^−100 relative to 1."""
    hi, lo = power(beta, t)
    s, e = _two_sum(np.ones_like(hi), -hi)
    return s + (e - lo)


def one_minus_product(betas: Array) -> Array:
    """1 − Π_{s≤t} β_s for every t, as a sum of positive terms: where all β are close to 1, 1 − (Π β) would lose its digits."""
    rest = accumulate((1.0 - betas).tolist(), lambda q, share: q + (1.0 - q) * share)
    return np.fromiter(rest, np.float64, betas.size)


def schedule(name: str, t: NDArray[np.int64]) -> Array:
    """s_t of a named step schedule: "constant", "1/sqrt(t)" or "1/t"."""
    real = t.astype(np.float64)
    return {"constant": np.ones_like(real), "1/sqrt(t)": 1.0 / np.sqrt(real), "1/t": 1.0 / real}[name]
