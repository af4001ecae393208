"""Two evaluations of one step: the SymPy translation at 60 digits, and the rule itself in float64."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import sympy

from adal_theory.rules import RULES
from adal_theory.symbolic.notation import BETA1_TABLE, DIMENSION, STEP_NUMBER, Name, output_name
from adal_theory.symbolic.to_sympy import Translation, translate_rule
from adal_theory.trace.numpy_handle import NumpyHandle
from adal_theory.trace.options import Options

DIGITS = 60
# Dyadic, so that float64 and SymPy start from the same numbers.
PARAMETERS = {
    "eta": Fraction(3, 16),
    "beta1": Fraction(7, 8),
    "beta2": Fraction(31, 32),
    "eps": Fraction(1, 8),
    "delta": Fraction(1, 4),
    "weight_decay": Fraction(1, 16),
}
SCHEDULE = [Fraction(7, 8), Fraction(3, 4), Fraction(1, 2), Fraction(1, 4)]
# Coordinate 2 starts with g = 0, so v̂ = 0 there: the convention of theory.md §0 is reached.
GRADIENTS = [[Fraction(n, 64) for n in row] for row in [(48, -40, 0), (-8, 36, 32), (10, -44, -96), (64, 0, 7)]]
START = [Fraction(1, 2), Fraction(-1, 4), Fraction(3, 8)]
BOX = (Fraction(-3, 8), Fraction(7, 16))


@dataclass
class Case:
    """One rule with one choice of options, and what a run of it needs."""

    rule: str
    options: Options
    parameters: dict[str, Fraction] = field(default_factory=lambda: dict(PARAMETERS))

    @property
    def start(self) -> dict[str, list[Fraction]]:
        rule = RULES[self.rule]
        squared = self.parameters["delta"] ** 2
        initial = {n: [squared if n in rule.initial else Fraction(0)] * 3 for n in rule.state}
        return {"x": list(START), **initial}

    @property
    def numbers(self) -> dict[str, Fraction]:
        return {**self.parameters, "box_lo": BOX[0], "box_hi": BOX[1]}


def cases() -> list[Case]:
    found = []
    for name, rule in RULES.items():
        norms = (1, 2, float("inf")) if name.startswith("adal") else (1,)
        damped = any(p.name == "eps" for p in rule.parameters)
        placements = ("preconditioner", "denominator") if damped else ("preconditioner",)
        moments = (True, False) if "m" in rule.state else (True,)
        for norm in norms:
            for placement in placements:
                for correction in moments:
                    for schedule in (False, True) if "m" in rule.state else (False,):
                        options = Options(correction, placement, norm, schedule, box=correction or schedule)
                        found.append(Case(name, options))
    return found


def describe(case: Case) -> str:
    o = case.options
    return "-".join(
        [
            case.rule,
            "corrected" if o.bias_correction else "raw",
            o.eps_placement,
            f"l{o.norm}",
            "schedule" if o.beta1_schedule else "beta1",
            "box" if o.box else "free",
        ]
    )


def pytest_generate_tests(metafunc: Any) -> None:
    if "case" in metafunc.fixturenames:
        metafunc.parametrize("case", cases(), ids=describe)


def number(value: Any) -> Any:
    if isinstance(value, Fraction):
        return sympy.Float(sympy.Rational(value.numerator, value.denominator), DIGITS)
    return value


def inputs_at(step: Translation, case: Case, t: int, state: Mapping[str, Any]) -> list[dict[Any, Any]]:
    """For each coordinate, what the symbols of the inputs stand for at step t (1-based)."""
    values = {"g_t": GRADIENTS[t - 1], "x_t": state["x"], **case.numbers}
    values |= {f"{n}_prev": v for n, v in state.items() if n != "x"}
    table = {BETA1_TABLE[s + 1]: number(b) for s, b in enumerate(SCHEDULE)}
    found: list[dict[Any, Any]] = [dict(table) for _ in range(3)]
    for key in step.inputs:
        value = values[key]
        vector = value if isinstance(value, Sequence) else [value] * 3
        assign(found, step.names[key], [number(e) for e in vector])
    return found


def assign(tables: list[dict[Any, Any]], name: Name, values: list[Any]) -> None:
    for table, value in zip(tables, values, strict=True):
        table[name.symbol] = value
        table.update({name.vector[j + 1]: v for j, v in enumerate(values)})


def evaluate(expression: Any, t: int, tables: list[dict[Any, Any]]) -> list[Any]:
    """The expression at step t for each of three coordinates, at 60 digits."""
    written_out = expression.xreplace({STEP_NUMBER: sympy.Integer(t), DIMENSION: sympy.Integer(3)}).doit()
    return [written_out.xreplace(table).evalf(DIGITS) for table in tables]


def symbolic_step(step: Translation, case: Case, t: int, state: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Every named output at step t, line by line: each definition from the ones before it."""
    tables, result = inputs_at(step, case, t, state), {}
    for line in step.definitions:
        result[line.name] = evaluate(line.expression, t, tables)
        assign(tables, output_name(line.name), result[line.name])
    return result


