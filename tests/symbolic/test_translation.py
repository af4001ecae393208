"""Single operations, constants, reductions and names of the translation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sympy

from adal_theory.errors import ConfigurationError
from adal_theory.rules import RULES
from adal_theory.symbolic.notation import DIMENSION, STEP_NUMBER
from adal_theory.symbolic.operators import MaxOver, exact
from adal_theory.symbolic.to_sympy import translate, translate_rule
from adal_theory.trace.graph import COORDINATE, RUN, STEP, Recorder
from adal_theory.trace.options import Options

EVERYWHERE = STEP | RUN | COORDINATE


def translated(function: Any) -> tuple[Any, Any, Any]:
    """(expression of function(o, x, y), x, y) for two real quantities."""
    o = Recorder()
    o.output("x", function(o, o.input("state", "x", EVERYWHERE), o.input("param", "y", 0)))
    step = translate(o.graph)
    return step.expression("x"), sympy.Symbol("x_t", real=True), sympy.Symbol("y", real=True)


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (lambda o, x, y: (x + y) - y * x / 2.0, lambda x, y: x + y - x * y / 2),
        (lambda o, x, y: -o.sqrt(x * x), lambda x, y: -sympy.Abs(x)),
        (lambda o, x, y: o.abs(x) * o.sign(y), lambda x, y: sympy.Abs(x) * sympy.sign(y)),
        (lambda o, x, y: o.maximum(x, o.minimum(y, 0.5)), lambda x, y: sympy.Max(x, sympy.Min(y, sympy.Rational(1, 2)))),
        (lambda o, x, y: o.where(o.less(x, y), x, 0.0), lambda x, y: sympy.Piecewise((x, x < y), (0, True))),
        (
            lambda o, x, y: o.where(o.either(o.equal(x, 1.0), o.negate(o.less_equal(y, x))), 1.0, y),
            lambda x, y: sympy.Piecewise((1, sympy.Or(sympy.Eq(x, 1), y > x)), (y, True)),
        ),
        (
            lambda o, x, y: o.where(o.both(o.less(x, 1.0), o.less(0.0, x)), 1.0, 0.0),
            lambda x, y: sympy.Piecewise((1, sympy.And(x < 1, x > 0)), (0, True)),
        ),
        (lambda o, x, y: o.cast(o.cast(x, "f32"), "f64") ** 3, lambda x, y: x**3),
    ],
    ids=["arithmetic", "root", "sign", "extrema", "where", "or-not", "and", "cast-power"],
)
def test_operation(function: Any, expected: Any) -> None:
    found, x, y = translated(function)
    assert found == expected(x, y)


@pytest.mark.parametrize(
    ("number", "dtype", "expected"),
    [
        (1.0, "f64", sympy.Integer(1)),
        (0.5, "f64", sympy.Rational(1, 2)),
        (-0.0, "f64", sympy.Integer(0)),
        (0.1, "f64", sympy.Rational(3602879701896397, 36028797018963968)),
        (0.1, "f32", sympy.Rational(13421773, 134217728)),
        (float("inf"), "f64", sympy.oo),
        (float("-inf"), "f64", -sympy.oo),
        (7, "u64", sympy.Integer(7)),
    ],
)
def test_constants_are_exact(number: float, dtype: str, expected: Any) -> None:
    assert exact(number, dtype) == expected
    assert exact(float("nan"), "f64") is sympy.nan


@pytest.mark.parametrize(
    ("norm", "values", "expected"), [(1, (3, -4), 7), (2, (3, -4), 5), (float("inf"), (3, -4), 4), (float("inf"), (0, 0), 0)]
)
def test_norms(norm: float, values: tuple[int, int], expected: int) -> None:
    step = translate_rule(RULES["adal"], Options(norm=norm))
    g = step.names["g_t"].vector
    assert step.expression("w").has(MaxOver) == (norm == float("inf"))
    w = step.expression("w").subs(DIMENSION, 2).doit().subs({g[1]: values[0], g[2]: values[1]})
    assert w == expected


def test_nested_reductions_keep_their_indices() -> None:
    """Σ_i (x_i Σ_j x_j) = (Σ x)²: the inner index is not captured by the outer sum."""
    o = Recorder()
    x = o.input("state", "x", EVERYWHERE)
    o.output("total", o.sum_coordinates(x * o.sum_coordinates(x)))
    step = translate(o.graph)
    v = step.names["x_t"].vector
    total = step.expression("total").subs(DIMENSION, 2).doit()
    assert sympy.expand(total - (v[1] + v[2]) ** 2) == 0
    assert {str(s.limits[0][0]) for s in step.expression("total").atoms(sympy.Sum)} == {"j", "j_1"}


def test_integers_are_refused() -> None:
    o = Recorder()
    word = o.input("counter", "block", STEP, "u64")
    o.output("x", o.cast((word >> 3) * 5, "f64"))
    with pytest.raises(ConfigurationError, match="'shr' on u64"):
        translate(o.graph)


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("constant", lambda t: 1),
        ("1/sqrt(t)", lambda t: 1 / sympy.sqrt(t)),
        ("1/t", lambda t: 1 / t),
        ("array", lambda t: sympy.IndexedBase("s", positive=True)[t]),
    ],
)
def test_step_schedules(schedule: str, expected: Any) -> None:
    step = translate_rule(RULES["sgd"], Options(bias_correction=False), schedule)
    assert step.expression("eta_prime") == step.inputs["eta"] * expected(STEP_NUMBER)


def test_the_rule_gives_its_own_schedule() -> None:
    step = translate_rule(RULES["adagrad"])
    assert step.expression("eta_prime") == step.inputs["eta"]


def test_beta1_schedule() -> None:
    """1 − Π β_{1,s} at t = 2, and the entry β_{1,t} in m."""
    step = translate_rule(RULES["adam"], Options(beta1_schedule=True))
    b = sympy.IndexedBase("beta1_table", nonnegative=True)
    at_two = step.expression("eta_prime").subs(STEP_NUMBER, 2).doit()
    assert sympy.simplify(at_two - step.inputs["eta"] / (sympy.sqrt(2) * (1 - b[1] * b[2]))) == 0
    assert "beta1" not in step.inputs
    assert step.expression("m").has(b[STEP_NUMBER])


def test_signs_come_from_the_declared_ranges() -> None:
    inputs = translate_rule(RULES["adal_ams"]).inputs
    assert inputs["eta"].is_positive and inputs["beta1"].is_nonnegative and not inputs["beta1"].is_positive
    assert inputs["v_prev"].is_nonnegative and inputs["g_t"].is_real and inputs["g_t"].is_nonnegative is None
    free = translate_rule(replace(RULES["adal"], parameters=tuple(replace(p, low=-1.0) for p in RULES["adal"].parameters))).inputs
    assert free["eta"].is_real and free["eta"].is_nonnegative is None


def test_names_and_inputs() -> None:
    step = translate_rule(RULES["adal"])
    assert set(step.inputs) == {"g_t", "m_prev", "v_prev", "x_t", "eta", "beta1", "beta2", "eps", "box_lo", "box_hi"}
    assert [d.name for d in step.definitions] == [
        "w",
        "g_hat",
        "m",
        "v",
        "eta_prime",
        "preconditioner",
        "inverse_preconditioner",
        "x",
    ]
    assert str(step.definition("m").symbol) == "m_t"
    for line, earlier in zip(step.definitions, range(8), strict=True):
        known = {d.symbol for d in step.definitions[:earlier]} | set(step.inputs.values())
        extra = {s for s in line.expression.atoms(sympy.Symbol) - known if "vec" not in str(s)}
        assert {str(s) for s in extra} <= {"t", "d", "j"}


def test_unknown_quantity() -> None:
    with pytest.raises(ConfigurationError, match="Did you mean 'preconditioner'"):
        translate_rule(RULES["adal"]).expression("precondition")
    with pytest.raises(ConfigurationError, match="unknown quantity"):
        translate_rule(RULES["adam"]).definition("nothing")
