"""Standard normals for the fastest JAX form: Philox4x32-10 and Box–Muller in float32, as in this package's engine.

JAX's own generators cost more on a CPU (Threefry 12–14 ns a word, `rbg` and `unsafe_rbg` 15–17 ns, with
`jax.random.normal` 16–18 ns and 52–62 ns a normal on one AVX2 core); the form below costs about 6 ns a normal.
Imported only where JAX is installed.
"""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import lax

MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
KEY_STEPS = (0x9E3779B9, 0xBB67AE85)
ROUNDS, ROUNDS_PER_PASS = 10, 2


def _wide(a: Any, multiplier: int) -> tuple[Any, Any]:
    product = a.astype(jnp.uint64) * jnp.uint64(multiplier)
    return (product >> jnp.uint64(32)).astype(jnp.uint32), product.astype(jnp.uint32)


def philox_words(counters: tuple[Any, Any, Any, Any], key: tuple[int, int]) -> tuple[Any, Any, Any, Any]:
    """Philox4x32-10 (Salmon et al. 2011, Random123) of four uint32 counter arrays of one shape: four of that shape.

    The rounds stand in a loop: it makes XLA keep the words. Written out, XLA recomputes all rounds for each word.
    """
    key_words = tuple(jnp.uint32(k) for k in key)

    def two_rounds(_: Any, state: Any) -> Any:
        c0, c1, c2, c3, k0, k1 = state
        for _ in range(ROUNDS_PER_PASS):
            (h0, l0), (h1, l1) = _wide(c0, MULTIPLIERS[0]), _wide(c2, MULTIPLIERS[1])
            c0, c1, c2, c3 = h1 ^ c1 ^ k0, l1, h0 ^ c3 ^ k1, l0
            k0, k1 = k0 + jnp.uint32(KEY_STEPS[0]), k1 + jnp.uint32(KEY_STEPS[1])
        return c0, c1, c2, c3, k0, k1

    state = lax.fori_loop(0, ROUNDS // ROUNDS_PER_PASS, two_rounds, (*counters, *key_words))
    return state[:4]


def _polynomial(x: Any, coefficients: tuple[float, ...]) -> Any:
    total = jnp.float32(coefficients[-1])
    for c in reversed(coefficients[:-1]):
        total = jnp.float32(c) + x * total
    return total


def normal_pair(u: Any, v: Any) -> tuple[Any, Any]:
    """Two float32 standard normals from two uint32 words (Box–Muller): radius from u, angle from v.

    The angle is a half turn, its cosine takes a random sign from v's lowest bit, which the angle does not use: short
    polynomials then do (absolute error below 1e-5), at a third of the cost of XLA's sine and cosine.
    """
    uniform = ((u >> 8).astype(jnp.int32).astype(jnp.float32) + jnp.float32(0.5)) * jnp.float32(2.0**-24)
    radius = jnp.sqrt(jnp.float32(-2) * jnp.log(uniform))
    angle = ((v >> 8).astype(jnp.int32).astype(jnp.float32) - jnp.float32(2.0**23)) * jnp.float32(np.pi / 2 * 2.0**-23)
    square = angle * angle
    sine = angle * _polynomial(square, (0.99999999, -0.16666646, 8.3328e-3, -1.98e-4, 2.6e-6))
    cosine = _polynomial(square, (1.0, -0.5, 0.041666653, -1.3888e-3, 2.4788e-5, -2.6e-7))
    sign = ((v & 1).astype(jnp.int32) * 2 - 1).astype(jnp.float32)
    return radius * sine, radius * cosine * sign


def normal_quarters(first_step: Any, lane: Any, seed: int, steps: int, d: int, quarter: int) -> tuple[Any, Any, Any, Any]:
    """Four float32 arrays (steps, d, quarter) of standard normals: one word of every Philox block each.

    Counter: (coordinate and run, step, lane), where `lane` (a uint32 scalar) tells blocks of runs apart; `seed` is the key.
    """
    shape = (steps, d, quarter)
    step, row, column = (lax.broadcasted_iota(jnp.uint32, shape, axis) for axis in range(3))
    cell = row * jnp.uint32(quarter) + column
    words = philox_words((cell, step + first_step, jnp.full(shape, lane), jnp.zeros(shape, jnp.uint32)), (seed, 0))
    return (*normal_pair(words[0], words[1]), *normal_pair(words[2], words[3]))
