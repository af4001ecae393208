"""Published theorems that are true, evaluated on runs of their methods in 50-digit decimals."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from faithful.cases import HOLDS, VIOLATED, Case
from faithful.random_losses import centre
from faithful.random_runs import convex, inside, on, steps
from faithful.weakened import times

from adal_theory import problems
from adal_theory.proofs.audits.adagrad_norm import ADAGRAD_NORM
from adal_theory.proofs.catalogue import library
from adal_theory.prove.update.decimal_losses import SeparableLosses
from adal_theory.prove.update.trajectory import Setup, Trajectory
from adal_theory.trace.options import Options

SEEDS, ALMOST = range(12), Fraction(99, 100)


def outcomes(run: Trajectory, *names: str) -> set[str]:
    case = Case(run)
    return {case.outcome(library().get(name)) for name in names}


@pytest.mark.parametrize("seed", SEEDS)
def test_adagrad_as_published(seed: int) -> None:
    setup = convex(random.Random(seed), "adagrad")
    run = Trajectory(replace(setup, params={**setup.params, "eps": 0.0, "delta": 0.0}))
    assert outcomes(run, "P10.1", "P10.2", "P10.3", "P10.4") == {HOLDS}


def strongly_convex(rng: random.Random, problem: Any, n: int, **more: Any) -> Trajectory:
    """Plain gradient steps η/t on a problem whose losses are 1-strongly convex, with η = 1 or 2."""
    params, plain = {"eta": rng.choice((1.0, 2.0)), "beta1": 0.0}, Options(bias_correction=False)
    return Trajectory(on(rng, problem, "sgd", n, **({"params": params, "options": plain, "schedule": "1/t"} | more)))


@pytest.mark.parametrize("seed", SEEDS)
def test_descent_on_strongly_convex_losses(seed: int) -> None:
    rng = random.Random(seed)
    n, d = steps(rng, 60), rng.randint(1, 4)
    problem = rng.choice((problems.drifting_quadratic(d, period=7, amplitude=1.0), problems.quadratic(d, 9.0, centre(rng, d))))
    assert outcomes(strongly_convex(rng, problem, n), "P10.5", "P10.6", "P10.7", "P10.8") == {HOLDS}


def test_the_logarithmic_bound_is_attained_by_one_step() -> None:
    rng = random.Random(0)
    run = strongly_convex(rng, problems.quadratic(1, 1.0, [0.0]), 1, x0=[0.5], x_star=[0.0], params={"eta": 1.0, "beta1": 0.0})
    less = replace(library().get("P10.8"), show=times(library().get("P10.8").show, ALMOST))
    assert outcomes(run, "P10.8") == {HOLDS} and Case(run).outcome(less) == VIOLATED


def norm_run(n: int, start: list[float], eta: float, delta: float) -> Trajectory:
    """AdaGrad-Norm on a quadratic with eigenvalues from 1 to 9, or 9 alone, around 0."""
    known = {"L": Decimal(9), "F_star": Decimal(0)}
    losses = SeparableLosses(problems.quadratic(len(start), 9.0, [0.0] * len(start)))
    params = {"eta": eta, "delta": delta}
    return Trajectory(Setup(ADAGRAD_NORM, losses, n, params, start, None, Options(box=False), "constant", known=known))


@pytest.mark.parametrize("seed", SEEDS)
def test_adagrad_norm(seed: int) -> None:
    rng = random.Random(seed)
    eta = 2.0 ** rng.randint(-6, 3)
    run = norm_run(steps(rng, 60), inside(rng, (-2.0, 2.0), rng.randint(1, 4)), eta, 9 * eta * rng.choice((1, 1, 3)))
    assert outcomes(run, *(f"P10.{k}" for k in range(9, 14))) == {HOLDS}


def test_adagrad_norm_needs_its_condition_and_its_constants() -> None:
    claim, near = library().get("P10.12"), [0.0, 2.0**-10]
    tight = norm_run(1, near, 1.0, 9.0)
    less = replace(claim, show=times(claim.show, ALMOST))
    assert Case(tight).outcome(claim) == HOLDS and Case(tight).outcome(less) == VIOLATED
    free = replace(claim, given={name: fact for name, fact in claim.given.items() if name != "b_0 ≥ ηL"})
    assert Case(norm_run(1, near, 1.0, 8.5)).outcome(free) == VIOLATED
