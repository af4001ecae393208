"""Corners of the fused engines: NaN, zeros, integers, names, spans. Each case was once a fault, or a change that no test saw."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from cases import LAWS

import adal_theory as at
from adal_theory.engine.cuda import session
from adal_theory.trace.metrics import GROUPS


def plain(name: str, m: Any, parameters: Any = None) -> Any:
    """SGD with a state m whose new value is m(o, s, p, g, opt); it enters x, each infinity and NaN as a number of its own."""

    def step(o: Any, s: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
        one, eta = o.constant(1.0), next(iter(vars(p).values()))
        shown = o.where(o.less(s.m, -9.0), -3.0, o.where(o.less(9.0, s.m), 4.0, o.where(o.equal(s.m, s.m), s.m, 2.5)))
        return {
            "m": m(o, s, p, g, opt),
            "x": opt.project(s.x - eta * (g + 1e-3 * shown)),
            "w": None,
            "g_hat": g,
            "eta_prime": eta * one,
            "preconditioner": one,
            "inverse_preconditioner": one,
        }

    sgd = at.rules.RULES["sgd"]
    return replace(sgd, name=name, step=step, state=("m",), parameters=parameters or sgd.parameters)


@pytest.mark.parametrize("d", [3, 40, 300])
def test_maxima_over_coordinates_keep_nan_and_the_first_zero(both: Any, d: int) -> None:
    """NaN in one thread's block reaches every thread; −0 never replaces the +0 that a maximum starts from."""
    largest = plain("largest", lambda o, s, p, g, opt: 1.0 / o.max_coordinates(o.sqrt(g)))
    for place in (0, d // 2, d - 1):
        slopes = np.ones((2, d))
        slopes[0, place] = -1.0
        both(largest, at.problems.linear(slopes), 4, metrics="x", record="all")
    both(largest, at.problems.linear(np.full((1, d), -0.0)), 4, metrics="x", record="all")  # 1/+0, not 1/−0


CONSTANT_NAN = float("nan")
EXTREMA = {
    "state": lambda o, s, p, g, opt: o.maximum(g, s.m) + o.sqrt(g),
    "state min": lambda o, s, p, g, opt: o.minimum(g, s.m) + o.sqrt(g),
    "constant": lambda o, s, p, g, opt: o.where(o.less(o.maximum(g, CONSTANT_NAN), 9.0), 1.0, 2.0),
    "minus zero": lambda o, s, p, g, opt: 1.0 / o.maximum(o.minimum(0.0 * g, -0.0), 0.0),
    "parameter": lambda o, s, p, g, opt: o.minimum(o.sqrt(g), p.eta),
}


@pytest.mark.parametrize("name", EXTREMA)
def test_nan_and_ties_in_extrema(both: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shorter comparison is for constants that are numbers and for parameters only."""
    monkeypatch.setattr("adal_theory.trace.record._check_constants", lambda *_: None)  # no user gets this far with a NaN
    both(plain("extremum", EXTREMA[name]), at.problems.linear([[1.0, -1.0, 1.0], [-1.0, 1.0, 1.0]]), 6, metrics="x", record="all")


INTEGERS = {
    "magnitude": lambda o, a: o.abs(o.cast(a * 100.0, "i32")),
    "sign": lambda o, a: o.sign(o.cast(a * 100.0, "i64")),
    "wraps": lambda o, a: o.cast(a * 1e4, "i32") * 1_000_003,
    "least": lambda o, a: o.cast(a * 1e4, "i64") ^ -(2**63),
    "bits": lambda o, a: o.bitcast(o.cast(a, "f64"), "i64") & 1023,
}


@pytest.mark.parametrize("d", [3, pytest.param(40, marks=pytest.mark.slow), 300])
@pytest.mark.parametrize("name", INTEGERS)
def test_integers(both: Any, name: str, d: int) -> None:
    rule = plain("integers", lambda o, s, p, g, opt: o.cast(INTEGERS[name](o, g), o.real))
    both(rule, at.problems.quadratic(d), 8, runs=3, metrics="x", record="all", noise=at.noise.gaussian(0.5))


def test_integers_from_the_host_keep_64_bits(both: Any) -> None:
    """Tables of the host are float64, which does not hold them."""
    rule = plain(
        "bits", lambda o, s, p, g, opt: o.cast((o.bitcast(opt.step_size(p.eta), "i64") ^ o.bitcast(s.x, "i64")) & 1023, "f64")
    )
    both(rule, at.problems.quadratic(2), 9, {"eta": 0.3}, runs=3, metrics="x", record="all")


@pytest.mark.parametrize("steps", [1, 3])
def test_data_that_differ_between_runs_alone(both: Any, steps: int) -> None:
    slopes = np.linspace(-1.0, 1.0, 5 * steps).reshape(steps, 1, 5)
    both("adal", at.problems.linear(slopes), 10, runs=5, metrics=GROUPS)


NAMES = [
    "start",
    "begin",
    "all_x",
    "next_x",
    "entry0",
    "row_slope",
    "old_x",
    "sqrt",
    "fabs",
    "magnitude",
    "compl",
    "nullptr",
    "bitand",
    "constexpr",
    "static_cast",
    "wchar_t",
    "NULL",
    "INFINITY",
    "bits_to_f64",
    "__ldg",
    "η",
]


@pytest.mark.parametrize("d", [3, 4500])
def test_no_names_of_quantities_collide(both: Any, d: int) -> None:
    """All of them at once: parameters of one rule, and states of another."""
    first = at.rules.RULES["sgd"].parameters[0]
    parameters = tuple(replace(first, name=name) for name in NAMES)
    rule = plain("names", lambda o, s, p, g, opt: o.sqrt(o.abs(sum((getattr(p, n) for n in NAMES), s.m) + g)), parameters)
    given: dict[str, Any] = {"runs": 5, "metrics": "x", "noise": at.noise.gaussian(0.5), "record": "all"}
    problem = at.problems.linear(np.random.default_rng(0).normal(size=(5, d)))
    both(rule, problem, 7, {name: np.linspace(0.1, 0.5, 5) + k / 50 for k, name in enumerate(NAMES)}, **given)

    def step(o: Any, s: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
        made = plain("m", lambda o, s, p, g, opt: sum((getattr(s, n) for n in NAMES), g)).step(o, s, p, g, opt)
        return made | {n: 0.5 * getattr(s, n) + (k + 1.0) * g for k, n in enumerate(NAMES)}

    both(replace(rule, step=step, state=("m", *NAMES), parameters=at.rules.RULES["sgd"].parameters), problem, 7, **given)


@pytest.mark.long  # each name alone
@pytest.mark.parametrize("d", [3, 4500])
@pytest.mark.parametrize("name", NAMES)
def test_no_name_of_a_quantity_collides(both: Any, name: str, d: int) -> None:
    """Variables of the kernels, words of the languages, and letters that they do not have."""
    rule = plain(
        "names",
        lambda o, s, p, g, opt: o.sqrt(o.abs(getattr(p, name) * s.m + g)),
        (replace(at.rules.RULES["sgd"].parameters[0], name=name),),
    )
    both(
        rule,
        at.problems.linear(np.random.default_rng(0).normal(size=(5, d))),
        7,
        {name: np.linspace(0.1, 0.5, 5)},
        runs=5,
        metrics="x",
        noise=at.noise.gaussian(0.5),
        record="all",
    )


@pytest.mark.parametrize("value", [3.4e38, -3.4e38, 1e-42, 1 / 3])
def test_constants_of_float32(both: Any, value: float) -> None:
    """Near the largest, subnormal, rounded; what float32 makes 0 or infinite is refused."""
    both(
        plain("constants", lambda o, s, p, g, opt: o.minimum(g + 0.1 * s.m, value) * value),
        at.problems.quadratic(3),
        9,
        metrics="x",
        dtype="float32",
        record="all",
    )


@pytest.mark.parametrize(("name", "room"), [("TABLE_BYTES", n) for n in (1800, 2600, 5000)] + [("LOG_BYTES", 130_000)])
@pytest.mark.parametrize("law", ["gaussian", "gaussian_fast32"])
def test_spans_begin_where_a_group_of_steps_does(
    fast: Any, law: str, name: str, room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Budgets that are not multiples of 64 steps: a group of 2 or 4 steps must not begin inside a Philox block."""
    given: dict[str, Any] = {"runs": 2, "noise": LAWS[law], "record": "all", "metrics": ("regret", "x")}
    whole = fast("adal", at.problems.double_well(1), 500, **given)
    monkeypatch.setattr(session, name, room)
    assert whole.equals(fast("adal", at.problems.double_well(1), 500, **given))


def test_no_step_beyond_the_last(both: Any) -> None:
    """A group of 2 or 4 steps ends where the run ends; what a step beyond reads lies outside the tables."""
    for law in ("gaussian", "gaussian_fast32"):
        both(plain("steady", lambda o, s, p, g, opt: s.m + 1.0), at.problems.quadratic(1), 37, noise=LAWS[law], metrics="x")


def test_records_of_coordinates_without_x(both: Any) -> None:
    both(
        "adal", at.problems.drifting_quadratic(3, period=7), 20, runs=5, record="all", metrics=("weighted_regret", "certificate")
    )


def test_streams_have_32_bits(both: Any) -> None:
    both("adal", at.problems.quadratic(2), 9, runs=4, streams=[1, 65_537, 2**31 + 1, 2**32 - 1], noise=at.noise.gaussian(0.5))


SIGNS = {
    "sign of NaN": lambda o, s, p, g, opt: o.sign(o.sqrt(g)),
    "sign of zeros": lambda o, s, p, g, opt: 1.0 / o.sign(g * -0.0),
    "minus zero": lambda o, s, p, g, opt: 1.0 / -(g - g),
    "kept from a second loop": lambda o, s, p, g, opt: (
        o.sqrt(o.abs(g * o.sum_coordinates(g))) * o.sum_coordinates(o.sqrt(o.abs(g * o.sum_coordinates(g))))
    ),
}


@pytest.mark.parametrize("d", [3, 40])
@pytest.mark.parametrize("name", SIGNS)
def test_signs_and_what_waits_for_a_third_loop(both: Any, name: str, d: int) -> None:
    slopes = np.random.default_rng(d).normal(size=(3, d))
    both(plain("signs", SIGNS[name]), at.problems.linear(slopes), 6, metrics="x", record="all")


@pytest.mark.parametrize("reduce", ["sum_coordinates", "max_coordinates"])
def test_sums_of_integers_are_refused(reduce: str) -> None:
    rule = plain("whole", lambda o, s, p, g, opt: o.cast(getattr(o, reduce)(o.cast(g, "i32")), o.real))
    with pytest.raises(at.ConfigurationError, match="are of floating point, not of i32"):
        at.run(rule, at.problems.quadratic(2), 3)


@pytest.mark.parametrize(
    "mistake",
    [
        lambda o, g: o.cast(g, "i32") >> 32,
        lambda o, g: o.cast(g, "u64") << -1,
        lambda o, g: o.cast(o.both(o.constant(1, "bool"), o.less(g, 0.0)), "i32"),
    ],
)
def test_what_no_two_machines_agree_on_is_refused(mistake: Any) -> None:
    rule = plain("undefined", lambda o, s, p, g, opt: o.cast(mistake(o, g), o.real))
    with pytest.raises(at.ConfigurationError, match=r"shifts of|a constant of type"):
        at.run(rule, at.problems.quadratic(2), 3)
