"""A10: the limit of m_t/√v_t on gradients r^t g_0, in the kernel and against the recursions of m and v themselves."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory.proofs.a_update import a10_longer_steps as longer_steps
from adal_theory.proofs.a_update import a10_ratio_limit as limit_ratio
from adal_theory.proofs.catalogue import library
from adal_theory.prove import Term
from adal_theory.prove.library.mutants import try_mutants
from adal_theory.prove.semantics.evaluate import DecimalArithmetic, Instance, evaluate

LIBRARY = library()
MEMORIES = [(0.9, 0.999), (0.5, 0.64), (0.0, 0.99)]


def number(a: Term, r: float, beta1: float, beta2: float, **more: Any) -> float:
    """The proved expression itself, in 50 digits."""
    values = {"r": r, "beta1": beta1, "beta2": beta2, **more}
    instance = Instance({k: Fraction(v) for k, v in values.items()} | {"t": int(more.get("t", 1))})
    return float(evaluate(a, instance, DecimalArithmetic))


def recursion(r: float, beta1: float, beta2: float, steps: int, g0: float = 1.0) -> np.ndarray:
    """m_t/√v_t by the updates of m and v; gradients are scaled as they come, so that nothing overflows."""
    m, v, ratios = 0.0, 0.0, []
    for _ in range(steps):  # m/(r^t g0) and v/(r^t g0)²
        m, v = beta1 * m / r + (1 - beta1), beta2 * v / r**2 + (1 - beta2)
        ratios.append(m / np.sqrt(v))
    return np.array(ratios) * np.sign(g0)


@pytest.mark.parametrize(("beta1", "beta2"), MEMORIES)
@pytest.mark.parametrize("r", [1.0, 1.01, 1.5, 3.0])
def test_the_recursion_goes_to_the_proved_limit(r: float, beta1: float, beta2: float) -> None:
    steps = 60_000 if r == 1.0 else 4_000
    limit = number(limit_ratio.limit(limit_ratio.r), r, beta1, beta2)
    assert recursion(r, beta1, beta2, steps)[-1] == pytest.approx(limit, rel=1e-12)


@pytest.mark.parametrize(("beta1", "beta2"), MEMORIES)
@pytest.mark.parametrize("r", [1.0, 1.05, 2.0])
def test_the_exact_ratio_and_the_rate_at_every_step(r: float, beta1: float, beta2: float) -> None:
    ratios = recursion(r, beta1, beta2, 400)
    limit, constant = (number(a, r, beta1, beta2) for a in (limit_ratio.limit(limit_ratio.r), limit_ratio.RATE))
    for t in (1, 2, 3, 10, 57, 400):
        exact = number(limit_ratio.exact, r, beta1, beta2, t=t)
        assert ratios[t - 1] == pytest.approx(exact, rel=1e-10)
        assert abs(ratios[t - 1] - limit) <= constant / np.sqrt(t) * (1 + 1e-12)


def test_the_engine_itself_takes_these_steps() -> None:
    # Without bias correction, at ε = 0 and a constant step η, x_t − x_{t+1} = η m_t/√v_t.
    r, steps, beta1, beta2 = 1.1, 60, 0.5, 0.64
    g = r ** np.arange(1, steps + 1)
    for rule, ratio in (("adam", r), ("adal", r**2)):
        data = at.run(
            rule,
            at.problems.linear(g),
            steps,
            x0=0.0,
            box=None,
            backend="reference",
            bias_correction=False,
            step_schedule="constant",
            params={"eta": 1.0, "beta1": beta1, "beta2": beta2, "eps": 0.0},
            metrics=("x",),
            comparator=0.0,
            record="all",
        )
        moved = -np.diff(np.asarray(data["x"]).reshape(-1))
        assert moved[-1] == pytest.approx(number(limit_ratio.limit(limit_ratio.r), ratio, beta1, beta2), rel=1e-9)


def test_longer_while_gradients_grow_and_shorter_while_they_decay() -> None:
    u = limit_ratio.limit(limit_ratio.r)
    for r in (1.001, 1.2, 5.0):
        assert number(u, r, 0.0, 0.99) < number(u, r**2, 0.0, 0.99)
    for r in (0.9985, 0.9999):
        assert number(u, r**2, 0.0, 0.99) < number(u, r, 0.0, 0.99)
    # β2 < β1: the other way round near r = 1, so β1 = 0 cannot be dropped from A10.14.
    assert number(u, 1.001, 0.9, 0.5) > number(u, 1.001**2, 0.9, 0.5)


def test_the_limit_of_adal_rests_on_its_recorded_rule() -> None:
    t = LIBRARY.theorem("A10.17")
    given = {name: LIBRARY.get("A10.17").given[name] for name in longer_steps.ENDLESS_RUN}
    assert set(given) == {"m_0", "v_0", "w", "g_hat", "m", "v"}
    assert t.conclusion.op == "tends" and t.axioms == () and len(t.hypotheses) == len(LIBRARY.get("A10.17").given)


@pytest.mark.slow
@pytest.mark.parametrize("claim_id", ["A10.11", "A10.13", "A10.16"])
def test_no_false_neighbour_is_proved(claim_id: str) -> None:
    trials = try_mutants(LIBRARY, LIBRARY.get(claim_id), LIBRARY.theorem(claim_id), instances=8)
    assert len([t for t in trials if t.kind != "hypothesis"]) >= 8
    assert not [t.label for t in trials if t.proved]
