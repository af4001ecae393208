"""Schedules of the user's own: an array over steps, or a function of t that is tabulated once on the host."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.engine import checks
from adal_theory.entries import range_text, real_array
from adal_theory.errors import ConfigurationError
from adal_theory.rules.rule import Rule

Array = NDArray[np.float64]
PROBES = 64  # steps at which a function that takes arrays is held to what it gives for one step


def step_schedule(rule: Rule, value: Any, steps: int) -> str | Array:
    """s_t by its name or tabulated, by default the rule's own."""
    if value is None:
        return rule.step_schedule
    if isinstance(value, str):
        named: str = checks.one_of("step_schedule", value, checks.SCHEDULES)
        return named
    return tabulate(
        "step_schedule", value, steps, f"one of {', '.join(checks.SCHEDULES)}, an array over steps, or a function of t"
    )


def beta1_schedule(rule: Rule, value: Any, steps: int) -> Array | None:
    """β1 at every step where it is not the parameter."""
    if value is None:
        return None
    checks.has_beta1(rule)
    return tabulate("beta1_schedule", value, steps, "an array over steps, or a function of t", high=1.0)


def tabulate(name: str, value: Any, steps: int, wanted: str, high: float = float("inf")) -> Array:
    """s_1 … s_T from an array over steps (or more) or a function of t, each in [0, high), read-only.

    Raises `ConfigurationError` for other values, and for a function that fails or gives another value at the second call.
    """
    if callable(value):
        a = _from_function(name, value, steps, wanted)
    else:
        a = real_array(name, value, ndim=1, finite=False, dims=("step",), wanted=wanted)
        if a.size < steps:
            raise ConfigurationError(f"{name} has shape {a.shape}, steps = {steps}: pass at least {steps} values in 1-D")
        a = a[:steps]
    bad = ~((a >= 0) & (a < high))
    if bad.any():
        k = int(np.argmax(bad))
        raise ConfigurationError(
            f"{name} = {a[k]:g} at t = {k + 1} is outside {range_text(0.0, high, high_open=True)}: choose finite values in it"
        )
    return a


def _from_function(name: str, f: Callable[[Any], Any], steps: int, wanted: str) -> Array:
    """The function at every t, evaluated twice: a schedule is a function of t alone."""
    first, again = (_once(name, f, steps, wanted) for _ in range(2))
    differs = ~((first == again) | (np.isnan(first) & np.isnan(again)))
    if differs.any():
        k = int(np.argmax(differs))
        raise ConfigurationError(
            f"{name} gives {float(first[k])!r} at t = {k + 1}, and {float(again[k])!r} when asked "
            "again: pass a function of t alone, or an array of its values"
        )
    return first


def _once(name: str, f: Callable[[Any], Any], steps: int, wanted: str) -> Array:
    """All steps in one call where the function takes arrays and gives for them what it gives one by one; else step by step."""
    probes = np.unique(np.rint(np.geomspace(1, steps, PROBES)).astype(np.int64))
    alone = real_array(name, [_at(name, f, int(t)) for t in probes], ndim=1, finite=False, wanted=wanted)
    try:
        with np.errstate(all="ignore"):
            found = real_array(name, f(np.arange(1, steps + 1)), ndim=1, finite=False, wanted=wanted)
    except Exception:  # it takes one step at a time
        found = alone[:0]
    if found.shape == (steps,) and np.allclose(found[probes - 1], alone, rtol=1e-12, atol=0.0, equal_nan=True):
        return found
    if steps == len(alone):
        return alone
    return real_array(name, [_at(name, f, t) for t in range(1, steps + 1)], ndim=1, finite=False, wanted=wanted)


def _at(name: str, f: Callable[[Any], Any], t: int) -> Any:
    try:
        return f(t)
    except Exception as error:
        told = " ".join(f"{type(error).__name__}: {error}".split())[:120]
        raise ConfigurationError(
            f"{name} fails at t = {t} ({told}): pass a function of t = 1, 2, … that gives a number"
        ) from None


def vanishes(schedule: Any, eta: Any, real: Any) -> str:
    """Why theorem B5, which divides by η_t = η s_t, has nothing to say: the first step at which η_t is 0, or nothing."""
    if isinstance(schedule, str):
        return ""
    with np.errstate(all="ignore"):
        zero = np.asarray(np.min(eta), real) * schedule.astype(real) == 0
    return f"needs η_t > 0 (step_schedule makes it 0 at t = {int(np.argmax(zero)) + 1})" if zero.any() else ""
