"""optax's own patterns of tests for transformations, on the generated ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from printed import printed
from recorded_steps import OWN

from adal_theory.errors import ConfigurationError
from adal_theory.rules import RULES

optax = pytest.importorskip("optax", reason="JAX or optax is not installed: make extras")
import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402

from adal_theory.optax import adal, adal_ams, scale_by_adal, transformations  # noqa: E402

PARAMS = {"w": jnp.array([[1.0, -2.0], [0.5, 3.0]]), "b": (jnp.array(0.5), jnp.array([-1.0, 2.0]))}


def grad(x: Any) -> Any:
    """Of Σ (x − 1)²/2."""
    return jax.tree.map(lambda a: a - 1.0, x)


def run(opt: Any, x: Any = PARAMS, steps: int = 8, jit: bool = True) -> Any:
    update = jax.jit(opt.update) if jit else opt.update
    state = opt.init(x)
    for _ in range(steps):
        updates, state = update(grad(x), state, x)
        x = optax.apply_updates(x, updates)
    return x


def close(a: Any, b: Any, tol: float = 1e-6) -> None:
    for p, q in zip(jax.tree.leaves(a), jax.tree.leaves(b), strict=True):
        np.testing.assert_allclose(p, q, rtol=tol, atol=tol)


def apart(a: Any, b: Any) -> float:
    return max(float(jnp.abs(p - q).max()) for p, q in zip(jax.tree.leaves(a), jax.tree.leaves(b), strict=True))


@pytest.mark.parametrize("made", [adal, adal_ams])
def test_it_goes_to_the_minimum_with_and_without_jit(made: Any) -> None:
    close(run(made(0.1), steps=40), run(made(0.1), steps=40, jit=False), 1e-5)
    assert apart(run(made(0.2, step_schedule="1/sqrt(t)"), steps=300), jax.tree.map(jnp.ones_like, PARAMS)) < 1.2


def test_the_optimiser_is_the_chain_of_its_parts() -> None:
    close(run(adal(0.1)), run(optax.chain(scale_by_adal(), optax.scale_by_learning_rate(0.1))))
    close(run(adal(0.1, weight_decay=0.1)), run(optax.chain(optax.add_decayed_weights(0.1), adal(0.1))))
    late = optax.chain(scale_by_adal(), optax.add_decayed_weights(0.1), optax.scale_by_learning_rate(0.1))
    close(run(adal(0.1, weight_decay=0.1, decoupled_weight_decay=True)), run(late))
    assert apart(run(late), run(adal(0.1, weight_decay=0.1))) > 1e-4


@pytest.mark.parametrize("over", ["tensor", "global"])
def test_vmap_is_one_run_after_the_other(over: str) -> None:
    many = jax.tree.map(lambda a: jnp.stack([a, 2.0 * a, -a]), PARAMS)
    opt = adal(0.1, norm_over=over)
    together = jax.vmap(lambda x: run(opt, x, jit=False))(many)
    for k, factor in enumerate((1.0, 2.0, -1.0)):
        alone = run(opt, jax.tree.map(lambda a, factor=factor: factor * a, PARAMS))
        close(jax.tree.map(lambda a, k=k: a[k], together), alone, 1e-5)


def test_schedules_and_injected_settings() -> None:
    rates = [0.1 / (k + 1) for k in range(8)]
    schedule = lambda count: 0.1 / (count + 1)  # noqa: E731
    close(run(adal(schedule)), run(adal(0.1, step_schedule="1/t")))
    injected = optax.inject_hyperparams(adal)(learning_rate=0.1, b1=0.8, weight_decay=0.01)
    close(run(injected), run(adal(0.1, b1=0.8, weight_decay=0.01)), 1e-5)
    close(run(optax.inject_hyperparams(adal)(learning_rate=schedule)), run(adal(schedule)), 1e-5)
    x, state = PARAMS, optax.inject_hyperparams(adal_ams)(learning_rate=1.0, delta=0.1).init(PARAMS)
    opt = optax.inject_hyperparams(adal_ams)(learning_rate=1.0, delta=0.1)
    for rate in rates:
        state.hyperparams["learning_rate"] = jnp.asarray(rate)
        updates, state = opt.update(grad(x), state, x)
        x = optax.apply_updates(x, updates)
    close(x, run(adal_ams(schedule, delta=0.1)), 1e-5)


def test_masks_leave_leaves_alone_and_out_of_the_norm() -> None:
    mask = {"w": True, "b": (False, False)}
    opt = optax.chain(optax.masked(adal(0.1), mask), optax.masked(optax.set_to_zero(), {"w": False, "b": (True, True)}))
    found = run(opt)
    close(found["b"], PARAMS["b"])
    close(found["w"], run(adal(0.1), {"w": PARAMS["w"]})["w"])


def test_multi_transform_and_multi_steps() -> None:
    parts = optax.multi_transform({"a": adal(0.1), "s": optax.sgd(0.1)}, {"w": "a", "b": ("s", "s")})
    found = run(parts)
    close(found["w"], run(adal(0.1), {"w": PARAMS["w"]})["w"])
    x, state = PARAMS, (opt := optax.MultiSteps(adal(0.1), 2)).init(PARAMS)
    for _ in range(4):
        updates, state = opt.update(grad(PARAMS), state, x)
        x = optax.apply_updates(x, updates)
    y, plain = PARAMS, adal(0.1).init(PARAMS)
    for _ in range(2):
        updates, plain = adal(0.1).update(grad(PARAMS), plain, y)
        y = optax.apply_updates(y, updates)
    close(x, y)


def test_states_are_float32_or_wider_and_updates_as_their_gradients() -> None:
    x = {"a": jnp.ones(3, jnp.bfloat16), "b": jnp.ones((2, 2), jnp.float16), "c": jnp.ones(2, jnp.complex64), "d": jnp.ones(2)}
    opt = adal(0.1, weight_decay=0.01)
    updates, state = opt.update(jax.tree.map(lambda a: 0.5 * a, x), opt.init(x), x)
    assert jax.tree.map(lambda u, p: u.dtype == p.dtype and u.shape == p.shape, updates, x) == dict.fromkeys(x, True)
    moments = next(s for s in jax.tree.leaves(state, is_leaf=lambda s: hasattr(s, "moments")) if hasattr(s, "moments")).moments
    assert {n: str(a.dtype) for n, a in moments["v"].items()} == dict.fromkeys(x, "float32")


def test_complex_is_two_reals() -> None:
    z = {"z": jnp.array([1.0 + 2.0j, -0.5 + 0.25j])}
    x = {"x": jnp.stack([z["z"].real, z["z"].imag], axis=-1)}
    one, two = adal(0.1), adal(0.1)
    s, r = one.init(z), two.init(x)
    for k in range(5):
        g = jnp.array([0.3 - k * 1j, 1.0 + 0.5j])
        u, s = one.update({"z": g}, s, z)
        w, r = two.update({"x": jnp.stack([g.real, g.imag], axis=-1)}, r, x)
        close(jnp.stack([u["z"].real, u["z"].imag], axis=-1), w["x"])


def test_a_box_is_the_projection_and_needs_the_parameters() -> None:
    found = run(adal(1.0, box=(-0.5, 0.25)))
    assert all(float(leaf.min()) >= -0.5 and float(leaf.max()) <= 0.25 for leaf in jax.tree.leaves(found))
    opt = adal(1.0, box=(-0.5, 0.25))
    with pytest.raises(ConfigurationError, match="box needs the parameters"):
        opt.update(grad(PARAMS), opt.init(PARAMS))


def test_a_rule_that_reads_the_parameters_says_so() -> None:
    opt = transformations("adamw").optimizer(0.1)
    with pytest.raises(ConfigurationError, match="reads the parameters"):
        opt.update(grad(PARAMS), opt.init(PARAMS))
    updates, _ = adal(0.1).update(grad(PARAMS), adal(0.1).init(PARAMS))  # this one does not
    assert jax.tree.structure(updates) == jax.tree.structure(PARAMS)


@pytest.mark.parametrize(
    ("keywords", "told"),
    [
        ({"learning_rate": -1.0}, "learning_rate"),
        ({"learning_rate": None}, "learning_rate = None: this rule has a step size"),
        ({"learning_rate": "a"}, "learning_rate = 'a' is not a number"),
        ({"learning_rate": 0.1, "b1": True}, "b1 = True is not a number"),
        ({"learning_rate": 0.1, "b2": 1.0}, r"b2 = 1 is outside \[0, 1\)"),
        ({"learning_rate": 0.1, "eps": -1.0}, "eps"),
        ({"learning_rate": 0.1, "norm_over": "leaf"}, "norm_over"),
        ({"learning_rate": 0.1, "step_schedule": "none"}, "step_schedule"),
        ({"learning_rate": 0.1, "weight_decay": -0.1}, "weight_decay"),
        ({"learning_rate": 0.1, "box": (1.0, 1.0)}, "lo < hi"),
    ],
)
def test_wrong_settings_are_one_line(keywords: dict[str, Any], told: str) -> None:
    with pytest.raises(ConfigurationError, match=told) as error:
        adal(**keywords)
    assert "\n" not in str(error.value)


def test_a_schedule_of_a_beta1_that_is_not_there_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"^beta1_schedule: adagrad has no beta1; leave it out$"):
        transformations("adagrad", beta1_schedule=True)


def test_whole_numbers_have_no_gradient() -> None:
    with pytest.raises(ConfigurationError, match=r"optax\.masked"):
        adal(0.1).init({"n": jnp.arange(3)})


@pytest.mark.parametrize("name", ["adal", "adamw", "sgd"])
def test_the_printed_functions_run(name: str) -> None:
    space: dict[str, Any] = {}
    exec(compile(printed("show", name, "--as", "jax"), "printed.py", "exec"), space)
    close(run(space[name](0.1), steps=3), run(transformations(name).optimizer(0.1), steps=3))


@pytest.mark.parametrize("name", [*RULES, *OWN])
def test_an_update_of_zeros_stays_finite(name: str) -> None:
    with jax.enable_x64(True):  # one of them computes with int64
        opt = transformations(OWN.get(name, name)).optimizer(0.1)
        updates, _ = opt.update(jax.tree.map(jnp.zeros_like, PARAMS), opt.init(PARAMS), PARAMS)
    assert all(bool(jnp.isfinite(leaf).all()) for leaf in jax.tree.leaves(updates))
