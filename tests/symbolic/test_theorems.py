"""A3, A7 and A8 of theory.md on the translated rules."""

from __future__ import annotations

from typing import Any

import pytest
import sympy

from adal_theory.rules import RULES
from adal_theory.symbolic.notation import DIMENSION, STEP_NUMBER
from adal_theory.symbolic.to_sympy import Translation, translate_rule
from adal_theory.trace.options import Options

C = sympy.Symbol("c", positive=True)
# How state and weight scale when g becomes c g: ĝ ~ c² for AdaL, c for Adam.
POWER = {"adal": 2, "adal_ams": 2, "adam": 1, "amsgrad": 1, "adagrad": 1}


@pytest.mark.parametrize(("ours", "theirs"), [("adal", "adam"), ("adal_ams", "amsgrad")])
@pytest.mark.parametrize("placement", ["preconditioner", "denominator"])
def test_adal_is_adam_on_the_weighted_loss(ours: str, theirs: str, placement: str) -> None:
    """A7: replacing g_t by w_t g_t in Adam gives AdaL's expressions, term for term."""
    options = Options(eps_placement=placement)
    adal, adam = (translate_rule(RULES[name], options) for name in (ours, theirs))
    weighted = {adam.inputs["g_t"]: adal.expression("w") * adal.inputs["g_t"]}
    for name in ("g_hat", *RULES[ours].state, "preconditioner", "eta_prime", "x"):
        assert adam.expression(name).xreplace(weighted) == adal.expression(name)
        assert adam.expression(name) != adal.expression(name) or name == "eta_prime"


def scaled(step: Translation, name: str, power: int, eps: int) -> Any:
    """The named output in one coordinate of two, with g → c g, m → c^k m, v → c^2k v."""
    inputs, g = step.inputs, step.names["g_t"].vector
    at = {STEP_NUMBER: sympy.Integer(3), DIMENSION: sympy.Integer(2)}
    change = {inputs["g_t"]: C * inputs["g_t"], **{g[j]: C * g[j] for j in (1, 2)}}
    change |= {
        inputs[f"{n}_prev"]: C ** (power * k) * inputs[f"{n}_prev"]
        for n, k in (("m", 1), ("v", 2), ("v_max", 2))
        if f"{n}_prev" in inputs
    }
    change[inputs["eps"]] = sympy.Integer(eps)
    return step.expression(name).xreplace(at).doit().xreplace(change)


def same(a: Any, b: Any, step: Translation) -> bool:
    """Equality at rational points, decided at 50 digits."""
    for seed in range(3):
        values = {C: sympy.Rational(7, 3)}
        for k, symbol in enumerate(sorted((a - b).free_symbols - {C}, key=str)):
            values[symbol] = sympy.Rational((5 * k + 3 * seed + 2) % 11 + 1, 17)
        g = step.names["g_t"].vector
        indexed = {g[j]: sympy.Rational(2 * j + seed, 13) for j in (1, 2)}
        if abs((a - b).xreplace(indexed | values).evalf(50)) > sympy.Float("1e-45"):
            return False
    return True


@pytest.mark.parametrize("rule", POWER)
@pytest.mark.parametrize("placement", ["preconditioner", "denominator"])
def test_scale_invariance(rule: str, placement: str) -> None:
    """A8: with ε = 0 the step ignores c and the state keeps its scaling; by induction x_t ignores c."""
    step = translate_rule(RULES[rule], Options(eps_placement=placement, box=False))
    k = POWER[rule]
    assert same(scaled(step, "x", k, 0), scaled(step, "x", k, 0).subs(C, 1), step)
    for name, power in (("m", k), ("v", 2 * k), ("v_max", 2 * k)):
        if name in RULES[rule].state:
            new = scaled(step, name, k, 0)
            assert same(new, C**power * new.subs(C, 1), step)


@pytest.mark.parametrize("rule", POWER)
def test_epsilon_breaks_scale_invariance(rule: str) -> None:
    """The converse of A8: the check above would notice a scale."""
    step = translate_rule(RULES[rule], Options(box=False))
    assert not same(scaled(step, "x", POWER[rule], 1), scaled(step, "x", POWER[rule], 1).subs(C, 1), step)


def test_sgd_has_a_scale() -> None:
    step = translate_rule(RULES["sgd"], Options(box=False))
    x = step.expression("x")
    doubled = x.xreplace({step.inputs["g_t"]: 2 * step.inputs["g_t"]})
    assert sympy.expand(doubled - x) != 0


@pytest.mark.parametrize("rule", ["adal", "adam", "sgd"])
def test_the_first_moment_inverts(rule: str) -> None:
    """A3, exactly: ĝ_t = (m_t − β1 m_{t−1})/(1 − β1)."""
    step = translate_rule(RULES[rule])
    beta1, m = step.inputs["beta1"], step.inputs["m_prev"]
    back = (step.expression("m") - beta1 * m) - (1 - beta1) * step.expression("g_hat")
    assert sympy.expand(back) == 0
