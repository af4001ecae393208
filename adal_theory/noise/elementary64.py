"""Logarithm, exponential, power, sine and cosine in double precision from + − × ÷ and integer operations.

Every operation is one IEEE operation of the vocabulary (64-bit lanes, no table, no branch), so every backend
gives the same bits. Errors in units in the last place (ulp) are measured against mpmath in
tests/noise/test_elementary.py. Coefficients are our own minimax fits:
tests/reference/elementary_coefficients.py derives them.
"""

from __future__ import annotations

from typing import Any

from adal_theory.noise.elementary32 import horner

LOG64 = (
    0.6666666666666734,
    0.39999999999416375,
    0.2857142874201514,
    0.22222198610815577,
    0.1818356240364567,
    0.1531409887101479,
    0.14795474816803084,
)
EXP64 = (
    0.5,
    0.16666666666666677,
    0.04166666666666651,
    0.0083333333333217,
    0.0013888888888962305,
    0.00019841269885939738,
    2.4801587172628778e-05,
    2.7557244403484082e-06,
    2.755740259894742e-07,
    2.5108967731401243e-08,
    2.08753332976477e-09,
)
SINE64 = (
    -0.1666666666666663,
    0.008333333333322118,
    -0.0001984126982958947,
    2.7557313621361633e-06,
    -2.5050747758919017e-08,
    1.589622991969778e-10,
)
COSINE64 = (
    0.041666666666666595,
    -0.0013888888888873056,
    2.4801587288851612e-05,
    -2.755731417926873e-07,
    2.0875700837987546e-09,
    -1.1358536307451395e-11,
)
HALF_PI = (1.5707963267923333, 2.5633441515839558e-12, 1.0562999066987428e-23)
LOG_TWO = (0.6931471805598903, 5.497923018708371e-14)
TAU = (6.283185307179586, 2.4492935982947064e-16)

ROOT_HALF_BITS = 0x3FE6A09E667F3BCD
FRACTION = (1 << 52) - 1
SIGN = 1 << 63
ONE_BITS = 1023 << 52
# 1.5 · 2^52: adding it rounds |x| < 2^51 to an integer, whose low bits are then the low bits of the sum.
ROUNDER = 6755399441055744.0
# 2^52 as bits: or-ing an integer below 2^52 into them gives 2^52 + that integer.
EXPONENT_BITS = 0x4330000000000000


def log64(o: Any, x: Any) -> Any:
    """log x of a positive normal finite "f64" x: error below 1 ulp; log 1 = 0 exactly.

    x = 2^e (1 + f), 1 + f in [√½, √2), s = f/(2 + f): log(1+f) = 2s + s³R(s²) = f − s(f − s²R(s²)).
    """
    shifted = o.bitcast(x, "u64") + (ONE_BITS - ROOT_HALF_BITS)
    e = o.bitcast((shifted >> 52) | EXPONENT_BITS, "f64") - (2.0**52 + 1023.0)
    f = o.bitcast((shifted & FRACTION) + ROOT_HALF_BITS, "f64") - 1.0
    s = f / (f + 2.0)
    z = s * s
    low = s * (f - z * horner(z, LOG64)) - e * LOG_TWO[1]
    return e * LOG_TWO[0] + (f - low)


def _exponential_parts(o: Any, x: Any) -> tuple[Any, Any, Any]:
    """(s1, s2, e^r − 1) with e^x = s1 s2 e^r, |r| <= log(2)/2; two powers of two, as one could overflow."""
    x = o.minimum(o.maximum(x, -1000.0), 1000.0)
    k = (x * (1.0 / (LOG_TWO[0] + LOG_TWO[1])) + ROUNDER) - ROUNDER
    r = (x - k * LOG_TWO[0]) - k * LOG_TWO[1]
    half = k * 0.5 + ROUNDER
    rest = (k - (half - ROUNDER)) + ROUNDER
    s1, s2 = (o.bitcast((o.bitcast(n, "u64") << 52) + ONE_BITS, "f64") for n in (half, rest))
    return s1, s2, r + r * r * horner(r, EXP64)


def exp64(o: Any, x: Any) -> Any:
    """e^x of any "f64" x: error below 1 ulp while the result is normal; overflows to inf, underflows to 0."""
    s1, s2, q = _exponential_parts(o, x)
    return (q + 1.0) * s1 * s2


def expm1_64(o: Any, x: Any) -> Any:
    """e^x − 1 of "f64" x below 709: error below 2 ulp, also near 0 (no cancellation)."""
    s1, s2, q = _exponential_parts(o, x)
    s = s1 * s2
    return s * q + (s - 1.0)


def pow64(o: Any, x: Any, y: Any) -> Any:
    """x^y = exp(y log x) of a positive normal "f64" x: error below 2 + 2|y log x| ulp for normal results."""
    return exp64(o, y * log64(o, x))


def _quadrant(o: Any, n: Any, x: Any, x_low: Any) -> tuple[Any, Any]:
    """(cos, sin) of n π/2 + x + x_low, |x| <= π/4; the low bits of `n` are those of the quarter."""
    z = x * x
    sine = x + (x_low + x * (z * horner(z, SINE64)))
    cosine = 1.0 - (z * 0.5 - z * (z * horner(z, COSINE64)))
    even = o.equal(n & 1, 0)
    flip_sine, flip_cosine = (n << 62) & SIGN, ((n + 1) << 62) & SIGN
    sine, cosine = o.where(even, sine, cosine), o.where(even, cosine, sine)
    return (o.bitcast(o.bitcast(cosine, "u64") ^ flip_cosine, "f64"), o.bitcast(o.bitcast(sine, "u64") ^ flip_sine, "f64"))


def sincos64(o: Any, u: Any) -> tuple[Any, Any]:
    """(cos 2πu, sin 2πu) of "f64" u in turns, |u| <= 2^40: error below 1.5 ulp; exact at multiples of 1/4.

    Note the order: cosine first. The sine is exactly odd and the cosine exactly even in u.
    """
    rounded = u * 4.0 + ROUNDER
    x = u - (rounded - ROUNDER) * 0.25
    return _quadrant(o, o.bitcast(rounded, "u64"), x * TAU[0], x * TAU[1])


def sincos_radians64(o: Any, x: Any) -> tuple[Any, Any]:
    """(cos x, sin x) of "f64" x in radians, |x| <= 1e5: error below 1.5 ulp.

    Reduction of Cody & Waite (Software Manual for the Elementary Functions, 1980) with π/2 in three parts.
    """
    rounded = x * (1.0 / HALF_PI[0]) + ROUNDER
    n = rounded - ROUNDER
    first = x - n * HALF_PI[0]
    middle = n * HALF_PI[1]
    reduced = first - middle
    # What the second subtraction rounded away (Dekker 1971: exact where |first| >= |middle|).
    lost = (first - reduced) - middle
    return _quadrant(o, o.bitcast(rounded, "u64"), reduced, lost - n * HALF_PI[2])


def sin64(o: Any, x: Any) -> Any:
    """sin x of "f64" x in radians, |x| <= 1e5: error below 1.5 ulp."""
    return sincos_radians64(o, x)[1]


def cos64(o: Any, x: Any) -> Any:
    """cos x of "f64" x in radians, |x| <= 1e5: error below 1.5 ulp."""
    return sincos_radians64(o, x)[0]
