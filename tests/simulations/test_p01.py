"""P1: κ_T against a plain Cauchy–Schwarz and a plain loop, short runs hold, and other gradients or bounds fail."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory.proofs.curves import audits as theory
from adal_theory.results.experiment import Context, Outcome
from adal_theory.simulations import p01_adam_one_step as p1

SMALL: dict[str, Any] = {"steps": 300, "cells": 4, "cell_steps": 6000, "runs": 4, "random_steps": 60}


def context(**changes: Any) -> Context:
    return Context(SMALL | changes, backend="reference", run=at.run)


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return p1.perform(context())


def best(beta1: float, beta2: float, steps: int) -> float:
    """The largest Σ a_j g_j with Σ b_j g_j² = 1, for the weights a of m̂_T and b of v̂_T: √Σ a_j²/b_j."""
    a = [(1 - beta1) * beta1 ** (steps - j) / (1 - beta1**steps) for j in range(1, steps + 1)]
    b = [(1 - beta2) * beta2 ** (steps - j) / (1 - beta2**steps) for j in range(1, steps + 1)]
    return math.sqrt(math.fsum(x * x / y for x, y in zip(a, b, strict=True)))


def second_step(rule: str, beta1: float, beta2: float, gradients: tuple[float, float]) -> float:
    m = v = u = 0.0
    for g in gradients:
        m, v, u = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g, max(beta2 * u, abs(g))
    m_hat = m / (1 - beta1**2)
    return m_hat / (math.sqrt(v / (1 - beta2**2)) if rule == "adam" else u)


@pytest.mark.parametrize(
    ("pair", "many"),
    [((0.9, 0.999), 20_000), ((0.9, 0.99), 3000), ((0.5, 0.755), 100), ((0.9, 0.9), 500), ((0.9, 0.82), 1500), ((0.0, 0.5), 60)],
)
def test_longest_step_is_that_of_cauchy_and_schwarz(pair: tuple[float, float], many: int) -> None:
    for steps in (1, 2, 7, 100):
        assert float(theory.longest_adam_step(*pair, steps)) == pytest.approx(best(*pair, steps), rel=1e-10)
    assert float(theory.longest_adam_step(*pair)) == pytest.approx(best(*pair, many), rel=1e-6)


def test_numbers_of_the_page() -> None:
    assert float(theory.longest_adam_step(0.9, 0.999)) == pytest.approx(7.2703, abs=5e-5)
    assert float(theory.longest_adam_step(0.5, 0.5)) == 1.0
    assert np.isnan(theory.longest_adam_step(0.9, [0.81, 0.5])).all() and np.isnan(theory.longest_adamax_step(0.9, 0.9, 3))
    assert float(theory.longest_adamax_step(0.9, 0.999, 10_000)) == pytest.approx(111 / 110, rel=1e-9)
    assert float(theory.longest_adamax_step(0.5, 0.75, 2)) == pytest.approx(10 / 9, rel=1e-12)
    assert theory.printed_adam_step([0.9, 0.9, 0.5], [0.999, 0.99, 0.755]).tolist() == pytest.approx(
        [10**0.5, 1, 0.5 / 0.245**0.5]
    )


def test_adamax_is_no_longer_on_other_gradients() -> None:
    rng = np.random.default_rng(3)
    for beta1, beta2 in ((0.9, 0.999), (0.5, 0.75), (0.2, 0.3)):
        powers = beta2 ** np.arange(1.0, 31)
        found = []
        for g in (powers, *rng.normal(size=(200, 30)), *(powers * rng.uniform(0.5, 1.5, (200, 30)))):
            m = u = 0.0
            for one in g:
                m, u = beta1 * m + (1 - beta1) * one, max(beta2 * u, abs(one))
            found.append(abs(m) / (1 - beta1**30) / u)
        assert found[0] == pytest.approx(float(theory.longest_adamax_step(beta1, beta2, 30)), rel=1e-12)
        assert max(found) <= found[0] * (1 + 1e-12)


def test_everything_is_compared_and_holds(outcome: Outcome) -> None:
    assert [c for c in outcome.comparisons if not c.ok] == []
    assert {c.theorem for c in outcome.comparisons} == {"P1.3", "P1.5", "P1.8", "P1.9", "P1.10", "P1.12"}
    assert set(p1.EXPERIMENT.theorems) == {c.theorem for c in outcome.comparisons}
    assert set(p1.EXPERIMENT.figures(outcome)) == set(p1.EXPERIMENT.captions)


def test_engine_and_plain_loop_agree() -> None:
    for rule, beta1, beta2, gradients in (("adam", 0.9, 0.99, (10.0, 11.0)), ("adamax", 0.9, 0.999, (1.0, 0.999))):
        found = p1.lengths(context(), rule, rule, [(beta1, beta2)], np.array(gradients))[0]
        assert found.tolist() == pytest.approx([1.0, second_step(rule, beta1, beta2, gradients)], rel=1e-12)


def test_other_gradients_do_not_meet_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    right = p1.adversarial
    monkeypatch.setattr(p1, "adversarial", lambda beta1, beta2, steps: right(np.sqrt(beta1 * beta2), beta2, steps))
    rows = p1.attained(p1.over_time(context()))
    broken = [row.claim for row in rows if not row.ok]
    assert any("(0.9, 0.999): adversarial step" in claim for claim in broken) and any("first T" in claim for claim in broken)
    assert not any("AdaMax" in claim or "(0.9, 0.9)" in claim for claim in broken)


def test_without_bias_correction_the_step_is_another(outcome: Outcome) -> None:
    found = {name: np.asarray(values) for name, values in outcome.data.items() if name != "cells"}
    t = np.arange(1, SMALL["steps"] + 1)
    name = p1.key("adam", p1.ADAM[0])
    rows = p1.attained(found | {name: found[name] * (1 - 0.9**t) / np.sqrt(1 - 0.999**t)})
    assert [row.ok for row in rows].count(False) == 2


def test_a_bound_that_is_too_small_is_caught(monkeypatch: pytest.MonkeyPatch, outcome: Outcome) -> None:
    cells = np.asarray(outcome.data["cells"])
    assert [row.ok for row in p1.cell_rows(1.01 * cells, SMALL["cell_steps"])] == [False, True]
    assert [row.ok for row in p1.cell_rows(0.9 * cells, SMALL["cell_steps"])] == [False, False]
    right = p1.longest_adam_step
    monkeypatch.setattr(p1, "longest_adam_step", lambda *given: 0.5 * right(*given))
    assert [row.ok for row in p1.bounded(context())] == [False] * 3


def test_exact_examples_are_those_of_the_claims() -> None:
    broken = p1.examples(context())
    assert [row.ok for row in broken] == [True] * 3
    assert [round(row.expected, 9) for row in broken] == [round(3980 / 3971, 9), 1.038278146, round((2110 / 2109) ** 2, 9)]
