"""Random update rules, nonsense included: the fused kernels and the reference agree to the last bit (NaN payloads aside)."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory.trace.metrics import GROUPS

STEPS = 23
UNARY: list[Callable[[Any, Any], Any]] = [
    lambda o, a: o.sqrt(o.abs(a)),
    lambda o, a: o.sqrt(a),
    lambda o, a: o.abs(a),
    lambda o, a: o.sign(a),
    lambda o, a: -a,
    lambda o, a: a**3,
    lambda o, a: o.sum_coordinates(a),
    lambda o, a: o.max_coordinates(a),
    lambda o, a: o.rsqrt0(o.abs(a)),
    lambda o, a: o.clip(a, -2.0, 1.0),
    lambda o, a: o.cast(o.cast(a, "f32" if o.real == "f64" else "f64") * 1.5, o.real),
]
BINARY: list[Callable[[Any, Any, Any], Any]] = [
    lambda o, a, b: a + b,
    lambda o, a, b: a - b,
    lambda o, a, b: a * b,
    lambda o, a, b: a / b,
    lambda o, a, b: o.maximum(a, b),
    lambda o, a, b: o.minimum(a, b),
    lambda o, a, b: o.where(o.less(a, b), b, 0.25),
    lambda o, a, b: o.where(o.negate(o.less_equal(a, b)), a, b),
    lambda o, a, b: o.where(o.either(o.equal(a, 0.0), o.both(o.less(a, 0.5), o.less(b, a))), b, a),
]


def random_rule(seed: int) -> Any:
    """A rule of 2 to 5 states whose step applies 3 to 14 random operations; the states may permute, grow and overflow."""
    shape = random.Random(seed)
    states = ("m", *(f"s{i}" for i in range(shape.randint(1, 4))))
    size = shape.randint(3, 14)

    def step(o: Any, s: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
        r = random.Random(seed)
        subnormal = 1e-310 if o.real == "f64" else 1e-40
        pool = [g, s.x, p.eta, p.beta1, o.constant(r.choice([0.0, -0.0, 1.5, subnormal])), *(getattr(s, n) for n in states)]
        for _ in range(size):
            a, b = r.choice(pool), r.choice(pool)
            pool.append(r.choice(UNARY)(o, a) if r.random() < 0.45 else r.choice(BINARY)(o, a, b))
        out = {n: r.choice(pool) for n in states}
        out["x"] = opt.project(s.x - p.eta * o.clip(r.choice(pool), -3.0, 3.0))
        return out | {
            "w": r.choice([None, o.abs(o.sum_coordinates(r.choice(pool)))]),
            "g_hat": r.choice(pool),
            "eta_prime": p.eta * o.constant(1.0),
            "preconditioner": r.choice(pool),
            "inverse_preconditioner": r.choice(pool),
        }

    return replace(at.rules.RULES["sgd"], name=f"random_{seed}", step=step, state=states)


def experiment(seed: int) -> tuple[Any, dict[str, Any], dict[str, Any]]:
    """Problem, parameters and keyword arguments of one case."""
    r = random.Random(seed + 10**6)
    d, runs = r.choice([1, 2, 3, 7]), r.choice([1, 5, 9, 37, 130])
    problem = r.choice(
        [
            at.problems.quadratic(d),
            at.problems.drifting_quadratic(d, period=7),
            at.problems.cosine(d),
            at.problems.linear(np.random.default_rng(seed).normal(size=(5, d))),
        ]
    )
    params = {"eta": r.choice([0.1, np.linspace(0.01, 1, runs)]), "beta1": r.choice([0.0, np.linspace(0, 0.9, runs)])}
    law = r.choice([None, at.noise.gaussian(0.5), at.noise.gaussian(0.5, sampler="fast32"), at.noise.alpha_stable(1.2)])
    metrics = r.choice([("x",), ("regret", "x"), ("weighted_regret", "x"), GROUPS])
    return (
        problem,
        params,
        {
            "runs": runs,
            "seed": seed,
            "noise": law,
            "metrics": metrics,
            "record": "all",
            "box": (-1.0, 1.0),
            "dtype": r.choice(["float64", "float32"]),
            "x0": r.choice([0.5, -0.0, 1e-310]),
        },
    )


@pytest.mark.parametrize(
    "seed",
    [
        *(0, 1),
        *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 6)),
        *(pytest.param(seed, marks=pytest.mark.long) for seed in range(6, 10)),
    ],
)
def test_random_rules_agree(both: Callable[..., Any], seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # The names mean nothing here, and every metric is to be computed all the same.
    monkeypatch.setattr("adal_theory.trace.covered.contradiction", lambda *_: None)
    problem, params, given = experiment(seed)
    both(random_rule(seed), problem, STEPS, params, **given)
