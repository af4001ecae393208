"""Derives the polynomial coefficients of adal_theory/noise/elementary32.py and elementary64.py.

Method: weighted Remez exchange in 60-digit arithmetic, then one rounding of each coefficient to the type in
which it is used. Tolerance: none, the rounded coefficients must equal those in the modules bit for bit.
Run this file with Python to print them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import mpmath as mp
import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from minimax import DIGITS, Function, remez

Result = tuple[list[float], float]
ROOT_HALF, ROOT_2 = "0.70710678118654752440", "1.4142135623730950488"
TINY = "1e-12"


def _rounded(c: list[mp.mpf], kind: type) -> list[float]:
    return [float(kind(mp.nstr(x, 40))) for x in c]


def _quotient(numerator: Function, power: int, limit: Function) -> Function:
    """numerator(x)/x^power with its two-term limit near 0."""
    return lambda x: numerator(x) / x**power if abs(x) > mp.mpf(TINY) else limit(x)


def log32() -> Result:
    """Q of log(1+f) = f + f² Q(f) on [√½, √2) − 1, relative error, degree 5."""
    h = _quotient(lambda f: mp.log1p(f) - f, 2, lambda f: -mp.mpf(1) / 2 + f / 3)
    c, error = remez(h, lambda f: f**2 / abs(mp.log1p(f)), 5, mp.mpf(ROOT_HALF) - 1, mp.mpf(ROOT_2) - 1)
    return _rounded(c, np.float32), float(error)


def _sine_half_turn(z: mp.mpf) -> mp.mpf:
    return mp.sin(mp.pi * mp.sqrt(z) / 2) / mp.sqrt(z)


def sine32() -> Result:
    """S of sin(πφ/2) = φ S(φ²) on |φ| ≤ 1, relative error, degree 3."""
    c, error = remez(_sine_half_turn, lambda z: 1 / _sine_half_turn(z), 3, 0, 1)
    return _rounded(c, np.float32), float(error)


def cosine32() -> Result:
    """C of cos(πφ/2) = 1 + φ² C(φ²) on |φ| ≤ 1, absolute error, degree 3."""
    h = _quotient(lambda z: mp.cos(mp.pi * mp.sqrt(z) / 2) - 1, 1, lambda z: -(mp.pi**2) / 8)
    c, error = remez(h, lambda z: z, 3, 0, 1)
    return _rounded(c, np.float32), float(error)


def log64() -> Result:
    """R of log((1+s)/(1−s)) = 2s + s z R(z), z = s², 1+f in [√½, √2), relative error, degree 6."""
    top = ((mp.mpf(ROOT_2) - 1) / (mp.mpf(ROOT_2) + 1)) ** 2
    h = _quotient(lambda z: 2 * mp.atanh(mp.sqrt(z)) / mp.sqrt(z) - 2, 1, lambda z: mp.mpf(2) / 3 + 2 * z / 5)
    c, error = remez(h, lambda z: z * mp.sqrt(z) / (2 * mp.atanh(mp.sqrt(z))), 6, 0, top)
    return _rounded(c, np.float64), float(error)


def exp64() -> Result:
    """Q of e^r = 1 + r + r² Q(r) on |r| ≤ log(2)/2 (and a margin), relative error of e^r − 1, degree 10."""
    half = mp.log(2) / 2 * (1 + mp.mpf(10) ** -6)
    h = _quotient(lambda r: mp.expm1(r) - r, 2, lambda r: mp.mpf(1) / 2 + r / 6)
    c, error = remez(h, lambda r: r**2 / abs(mp.expm1(r)), 10, -half, half)
    return _rounded(c, np.float64), float(error)


def sine64() -> Result:
    """S of sin x = x + x z S(z), z = x², |x| ≤ π/4 (and a margin), relative error, degree 5."""
    top = (mp.pi / 4 * (1 + mp.mpf(10) ** -6)) ** 2
    h = _quotient(lambda z: mp.sin(mp.sqrt(z)) / mp.sqrt(z) - 1, 1, lambda z: -mp.mpf(1) / 6 + z / 120)
    c, error = remez(h, lambda z: z * mp.sqrt(z) / mp.sin(mp.sqrt(z)), 5, 0, top)
    return _rounded(c, np.float64), float(error)


def cosine64() -> Result:
    """C of cos x = 1 − z/2 + z² C(z), z = x², |x| ≤ π/4 (and a margin), relative error, degree 5."""
    top = (mp.pi / 4 * (1 + mp.mpf(10) ** -6)) ** 2
    h = _quotient(lambda z: mp.cos(mp.sqrt(z)) - 1 + z / 2, 2, lambda z: mp.mpf(1) / 24 - z / 720)
    c, error = remez(h, lambda z: z**2 / mp.cos(mp.sqrt(z)), 5, 0, top)
    return _rounded(c, np.float64), float(error)


def parts(x: mp.mpf, bits: tuple[int, ...]) -> list[float]:
    """x as a sum of doubles with the given numbers of bits each, the remainder rounded to a double."""
    found = []
    for n in bits:
        scale = mp.mpf(2) ** (n - 1 - mp.floor(mp.log(abs(x), 2)))
        part = mp.nint(x * scale) / scale
        found.append(float(part))
        x -= part
    return [*found, float(x)]


def half_pi() -> Result:
    """π/2 in three parts for Cody & Waite's reduction: n P1 and n P2 are exact for |n| < 2^17."""
    return parts(mp.pi / 2, (36, 36)), 0.0


def log_two() -> Result:
    """log 2 in two parts: e times the first is exact for |e| < 2^11."""
    return parts(mp.log(2), (42,)), 0.0


def tau() -> Result:
    """2π in two parts, both rounded to doubles."""
    return parts(2 * mp.pi, (53,)), 0.0


DERIVATIONS: dict[str, Callable[[], Result]] = {
    "LOG32": log32,
    "SINE32": sine32,
    "COSINE32": cosine32,
    "LOG64": log64,
    "EXP64": exp64,
    "SINE64": sine64,
    "COSINE64": cosine64,
    "HALF_PI": half_pi,
    "LOG_TWO": log_two,
    "TAU": tau,
}


def derive(name: str) -> Result:
    """The rounded coefficients (lowest power first) and the minimax error before rounding."""
    with mp.workdps(DIGITS):
        return DERIVATIONS[name]()


if __name__ == "__main__":
    for key in DERIVATIONS:
        coefficients, worst = derive(key)
        sys.stdout.write(f"{key} = {tuple(coefficients)!r}  # minimax error {worst:.3g}\n")
