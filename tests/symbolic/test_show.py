"""The readable forms: the program runs and says what the translation says; the LaTeX is well formed."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import matplotlib.mathtext
import pytest

from adal_theory.errors import ConfigurationError
from adal_theory.rules.rule import ETA, Parameter, Rule
from adal_theory.symbolic.notation import output_name
from adal_theory.symbolic.operators import Projection
from adal_theory.symbolic.show import as_latex, as_sympy
from adal_theory.trace.options import Options


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


def test_every_line_is_latex(case: Any) -> None:
    text = as_latex(case.rule, case.options)
    assert text.startswith("\\begin{align*}\n") and text.endswith("\n\\end{align*}\n")
    body = text.split("\n")[1:-2]
    assert all(line.endswith(r" \\") for line in body[:-1]) and not body[-1].endswith("\\")
    for line in body:
        check_line(line.removesuffix(r" \\"))


@lru_cache
def check_line(line: str) -> None:
    """Balanced braces and environments; one alignment mark; no double superscript; mathtext reads it."""
    assert braces_balance(line)
    assert line.count(r"\left") == line.count(r"\right")
    assert line.count(r"\begin{cases}") == line.count(r"\end{cases}")
    outside = re.sub(r"\\begin\{cases\}.*?\\end\{cases\}", "z", line)
    assert outside.count("&") == 1 and r"\\" not in outside
    assert not re.search(r"\^\{[^{}]*\}(_(\{[^{}]*\}|\w))?\^|'(_(\{[^{}]*\}|\w))?\^", outside)
    pieces = [outside.replace("&=", "=")]
    for cases in re.findall(r"\\begin\{cases\}(.*?)\\end\{cases\}", line):
        rows = [row.split("&") for row in cases.split(r"\\")]
        assert all(len(row) == 2 for row in rows)
        pieces += [re.sub(r"\\text\{(.*?)\}", r"\\mathrm{\1}", cell) for row in rows for cell in row]
    for piece in pieces:
        parse(piece.strip())


@lru_cache
def parse(formula: str) -> None:
    matplotlib.mathtext.MathTextParser("path").parse(f"${formula}$")


def braces_balance(line: str) -> bool:
    depth = 0
    for character in re.sub(r"\\[{}]", "", line):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth < 0:
            return False
    return depth == 0


def test_adal_reads_as_in_the_theory() -> None:
    lines = as_latex("adal").split("\n")
    assert lines[1] == r"w_{t} &= \sum_{j=1}^{d} \left|{g_{t,j}}\right| \\"
    assert lines[2] == r"\hat{g}_t &= w_{t} g_{t} \\"
    assert lines[3] == r"m_{t} &= \beta_{1} m_{t-1} + \left(1 - \beta_{1}\right) \hat{g}_t \\"
    assert lines[5] == r"{\eta'}_t &= \frac{\eta}{\sqrt{t} \left(1 - \beta_{1}^{t}\right)} \\"
    assert lines[8] == r"x_{t+1} &= \Pi\left[x_{t} - {\eta'}_t A_{t} m_{t}\right]"


def test_other_options_read_as_in_the_theory() -> None:
    """A reciprocal is not printed as a product (SymPy hands 1/H to that printer); no box, no Π."""
    options = Options(True, "denominator", float("inf"), beta1_schedule=True, box=False)
    text = as_latex("adal_ams", options, "array")
    assert r"w_{t} &= \max_{1 \leq j \leq d} \left|{g_{t,j}}\right|" in text
    assert r"\\\frac{1}{H_{t}} & \text{otherwise}" in text
    assert r"{\eta'}_t &= \frac{s_{t} \eta}{1 - \prod_{k=1}^{t} \beta_{1,k}}" in text
    assert r"x_{t+1} &= x_{t} - {\eta'}_t A_{t} m_{t}" in text


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
    latex = as_latex(rule)
    assert r"\mathrm{momentum}_{t-1}" in latex and "0.1" in latex and "36028797018963968" not in latex
    for line in latex.split("\n")[1:-2]:
        check_line(line.removesuffix(r" \\"))


def test_unknown_rule() -> None:
    with pytest.raises(ConfigurationError, match="Did you mean 'adal'"):
        as_sympy("adall")
    with pytest.raises(ConfigurationError, match="unknown rule"):
        as_latex("nothing")


def test_the_same_text_every_time() -> None:
    assert as_sympy("adal_ams") == as_sympy("adal_ams")
    assert as_latex("adal_ams") == as_latex("adal_ams")
