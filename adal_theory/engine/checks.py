"""Validation of what a user passes to `run`: each mistake is one line with the value, the range and the remedy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from adal_theory.errors import ConfigurationError, unknown_name
from adal_theory.rules.rule import Parameter, Rule

SCHEDULES = ("constant", "1/sqrt(t)", "1/t")
DTYPES = {"float64": "f64", "float32": "f32"}
PLACEMENTS = ("preconditioner", "denominator")
NORMS = (1, 2, float("inf"))


def whole(name: str, value: Any, low: int, high: int | None = None) -> int:
    """An integer in [low, high]."""
    limit = f"[{low}, {'∞' if high is None else high}{')' if high is None else ']'}"
    try:
        number = int(value)
        exact = number == value and not isinstance(value, bool)
    except (TypeError, ValueError, OverflowError):
        exact, number = False, 0
    if not exact or number < low or (high is not None and number > high):
        raise ConfigurationError(f"{name} = {value!r} is not an integer in {limit}: pass one")
    return number


def law(name: str, value: Any) -> None:
    """A law of noise."""
    if not hasattr(value, "per_block"):
        given = repr(value) if isinstance(value, (str, float, int)) else f"a {type(value).__name__}"
        raise ConfigurationError(f"{name} = {given} is not a law: build one with adal_theory.noise, for instance "
                                 "noise.gaussian(sigma=1.0)")


def one_of(name: str, value: Any, allowed: tuple[Any, ...]) -> Any:
    if value not in allowed:
        if isinstance(value, str):
            raise unknown_name(name, value, [str(a) for a in allowed])
        raise ConfigurationError(f"{name} = {value!r} is not allowed: choose one of {', '.join(map(str, allowed))}")
    return value


def boolean(name: str, value: Any) -> bool:
    if not isinstance(value, (bool, np.bool_)):
        raise ConfigurationError(f"{name} = {value!r} is not a truth value: pass True or False")
    return bool(value)


def resumption(value: Any, store: Any) -> bool | Literal["anyway"]:
    """False, True or "anyway"; only with a store."""
    if isinstance(value, str) and value == "anyway":
        asked: bool | Literal["anyway"] = "anyway"
    elif isinstance(value, (bool, np.bool_)):
        asked = bool(value)
    else:
        raise ConfigurationError(f"resume = {value!r} is not allowed: pass True, False, or 'anyway' to go on with a store that "
                                 "other code began")
    if asked and store is None:
        raise ConfigurationError(f"resume = {value!r} without a store: pass store= with the folder to finish, or leave it out")
    return asked


def parameters(rule: Rule, given: Mapping[str, Any] | None, runs: int) -> dict[str, Any]:
    """Defaults filled in; each value a float or an array over runs, inside its range."""
    given = {} if given is None else given
    if not isinstance(given, Mapping):
        raise ConfigurationError(f"params = {given!r} is not a mapping: pass a dict, such as dict(eta=0.1)")
    names = [p.name for p in rule.parameters]
    for name in given:
        if name not in names:
            raise unknown_name(f"parameter of {rule.name}", name, names)
    return {p.name: in_range(rule.name, p, given.get(p.name, p.default), runs) for p in rule.parameters}


def in_range(rule: str, p: Parameter, value: Any, runs: int) -> Any:
    a = over_runs(f"{rule}: {p.name}", value, runs)
    low = a > p.low if p.low_open else a >= p.low
    high = a < p.high if p.high_open else a <= p.high
    bad = np.atleast_1d(~(low & high) | ~np.isfinite(a))
    if bad.any():
        value = float(np.atleast_1d(a)[bad][0])
        raise ConfigurationError(f"{rule}: {p.name} = {value:g} is outside {p.range_text}: choose a finite value in it")
    return a if np.ndim(a) else float(a)


def over_runs(name: str, value: Any, runs: int) -> NDArray[np.float64]:
    """A number, or an array with one entry a run."""
    try:
        a = np.asarray(value, np.float64)
    except (TypeError, ValueError):
        raise ConfigurationError(f"{name} = {value!r} is not a number: pass a number or an array over runs") from None
    if a.ndim > 1 or (a.ndim == 1 and a.size != runs):
        raise ConfigurationError(f"{name} has shape {a.shape}, runs = {runs}: pass a number or {runs} values, "
                                 "or set runs= to match")
    return a


def box(value: Any) -> tuple[float, float] | None:
    """(lo, hi) with lo < hi, or None."""
    if value is None:
        return None
    try:
        lo, hi = (float(v) for v in value)
    except (TypeError, ValueError):
        raise ConfigurationError(f"box = {value!r} is not a pair of numbers: pass (lo, hi) or None") from None
    if not (np.isfinite(lo) and np.isfinite(hi) and lo < hi):
        raise ConfigurationError(f"box = ({lo:g}, {hi:g}) needs finite lo < hi: pass such a pair or None")
    return lo, hi


def start(value: Any, d: int, runs: int, limits: tuple[float, float] | None) -> NDArray[np.float64]:
    """x_1 as (d, runs) from a number, (d,) or (runs, d); inside the box."""
    try:
        a = np.asarray(value, np.float64)
    except (TypeError, ValueError):
        raise ConfigurationError(f"x0 = {value!r} is not numeric: pass a number, ({d},) or ({runs}, {d}) "
                                 "values") from None
    if a.ndim == 1 and a.shape == (d,):
        a = a[:, None]
    elif a.ndim == 2 and a.shape == (runs, d):
        a = a.T
    elif a.ndim:
        raise ConfigurationError(f"x0 has shape {a.shape}: pass a number, ({d},) or ({runs}, {d}) values")
    if not np.isfinite(a).all():
        raise ConfigurationError("x0 contains NaN or infinity: pass finite values")
    if limits is not None and ((a < limits[0]) | (a > limits[1])).any():
        raise ConfigurationError(f"x0 leaves the box [{limits[0]:g}, {limits[1]:g}]: start inside it or widen box=")
    return np.array(np.broadcast_to(a, (d, runs)))


def schedule_values(name: str, value: Any, steps: int, low: float, high: float, low_open: bool) -> NDArray[np.float64]:
    """An array with one value a step (or more), inside its range."""
    try:
        a = np.asarray(value, np.float64)
    except (TypeError, ValueError):
        names = f"one of {', '.join(SCHEDULES)} or " if name == "step_schedule" else ""
        raise ConfigurationError(f"{name} = {value!r}: pass {names}an array over steps") from None
    if a.ndim != 1 or a.size < steps:
        raise ConfigurationError(f"{name} has shape {a.shape}, steps = {steps}: pass at least {steps} values in 1-D")
    inside = (a > low if low_open else a >= low) & (a < high)
    if not inside.all():
        raise ConfigurationError(f"{name} holds {a[~inside][0]:g}, outside {'(' if low_open else '['}{low:g}, "
                                 f"{high:g}): choose values in it")
    return a


def record_steps(value: Any, steps: int) -> NDArray[np.int64]:
    """"log" (up to 20 a decade, first and last included), "all", or an array of steps in [1, T]."""
    if isinstance(value, str):
        one_of("record", value, ("log", "all"))
        if value == "all":
            return np.arange(1, steps + 1, dtype=np.int64)
        count = int(np.ceil(20 * np.log10(max(steps, 2)))) + 1
        return np.unique(np.rint(np.geomspace(1, steps, count)).astype(np.int64))
    a = np.asarray(value)
    if a.ndim != 1 or a.size == 0 or not np.issubdtype(a.dtype, np.integer):
        raise ConfigurationError("record: pass \"log\", \"all\" or a 1-D array of integer steps")
    if a.min() < 1 or a.max() > steps:
        raise ConfigurationError(f"record holds steps {a.min()} … {a.max()}, outside [1, {steps}]: record steps in it")
    return np.unique(a.astype(np.int64))
