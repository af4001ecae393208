"""Noise as an array: the draws that a run with the same seed adds to its gradients."""

from __future__ import annotations

from typing import Any

import numpy as np

from adal_theory.engine import checks
from adal_theory.engine.precision import kept
from adal_theory.entries import keywords, whole_array
from adal_theory.errors import ConfigurationError
from adal_theory.noise import sample as room
from adal_theory.runtime import computing
from adal_theory.trace.numpy_handle import NumpyHandle
from adal_theory.trace.record import record_law


@keywords
@computing("drawing noise")
def sample(
    law: Any,
    runs: int = 1,
    steps: int = 1,
    dimension: int = 1,
    *,
    seed: int = 0,
    streams: Any = None,
    dtype: str = "float64",
    xp: Any = np,
) -> Any:
    """The noise ζ of a law of `adal_theory.noise`: (runs, steps, dimension), independent but for a scale that a step shares.

    It is what `run(…, noise=law, seed=seed)` adds to the gradients, whatever its engine: `streams` (runs,) are its stream
    indices, by default 0 … runs − 1. The same seed and streams give the same noise: take another seed for new draws.
    runs, steps, dimension ≥ 1; seed in [0, 2^64); `dtype` "float64" or "float32"; the array is one of `xp`, numpy or cupy.
    Raises `ConfigurationError` for what is not a law or outside these ranges, and for laws with parameters for other runs.
    """
    checks.law("law", law)
    runs, steps = checks.whole("runs", runs, 1, 2**32), checks.whole("steps", steps, 1, 2**40)
    dimension = checks.whole("dimension", dimension, 1, 2**32)
    dtype = checks.dtype(dtype)
    index = (
        np.arange(runs)
        if streams is None
        else whole_array("streams", streams, 0, 2**32 - 1, wanted=f"{runs} whole numbers in [0, 2^32), one per run")
    )
    if index.shape != (runs,):
        raise ConfigurationError(f"streams has shape {index.shape}; pass {runs} whole numbers in [0, 2^32), one per run")
    for name, value in law.parameters.items():
        if dtype == "float32":
            kept(f"{law.name}: {name}", value, vanishing=True)
    record_law(law, checks.DTYPES[dtype])  # refuses a law whose draws do not depend on counters alone
    if law.is_none:
        return xp.zeros((runs, steps, dimension), dtype)
    return room.sample(
        law,
        seed=checks.whole("seed", seed, 0, 2**64 - 1),
        streams=index,
        steps=steps,
        dimension=dimension,
        handle=NumpyHandle(checks.DTYPES[dtype], xp=xp),
    )
