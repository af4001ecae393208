"""adal show RULE --as torch and --as jax: text alone, which needs neither PyTorch nor JAX."""

from __future__ import annotations

import ast

import pytest
from printed import printed
from recorded_steps import OWN

from adal_theory.emit.jax import transformation_text
from adal_theory.emit.torch import optimizer_text
from adal_theory.errors import ConfigurationError
from adal_theory.rules import RULES
from adal_theory.rules.rule import ETA, Rule
from adal_theory.trace.options import Options


@pytest.mark.parametrize("name", RULES)
def test_every_rule_is_a_class_and_a_transformation(name: str) -> None:
    made = next(n for n in ast.walk(ast.parse(printed("show", name, "--as", "torch"))) if isinstance(n, ast.ClassDef))
    methods = {n.name for n in made.body if isinstance(n, ast.FunctionDef)}
    assert methods == {"__init__", "single", "many"}
    functions = {n.name for n in ast.parse(printed("show", name, "--as", "jax")).body if isinstance(n, ast.FunctionDef)}
    assert functions == {name, f"scale_by_{name}"}


@pytest.mark.parametrize("name", OWN)
def test_lines_are_not_longer_than_a_page(name: str) -> None:
    for text in (optimizer_text(OWN[name]), transformation_text(OWN[name])):
        assert max(map(len, text.splitlines())) <= 130


def test_the_options_reach_the_text() -> None:
    plain = printed("show", "adal", "--as", "torch")
    assert "torch.sum(torch.abs(g))" in plain and "one_minus_power(beta1, t)" in plain
    other = printed("show", "adal", "--as", "torch", "--norm", "2", "--no-bias-correction", "--step-schedule", "1/sqrt(t)")
    assert "one_minus_power" not in other and "torch.sqrt(" in other and 'step_schedule="1/sqrt(t)"' in other
    assert "ε in the denominator" in printed("show", "adam", "--as", "jax", "--eps-placement", "denominator")


def test_unsigned_integers_are_refused_for_pytorch_in_one_line() -> None:
    def step(o: object, state: object, p: object, g: object, opt: object) -> dict[str, object]:
        whole = o.cast(o.cast(o.abs(g), "u64") & 7, o.real)  # type: ignore[attr-defined]
        return {"x": state.x - p.eta * whole}  # type: ignore[attr-defined]

    rule = Rule(name="bits", title="Bits", step=step, parameters=(ETA,), state=(), variant="a test", source="none")
    with pytest.raises(ConfigurationError, match="PyTorch does not compute with unsigned integers"):
        optimizer_text(rule, Options())
    assert "jnp.uint64" in transformation_text(rule)
