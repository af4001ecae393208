"""The stages of a gradient are those of the rule that runs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory.engine.stages import STAGES, Stages, collect, minibatch_gradients
from adal_theory.rules.rule import ETA, Rule

GRADIENTS = np.random.default_rng(3).normal(size=(120, 3, 4))


@pytest.mark.parametrize("options", [{}, {"bias_correction": False}, {"eps_placement": "denominator"}, {"norm": 2}], ids=str)
@pytest.mark.parametrize("rule", ["adal", "adal_ams", "adam", "amsgrad"])
def test_updates_are_the_steps_of_a_run(rule: str, options: dict[str, Any]) -> None:
    """On linear losses with these slopes, without a box and with η_t = 1, the update is x_t − x_{t+1}.

    By `reference`, whose bytes are those of every engine (tests/parity): it has nothing to compile.
    """
    params = {"eps": 0.1, "beta1": 0.8, "beta2": 0.95} | ({"delta": 0.5} if rule == "adal_ams" else {})
    found = collect(Stages(rule, params, **options), GRADIENTS)
    data = at.run(
        rule,
        at.problems.linear(GRADIENTS),
        120,
        params | {"eta": 1.0},
        runs=4,
        box=None,
        x0=0.0,
        step_schedule="constant",
        record="all",
        metrics="x",
        backend="reference",
        **options,
    )
    x = np.concatenate([data.x.values, data.x_final.values[:, None]], axis=1)
    np.testing.assert_allclose(np.moveaxis(found["update"], 2, 0), -np.diff(x, axis=1), atol=1e-12)
    assert set(found) == set(STAGES) and np.array_equal(found["g"], GRADIENTS)


def test_transformed_gradient_and_average_by_hand() -> None:
    found = collect(Stages("adal", {"beta1": 0.5}), GRADIENTS[:2])
    g_hat = np.abs(GRADIENTS[:2]).sum(axis=1, keepdims=True) * GRADIENTS[:2]
    np.testing.assert_allclose(found["g_hat"], g_hat, rtol=1e-14)
    np.testing.assert_allclose(found["m"], [0.5 * g_hat[0], 0.25 * g_hat[0] + 0.5 * g_hat[1]], rtol=1e-14)
    assert np.array_equal(collect(Stages("adal", {"beta1": 0.5}), GRADIENTS[:2], skip=1)["m"], found["m"][1:])


def test_a_rule_that_averages_nothing_has_its_gradient_as_average() -> None:
    found = collect(Stages("adagrad"), GRADIENTS)
    assert np.array_equal(found["m"], GRADIENTS) and np.array_equal(found["g_hat"], GRADIENTS)
    np.testing.assert_allclose(found["update"], GRADIENTS * ((GRADIENTS**2).cumsum(axis=0) ** -0.5 + 1e-8), rtol=1e-13)


def test_mistakes_are_one_line() -> None:
    bare = Rule(
        name="bare",
        title="Bare",
        variant="",
        source="",
        parameters=(ETA,),
        state=(),
        step=lambda o, state, p, g, opt: {"x": state.x - opt.step_size(p.eta) * g, "g_hat": g},
    )
    for rule, params, words in (
        (bare, {}, "stages of bare: its step does not return m; return"),
        ("adall", {}, "Did you mean 'adal'"),
        ("adal", {"beta1": 1.0}, r"beta1 = 1 is outside \[0, 1\)"),
    ):
        with pytest.raises(at.ConfigurationError, match=words):
            Stages(rule, params)
    with pytest.raises(at.ConfigurationError, match="skip = 3 leaves none"):
        collect(Stages("adal"), GRADIENTS[:2], skip=3)


def test_minibatch_gradients_are_those_of_a_point() -> None:
    problem = at.problems.network("breast_cancer", hidden=2, batch=5)
    first, second = minibatch_gradients(problem, problem.x0, 300, steps=2, seed=4)
    assert first.shape == (problem.dimension, 300) and not np.array_equal(first, second)
    full = problem.full_gradient(np, problem.x0[None])[0]
    error = first.std(axis=1) / np.sqrt(300)
    assert (np.abs(first.mean(axis=1) - full) < 5 * error + 1e-12).all()
    assert np.array_equal(first, next(minibatch_gradients(problem, problem.x0, 300, seed=4)))
    for bad, given in ((problem, np.zeros((1, problem.dimension))), (at.problems.quadratic(2), np.zeros(2))):
        with pytest.raises(at.ConfigurationError, match="x has shape"):
            next(minibatch_gradients(bad, given, 3))


def test_the_shape_stays_and_a_rule_may_have_no_eta() -> None:
    stages = Stages("adal")
    stages.step(GRADIENTS[0])
    with pytest.raises(at.ConfigurationError, match=r"g has shape \(3,\): pass \(3, 4\), coordinates first"):
        stages.step(GRADIENTS[0, :, 0])
    with pytest.raises(at.ConfigurationError, match=r"g has shape \(\): pass \(d, …\)"):
        Stages("adal").step(np.float64(1.0))
    with pytest.raises(at.ConfigurationError, match="skip = -1"):
        collect(Stages("adal"), GRADIENTS, skip=-1)
    free = Rule(
        name="free",
        title="",
        variant="",
        source="",
        parameters=(),
        state=(),
        step=lambda o, state, p, g, opt: {"x": state.x - 0.1 * g, "g_hat": g, "m": g},
    )
    np.testing.assert_allclose(Stages(free).step(GRADIENTS[0])["update"], 0.1 * GRADIENTS[0])


def test_the_gradient_is_copied_and_never_masked() -> None:
    def reused() -> Any:
        buffer = np.ones((2, 3))
        for k in range(4):
            buffer[:] = k
            yield buffer

    found = collect(Stages("adam"), reused())
    assert found["g"][:, 0, 0].tolist() == found["g_hat"][:, 0, 0].tolist() == [0.0, 1.0, 2.0, 3.0]
    with pytest.raises(at.ConfigurationError, match="g has 1 masked entry"):
        Stages("adal").step(np.ma.masked_array(np.ones(3), mask=[0, 1, 0]))
