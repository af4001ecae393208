"""The elementary functions against mpmath, and their coefficients against the script that derives them."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mpmath as mp
import numpy as np
import pytest

from adal_theory.noise import elementary as el
from adal_theory.noise import elementary32, elementary64
from adal_theory.trace.numpy_handle import NumpyHandle

SCRIPT = Path(__file__).parents[1] / "reference" / "elementary_coefficients.py"
POINTS = 4000
H = NumpyHandle()


def _random(low: float, high: float, seed: int = 1) -> Any:
    return np.random.default_rng(seed).uniform(low, high, POINTS)


LOG_INPUTS = np.concatenate([2.0 ** _random(-53, 0), _random(0.7, 1.42), 2.0 ** _random(-1000, 1000)])
NEAR_MULTIPLES = np.round(_random(-63600, 63600)) * (np.pi / 2)
RADIANS = np.concatenate([_random(-1e5, 1e5), NEAR_MULTIPLES, _random(-4, 4), 10.0 ** _random(-8, 0)])
NEAR_QUARTERS = np.round(_random(-9, 9)) / 4 + 10.0 ** _random(-12, -3)
TURNS = np.concatenate([_random(-1, 1), _random(-1e6, 1e6), NEAR_QUARTERS])
SMALL_OR_LARGE = np.concatenate([_random(-3, 3), 10.0 ** _random(-12, 2.8), -(10.0 ** _random(-12, 0))])


def _worst(f: Callable, exact: Callable, x: Any, unit: Callable) -> float:
    """The largest error in `unit`(exact value) of `f` at the points x."""
    y = f(H.value(x)).array
    with mp.workprec(200):
        truth = [exact(mp.mpf(float(a))) for a in x]
        pairs = zip(y, truth, strict=True)
        return max(float(abs(mp.mpf(float(b)) - t)) / unit(float(t)) for b, t in pairs if t)


def _ulp64(t: float) -> float:
    return float(np.spacing(abs(t)))


def _ulp32(t: float) -> float:
    return float(np.spacing(np.float32(abs(t))))


CASES = {
    "log64": (lambda x: el.log64(H, x), mp.log, LOG_INPUTS, 1.0),
    "exp64": (lambda x: el.exp64(H, x), mp.exp, np.concatenate([_random(-700, 700), _random(-1, 1)]), 1.0),
    "expm1_64": (lambda x: el.expm1_64(H, x), mp.expm1, SMALL_OR_LARGE, 2.0),
    "cos of turns": (lambda x: el.sincos64(H, x)[0], lambda u: mp.cos(2 * mp.pi * u), TURNS, 1.5),
    "sin of turns": (lambda x: el.sincos64(H, x)[1], lambda u: mp.sin(2 * mp.pi * u), TURNS, 1.5),
    "cos64": (lambda x: el.cos64(H, x), mp.cos, RADIANS, 1.5),
    "sin64": (lambda x: el.sin64(H, x), mp.sin, RADIANS, 1.5),
}


@pytest.mark.parametrize("name", CASES)
def test_double_precision_error_in_ulp(name: str) -> None:
    f, exact, x, bound = CASES[name]
    assert _worst(f, exact, x, _ulp64) < bound


@pytest.mark.parametrize("y", [0.5, -3.3, 20.0, -0.05])
def test_power_error_grows_as_stated(y: float) -> None:
    x = np.concatenate([2.0 ** _random(-45, 45), _random(0.5, 2.0)])
    got = el.pow64(H, H.value(x), H.constant(y)).array
    with mp.workprec(200):
        errors = [
            float(abs(mp.mpf(float(b)) - t)) / _ulp64(float(t)) / (2 + 2 * abs(y * float(mp.log(a))))
            for a, b in zip(x, got, strict=True)
            if (t := mp.mpf(float(a)) ** mp.mpf(y))
        ]
    assert max(errors) < 1


def test_log32_error() -> None:
    x = np.concatenate([2.0 ** _random(-31, 0), 1 - _random(0, 0.3)]).astype(np.float32)
    x = x[x != 1]
    f = lambda v: el.log32(H, v)  # noqa: E731
    assert _worst(f, mp.log, x, _ulp32) < 25
    assert _worst(f, mp.log, x, abs) < 1.5e-6


def test_half_turn32_error() -> None:
    phi = np.append(_random(-1, 1), [1.0, -1.0, 1e-6]).astype(np.float32)
    cosine = lambda v: el.half_turn32(H, v)[0]  # noqa: E731
    sine = lambda v: el.half_turn32(H, v)[1]  # noqa: E731
    assert _worst(cosine, lambda p: mp.cos(mp.pi * p / 2), phi, lambda t: 1.0) < 2.5e-7
    assert _worst(sine, lambda p: mp.sin(mp.pi * p / 2), phi, abs) < 1.2e-6


def test_exact_values() -> None:
    one = H.value(np.array([1.0]))
    assert el.log64(H, one).array == 0 and el.log32(H, H.value(np.ones(1, np.float32))).array == 0
    assert el.exp64(H, one * 0.0).array == 1 and el.expm1_64(H, one * 0.0).array == 0
    cosine, sine = el.sincos64(H, H.value(np.array([0.0, 0.25, 0.5, 0.75, -0.25])))
    assert cosine.array.tolist() == [1, 0, -1, 0, 0] and sine.array.tolist() == [0, 1, 0, -1, -1]


def test_exponential_at_the_ends() -> None:
    y = el.exp64(H, H.value(np.array([709.0, 710.0, -744.0, -800.0, np.inf, -np.inf, np.nan]))).array
    assert np.isfinite(y[0]) and np.isinf(y[[1, 4]]).all() and y[2] > 0
    assert (y[[3, 5]] == 0).all() and np.isnan(y[6])


def test_symmetries_are_exact() -> None:
    u = np.concatenate([_random(-0.5, 0.5), _random(-3, 3)])
    for f in (el.sincos64, el.sincos_radians64):
        plus, minus = f(H, H.value(u)), f(H, H.value(-u))
        assert (plus[0].array == minus[0].array).all() and (plus[1].array == -minus[1].array).all()


def test_coefficients_are_those_of_the_script() -> None:
    script = runpy.run_path(str(SCRIPT))
    for name in script["DERIVATIONS"]:
        module = elementary32 if name.endswith("32") else elementary64
        coefficients, error = script["derive"](name)
        assert tuple(coefficients) == getattr(module, name), name
        assert error < (2e-6 if name.endswith("32") else 5e-18)
