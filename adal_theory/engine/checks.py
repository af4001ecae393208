"""Validation of what a user passes to `run`: each mistake is one line with the value, the range and the remedy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from adal_theory import entries
from adal_theory.errors import ConfigurationError, unknown_name
from adal_theory.noise.law import Law
from adal_theory.rules.rule import Parameter, Rule
from adal_theory.trace.options import Options

SCHEDULES = ("constant", "1/sqrt(t)", "1/t")
DTYPES = {"float64": "f64", "float32": "f32"}
PLACEMENTS = ("preconditioner", "denominator")
NORMS = (1, 2, float("inf"))


whole, boolean, one_of = entries.whole, entries.truth, entries.choice


def norm(value: Any) -> float:
    """1, 2 or ∞, as a number or as text ("1", "2", "inf")."""
    named = {str(n): n for n in NORMS}
    if isinstance(value, str) and value.lower() in named:
        return named[value.lower()]
    try:
        return NORMS[NORMS.index(entries.number("norm", value, finite=False))]
    except ValueError:  # not a number, or another one
        pass
    raise ConfigurationError(f"norm = {entries.shown(value)} is not allowed: choose one of 1, 2, inf (float('inf') or \"inf\")")


def options_of(rule: Rule, bias_correction: Any, eps_placement: Any, norm_: Any, beta1_schedule: Any) -> Options:
    """The options that shape a rule's graph, each checked."""
    found = Options(
        boolean("bias_correction", bias_correction),
        one_of("eps_placement", eps_placement, PLACEMENTS),
        norm(norm_),
        boolean("beta1_schedule", beta1_schedule),
    )
    if found.beta1_schedule:
        has_beta1(rule)
    return found


def has_beta1(rule: Rule) -> None:
    """Raise where there is nothing for a schedule of β1 to set."""
    if "beta1" not in [p.name for p in rule.parameters]:
        raise ConfigurationError(f"beta1_schedule: {rule.name} has no beta1; leave it out")


def dtype(value: Any) -> str:
    """ "float64" or "float32", by name or as NumPy's type."""
    try:
        found = np.dtype(value).name if value is not None else ""
    except Exception:  # NumPy reads lists and dicts as records, and fails in many ways
        found = ""
    return str(one_of("dtype", found if found in DTYPES else entries.shown(value).strip("'"), tuple(DTYPES)))


def law(name: str, value: Any) -> None:
    """A law of noise."""
    if not hasattr(value, "per_block"):
        given = repr(value) if isinstance(value, (str, float, int)) else f"a {type(value).__name__}"
        raise ConfigurationError(
            f"{name} = {given} is not a law: build one with adal_theory.noise, for instance noise.gaussian(sigma=1.0)"
        )


def resumption(value: Any, store: Any) -> bool | Literal["anyway"]:
    """False, True or "anyway"; only with a store."""
    if isinstance(value, str) and value == "anyway":
        asked: bool | Literal["anyway"] = "anyway"
    elif isinstance(value, (bool, np.bool_)):
        asked = bool(value)
    else:
        raise ConfigurationError(
            f"resume = {value!r} is not allowed: pass True, False, or 'anyway' to go on with a store that other code began"
        )
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


def scalars(
    rule: Rule, noise: Law | None, params: Mapping[str, Any] | None, runs: int, box: tuple[float, float] | None
) -> tuple[dict[str, Any], frozenset[str]]:
    """All scalar inputs by name, and those that differ between runs."""
    values = parameters(rule, params, runs)
    if noise is not None:
        law("noise", noise)
    noisy = of_noise(noise)
    if noisy is not None:
        for n, v in noisy.parameters.items():
            a = over_runs(f"noise {noisy.name}: {n}", v, runs)
            values[f"noise.{n}"] = a if a.ndim else float(a)
    if box is not None:
        values["box_lo"], values["box_hi"] = box
    return values, frozenset(n for n, v in values.items() if np.ndim(v))


def of_noise(given: Law | None) -> Law | None:
    """The law, or None for exact gradients."""
    return None if given is None or given.is_none else given


def in_range(rule: str, p: Parameter, value: Any, runs: int) -> Any:
    name = f"{rule}: {p.name}"
    a = over_runs(name, value, runs)
    entries.check_range(name, a, p.low, p.high, p.low_open, p.high_open)
    return a if np.ndim(a) else float(a)


def over_runs(name: str, value: Any, runs: int) -> NDArray[np.float64]:
    """A number, or an array with one entry a run."""
    a = entries.real_array(name, value, finite=False, dims=("run",), wanted="a number or an array over runs")
    if a.ndim > 1 or (a.ndim == 1 and a.size != runs):
        raise ConfigurationError(
            f"{name} has shape {a.shape}, runs = {runs}: pass a number or {runs} values, or set runs= to match"
        )
    return a


