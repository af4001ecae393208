"""The battery that every row of the registry gets: declarations, returned state, purity, imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import adal_theory.rules.rule
from adal_theory import run
from adal_theory.errors import ConfigurationError
from adal_theory.problems import quadratic
from adal_theory.rules import RULES, get
from adal_theory.rules.rule import Parameter, Rule
from adal_theory.trace.graph import COORDINATE, Recorder
from adal_theory.trace.options import Options
from adal_theory.trace.record import record_update
from adal_theory.trace.vocabulary import Value

ROOM = Path(adal_theory.rules.rule.__file__).parent
FILES = sorted(ROOM.glob("*.py"))
ALLOWED = {"__future__", "collections.abc", "dataclasses", "typing"}
QUANTITIES = ("g_hat", "m", "eta_prime", "preconditioner", "inverse_preconditioner")
OPTIONS = [
    Options(),
    Options(bias_correction=False),
    Options(eps_placement="denominator"),
    Options(norm=2),
    Options(norm=float("inf")),
    Options(beta1_schedule=True),
    Options(box=False),
]
SCHEDULES = ("constant", "1/sqrt(t)", "1/t")


@pytest.fixture(params=RULES)
def rule(request: pytest.FixtureRequest) -> Rule:
    return RULES[request.param]


def test_registered_under_its_own_name(rule: Rule) -> None:
    assert RULES[rule.name] is rule and get(rule.name) is rule and get(rule) is rule


def test_says_what_it_is(rule: Rule) -> None:
    for text in (rule.title, rule.variant, rule.source):
        assert text.strip() == text and len(text) > 2
    assert rule.step.__doc__ and rule.step_schedule in SCHEDULES


def test_parameters_are_sane(rule: Rule) -> None:
    names = [p.name for p in rule.parameters]
    assert len(set(names)) == len(names) and "eta" in names
    for p in rule.parameters:
        assert p.low < p.high
        assert p.low < p.default < p.high or (p.default == p.low and not p.low_open)
        assert p.range_text[0] == "(" if p.low_open else "["
        assert rule.parameter(p.name) is p
    for p in (q for q in rule.parameters if q.name.startswith("beta")):
        assert (p.low, p.high, p.high_open) == (0.0, 1.0, True)


def test_state_is_declared(rule: Rule) -> None:
    assert "x" not in rule.state and len(set(rule.state)) == len(rule.state)
    assert set(rule.initial) <= set(rule.state)
    assert rule.running_max == ("delta_squared" in rule.initial.values())
    assert ("delta" in [p.name for p in rule.parameters]) == rule.running_max


@pytest.mark.parametrize("real", ["f64", "f32"])
@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_returns_what_it_declares(rule: Rule, options: Options, real: str) -> None:
    """The new state, x and the quantities of theory.md §0, all of the run's real type."""
    o, step = record_update(rule, options, real)
    quantities = QUANTITIES if not rule.uncertified else tuple(n for n in QUANTITIES if n in step)
    for name in (*rule.state, "x", *quantities):
        assert isinstance(step[name], Value) and step[name].dtype == real, name
    assert set(step) == {*rule.state, "x", "w", *quantities}
    for name in (*rule.state, "x"):
        assert o.graph.nodes[step[name].payload].axes & COORDINATE
    assert "eta_prime" not in step or not o.graph.nodes[step["eta_prime"].payload].axes & COORDINATE


def test_every_state_and_parameter_is_used(rule: Rule) -> None:
    """Save δ, which enters through the initial state."""
    o, step = record_update(rule, Options())
    live = o.graph.live([step[n].payload for n in (*rule.state, "x")])
    used = {o.graph.nodes[k].name for k in live if o.graph.nodes[k].op == "input"}
    expected = {("state", n) for n in (*rule.state, "x")} | {("gradient", "g")}
    expected |= {("param", p.name) for p in rule.parameters if p.name != "delta"}
    assert expected <= used


def test_recording_twice_gives_the_same_graph(rule: Rule) -> None:
    assert record_update(rule, Options())[0].graph == record_update(rule, Options())[0].graph


def test_a_rule_that_forgets_its_state_is_told() -> None:
    def forgets(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
        return {"x": state.x - p.eta * g, "m": None}

    lazy = Rule("lazy", "Lazy", "none", "none", (Parameter("eta", 0.1),), ("m", "v"), forgets)
    with pytest.raises(ConfigurationError, match="rule 'lazy' returned no value for m, v"):
        record_update(lazy, Options())


def test_unknown_rule_is_suggested() -> None:
    with pytest.raises(ConfigurationError, match=r"unknown rule 'amsgrd'\. Did you mean 'amsgrad'"):
        get("amsgrd")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            yield str(node.module)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_rule_files_import_nothing_numeric(path: Path) -> None:
    ours = ("adal_theory.rules", "adal_theory.errors", "adal_theory.showing", "adal_theory.runtime.discovery")
    ours += ("adal_theory.entries",) if path.stem == "given" else ()  # what users pass, not a rule
    assert {n for n in imported(path) if n not in ALLOWED and not n.startswith(ours)} == set()


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_rule_files_keep_no_mutable_global(path: Path) -> None:
    """A step is a pure function: no `global`, no `nonlocal`, no import inside a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not isinstance(node, ast.Global | ast.Nonlocal)
        if isinstance(node, ast.FunctionDef):
            assert not any(isinstance(n, ast.Import | ast.ImportFrom) for n in ast.walk(node))


def test_every_rule_file_is_registered() -> None:
    shared = {"__init__", "rule", "adaptive", "given"}
    assert {p.stem for p in FILES} - shared == set(RULES)


def test_the_recorder_is_the_only_handle_a_rule_needs(rule: Rule) -> None:
    """No operation outside rules' vocabulary: + − × ÷ √, comparisons, choices and reductions."""
    o, _ = record_update(rule, Options())
    assert isinstance(o, Recorder)
    allowed = {"input", "const", "add", "sub", "mul", "div", "neg", "sqrt", "abs", "sign", "max", "min"}
    allowed |= {"eq", "where", "sum", "maxred"}
    assert {n.op for n in o.graph.nodes} <= allowed


def test_a_run_has_the_certificate_or_says_why_not(rule: Rule) -> None:
    data = run(rule, quadratic(2), 3, backend="reference")
    assert ("certificate" in data) == (rule.without_certificate == "")
    if rule.without_certificate:
        assert (
            rule.without_certificate.startswith("needs ")
            and data.attrs["certificate_missing"] == f"{rule.without_certificate} (B5)"
        )


def test_names_orders_and_colours_are_stable() -> None:
    """The first seven lead every list, as they always have; the others follow by their names."""
    names = list(RULES)
    assert names[:7] == ["adal", "adal_ams", "adam", "amsgrad", "adamw", "sgd", "adagrad"] and names[7:] == sorted(names[7:])
    colours = [rule.colour for rule in RULES.values() if rule.colour]
    assert len(set(colours)) == len(colours)
