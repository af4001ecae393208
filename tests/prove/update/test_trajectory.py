"""Decimal trajectories: the method that runs, as the reference engine runs it, in more digits."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory.engine.array_engine import batch_indices
from adal_theory.prove.semantics.evaluate import DecimalArithmetic
from adal_theory.prove.update.decimal_losses import ArrayLosses, SeparableLosses
from adal_theory.prove.update.trajectory import Diverged, Setup, Trajectory, noise_of
from adal_theory.rules import RULES
from adal_theory.rules.rule import ETA, Rule
from adal_theory.trace.decimals import GraphInDecimals
from adal_theory.trace.graph import Recorder
from adal_theory.trace.options import Options

PARAMS = {"eta": 0.3, "beta1": 0.8, "beta2": 0.97, "eps": 0.01, "delta": 0.1}
STEPS = 60
LAW = at.noise.gaussian(0.3)
PROBLEMS: dict[str, Any] = {
    "linear": lambda: at.problems.linear([[1.5, -0.2], [-1.0, 0.3], [-1.0, 0.0]]),
    "absolute": lambda: at.problems.absolute(3, [0.1, 0.2, -0.4]),
    "quadratic": lambda: at.problems.quadratic(3, 4.0),
    "drifting_quadratic": lambda: at.problems.drifting_quadratic(2, period=7),
    "huber": lambda: at.problems.huber(2),
    "power": lambda: at.problems.power(2.5, 2),
    "cosine": lambda: at.problems.cosine(2),
    "double_well": lambda: at.problems.double_well(2),
    "geman_mcclure": lambda: at.problems.geman_mcclure(2),
}
PROBLEMS |= {
    name: partial(at.problems.example, name, 2)
    for name in at.problems.PROBLEMS
    if name not in PROBLEMS and at.problems.is_separable(name)
}


def parameters(rule: str) -> dict[str, float]:
    return {p.name: {**PARAMS, "weight_decay": 0.05}.get(p.name, p.default) for p in RULES[rule].parameters}


def compare(rule: str, problem: Any, options: dict[str, Any], setup: dict[str, Any]) -> None:
    """x and the losses of a decimal run against the reference engine's, from the same arguments."""
    n, d = STEPS, problem.dimension
    given: dict[str, Any] = {"x0": [0.7] * d, "schedule": RULES[rule].step_schedule, "noise": noise_of(LAW, 5, 3, n, d)} | setup
    run = Trajectory(Setup(RULES[rule], SeparableLosses(problem), n, parameters(rule), **given))
    data = at.run(
        rule,
        problem,
        n,
        params=parameters(rule),
        noise=LAW,
        seed=5,
        streams=[3],
        backend="reference",
        record="all",
        x0=0.7,
        metrics=("x", "gradients"),
        **({"box": (-1.0, 1.0)} | options),
    )
    x = np.array([[float(a) for a in run.row("x", t)] for t in range(1, n + 1)])
    assert np.allclose(x, data.x.values[0], rtol=1e-9, atol=1e-12)
    g = [float(sum(abs(a) for a in run.row("g", t))) for t in range(1, n + 1)]
    assert np.allclose(g, data.grad_norm_1.values[0], rtol=1e-9)
    assert len(np.unique(x)) > 10


@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("rule", RULES)
def test_same_run_as_the_reference_engine(rule: str, name: str) -> None:
    compare(rule, PROBLEMS[name](), {}, {})


@pytest.mark.parametrize("rule", ["adal", "adal_ams", "adam"])
@pytest.mark.parametrize(
    ("options", "setup"),
    [
        ({"bias_correction": False}, {"options": Options(bias_correction=False)}),
        ({"eps_placement": "denominator"}, {"options": Options(eps_placement="denominator")}),
        ({"norm": 2}, {"options": Options(norm=2)}),
        ({"norm": float("inf")}, {"options": Options(norm=float("inf"))}),
        ({"step_schedule": "constant"}, {"schedule": "constant"}),
        ({"step_schedule": "1/t"}, {"schedule": "1/t"}),
        ({"step_schedule": np.linspace(1, 0.1, STEPS)}, {"schedule": np.linspace(1, 0.1, STEPS)}),
        (
            {"beta1_schedule": np.linspace(0, 0.9, STEPS)},
            {"beta1_schedule": np.linspace(0, 0.9, STEPS), "options": Options(beta1_schedule=True)},
        ),
        ({"box": None}, {"box": None, "options": Options(box=False)}),
    ],
)
def test_same_run_under_every_option(rule: str, options: dict[str, Any], setup: dict[str, Any]) -> None:
    compare(rule, at.problems.quadratic(3, 4.0), options, setup)