def box(value: Any) -> tuple[float, float] | None:
    """(lo, hi) with lo < hi, or None."""
    if value is None:
        return None
    wanted = '(lo, hi) with finite lo < hi, None, or "problem" for the problem\'s own'
    a = entries.real_array("box", value, finite=False, wanted=wanted)
    if a.shape != (2,):
        raise ConfigurationError(f"box = {entries.shown(value)} is not a pair of numbers: pass {wanted}")
    lo, hi = float(a[0]), float(a[1])
    if not (np.isfinite(lo) and np.isfinite(hi) and lo < hi):
        raise ConfigurationError(f"box = ({lo:g}, {hi:g}) needs finite lo < hi: pass such a pair or None")
    return lo, hi


def start(value: Any, d: int, runs: int, limits: tuple[float, float] | None) -> NDArray[np.float64]:
    """x_1 as (d, runs) from a number, (d,) or (runs, d); inside the box."""
    wanted = f"a number, ({d},) or ({runs}, {d}) values"
    a = entries.real_array("x0", value, dims=("run", "coordinate"), wanted=wanted)
    if a.ndim == 1 and a.shape == (d,):
        a = a[:, None]
    elif a.ndim == 2 and a.shape == (runs, d):
        a = a.T
    elif a.ndim:
        raise ConfigurationError(f"x0 has shape {a.shape}: pass {wanted}")
    if limits is not None and ((a < limits[0]) | (a > limits[1])).any():
        raise ConfigurationError(f"x0 leaves the box [{limits[0]:g}, {limits[1]:g}]: start inside it or widen box=")
    return np.array(np.broadcast_to(a, (d, runs)))


def record_steps(value: Any, steps: int) -> NDArray[np.int64]:
    """ "log" (up to 20 a decade, first and last included), "all", or an array of steps in [1, T]."""
    if isinstance(value, str):
        one_of("record", value, ("log", "all"))
        if value == "all":
            return np.arange(1, steps + 1, dtype=np.int64)
        count = int(np.ceil(20 * np.log10(max(steps, 2)))) + 1
        return np.unique(np.rint(np.geomspace(1, steps, count)).astype(np.int64))
    return np.unique(entries.whole_array("record", value, 1, steps, wanted='"log", "all" or a 1-D array of integer steps'))


def comparator(problem: Any, asked: Any) -> tuple[str, NDArray[np.float64] | None]:
    """The comparator's name, and x* (d,) where it is known before the run: a given point, or an array problem's minimiser.

    An array problem that knows no minimiser has NaN, and so is the regret; a separable one finds its best fixed point afterwards.
    """
    array_problem = hasattr(problem, "samples")
    if not isinstance(asked, str):
        return "given point", _point(asked, problem.dimension)
    one_of("comparator", asked, ("hindsight", "minimiser"))
    if asked == "minimiser" and problem.comparator != "declared minimiser":
        has = "known minimiser; leave it out" if array_problem else "minimiser common to all its losses; use 'hindsight'"
        raise ConfigurationError(f"comparator = 'minimiser': {problem.name} has no {has} or pass a point")
    if not array_problem:
        return problem.comparator, None
    unknown = np.full(problem.dimension, np.nan)
    return problem.comparator, unknown if problem.minimiser is None else np.asarray(problem.minimiser)


def _point(value: Any, d: int) -> NDArray[np.float64]:
    """A given x* as (d,)."""
    wanted = f"'hindsight', 'minimiser', a finite number or {d} finite values"
    a = entries.real_array("comparator", value, ndim=(0, 1), wanted=wanted)
    if a.shape not in ((), (d,)):
        raise ConfigurationError(f"comparator has shape {a.shape}: pass {wanted}")
    return np.array(np.broadcast_to(a, (d,)))


def options(given: Mapping[str, Any], box: Any) -> Options:
    """The options of a rule, from the arguments of `run`."""
    return Options(
        boolean("bias_correction", given["bias_correction"]),
        one_of("eps_placement", given["eps_placement"], PLACEMENTS),
        given["norm"],
        given["beta1_schedule"] is not None,
        box is not None,
    )


def streams(value: Any, runs: int) -> NDArray[np.uint64]:
    """The Philox stream of each run, by default its number."""
    if value is None:
        return np.arange(runs, dtype=np.uint64)
    a = entries.whole_array("streams", value, 0, 2**32 - 1, wanted=f"{runs} integers in [0, 2^32), one per run")
    if a.shape != (runs,):
        raise ConfigurationError(f"streams has shape {a.shape}: pass {runs} integers in [0, 2^32), one per run")
    return a.astype(np.uint64)
