"""Logarithm, sine and cosine in single precision from + − × and integer operations alone.

Every operation is one IEEE operation of the vocabulary, so every backend gives the same bits. They feed the
"fast32" sampler, hence short: errors near 1e-6, measured against mpmath in tests/noise/test_elementary.py.
Coefficients are our own minimax fits: tests/reference/elementary_coefficients.py derives them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

LOG32 = (
    -0.5000084638595581,
    0.33319219946861267,
    -0.24919062852859497,
    0.20449118316173553,
    -0.18587607145309448,
    0.11949450522661209,
)
SINE32 = (1.5707948207855225, -0.645920991897583, 0.07948765158653259, -0.004362469073385)
COSINE32 = (-1.233698844909668, 0.2536531984806061, -0.020813966169953346, 0.0008596900734119117)

ROOT_HALF_BITS = 0x3F3504F3
LN2 = 0.6931471805599453


def horner(x: Any, coefficients: Sequence[float]) -> Any:
    """Σ_k coefficients[k] x^k by Horner's rule."""
    result = x * coefficients[-1] + coefficients[-2]
    for c in coefficients[-3::-1]:
        result = result * x + c
    return result


def scaled_log32(o: Any, x: Any, scale: float, exponent: int) -> Any:
    """scale · log(x · 2^exponent) for positive normal "f32" x; scale is ± a power of two, |exponent| <= 40.

    The scale is folded into the coefficients and the exponent into the integer subtraction: both are free.
    x·2^exponent = 2^e (1 + f) with 1 + f in [√½, √2), log = e log 2 + f (1 + f Q(f)).
    """
    shifted = o.bitcast(x, "i32") - (ROOT_HALF_BITS - (exponent << 23))
    e = o.cast(shifted >> 23, "f32")
    f = o.bitcast((shifted & 0x7FFFFF) + ROOT_HALF_BITS, "f32") - 1.0
    series = horner(f, [scale * c for c in (1.0, *LOG32)])
    return f * series + e * (scale * LN2)


def log32(o: Any, u: Any) -> Any:
    """log u of a positive normal "f32" u: relative error below 1.5e-6 (25 ulp); log 1 = 0 exactly."""
    return scaled_log32(o, u, 1.0, 0)


def half_turn32(o: Any, phi: Any) -> tuple[Any, Any]:
    """(cos(πφ/2), sin(πφ/2)) of "f32" φ in [−1, 1]: cos to 2.5e-7 absolute, sin to 1.2e-6 relative.

    The cosine is exactly even and the sine exactly odd in φ.
    """
    z = phi * phi
    return horner(z, (1.0, *COSINE32)), phi * horner(z, SINE32)
