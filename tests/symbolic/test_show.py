"""The program for SymPy: it runs, and says what the translation says."""

from __future__ import annotations

from typing import Any

import pytest

from adal_theory.errors import ConfigurationError
from adal_theory.rules.rule import ETA, Parameter, Rule
from adal_theory.symbolic.notation import output_name
from adal_theory.symbolic.operators import Projection
from adal_theory.symbolic.show import as_sympy


def run(text: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(text, "shown", "exec"), names)
    return names


def test_the_program_is_the_translation(case: Any, translated: Any) -> None:
    """Executed, each assignment is the definition with earlier lines put in."""
    names = run(as_sympy(case.rule, case.options))
    step = translated(case)
    for line in step.definitions:
        expected = line.expression
        for earlier in reversed(step.definitions[: step.definitions.index(line)]):
            expected = expected.xreplace({earlier.symbol: earlier.expression})
        if expected.has(Projection):
            expected = Projection(*expected.args).doit()
        assert names[output_name(line.name).identifier] == expected, line.name


def test_adagrad_aliases_its_gradient() -> None:
    text = as_sympy("adagrad")
    assert "g_hat_t = g_t\nm_t = g_t\nv_t = v_prev + g_t**2\n" in text
    assert "x_next = clip(x_t - eta_prime_t*A_t*g_t)" in text


def custom(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    """A user's rule with a decimal constant, names that the page reserves, and a state of its own."""
    momentum = p.d * state.momentum + (1.0 - p.d) * g
    return {"momentum": momentum, "x": state.x - 0.1 * opt.step_size(p.eta) * momentum + p.lr_max / 3.0}


def test_a_rule_of_ones_own() -> None:
    parameters = (ETA, Parameter("d", 0.5, high=1.0), Parameter("lr_max", 1.0))
    rule = Rule("mine", "Mine", "plain", "here", parameters, ("momentum",), custom)
    text = as_sympy(rule)
    assert "d_*momentum_prev" in text and "Rational(3602879701896397, 36028797018963968)" in text
    names = run(text)
    assert names["x_next"].has(names["lr_max"])


def test_unknown_rule() -> None:
    with pytest.raises(ConfigurationError, match="Did you mean 'adal'"):
        as_sympy("adall")


def test_the_same_text_every_time() -> None:
    assert as_sympy("adal_ams") == as_sympy("adal_ams")
