"""A rule's update as LaTeX: one well-formed row a quantity, in the order of a step, with everything defined that is used."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import Any

import matplotlib.mathtext
import pytest

from adal_theory.errors import ConfigurationError
from adal_theory.report.method import as_latex
from adal_theory.rules import RULES
from adal_theory.rules.rule import ETA, Parameter, Rule
from adal_theory.trace.options import Options

CHOICES = list(product((True, False), ("preconditioner", "denominator"), (1, 2, float("inf")), (True, False)))


@cache
def read_by_mathtext(formula: str) -> None:
    """Most rows are the same in many choices of options."""
    matplotlib.mathtext.MathTextParser("path").parse(f"${formula}$")


def rows(text: str) -> list[str]:
    """The rows of an align*, each checked: one sign of alignment, braces that balance, formulas that mathtext reads."""
    first, *body, last = text.splitlines()
    assert (first, last) == (r"\begin{align*}", r"\end{align*}")
    assert all(row.endswith(r" \\") for row in body[:-1]) and not body[-1].endswith("\\")
    found = [row.removesuffix(r" \\") for row in body]
    for row in found:
        assert row.count("&") == 1 and row.count("{") == row.count("}") and row.count(r"\left") == row.count(r"\right")
        plain = re.sub(r"\\[Bb]ig[lr]\b", "", row.replace("&", ""))  # mathtext has neither larger brackets
        known = re.sub(r"\\[lr]vert\b", "|", plain)  # nor a name for the bar
        read_by_mathtext(known)
    return found


@pytest.mark.parametrize("rule", RULES)
def test_each_choice_of_options_is_well_formed_and_whole(rule: str) -> None:
    damped, weighted = any(p.name == "eps" for p in RULES[rule].parameters), rule.startswith("adal")
    for correction, placement, norm, box in CHOICES:
        if (damped or placement == "preconditioner") and (weighted or norm == 1) and (box or correction):
            found = rows(as_latex(rule, Options(correction, placement, norm, box=box), "1/t"))
            assert ("H_{t,i} &=" in " ".join(found)) == ("1}{H_{t,i}" in " ".join(found))
            assert (
                len(found) > (placement == "denominator") + len(RULES[rule].state)
                and (r"\Pi" in found[-1]) == box
                and found[-1].startswith("x_{t+1,i} &= ")
            )


def test_adal_reads_as_a_paper_sets_it() -> None:
    assert rows(as_latex("adal")) == [
        r"w_{t} &= \sum_{j=1}^{d} \left\lvert g_{t,j}\right\rvert",
        r"\hat{g}_{t,i} &= w_{t}\,g_{t,i}",
        r"m_{t,i} &= \beta_{1}\,m_{t-1,i}+(1-\beta_{1})\,\hat{g}_{t,i}",
        r"v_{t,i} &= \beta_{2}\,v_{t-1,i}+(1-\beta_{2})\,\hat{g}_{t,i}^{2}",
        r"\eta_{t}^{\prime} &= \frac{\eta}{\sqrt{t}\,(1-\beta_{1}^{t})}",
        r"A_{t,i} &= \frac{\sqrt{1-\beta_{2}^{t}}}{\sqrt{v_{t,i}}}+\varepsilon",
        r"x_{t+1,i} &= \Pi(x_{t,i}-\eta_{t}^{\prime}\,A_{t,i}\,m_{t,i})",
    ]


def test_brackets_grow_and_norms_are_told_apart() -> None:
    assert rows(as_latex("adamw"))[-1].endswith(r"-\frac{\eta\,\lambda\,x_{t,i}}{\sqrt{t}}\right)")
    weights = [rows(as_latex("adal", Options(norm=norm)))[0] for norm in (2, float("inf"))]
    assert weights[0].startswith(r"w_{t} &= \sqrt{") and weights[1] == r"w_{t} &= \max_{j}(\left\lvert g_{t,j}\right\rvert)"


def custom(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    """A user's rule with a decimal constant and a state of its own."""
    momentum = p.rho * state.momentum + (1.0 - p.rho) * g
    return {"momentum": momentum, "x": state.x - 0.1 * opt.step_size(p.eta) * momentum}


def test_a_rule_of_ones_own_and_wrong_names() -> None:
    parameters = (ETA, Parameter("rho", 0.5, high=1.0))
    text = " ".join(rows(as_latex(Rule("mine", "Mine", "plain", "here", parameters, ("momentum",), custom))))
    assert re.search(r"\\mathrm\{momentum\}_\{t-1,i\}", text) and not re.search(r"\d{9}", text)
    assert r"\frac{0.1\,\eta\,\mathrm{momentum}_{t,i}}{\sqrt{t}}" in text
    with pytest.raises(ConfigurationError, match="unknown rule"):
        as_latex("nothing")
    with pytest.raises(ConfigurationError, match="rule mine: d stands for the dimension in equations: call its own d otherwise"):
        as_latex(Rule("mine", "Mine", "plain", "here", (ETA, Parameter("d", 0.5)), ("momentum",), custom))
