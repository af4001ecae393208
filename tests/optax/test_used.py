"""Transformations as they are used: leaves of every kind, states of others, wrong values, wrappers of optax."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from recorded_steps import NAMES, named_rule

from adal_theory.errors import ConfigurationError

optax = pytest.importorskip("optax", reason="JAX or optax is not installed: make extras")
import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402

from adal_theory.optax import RecordedState, adal, adal_ams, transformations  # noqa: E402


def after(opt: Any, x: Any, g: Any = None, steps: int = 2) -> Any:
    """Parameters after some steps with the gradients g, by default x itself."""
    state = opt.init(x)
    for _ in range(steps):
        updates, state = opt.update(x if g is None else g, state, x)
        x = optax.apply_updates(x, updates)
    return x


@pytest.mark.parametrize("over", ["global", "tensor"])
@pytest.mark.parametrize("norm", [1, 2, "inf"])
def test_leaves_without_elements_and_none_change_nothing(norm: Any, over: str) -> None:
    made = transformations("adal_ams", norm=norm).optimizer
    opt = made(0.1, delta=0.1, norm_over=over, weight_decay=0.1, box=(-1.0, 1.0))
    x = {"a": jnp.array([0.5, -0.25])}
    found = after(opt, {**x, "empty": jnp.ones((0, 2)), "none": None})
    np.testing.assert_array_equal(found["a"], after(opt, x)["a"])
    assert found["empty"].shape == (0, 2) and found["none"] is None
    assert after(opt, {"empty": jnp.ones(0)})["empty"].shape == (0,) and after(opt, {}) == {}


def test_a_box_holds_both_parts_of_a_complex_leaf() -> None:
    opt = adal(1.0, box=(-0.5, 0.25))
    z = jnp.array([1.0 - 2.0j, -0.125 + 0.0625j])
    x = jnp.stack([z.real, z.imag], axis=-1)
    found, wanted = after(opt, z), after(opt, x)
    np.testing.assert_array_equal(jnp.stack([found.real, found.imag], axis=-1), wanted)
    assert float(wanted.min()) == -0.5 and found.dtype == z.dtype


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("box", [(-0.1, 0.1), (0.3, 0.7), (-float("inf"), -2.9)])
def test_no_parameter_leaves_the_box_by_rounding(box: tuple[float, float], wide: bool) -> None:
    """x + (hi − x) is not hi in floating point: for two thirds of these numbers it is beyond."""
    with jax.enable_x64(wide):
        x = jnp.asarray(3.0 * np.random.default_rng(0).normal(size=20_000), float)
        found = after(adal(3.0, box=box), x, steps=1)
        lo, hi = (x.dtype.type(end) for end in box)
        assert lo <= found.min() and found.max() <= hi
        assert float(jnp.abs(found - hi).min()) <= 1e-6  # some are at the end


@pytest.mark.parametrize("leaf", [1.0, np.ones(2, np.float32), jnp.ones((), jnp.float8_e4m3fn), jnp.ones(2, jnp.bfloat16)])
def test_plain_numbers_and_short_floats_take_steps(leaf: Any) -> None:
    found = after(adal(0.25), leaf, steps=1)
    assert found.dtype == jnp.asarray(leaf).dtype
    np.testing.assert_allclose(np.asarray(found, float), 0.75, atol=1e-6)


def test_a_state_can_be_made_of_shapes() -> None:
    shapes = {"a": jax.ShapeDtypeStruct((3,), jnp.bfloat16), "z": jax.ShapeDtypeStruct((2,), jnp.complex64)}
    found = adal_ams(0.1, delta=0.5).init(shapes)[0].moments["v_max"]
    assert {n: (a.shape, str(a.dtype), float(a.min())) for n, a in found.items()} == {
        "a": ((3,), "float32", 0.25),
        "z": ((2, 2), "float32", 0.25),
    }


@pytest.mark.parametrize("made", [adal, adal_ams])
def test_a_state_of_another_rule_is_refused(made: Any) -> None:
    x = jnp.ones(3)
    for other in (optax.adam(0.1), adal_ams(0.1) if made is adal else adal(0.1)):
        with pytest.raises(ConfigurationError, match="not a state of this rule, which holds m, v") as error:
            made(0.1).update(x, other.init(x), x)
        assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("made", "keywords", "told"),
    [
        (adal, {"learning_rate": "fast"}, "learning_rate = 'fast' is not a number"),
        (adal, {"learning_rate": jnp.array([0.1])}, r"learning_rate has shape \(1,\)"),
        (adal, {"learning_rate": 0.1, "b1": None}, "b1 = None is not a number"),
        (adal, {"learning_rate": 0.1, "b2": lambda count: 0.9}, "b2 = a function is not a number"),
        (adal, {"learning_rate": 0.1, "eps": None}, "eps = None is not a number"),
        (adal_ams, {"learning_rate": 0.1, "delta": None}, "delta = None is not a number"),
        (adal, {"learning_rate": 0.1, "box": (None, 1.0)}, r"box\[0\] = None is not a number"),
        (adal, {"learning_rate": 0.1, "box": "ab"}, r"box = 'ab': pass \(lo, hi\)"),
    ],
)
def test_wrong_values_are_one_line(made: Any, keywords: dict[str, Any], told: str) -> None:
    with pytest.raises(ConfigurationError, match=told) as error:
        made(**keywords)
    assert "\n" not in str(error.value)


def test_an_argument_of_others_is_not_ours() -> None:
    x = jnp.ones(3)
    for opt in (adal(0.1), transformations("sgd").optimizer(0.1)):
        plain, _ = opt.update(x, opt.init(x), x)
        given, _ = opt.update(x, opt.init(x), x, value=2.0, learning_rate=3.0)
        np.testing.assert_array_equal(plain, given)


def test_what_is_not_finite_is_shown_or_skipped() -> None:
    x, bad = {"a": jnp.ones(2), "b": jnp.ones(1)}, {"a": jnp.array([jnp.nan, 1.0]), "b": jnp.ones(1)}
    assert all(bool(jnp.isnan(leaf).all()) for leaf in jax.tree.leaves(after(adal(0.1), x, bad, 1)))
    opt = optax.apply_if_finite(adal(0.1), 3)
    updates, state = opt.update(bad, opt.init(x), x)
    assert not any(bool(leaf.any()) for leaf in jax.tree.leaves(updates))
    assert optax.tree.get(state.inner_state, "count") == 0


def test_a_state_is_found_and_written_by_optax_and_donated() -> None:
    x = {"a": jnp.ones(3), "b": jnp.ones((2, 2))}
    opt = adal(0.1)
    state = optax.tree.set(opt.init(x), count=jnp.asarray(7, jnp.int32))
    assert isinstance(state[0], RecordedState) and optax.tree.get(state, "count") == 7
    assert optax.tree.get(state, "m").keys() == x.keys()
    mapped = optax.tree.map_params(opt, lambda a: a + 1.0, state)
    assert mapped[0].count == 7 and all(bool((leaf == 1).all()) for leaf in jax.tree.leaves(mapped[0].moments))
    step = jax.jit(lambda g, state, x: opt.update(g, state, x), donate_argnums=1)
    state = opt.init(x)
    for _ in range(2):
        _, state = step(x, state, x)
    assert state[0].count == 2


@pytest.mark.parametrize("wide", [False, True])
def test_types_do_not_change_from_step_to_step(wide: bool) -> None:
    """As `lax.scan` asks for; with float64 allowed too, and numbers that are arrays."""
    with jax.enable_x64(wide):
        x = {"a": jnp.ones(3, jnp.float32), "b": jnp.ones(2, jnp.bfloat16), "c": jnp.ones(2, float)}
        opt = adal_ams(jnp.asarray(0.1), delta=0.1, step_schedule="1/sqrt(t)", box=(-1.0, 1.0))

        def step(carry: Any, _: Any) -> Any:
            x, state = carry
            updates, state = opt.update(x, state, x)
            return (optax.apply_updates(x, updates), state), None

        (found, state), _ = jax.lax.scan(step, (x, opt.init(x)), None, length=3)
        assert jax.tree.map(lambda a: a.dtype, found) == jax.tree.map(lambda a: a.dtype, x)
        assert str(state[0].moments["v"]["c"].dtype) == ("float64" if wide else "float32")


@pytest.mark.parametrize("name", NAMES.split())
def test_a_rule_may_use_the_words_of_an_optimiser(name: str) -> None:
    for rule in (named_rule(parameter=name), named_rule(state=name)):
        found = after(transformations(rule).optimizer(0.1), jnp.ones(2), jnp.ones(2))
        np.testing.assert_allclose(found, 1.0 - 0.1 * (0.5 + 0.75), rtol=1e-6)


def test_a_rule_without_beta1_has_no_schedule_of_it() -> None:
    with pytest.raises(ConfigurationError, match="rmsprop has no beta1; leave it out"):
        transformations("rmsprop", beta1_schedule=True)
    lion = transformations("lion", beta1_schedule=True).optimizer  # has a β1 but no bias correction
    np.testing.assert_array_equal(after(lion(0.1), jnp.ones(2)), after(transformations("lion").optimizer(0.1), jnp.ones(2)))
