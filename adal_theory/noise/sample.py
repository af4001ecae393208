"""The draw order, written out: which draw of which block a run, step and coordinate gets."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from adal_theory.entries import whole_array
from adal_theory.errors import ConfigurationError
from adal_theory.noise.law import NOISE_TAG, Law, draws, noise_of

# Draws made at once: the temporaries of Philox are some dozens of 8-byte arrays of this many blocks.
CHUNK = 1 << 17


def block_draws(
    law: Law, handle: Any, blocks: NDArray[np.uint64], streams: NDArray[np.uint64], seed: int, p: Any, tag: int = NOISE_TAG
) -> NDArray[Any]:
    """Raw draws (blocks, per_block, runs) of 1-D block indices and streams; `p` holds Values."""
    values = draws(
        law, handle, handle.value(blocks[:, None]), handle.value(streams[None, :]), handle.value(np.uint64(seed)), p, tag
    )
    shape = (len(blocks), len(streams))
    return np.stack([np.broadcast_to(v.array, shape) for v in values], axis=1)


def sample_steps(
    law: Law,
    parameters: Mapping[str, Any],
    *,
    seed: int,
    streams: ArrayLike,
    t0: int,
    t1: int,
    dimension: int,
    handle: Any,
    tag: int = NOISE_TAG,
) -> NDArray[Any]:
    """Raw draws of steps t0 … t1 − 1 (1-based): (t1 − t0, dimension, runs) in the dtype of `law.draw`.

    Coordinate i of d at step t has draw n = (t − 1) d + i: slot n mod per_block of block ⌊n / per_block⌋, of
    the run's stream. `parameters` are numbers or arrays over runs; `handle` evaluates on arrays of NumPy or CuPy
    (`adal_theory.trace.numpy_handle.NumpyHandle`) and fixes the real type that the parameters are rounded to.
    """
    stream_index = _check(seed, streams, t0, t1, dimension)
    p = _parameter_values(law, parameters, len(stream_index), handle)
    first, last = (t0 - 1) * dimension, (t1 - 1) * dimension
    begin, end = first // law.per_block, -(-last // law.per_block)
    span = max(1, CHUNK // len(stream_index))
    blocks = [np.arange(b, min(b + span, end), dtype=np.uint64) for b in range(begin, end, span)]
    parts = [block_draws(law, handle, b, stream_index, seed, p, tag) for b in blocks]
    flat = np.concatenate(parts).reshape(-1, len(stream_index))
    offset = first - begin * law.per_block
    return flat[offset : offset + last - first].reshape(t1 - t0, dimension, len(stream_index))


def sample(law: Law, *, seed: int, streams: ArrayLike, steps: int, dimension: int, handle: Any) -> NDArray[Any]:
    """The noise ζ of steps 1 … `steps`: (runs, steps, dimension) in the real type of `handle`.

    `streams` (runs,) are the stream indices of the runs, below 2^32; a law's arrays over runs go with them.
    """
    z = sample_steps(law, law.parameters, seed=seed, streams=streams, t0=1, t1=steps + 1, dimension=dimension, handle=handle)
    p = _parameter_values(law, law.parameters, z.shape[2], handle)
    step = handle.value(np.arange(steps, dtype=np.uint64)[:, None, None])
    stream = handle.value(_check(seed, streams, 1, 2, dimension))
    noise = noise_of(law, handle, handle.value(z), step, stream, handle.value(np.uint64(seed)), p)
    return handle.xp.ascontiguousarray(handle.xp.moveaxis(noise.array, 2, 0))


def _parameter_values(law: Law, parameters: Mapping[str, Any], runs: int, handle: Any) -> Any:
    """The parameters as Values in the handle's real type; arrays over runs must fit the streams."""
    for name in law.parameters:
        shape = np.shape(parameters[name])
        if shape not in ((), (runs,)):
            raise ConfigurationError(
                f"{law.name}: {name} has shape {shape} but there are {runs} runs; pass one number, or one per run"
            )
    return SimpleNamespace(**{n: handle.value(parameters[n], handle.real) for n in law.parameters})


def _check(seed: int, streams: ArrayLike, t0: int, t1: int, dimension: int) -> NDArray[np.uint64]:
    """Streams as unsigned integers, after the checks that keep two draws from sharing a counter."""
    index = whole_array("streams", streams, 0, (1 << 32) - 1, wanted="a 1-D array of integers, one per run")
    if not 0 <= seed < 1 << 64:
        raise ConfigurationError(f"seed = {seed} is outside [0, 2^64 − 1]; pass a non-negative integer")
    if not 1 <= t0 < t1:
        raise ConfigurationError(f"steps {t0} to {t1 - 1} hold no step; steps count from 1, ask for at least one")
    if dimension < 1:
        raise ConfigurationError(f"dimension = {dimension}; pass at least 1")
    return index.astype(np.uint64)
