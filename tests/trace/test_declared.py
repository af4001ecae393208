"""A certificate needs names that the step keeps to: every way of moving otherwise is found, and no honest rule is accused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import product
from time import perf_counter
from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory.engine.stages import Stages
from adal_theory.rules import RULES
from adal_theory.rules.adaptive import adaptive_step
from adal_theory.rules.rule import BETA1, BETA2, EPS, ETA, Parameter, Rule
from adal_theory.trace.declared import _contradiction, contradiction
from adal_theory.trace.options import Options
from adal_theory.trace.record import record_update

Change = Callable[[Any, Any, Any, Any, Any, dict[str, Any]], dict[str, Any]]
run = partial(at.run, backend="reference")
PARAMS = {"eta": 0.1, "beta1": 0.9, "beta2": 0.99, "eps": 1e-3, "delta": 0.5, "c": 2.0}


def told(rule: Rule, options: Options | None = None, **params: Any) -> str | None:
    o, _ = record_update(rule, options or Options())
    return contradiction(rule, o.graph, {p.name: {**PARAMS, **params}[p.name] for p in rule.parameters})


def allowed(rule: Rule, params: dict[str, Any]) -> dict[str, Any]:
    """Those of the parameters that the rule admits: ε = 0 is outside the range of some."""
    closed = {p.name for p in rule.parameters if p.low_open}
    return {n: v for n, v in params.items() if n not in closed or np.all(np.asarray(v) > 0)}


@pytest.mark.parametrize("name", [n for n, r in RULES.items() if not r.without_certificate])
def test_no_built_in_rule_is_accused(name: str) -> None:
    rule, every = (
        RULES[name],
        [
            {},
            {"eps": 0.0},
            {"beta1": 0.0},
            {"eps": 0.0, "delta": 0.0, "beta1": 0.0},
            {"beta2": 1e-9},
            {"beta1": np.array([0.0, 0.5, 0.99])},
            {"eta": 1e-30},
        ],
    )
    for correction, placement, norm in product((True, False), ("preconditioner", "denominator"), (1, 2, float("inf"))):
        for box, params in ((True, every[0]), (False, every[1]), *((True, p) for p in every[2:])):
            assert told(rule, Options(correction, placement, norm, box=box), **allowed(rule, params)) is None


def changed(change: Change, base: str = "adal", **more: Any) -> Rule:
    """A built-in rule whose step says something else."""
    rule = RULES[base]

    def step(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
        new = rule.step(o, state, p, g, opt)
        return {**new, **change(o, state, p, g, opt, new)}

    return replace(rule, **{"name": "mine", "step": step, **more})


def moved(o: Any, s: Any, p: Any, g: Any, opt: Any, n: dict[str, Any], by: Any) -> dict[str, Any]:
    return {"x": opt.project(s.x - n["eta_prime"] * (n["preconditioner"] * n["m"]) + by)}


def drift(by: Callable[[Any, Any, Any, Any, Any, dict[str, Any]], Any]) -> Change:
    return lambda o, s, p, g, opt, n: moved(o, s, p, g, opt, n, by(o, s, p, g, opt, n))


CHANGED: dict[str, tuple[Change, str]] = {
    "weight decay": (drift(lambda o, s, p, g, opt, n: -1e-12 * s.x), "moves x"),
    "decay by the step": (drift(lambda o, s, p, g, opt, n: -opt.step_size(p.eta) * (0.01 * s.x)), "moves x"),
    "above a threshold": (drift(lambda o, s, p, g, opt, n: o.where(o.less(1e6, o.abs(g)), g, 0.0)), "moves x"),
    "below a threshold": (drift(lambda o, s, p, g, opt, n: o.where(o.less(o.abs(g), 1e-7), g, 0.0)), "moves x"),
    "where g = 0": (drift(lambda o, s, p, g, opt, n: o.where(o.equal(g, 0.0), 1.0, 0.0)), "moves x"),
    "where g = 1": (drift(lambda o, s, p, g, opt, n: o.where(o.equal(g, 1.0), 1.0, 0.0)), "moves x"),
    "above a threshold that is not a constant": (
        drift(lambda o, s, p, g, opt, n: o.where(o.less(o.constant(1e3) * 1e3 * 1e3, o.abs(g)), g, 0.0)),
        "moves x",
    ),
    "by a corner": (drift(lambda o, s, p, g, opt, n: o.maximum(o.abs(g) - 100.0, 0.0)), "moves x"),
    "late": (drift(lambda o, s, p, g, opt, n: o.where(o.less(opt.step_size(p.eta), p.eta * 0.05), g, 0.0)), "moves x"),
    "Nesterov": (
        lambda o, s, p, g, opt, n: {
            "x": opt.project(s.x - n["eta_prime"] * (n["preconditioner"] * (p.beta1 * n["m"] + (1.0 - p.beta1) * n["g_hat"])))
        },
        "moves x",
    ),
    "no projection": (
        lambda o, s, p, g, opt, n: {"x": s.x - n["eta_prime"] * (n["preconditioner"] * n["m"]) + 0.0 * opt.project(s.x)},
        "moves x",
    ),
    "half the box": (lambda o, s, p, g, opt, n: {"x": 0.5 * n["x"]}, "moves x"),
    "another step size": (lambda o, s, p, g, opt, n: {"eta_prime": opt.step_size(p.eta)}, "moves x"),
    "heavy ball": (lambda o, s, p, g, opt, n: {"m": p.beta1 * s.m + n["g_hat"]}, "the m that mine names"),
    "m of an earlier step": (lambda o, s, p, g, opt, n: {"m": s.m}, "the m that mine names"),
    "g itself": (lambda o, s, p, g, opt, n: {"g_hat": g}, "the g_hat that mine names"),
    "no weight": (lambda o, s, p, g, opt, n: {"w": None}, "the g_hat that mine names"),
    "twice H": (lambda o, s, p, g, opt, n: {"inverse_preconditioner": 2.0 * n["inverse_preconditioner"]}, "multiply m"),
    "H of another time": (lambda o, s, p, g, opt, n: {"inverse_preconditioner": o.sqrt(s.v)}, "multiply m"),
    "A below 0": (
        lambda o, s, p, g, opt, n: (
            {q: -n[q] for q in ("preconditioner", "inverse_preconditioner")}
            | {"x": opt.project(s.x + n["eta_prime"] * (n["preconditioner"] * n["m"]))}
        ),
        "the preconditioner that mine",
    ),
    "η' below 0": (
        lambda o, s, p, g, opt, n: (
            {"eta_prime": -n["eta_prime"]} | {"x": opt.project(s.x + n["eta_prime"] * (n["preconditioner"] * n["m"]))}
        ),
        "the eta_prime that mine names",
    ),
}


@pytest.mark.parametrize("name", CHANGED)
def test_what_contradicts_its_names_is_found(name: str) -> None:
    change, word = CHANGED[name]
    found = told(changed(change))
    assert found is not None and word in found and found.startswith("needs ")


def test_a_gradient_of_0_is_tried_of_a_rule_that_knows_no_0() -> None:
    def stands(o: Any, s: Any, p: Any, g: Any, opt: Any, n: dict[str, Any]) -> dict[str, Any]:
        a = o.sign(o.abs(g))
        return {"preconditioner": a, "inverse_preconditioner": a, "x": opt.project(s.x - n["eta_prime"] * (a * n["m"]))}

    assert "multiply m" in str(told(changed(stands, "sgd")))


def test_averages_that_are_not_those_of_b5() -> None:
    def without(o: Any, s: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
        m, one = 0.9 * s.m + 0.1 * g, o.constant(1.0)
        eta_prime = opt.step_size(p.eta)
        return {
            "m": m,
            "g_hat": g,
            "x": opt.project(s.x - eta_prime * m),
            "eta_prime": eta_prime,
            "preconditioner": one,
            "inverse_preconditioner": 1.0,
        }

    rule = Rule("fixed", "", "", "", (ETA,), ("m",), without)
    assert "(with β1 = 0, as it has no parameter beta1)" in str(told(rule))
    start = replace(RULES["sgd"], parameters=(*RULES["sgd"].parameters, Parameter("delta", 0.1)), initial={"m": "delta_squared"})
    assert "the m that sgd names" in str(told(start))  # m_0 = δ²
    wide = replace(RULES["sgd"], parameters=(ETA, Parameter("beta1", 0.5, -1.0, 2.0)))
    assert told(wide) is None and "needs 0 ≤ beta1 < 1, but beta1 = 1.5" in str(told(wide, beta1=1.5))


def test_without_memory_of_v_the_preconditioner_may_be_0_where_m_is_not() -> None:
    """β2 = 0: after a gradient of 0, v = 0, and A m = 0 though m is not; H A m = m fails, and so may B5."""
    assert "multiply m" in str(told(RULES["adam"], beta2=0.0))
    assert told(RULES["adam"], Options(eps_placement="denominator"), beta2=0.0) is None
    assert told(RULES["adam"], beta1=0.0, beta2=0.0) is None
    assert "multiply m" in str(told(RULES["adam"], beta2=np.array([0.9, 0.0])))


def clipped_norm(o: Any, s: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    norm = o.sqrt(o.sum_coordinates(g * g))
    return adaptive_step(o, s, p, g, opt, o.where(o.less(p.c, norm), p.c / norm, 1.0), running_max=False)


def rms(o: Any, s: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    """The same formulas, written otherwise than `adaptive` has them."""
    v = s.v + (1.0 - p.beta2) * (g * g - s.v)
    root = o.sqrt(v) + p.eps
    return {
        "v": v,
        "x": opt.project(s.x - g * opt.step_size(p.eta) / root),
        "w": None,
        "g_hat": g,
        "m": g,
        "eta_prime": opt.step_size(p.eta),
        "preconditioner": root / (root * root),
        "inverse_preconditioner": root,
    }


def test_honest_rules_of_other_forms() -> None:
    parameters = (ETA, BETA1, BETA2, EPS, Parameter("c", 1.0, low_open=True))
    assert told(Rule("clipped", "", "", "", parameters, ("m", "v"), clipped_norm)) is None
    assert told(Rule("rms", "", "", "", (ETA, BETA2, EPS), ("v",), rms)) is None
    assert told(changed(lambda o, s, p, g, opt, n: {"x": opt.project(n["x"])})) is None  # Π Π = Π
    assert told(changed(lambda o, s, p, g, opt, n: {"m": o.where(o.less(g, 0.0), n["m"], n["m"] * 1.0)})) is None


def test_runs_with_and_without() -> None:
    rule, problem = changed(CHANGED["weight decay"][0]), at.problems.quadratic(2)
    data = run(rule, problem, 5)
    assert "certificate" not in data and "moves x by" in data.attrs["certificate_missing"]
    with pytest.raises(at.ConfigurationError, match=r"metrics = certificate with mine: theorem B5 needs x_.* moves x by"):
        run(rule, problem, 5, metrics="certificate")
    assert "certificate" in run("adal", problem, 5) and "certificate_missing" not in run("adal", problem, 5).attrs
    assert "multiply m" in run("adam", problem, 5, {"beta2": 0.0}).attrs["certificate_missing"]


def test_bounds_and_stages_need_their_names_too() -> None:
    heavy, unweighted = (changed(CHANGED[n][0]) for n in ("heavy ball", "g itself"))
    for rule, word in ((heavy, "the m that mine names"), (unweighted, "the g_hat that mine names")):
        with pytest.raises(at.ConfigurationError, match=f"metrics = bounds with mine: theorem B9 needs .*{word}"):
            run(rule, at.problems.quadratic(2), 5, metrics="bounds")
        with pytest.raises(at.ConfigurationError, match="metrics = bounds"):
            run(rule, at.problems.quadratic(2), 5, metrics="bounds", beta1_schedule=np.full(5, 0.5))
    with pytest.raises(at.ConfigurationError, match="stages of mine: ĝ = w g is the second stage, and it needs ĝ = w g"):
        Stages(unweighted)
    Stages(heavy).step(np.ones((2, 3)))
    assert "h_sum" in run("adal_ams", at.problems.quadratic(2), 5, metrics="bounds", beta1_schedule=np.full(5, 0.5))


def test_b5_bounds_nothing_for_a_comparator_outside_the_box() -> None:
    for problem in (at.problems.quadratic(2), at.problems.logistic_regression("breast_cancer")):
        data = run("adal", problem, 5, comparator=1.5, box=(-1.0, 1.0))
        assert data.attrs["certificate_missing"] == "needs a comparator in the box [-1, 1], but x* has 1.5 (B5)"
        assert "certificate" in run("adal", problem, 5, comparator=1.0, box=(-1.0, 1.0))


def test_it_costs_little_and_once() -> None:
    o, _ = record_update(RULES["adal_ams"], Options())
    params = {p.name: PARAMS[p.name] for p in RULES["adal_ams"].parameters}
    _contradiction.cache_clear()
    start = perf_counter()
    assert contradiction(RULES["adal_ams"], o.graph, params) is None
    assert perf_counter() - start < 1.0  # some 15 to 40 ms
    assert contradiction(RULES["adal_ams"], o.graph, dict(params)) is None and _contradiction.cache_info().hits == 1
    assert contradiction(RULES["adal_ams"], o.graph, {**params, "beta1": 1.5}) is not None
