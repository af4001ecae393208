"""A recorded rule as hypotheses: each operation on which the kernel's terms and an engine differ is seen, and none is silent."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from adal_theory.errors import ConfigurationError
from adal_theory.prove import Eq, Forall, Function, Implies, Ne, Sum, inv, maximum, minimum, num, power, recorded, sqrt, var
from adal_theory.prove.library.definitions import definition
from adal_theory.rules import RULES
from adal_theory.rules.rule import BETA2, EPS, ETA, Parameter, Rule
from adal_theory.trace.options import Options

T, d, t, i = (var(n, "int") for n in "Tdti")
g, m, v, x = (Function(n, ("int", "int")) for n in ("g", "m", "v", "x"))
eta, eps = var("eta"), var("eps")
Formula = Callable[[Any, Any, Any, Any, Any], Any]


def rule(m_of: Formula, *parameters: Parameter, state: tuple[str, ...] = (), **more: Any) -> Rule:
    """A rule that moves by η·m, m a formula of (o, state, p, g, opt); a state v becomes v + g²."""

    def step(o: Any, state_: Any, p: Any, g_: Any, opt: Any) -> dict[str, Any]:
        new = {"v": state_.v + g_ * g_} if state else {}
        return {**new, "m": m_of(o, state_, p, g_, opt), "x": state_.x - p.eta * m_of(o, state_, p, g_, opt)}

    return Rule(name="own", title="", variant="", source="", parameters=(ETA, *parameters), state=state, step=step, **more)


def conditions(m_of: Formula, *parameters: Parameter, **more: Any) -> list[Any]:
    return list(recorded(rule(m_of, *parameters, **more), Options(box=False)).conditions.values())


def over_run(f: Any) -> Any:
    return Forall(t, Forall(i, f, 1, d), 1, T)


ABOVE = Parameter("eps", 0.1, low_open=True)


@pytest.mark.parametrize(
    ("m_of", "parameters", "wanted"),
    [
        (lambda o, s, p, g, opt: g / o.abs(g), (), [over_run(Ne(abs(g[t, i]), 0))]),
        (lambda o, s, p, g, opt: g / (o.abs(g) + p.eps), (EPS,), [over_run(Ne(abs(g[t, i]) + eps, 0))]),
        (lambda o, s, p, g, opt: g / (o.abs(g) + p.eps), (ABOVE,), []),
        (lambda o, s, p, g, opt: g / (g * g + 1.0), (), []),
        (lambda o, s, p, g, opt: g / (o.minimum(o.sign(g), -1.0)), (), []),
        (lambda o, s, p, g, opt: o.sqrt(g), (), [over_run(g[t, i] >= 0)]),
        (lambda o, s, p, g, opt: g / o.sqrt(g - 1.0), (), [over_run(Ne(sqrt(g[t, i] - 1), 0)), over_run(g[t, i] - 1 >= 0)]),
        (lambda o, s, p, g, opt: o.where(o.equal(g, 0.0), 0.0, 1.0 / g), (), []),
        (lambda o, s, p, g, opt: o.where(o.equal(g, 0.0), 0.0, 1.0 / g) + 1.0 / g, (), [over_run(Ne(g[t, i], 0))]),
        (
            lambda o, s, p, g, opt: g / o.sqrt(o.sum_coordinates(g * g)),
            (),
            [Forall(t, Ne(sqrt(Sum(i, 1, d, g[t, i] * g[t, i])), 0), 1, T)],
        ),
        (lambda o, s, p, g, opt: g / opt.one_minus_power(p.beta2), (BETA2,), []),
        (
            lambda o, s, p, g, opt: g / opt.one_minus_power(p.beta2),
            (Parameter("beta2", 0.9, high=1.0, high_open=False),),
            [Forall(t, Ne(1 - power(var("beta2"), t), 0), 1, T)],
        ),
        (lambda o, s, p, g, opt: g / opt.step_size(p.eta), (), []),
    ],
)
def test_partial_operations_are_guarded_shown_to_have_a_value_or_conditions(
    m_of: Formula, parameters: tuple[Parameter, ...], wanted: list[Any]
) -> None:
    assert {f.key for f in conditions(m_of, *parameters)} == {f.key for f in wanted}


def test_the_guarded_inverse_root_is_an_inverse_root() -> None:
    found = recorded(rule(lambda o, s, p, g, opt: g * o.rsqrt0(g * g)), Options(box=False))
    assert (
        found.conditions == {}
        and found.hypotheses()["m"].key == over_run(Eq(m[t, i], g[t, i] * inv(sqrt(g[t, i] * g[t, i])))).key
    )


def test_a_state_is_nonnegative_where_every_step_keeps_it_so() -> None:
    def root(o: Any, s: Any, p: Any, g: Any, opt: Any) -> Any:
        return o.sqrt(s.v)

    assert conditions(root, state=("v",)) == []
    falling = Rule("own", "", "", "", (ETA,), ("v",), lambda o, s, p, g, opt: {"v": s.v - g * g, "x": s.x - o.sqrt(s.v)})
    assert list(recorded(falling, Options(box=False)).conditions.values()) == [over_run(v[t - 1, i] >= 0)]


def test_a_condition_stands_before_every_equation() -> None:
    """Before those too that do not divide themselves: where m is NaN, x is, and so is all that follows."""
    found = recorded(rule(lambda o, s, p, g, opt: g / o.abs(g)), Options(box=False))
    (condition,) = found.conditions.values()
    equation = over_run(Eq(m[t, i], g[t, i] * inv(abs(g[t, i]))))
    assert found.hypotheses()["m"] == Implies(condition, equation)
    assert found.hypotheses()["x"] == Implies(condition, over_run(Eq(x[t + 1, i], x[t, i] - eta * m[t, i])))
    assert definition(Implies(condition, equation)) == definition(equation)  # of which witnesses are made
    assert not hasattr(found, "equations")


@pytest.mark.parametrize("name", RULES)
def test_the_rules_of_the_project_need_no_condition(name: str) -> None:
    for correction, placement, norm, box in product((True, False), ("preconditioner", "denominator"), (1, 2), (True, False)):
        found = recorded(RULES[name], Options(correction, placement, norm, box=box))
        assert found.conditions == {} and all(f.op == "all" for f in found.hypotheses().values())


@pytest.mark.parametrize(
    ("m_of", "told"),
    [
        (lambda o, s, p, g, opt: g / o.constant(0.0), "divides by the constant 0"),
        (lambda o, s, p, g, opt: g + o.constant(float("inf")), "computes with the constant inf"),
        (lambda o, s, p, g, opt: o.cast(o.cast(g, "i64"), "f64"), "'cast' of type i64"),
        (lambda o, s, p, g, opt: g * o.cast(o.constant(3, "i64") + 1, "f64"), "'add' of type i64"),
        (lambda o, s, p, g, opt: o.bitcast(o.bitcast(g, "u64") ^ 1, "f64"), "'bxor' of type u64"),
        (lambda o, s, p, g, opt: o.where(o.less(g, 0.0), -1.0, g), "not of the form 'where"),
        (lambda o, s, p, g, opt: o.where(o.equal(g, 0.0), 1.0, 1.0 / g), "not of the form 'where"),
        (lambda o, s, p, g, opt: o.where(o.equal(g, 1.0), 0.0, 1.0 / g), "not of the form 'where"),
        (lambda o, s, p, g, opt: o.where(o.equal(g - 1.0, 0.0), 0.0, 1.0 / g), "not of the form 'where"),
        (lambda o, s, p, g, opt: g * o.max_coordinates(o.abs(g)), "operation 'maxred'"),
    ],
)
def test_what_has_no_counterpart_is_refused(m_of: Formula, told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        recorded(rule(m_of), Options(box=False))


@pytest.mark.parametrize(
    ("m_of", "meant"),
    [
        (lambda o, s, p, g, opt: g * 0.1, g[t, i] * num(Fraction(0.1))),  # the float, not 1/10
        (lambda o, s, p, g, opt: o.maximum(g, o.minimum(1.0, g)), maximum(g[t, i], minimum(1, g[t, i]))),
        (lambda o, s, p, g, opt: g**3, g[t, i] * g[t, i] * g[t, i]),
        (lambda o, s, p, g, opt: o.cast(o.cast(g, "f32"), "f64"), g[t, i]),
        (lambda o, s, p, g, opt: g * (1.0 / opt.one_minus_power(p.eps)), g[t, i] * inv(1 - power(eps, t))),
    ],
)
def test_operations_on_which_both_agree(m_of: Formula, meant: Any) -> None:
    small = Parameter("eps", 0.1, high=1.0)
    found = recorded(rule(m_of, small), Options(box=False)).hypotheses()["m"]
    assert found.key == over_run(Eq(m[t, i], meant)).key
