"""What all generated transformations share: states as pytrees, sums over their leaves, types, weight decay, the projection."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax

from adal_theory.emit.ranges import ends_of, in_range
from adal_theory.entries import choice, truth
from adal_theory.errors import ConfigurationError

SCHEDULES: dict[str, Callable[[Any], Any]] = {
    "constant": lambda t: 1.0,
    "1/sqrt(t)": lambda t: 1.0 / jnp.sqrt(t),
    "1/t": lambda t: 1.0 / t,
}


class RecordedState(NamedTuple):
    """`count` steps were taken; `moments` holds, by the names of the rule, pytrees like the parameters.

    They are float32 or wider; for a complex parameter they have a last axis of 2, its real and imaginary part.
    `beta1_product` is Π β1 where β1 has a schedule.
    """

    count: Any
    moments: dict[str, Any]
    beta1_product: Any


def one_minus_power(beta: Any, t: Any) -> Any:
    """1 − β^t without the cancellation that β near 1 brings."""
    if isinstance(beta, (int, float)):
        return -jnp.expm1(t * math.log(beta)) if beta > 0 else 1.0
    return -jnp.expm1(t * jnp.log(beta))


def transformation(
    step: Callable[..., Any],
    states: Mapping[str, Any],
    settings: Mapping[str, tuple[Any, str]],
    *,
    norm_over: str = "global",
    uses_params: bool = False,
    beta1: Any = None,
) -> optax.GradientTransformationExtraArgs:
    """The transformation of a generated `step` of one array.

    `states` tells what each state begins with ("zero", "delta_squared"), `settings` (value, range) of each parameter. A step that
    reduces yields ("sum" or "max", this array's part) and gets the whole: over all leaves with `norm_over` "global", over its own
    with "tensor". A leaf without elements takes no part.
    """
    for name, (value, text) in settings.items():
        _check(name, value, text)
    choice("norm_over", norm_over, ("global", "tensor"))
    starts = {n: 0.0 if start == "zero" else settings["delta"][0] ** 2 for n, start in states.items()}

    def init(params: Any) -> RecordedState:
        moments = {n: jax.tree.map(lambda p, start=start: _begun(p, start), params) for n, start in starts.items()}
        return RecordedState(jnp.zeros([], jnp.int32), moments, jnp.ones([], float))

    def update(updates: Any, state: RecordedState, params: Any = None, *, eta_t: Any = None, **_: Any) -> Any:
        if uses_params and params is None:
            raise ConfigurationError("this rule reads the parameters: call update(gradients, state, params)")
        if not isinstance(state, RecordedState) or state.moments.keys() != states.keys():
            raise ConfigurationError(f"not a state of this rule, which holds {', '.join(states)}: pass what its init returned")
        count = optax.safe_increment(state.count)
        product = state.beta1_product if beta1 is None else state.beta1_product * beta1
        given, tree = jax.tree.flatten(updates)
        leaves = [jnp.asarray(g) for g in given]
        xs = [None] * len(leaves) if params is None else [_real(p) for p in tree.flatten_up_to(params)]
        gs = [_real(g) for g in leaves]
        columns = [xs, gs, *(tree.flatten_up_to(state.moments[n]) for n in states)]
        columns += [] if beta1 is None else [[product] * len(gs)]
        columns += [[count.astype(g.dtype) for g in gs], *([] if eta_t is None else [[eta_t] * len(gs)])]
        rows = list(zip(*columns, strict=True))
        found = _taken(step, rows, norm_over)
        changes = [_like(change, g) for (change, _), g in zip(found, leaves, strict=True)]
        moments = {
            n: tree.unflatten([_as(new[j], row[2 + j]) for (_, new), row in zip(found, rows, strict=True)])
            for j, n in enumerate(states)
        }
        return tree.unflatten(changes), RecordedState(count, moments, product)

    return optax.GradientTransformationExtraArgs(init, update)


def _check(name: str, value: Any, text: str) -> None:
    """A number in its range, as "[0.0, 1.0)"; what is traced has no number yet."""
    if not isinstance(value, jax.core.Tracer):
        in_range(name, value, text)


def _width(dtype: Any) -> Any:
    """The real type that a leaf is computed in: float32 or wider."""
    held = jnp.finfo(dtype)
    return held.dtype if held.bits >= 32 else jnp.float32


def _real(a: Any) -> Any:
    """A leaf as real numbers, a complex one with a last axis for its parts."""
    a = jnp.asarray(a)
    if jnp.iscomplexobj(a):
        return jnp.stack([a.real, a.imag], axis=-1)
    if not jnp.issubdtype(a.dtype, jnp.floating):
        raise ConfigurationError(f"a leaf of type {a.dtype} has no gradient: leave it out with optax.masked")
    return a.astype(_width(a.dtype))


def _begun(p: Any, start: Any) -> Any:
    like = _real(jnp.zeros(p.shape, p.dtype) if isinstance(p, jax.ShapeDtypeStruct) else p)
    return jnp.full_like(like, start) if isinstance(start, jax.core.Tracer) or start else jnp.zeros_like(like)


def _as(value: Any, like: Any) -> Any:
    return jnp.broadcast_to(jnp.asarray(value, like.dtype), like.shape)


def _like(change: Any, g: Any) -> Any:
    """A change in the shape and type of its gradient."""
    change = jnp.broadcast_to(jnp.asarray(change), (*jnp.shape(g), 2) if jnp.iscomplexobj(g) else jnp.shape(g))
    return jax.lax.complex(change[..., 0], change[..., 1]).astype(g.dtype) if jnp.iscomplexobj(g) else change.astype(g.dtype)


def _taken(step: Callable[..., Any], rows: list[Any], norm_over: str) -> list[Any]:
    """(change, new states) of each leaf, whose row is what `step` takes; one without elements stays as it is."""
    full = [row for row in rows if row[1].size]
    taken = iter(_together([step(*row) for row in full], full, norm_over))
    return [next(taken) if row[1].size else (row[1], row[2:]) for row in rows]


def _together(steps: list[Any], rows: list[Any], norm_over: str) -> list[Any]:
    """What the steps return, run side by side from reduction to reduction."""
    if not steps or not inspect.isgenerator(steps[0]):
        return steps
    sent: list[Any] = [None] * len(steps)
    while True:
        asked, found = [], []
        for running, whole in zip(steps, sent, strict=True):
            try:
                asked.append(running.send(whole))
            except StopIteration as end:
                found.append(end.value)
        if found:
            return found
        sent = _wholes(asked[0][0], [part for _, part in asked], norm_over, rows)


def _wholes(kind: str, parts: list[Any], norm_over: str, rows: list[Any]) -> list[Any]:
    """For each leaf the sum or maximum over what it belongs with."""
    if len(parts) > 1:
        wide = jnp.stack([jnp.asarray(part, jnp.result_type(*parts)) for part in parts])
        if norm_over == "global":
            whole = jnp.sum(wide) if kind == "sum" else jnp.max(wide)
            wholes = [whole] * len(parts)
        else:
            # Sorted by its index, which changes nothing. XLA fuses nothing across a sort: fused with the update of its leaf
            # alone, a sum keeps that from being vectorised.
            wholes = list(jax.lax.sort((jnp.arange(len(parts)), wide), num_keys=1)[1])
        parts = [whole.astype(row[1].dtype) for whole, row in zip(wholes, rows, strict=True)]
    return parts if kind == "sum" else [jnp.maximum(part, 0.0) for part in parts]


def optimizer(
    scaled: Any,
    learning_rate: Any,
    *,
    step_schedule: str = "constant",
    box: tuple[float, float] | None = None,
    weight_decay: Any = None,
    decoupled_weight_decay: bool = False,
    linear: bool = True,
) -> optax.GradientTransformationExtraArgs:
    """An optimiser of a generated transformation.

    Parameters
    ----------
    scaled
        The transformation: what is taken from x for η_t = 1, or with `linear` False what is added for `learning_rate`.
    learning_rate
        A number, an array of no dimension, or a schedule: a function of the number of steps already taken, 0 at the first.
        None for a rule without a step size.
    step_schedule
        s_t in η_t = learning_rate · s_t, t = 1, 2, …: "constant", "1/sqrt(t)" (that of the theorems) or "1/t".
    box
        (lo, hi): the parameters are in it after each step, those in bfloat16 and float16 up to their rounding; None: no box.
        Needs `params` in `update`.
    weight_decay, decoupled_weight_decay
        λ ≥ 0 or None. λx is added to the gradient, or, decoupled, to what the learning rate multiplies.

    Raises `ConfigurationError` for a value out of its range.
    """
    choice("step_schedule", step_schedule, SCHEDULES)
    if weight_decay is not None:
        _check("weight_decay", weight_decay, "[0.0, inf)")
    if learning_rate is None and linear:
        raise ConfigurationError("learning_rate = None: this rule has a step size: pass a number in [0, inf) or a schedule")
    if not callable(learning_rate) and learning_rate is not None:
        _check("learning_rate", learning_rate, "[0.0, inf)")
    decay = [] if weight_decay is None else [optax.add_decayed_weights(weight_decay)]
    late = truth("decoupled_weight_decay", decoupled_weight_decay)
    rate = learning_rate if step_schedule == "constant" else _with_schedule(learning_rate, step_schedule)
    steps = [*([] if late else decay), scaled if linear or learning_rate is None else _with_rate(scaled, rate)]
    steps += [*(decay if late else []), optax.scale_by_learning_rate(rate)] if linear else []
    return optax.chain(*steps, *([] if box is None else [_projection(*ends_of(box))]))


def _with_schedule(learning_rate: Any, step_schedule: str) -> Callable[[Any], Any]:
    """η_t as a function of the steps already taken."""

    def rate(count: Any) -> Any:
        eta = learning_rate(count) if callable(learning_rate) else learning_rate
        return eta * SCHEDULES[step_schedule](jnp.asarray(count + 1, float))

    return rate


def _with_rate(scaled: Any, rate: Any) -> Any:
    """The transformation given its learning rate at each step."""

    def update(updates: Any, state: Any, params: Any = None, **_: Any) -> Any:
        eta = rate(state.count) if callable(rate) else rate
        return scaled.update(updates, state, params, eta_t=eta)

    return optax.GradientTransformationExtraArgs(scaled.init, update)


def _projection(lo: float, hi: float) -> optax.GradientTransformation:
    """Changes that end in [lo, hi], each part of a complex number by itself."""

    def change(u: Any, p: Any) -> Any:
        x = _real(p)
        to_end = jnp.clip(x + _real(u), lo, hi) - x
        # x + (hi − x) may round to beyond hi: the next number is inside.
        inward = jnp.where(x + to_end > hi, -jnp.inf, jnp.where(x + to_end < lo, jnp.inf, to_end))
        return _like(jnp.nextafter(to_end, inward), jnp.asarray(u))

    def update(updates: Any, state: Any, params: Any = None) -> Any:
        if params is None:
            raise ConfigurationError("box needs the parameters: call update(gradients, state, params)")
        return jax.tree.map(change, updates, params), state

    return optax.GradientTransformation(lambda params: optax.EmptyState(), update)