def test_same_run_on_minibatches_of_a_logistic_regression() -> None:
    whole = at.problems.logistic_regression("breast_cancer")
    problem = replace(whole, inputs=np.ascontiguousarray(whole.inputs[:50][:, [0, 1, 2, -1]]), labels=whole.labels[:50], batch=4)
    losses = ArrayLosses(problem, lambda t: batch_indices(0, np.array([0], np.uint64), t, 4, 50))
    run = Trajectory(Setup(RULES["adal_ams"], losses, 40, PARAMS, [0.1] * 4, x_star=[0.0] * 4))
    data = at.run("adal_ams", problem, 40, params=PARAMS, record="all", x0=0.1, box=(-1.0, 1.0), comparator=[0.0] * 4)
    x = [[float(a) for a in run.row("x", t)] for t in range(1, 41)]
    regret = sum(run.table["f"][t] - run.table["f_star"][t] for t in range(1, 41))
    assert np.allclose(x, data.x.values[0], rtol=1e-9)
    assert float(regret) == pytest.approx(float(data.regret[0, -1]), rel=1e-9)


def test_more_digits_than_floats_and_conventions_at_zero() -> None:
    flat = at.problems.linear([0.0, 0.0, 1.0])
    run = Trajectory(Setup(RULES["adal"], SeparableLosses(flat), 3, {**parameters("adal"), "eps": 0.0}, [0.3], x_star=[-1.0]))
    # v̂ = 0 gives A = H = 0 and no move; sign 0 = 0 in losses is the vocabulary's.
    assert [run.table[n][2, 1] for n in ("A", "H", "m")] == [0, 0, 0]
    assert abs(run.table["x"][3, 1] - run.table["x"][1, 1]) < Decimal(10) ** -48
    third = run.table["eta_prime"][3]
    corrected = third * (1 - DecimalArithmetic.number(0.8) ** 3)
    assert abs(corrected - DecimalArithmetic.number(0.3) / Decimal(3).sqrt()) < Decimal(10) ** -27
    assert run.table["m"][0, 1] == 0 and run.instance().functions["x_star"](1) == -1
    with pytest.raises(KeyError):
        run.instance().functions["x"](5, 1)


def test_runs_that_leave_the_range_are_refused() -> None:
    steep = at.problems.quadratic(1, curvature=100.0)
    with pytest.raises(Diverged, match="sgd"):
        Trajectory(
            Setup(
                RULES["sgd"],
                SeparableLosses(steep),
                50,
                {"eta": 10.0, "beta1": 0.0},
                [1.0],
                None,
                Options(box=False),
                schedule="constant",
            )
        )


def test_bits_of_floats_are_no_decimals() -> None:
    o = Recorder()
    bits = o.bitcast(o.input("param", "p", 0), "u64")
    with pytest.raises(at.ConfigurationError, match="bits"):
        GraphInDecimals(o.graph, [bits.payload], 1)


def test_a_run_that_divides_by_0_is_gone_as_in_an_engine() -> None:
    """At its minimum g = 0, and g/|g| is NaN: through the clip too."""

    def step(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
        return {"x": opt.project(state.x - p.eta * o.maximum(g / o.abs(g), -1.0))}

    rule = Rule("normalised", "", "", "", (ETA,), (), step)
    losses = SeparableLosses(at.problems.quadratic(1, centre=0.25))
    with pytest.raises(Diverged, match="normalised at t = 1"):
        Trajectory(Setup(rule, losses, 4, {"eta": 0.5}, [0.25]))
    assert len(Trajectory(Setup(rule, losses, 4, {"eta": 0.5}, [0.5])).table["x"]) == 5