def symbolic_expression(step: Translation, case: Case, t: int, state: Mapping[str, Any], name: str) -> list[Any]:
    """One named output at step t from the inputs alone."""
    return evaluate(step.expression(name), t, inputs_at(step, case, t, state))


class HostOptions:
    """The options of a rule for immediate float64 evaluation at one step."""

    def __init__(self, o: NumpyHandle, case: Case, t: int) -> None:
        self.o, self.case, self.t = o, case, t
        self.bias_correction = case.options.bias_correction
        self.eps_placement = case.options.eps_placement
        self.norm = case.options.norm

    def step_size(self, eta: Any) -> Any:
        constant = RULES[self.case.rule].step_schedule == "constant"
        return eta * (1.0 if constant else 1.0 / np.sqrt(self.t))

    def beta1_t(self, beta1: Any) -> Any:
        return self.o.constant(float(SCHEDULE[self.t - 1])) if self.case.options.beta1_schedule else beta1

    def one_minus_beta1_product(self, beta1: Any) -> Any:
        if not self.case.options.beta1_schedule:
            return self.one_minus_power(beta1)
        return self.o.constant(1.0 - float(np.prod([float(b) for b in SCHEDULE[: self.t]])))

    def one_minus_power(self, beta: Any) -> Any:
        return self.o.constant(1.0 - float(beta.array) ** self.t)

    def project(self, x: Any) -> Any:
        return self.o.clip(x, float(BOX[0]), float(BOX[1])) if self.case.options.box else x


def float_step(case: Case, t: int, state: Mapping[str, Any]) -> dict[str, Any]:
    """The rule called directly, without recording, on float64 arrays of shape (3,)."""
    o = NumpyHandle()
    values = {n: o.value(np.array([float(e) for e in v])) for n, v in state.items()}
    p = SimpleNamespace(**{n: o.constant(float(v)) for n, v in case.parameters.items()})
    g = o.value(np.array([float(e) for e in GRADIENTS[t - 1]]))
    step = RULES[case.rule].step(o, SimpleNamespace(**values), p, g, HostOptions(o, case, t))
    return {n: np.broadcast_to(v.array, (3,)) for n, v in step.items() if v is not None}


@lru_cache
def translation_of(rule: str, options: Options) -> Translation:
    return translate_rule(RULES[rule], options)


@pytest.fixture
def translated() -> Callable[[Case], Translation]:
    return lambda case: translation_of(case.rule, case.options)


@pytest.fixture
def symbolic() -> Callable[..., Any]:
    return symbolic_step


@pytest.fixture
def expanded() -> Callable[..., Any]:
    return symbolic_expression


@pytest.fixture
def in_float64() -> Callable[..., Any]:
    return float_step


@pytest.fixture
def make_case() -> Callable[..., Case]:
    return Case


@pytest.fixture
def data() -> SimpleNamespace:
    return SimpleNamespace(gradients=GRADIENTS, schedule=SCHEDULE, box=BOX)
