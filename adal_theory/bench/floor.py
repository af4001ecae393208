"""The floor: the time that the products of the job alone would take if every multiplier of the machine were always busy.

    floor_time = Σ_k n_k / rate_k / cores        fraction_of_floor = floor_time / our_time

per coordinate-update, with n_k products of kind k (`mul64`, `mul32`: the width of their lanes, integer products included).
rate_k is measured on this machine: the multiply-adds per second of a matrix product on one core, which keeps the
multipliers busy. Nothing else is counted. Additions, integer logic, square roots and divisions have units of their own on
some processors, and NumPy cannot saturate those (its square root took twice as long as a compiled AVX2 loop), so counting
them would give a time that a good program can beat. This floor is therefore below the true one.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

import numpy as np

# Products per coordinate-update in the most economical form known (Workload.step_scalars), in lanes of the run's real type:
# a·e, loss, σ·ξ, w·g, β1·m, β2·v, g·g, step·m.
UPDATE = 8.0
# Per standard normal: Philox4x32-10 has 10 rounds of 2 wide products for 4 words; Box–Muller per pair in float32: uniforms 2,
# logarithm 9, −2·, angle², sine and cosine 5 each, radius · both, sign.
GAUSSIAN = {"mul64": 5.0, "mul32": 13.0}

SIZE, REPEATS, TRIES = 192, 10, 15


def operations(dtype: str, update: float = UPDATE, noise: Mapping[str, float] = GAUSSIAN) -> dict[str, float]:
    """Products per coordinate-update by kind: `update` in the lanes of `dtype`, and `noise` as it is."""
    kind = "mul64" if dtype == "float64" else "mul32"
    return {**noise, kind: noise.get(kind, 0.0) + update}


def _product_rate(dtype: str) -> float:
    """Multiply-adds per second of a SIZE × SIZE matrix product; the least of TRIES times, as other programs only add."""
    a, b, c = np.ones((SIZE, SIZE), dtype), np.ones((SIZE, SIZE), dtype), np.empty((SIZE, SIZE), dtype)
    times = []
    for _ in range(TRIES + 1):  # the first also wakes the processor
        start = time.perf_counter()
        for _ in range(REPEATS):
            np.matmul(a, b, out=c)
        times.append(time.perf_counter() - start)
    return SIZE**3 * REPEATS / min(times)


def throughputs() -> dict[str, float]:
    """Products per second of one core, by kind; the caller sets one BLAS thread (`pool` does)."""
    return {"mul64": _product_rate("float64"), "mul32": _product_rate("float32")}


def floor_seconds(counts: Mapping[str, float], rates: Mapping[str, float], cores: int) -> float:
    """Floor time of one coordinate-update in seconds, on `cores` cores (formula above)."""
    return sum(count / rates[kind] for kind, count in counts.items()) / cores
