"""The generated transformations beside the recorded rules, in float64 on random gradients, in every variant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from recorded_steps import CASES, OWN, VARIANTS, defaults, gradients, trajectory

from adal_theory.rules import RULES, Rule
from adal_theory.trace.options import Options

optax = pytest.importorskip("optax", reason="JAX or optax is not installed: make extras")
import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402

from adal_theory.optax import transformations  # noqa: E402

TOL = 1e-12  # relative to the size of x: XLA fuses multiplications with additions and sums in another order


@pytest.fixture(autouse=True)
def float64() -> Iterator[None]:
    with jax.enable_x64(True):
        yield


def settings(rule: Rule, params: dict[str, float]) -> dict[str, Any]:
    given = {"lambda": "lambda_2", "eta": "learning_rate", "beta1": "b1", "beta2": "b2"}
    return {given.get(n, n): value for n, value in params.items()}


def tree(row: Any) -> dict[str, Any]:
    """A vector of 18 as a pytree."""
    return {"a": (jnp.asarray(row[:12]).reshape(3, 4), jnp.asarray(row[12])), "b": [jnp.asarray(row[13:])]}


def run(opt: Any, g: Any, x0: Any, deal: Any = tree) -> Any:
    """x_1, x_2, … as arrays."""

    @jax.jit
    def all_steps(x: Any, rows: Any) -> Any:
        def step(carry: Any, row: Any) -> Any:
            x, state = carry
            updates, state = opt.update(deal(row), state, x)
            x = optax.apply_updates(x, updates)
            return (x, state), jnp.concatenate([jnp.ravel(leaf) for leaf in jax.tree.leaves(x)])

        return jax.lax.scan(step, (x, opt.init(x)), rows)[1]

    return np.vstack([x0, all_steps(deal(x0), jnp.asarray(g))])


def close(found: Any, wanted: Any) -> None:
    assert np.abs(found - wanted).max() <= TOL * np.maximum(np.abs(wanted).max(), 1.0)


@pytest.mark.parametrize(("name", "variant"), CASES)
def test_the_optimiser_takes_the_steps_of_the_rule(name: str, variant: int) -> None:
    rule, options, params = OWN.get(name, RULES.get(name)), VARIANTS[variant], defaults(OWN.get(name, name))
    assert rule is not None
    g, x0 = gradients(120, 18, seed=variant), np.random.default_rng(1).normal(size=18)
    _, made = transformations(
        rule, bias_correction=options.bias_correction, eps_placement=options.eps_placement, norm=options.norm
    )
    schedule = ("constant", "1/sqrt(t)", "1/t")[variant % 3]
    close(run(made(**settings(rule, params), step_schedule=schedule), g, x0), trajectory(rule, x0, g, params, options, schedule))


@pytest.mark.parametrize("name", ["adal", "adal_ams", "signs"])
def test_a_norm_over_each_leaf_is_the_rule_on_each_leaf(name: str) -> None:
    rule, params = OWN.get(name, RULES.get(name)), defaults(OWN.get(name, name))
    assert rule is not None
    g, x0 = gradients(60, 18), np.linspace(-1, 1, 18)
    found = run(transformations(rule).optimizer(**settings(rule, params), norm_over="tensor"), g, x0)
    for part in (slice(0, 12), slice(12, 13), slice(13, 18)):
        close(found[:, part], trajectory(rule, x0[part], g[:, part], params))


def test_a_schedule_of_beta1_enters_the_bias_correction() -> None:
    params, beta1 = defaults("adal"), np.linspace(0.5, 0.95, 50)
    g, x0 = gradients(50, 18), np.ones(18)
    made = optax.inject_hyperparams(transformations("adal", beta1_schedule=True).optimizer)
    keywords = settings(RULES["adal"], params) | {"b1": lambda count: jnp.asarray(beta1)[count]}
    wanted = trajectory("adal", x0, g, params, Options(beta1_schedule=True), beta1=beta1)
    close(run(made(**keywords), g, x0), wanted)


@pytest.mark.parametrize(("name", "theirs"), [("adam", optax.adam), ("adamw", optax.adamw)])
def test_with_eps_in_the_denominator_it_is_optax(name: str, theirs: Any) -> None:
    g, x0 = gradients(80, 18), np.linspace(-1, 1, 18)
    keywords = {"learning_rate": 0.01, "b1": 0.8, "b2": 0.95, "eps": 1e-3}
    keywords |= {"weight_decay": 0.1} if name == "adamw" else {}
    close(run(transformations(name, eps_placement="denominator").optimizer(**keywords), g, x0), run(theirs(**keywords), g, x0))


def test_what_is_not_linear_in_the_step_size_has_no_scale_by() -> None:
    assert transformations(OWN["implicit"]).scale_by is None
    assert all(transformations(name).scale_by is not None for name in RULES)
