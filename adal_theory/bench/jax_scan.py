"""The JAX baselines: `jax_vmap`, jit(vmap(scan)) of one run's step; `jax_best`, JAX's own means at their best: (d, runs)
arrays sharded over the host devices; `jax_blocked`, the fastest form that was found, with a Philox and Box–Muller of its own.

Tried for `jax_blocked` (AVX2 machine, two cores, float64, d = 10; in 10⁸ coordinate-updates per second, the early rounds to
within some 30 % as the machine was shared; the update without any noise reaches 9–10): whole (d, runs) arrays with
jax.random.normal 1.0 (threefry), 0.2 (rbg, unsafe_rbg); unrolled scans 0.8 and below; noise of jax.random for many steps at
once 0.2–0.7; Philox and erf_inv 1.5; Philox with its rounds in a loop and Box–Muller, for eight steps at once, 2.4 (kept),
for 32 steps 2.0; noise computed one or more steps ahead in the carry 1.5–2.1; blocks of 256, 512, 2048 runs: 2.3, 2.4, 1.8;
reductions over d as sum or dot with ones: within 10 %; as written-out slices up to 20 times slower, since XLA recomputes
what it fuses; one process per core instead of two host devices: equal; XLA flags for vector width, fusion emitters,
scheduler and Eigen threads: equal or slower. With d = 100 blocks of 16, 32, 64, 128, 256 runs: 1.7, 1.9, 1.5, 2.2, 1.9.
Imported only where JAX is installed, in a worker of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.sharding import Mesh, PartitionSpec

from adal_theory.bench.jax_noise import normal_quarters
from adal_theory.bench.workload import Workload
from adal_theory.errors import ConfigurationError

QUARTERS = 4  # a Philox block gives four words; each quarter of a block's runs takes one, so nothing is rearranged
BLOCK_NUMBERS = 8192  # numbers per state array of a block, which then stays in L2 ...
SMALLEST_BLOCK = 128  # ... but with fewer runs than this XLA's loops are too short to vectorise well
GROUPS = (8, 4, 2, 1)  # steps whose noise is drawn together

Job = Callable[[], np.ndarray]


def _update(work: Workload, real: Any, state: Any, p: Any, q: Any, noise: Any) -> Any:
    """One AdaL step of (x, m/(1−β1), v/(1−β2), twice the regret before); coordinates lie along axis 0."""
    x, m, v, regret = state
    a = jnp.asarray(work.curvatures(), real)
    e = x - real(work.centre)
    g = (a[:, None] if x.ndim == 2 else a) * e
    regret = regret + jnp.sum(e * g, 0).astype(jnp.float64)
    g = g if noise is None else g + real(work.sigma) * noise.astype(real)
    g = g * jnp.sum(jnp.abs(g), 0)
    m = real(work.beta1) * m + g
    v = real(work.beta2) * v + g * g
    x = jnp.clip(x - (p / jnp.sqrt(v) + q) * m, real(work.box[0]), real(work.box[1]))
    return x, m, v, regret


def _start(work: Workload, real: Any, shape: tuple[int, ...]) -> Any:
    zero = jnp.zeros(shape, real)
    return zero + real(work.x0), zero, zero, jnp.zeros(shape[1:], jnp.float64)


def jax_vmap(work: Workload, dtype: str, steps: int, seed: int = 0, *, noise: bool = True) -> Job:
    """jit(vmap(scan over the log of one run)), float32 normals from jax.random; the job gives (records, runs)."""
    real = np.dtype(dtype).type
    p, q = (jnp.asarray(s) for s in work.step_scalars(steps, dtype))
    records = work.record_steps(steps)
    ends = jnp.asarray(np.unique(np.append(records, steps)))

    def step(key: Any, t: Any, carry: Any) -> Any:
        draw = jax.random.normal(jax.random.fold_in(key, t), (work.dimension,), jnp.float32) if noise else None
        state, _ = carry
        state = _update(work, real, state, p[t], q[t], draw)
        return state, state[3]

    def one_run(key: Any) -> Any:
        def segment(carry: Any, bounds: Any) -> Any:
            carry = lax.fori_loop(bounds[0], bounds[1], partial(step, key), carry)
            return carry, carry[1]

        state = _start(work, real, (work.dimension,))
        starts = jnp.concatenate([jnp.zeros(1, ends.dtype), ends[:-1]])
        return lax.scan(segment, (state, state[3]), (starts, ends))[1]

    keys = jax.random.split(jax.random.key(seed), work.runs)
    compiled = jax.jit(jax.vmap(one_run, out_axes=1))
    return lambda: 0.5 * np.asarray(compiled(keys))[: len(records)]


def _share(work: Workload) -> int:
    """Runs per host device."""
    share, rest = divmod(work.runs, len(jax.devices()))
    if rest:
        raise ConfigurationError(f"JAX: runs={work.runs} must be a multiple of the {len(jax.devices())} devices: change runs")
    return share


def _sharded(per_device: Callable[[], Any]) -> Job:
    """A job that runs `per_device` on every host device at once; each gives (records + 1, runs), the last row scrap."""
    mesh = Mesh(np.array(jax.devices()), ("devices",))
    compiled = jax.jit(
        jax.shard_map(per_device, mesh=mesh, in_specs=(), out_specs=PartitionSpec(None, "devices"), check_vma=False)
    )
    return lambda: 0.5 * np.asarray(compiled())[:-1]


def jax_best(work: Workload, dtype: str, steps: int, seed: int = 0, *, noise: bool = True) -> Job:
    """Runs in the last axis, sharded over the host devices, float32 normals from jax.random; the job gives (records, runs)."""
    real, share, records = np.dtype(dtype).type, _share(work), work.record_steps(steps)
    rows = np.searchsorted(records, np.arange(1, steps + 1))  # where step t's regret goes: overwritten until recorded
    tables = tuple(jnp.asarray(s) for s in (np.arange(steps), *work.step_scalars(steps, dtype), rows))

    def per_device() -> Any:
        key = jax.random.fold_in(jax.random.key(seed), lax.axis_index("devices"))

        def step(carry: Any, inputs: Any) -> Any:
            (state, log), (t, p, q, row) = carry, inputs
            shape = (work.dimension, share)
            draw = jax.random.normal(jax.random.fold_in(key, t), shape, jnp.float32) if noise else None
            state = _update(work, real, state, p, q, draw)
            return (state, lax.dynamic_update_index_in_dim(log, state[3], row, 0)), None

        start = _start(work, real, (work.dimension, share)), jnp.zeros((len(records) + 1, share))
        return lax.scan(step, start, tables)[0][1]

    return _sharded(per_device)


def _block_width(runs: int, d: int) -> int:
    """The widest block that divides `runs`, is a multiple of four, and suits the cache."""
    target = min(runs, max(SMALLEST_BLOCK, BLOCK_NUMBERS // d))
    widths = [n for n in range(QUARTERS, target + 1, QUARTERS) if runs % n == 0]
    if not widths:
        raise ConfigurationError(f"jax_blocked: {runs} runs per device must be a multiple of {QUARTERS}: change runs")
    return widths[-1]


def _block_log(work: Workload, dtype: str, steps: int, width: int, noise: bool, seed: int, lane: Any) -> Any:
    """Twice the regret of one block of runs, shape (records + 1, width); the last row is scrap."""
    real, group = np.dtype(dtype).type, next(k for k in GROUPS if steps % k == 0)
    records, quarter = work.record_steps(steps), width // QUARTERS
    rows = np.searchsorted(records, np.arange(1, steps + 1))  # where step t's regret goes: overwritten until recorded
    tables = tuple(jnp.asarray(s).reshape(-1, group) for s in (*work.step_scalars(steps, dtype), rows))

    def step(carry: Any, inputs: Any) -> Any:
        states, log = carry
        p, q, row, *draws = inputs
        parts = draws or [None] * QUARTERS
        states = tuple(_update(work, real, s, p, q, z) for s, z in zip(states, parts, strict=True))
        now = jnp.stack([s[3] for s in states])
        return (states, lax.dynamic_update_index_in_dim(log, now, row, 0)), None

    def steps_of_group(carry: Any, inputs: Any) -> Any:
        number, *scalars = inputs
        first = (number * group).astype(jnp.uint32)
        draws = normal_quarters(first, lane, seed, group, work.dimension, quarter) if noise else ()
        return lax.scan(step, carry, (*scalars, *draws))[0], None

    states = tuple(_start(work, real, (work.dimension, quarter)) for _ in range(QUARTERS))
    log = jnp.zeros((len(records) + 1, QUARTERS, quarter))
    (_, log), _ = lax.scan(steps_of_group, (states, log), (jnp.arange(steps // group), *tables))
    return log.reshape(len(records) + 1, width)


def jax_blocked(work: Workload, dtype: str, steps: int, seed: int = 0, *, noise: bool = True) -> Job:
    """Runs in the last axis, sharded over the host devices, blocks in turn on each; the job gives (records, runs)."""
    share = _share(work)
    width = _block_width(share, work.dimension)
    blocks = share // width

    def per_device() -> Any:
        first = lax.axis_index("devices").astype(jnp.uint32) * jnp.uint32(blocks)
        lanes = first + jnp.arange(blocks, dtype=jnp.uint32)
        logs = lax.map(partial(_block_log, work, dtype, steps, width, noise, seed), lanes)
        return jnp.moveaxis(logs, 0, 1).reshape(logs.shape[1], share)

    return _sharded(per_device)
