"""A recorded rule fed with given gradients: its graph on NumPy's float64, one operation at a time. And rules of a user's own."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from adal_theory import rules
from adal_theory.engine import tables
from adal_theory.rules.rule import BETA1, BETA2, DELTA, ETA, Parameter, Rule
from adal_theory.trace.evaluated import values
from adal_theory.trace.options import Options
from adal_theory.trace.record import record_update

Array = NDArray[np.float64]
SCHEDULES = {"constant": lambda t: 1.0, "1/sqrt(t)": lambda t: 1.0 / np.sqrt(t), "1/t": lambda t: 1.0 / t}
VARIANTS = [
    Options(),
    Options(bias_correction=False),
    Options(eps_placement="denominator"),
    Options(norm=2),
    Options(norm=np.inf),
]


def defaults(rule: str | Rule) -> dict[str, float]:
    """A rule's parameters, none of them at a value where mistakes hide."""
    other = {"eta": 0.01, "beta1": 0.8, "beta2": 0.95, "eps": 1e-3, "delta": 0.1, "weight_decay": 0.02}
    return {q.name: other.get(q.name, q.default) for q in rules.get(rule).parameters}


PLAIN = Options()


def trajectory(
    rule: str | Rule,
    x0: Array,
    gradients: Array,
    params: dict[str, float],
    options: Options = PLAIN,
    schedule: str = "constant",
    beta1: Array | None = None,
) -> Array:
    """x_1, x_2, …, as (steps + 1, d), of gradients (steps, d), without a box; `beta1` is a schedule of it."""
    found = rules.get(rule)
    recorder, step = record_update(found, replace(options, box=False))
    start = {n: params["delta"] ** 2 if n in found.initial else 0.0 for n in found.state}
    state = {"x": x0.astype(float), **{n: np.full(x0.shape, value) for n, value in start.items()}}
    wanted = [step[n].payload for n in state]
    xs = [state["x"]]
    for t, g in enumerate(gradients, 1):
        tables_ = {"schedule": SCHEDULES[schedule](t)}
        if beta1 is not None:
            tables_ |= {"beta1_t": beta1[t - 1], "one_minus_beta1_product": 1.0 - np.prod(beta1[:t])}
        powers = {f"one_minus_power:{n}": tables.one_minus_power(b, np.array([t]))[0] for n, b in params.items() if 0 <= b < 1}
        known = {"state": state, "param": params, "table": powers | tables_, "gradient": {"g": g}}
        read = partial(_read, known)
        made = values(recorder.graph, wanted, read, x0.shape)
        state = {n: np.broadcast_to(made[k], x0.shape) for n, k in zip(state, wanted, strict=True)}
        xs.append(state["x"])
    return np.array(xs)


def _read(known: dict[str, Any], node: Any) -> Any:
    kind, name = node.name
    return known[kind][name]


def gradients(steps: int, d: int, seed: int = 0) -> Array:
    """Heavy-tailed, growing and shrinking, with coordinates that rest for a while or for ever, and one step of zeros."""
    rng = np.random.default_rng(seed)
    g = rng.standard_t(3, (steps, d)) * np.exp(np.sin(np.arange(steps) / 9.0))[:, None]
    g[:, 0] = 0.0
    g[: steps // 2, 1] = 0.0
    g[3] = 0.0
    return g


def sign_rule() -> Rule:
    """Everything that a rule can do with real numbers: signs, casts, choices, minima, nested norms, a state that is shifted."""

    def step(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
        top = o.max_coordinates(o.abs(g))
        scaled = o.where(o.both(o.less(0.0, top), o.negate(o.equal(top, 1.0))), g / o.maximum(top, 1e-3), g)
        size = o.sqrt(o.sum_coordinates(scaled * scaled) + 1.0)
        mixed = p.beta1 * state.m + (1.0 - p.beta1) * scaled - 0.5 * (state.last / size)
        flag = o.either(o.less_equal(mixed, 0.0), o.equal(o.sign(g), 0.0))
        whole = o.cast(o.cast(mixed * 8.0, "i64") & 7, o.real)
        capped = o.minimum(o.maximum(mixed, -p.limit), p.limit) + o.where(flag, 0.0, 0.125) * whole
        change = opt.step_size(p.eta) * (o.sign(capped) * o.sqrt(o.abs(capped)) + 0.1 * state.x)
        return {"m": mixed, "last": scaled, "older": state.last, "x": opt.project(state.x - change)}

    return Rule(
        name="signs",
        title="Signs",
        step=step,
        parameters=(ETA, BETA1, Parameter("limit", 0.5)),
        state=("m", "last", "older"),
        variant="a test",
        source="none",
    )


def implicit_rule() -> Rule:
    """Not linear in η: x ← (x − η ĝ)/(1 + η λ), with a parameter whose name Python keeps for itself."""

    def step(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
        eta = opt.step_size(p.eta)
        v = o.maximum(p.beta2 * state.v, o.abs(g))
        x = (state.x - eta * (g / (v + p.eps))) / (1.0 + eta * getattr(p, "lambda"))
        return {"v": v, "x": x}

    return Rule(
        name="implicit",
        title="Implicit decay",
        step=step,
        parameters=(ETA, BETA2, Parameter("eps", 1e-8, low_open=True), Parameter("lambda", 0.1), DELTA),
        state=("v",),
        initial={"v": "delta_squared"},
        variant="a test",
        source="none",
    )


def parameter_rule() -> Rule:
    """What a rule can do with its parameters alone: choices, negations, casts and signs that depend on no tensor."""

    def step(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
        large = o.negate(o.less(p.limit, 0.25))
        whole = o.cast(o.cast(p.limit * 21.0, "i64") & 7, o.real)
        factor = o.where(o.both(large, o.negate(o.equal(p.beta1, 0.0))), whole, o.sign(p.limit))
        m = p.beta1 * state.m + (1.0 - p.beta1) * o.where(large, g, 0.0)
        change = o.where(o.negate(large), 0.0, m) + o.where(o.less(m, 0.0), 0.25, -0.5) * o.where(large, factor, m)
        return {"m": m, "x": opt.project(state.x - opt.step_size(p.eta) * change)}

    return Rule(
        name="parameters",
        title="Of parameters",
        step=step,
        parameters=(ETA, BETA1, Parameter("limit", 0.5)),
        state=("m",),
        variant="a test",
        source="none",
    )


def named_rule(parameter: str = "c", state: str = "u") -> Rule:
    """A rule with one parameter and one state of these names."""

    def step(o: Any, held: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
        new = 0.5 * getattr(held, state) + getattr(p, parameter) * g
        return {state: new, "x": opt.project(held.x - opt.step_size(p.eta) * new)}

    parameters = (ETA, Parameter(parameter, 0.5))
    return Rule(name="named", title="Named", step=step, parameters=parameters, state=(state,), variant="a test", source="none")


# What optimisers or their texts call something already.
NAMES = "lr learning_rate weight_decay decoupled_weight_decay step_schedule group beta1_product super step master params γ lambda"
OWN = {"signs": sign_rule(), "implicit": implicit_rule(), "parameters": parameter_rule()}
# Every rule in one variant and AdaL in all of them; the whole matrix is slow.
CASES = [
    pytest.param(name, variant, marks=[] if name == "adal" or variant == k % len(VARIANTS) else [pytest.mark.slow])
    for k, name in enumerate([*rules.RULES, *OWN])
    for variant in range(len(VARIANTS))
]
__all__ = ["CASES", "NAMES", "OWN", "VARIANTS", "defaults", "gradients", "named_rule", "trajectory"]
