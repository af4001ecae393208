"""The floor: the time that the arithmetic alone would take if every unit of the machine were always busy.

    floor_time = max( Σ_k n_k / rate_k  over arithmetic,  Σ_k n_k / rate_k  over square roots and divisions ) / cores

per coordinate-update, n_k operations of kind k, and fraction_of_floor = floor_time / our_time. The maximum, because roots and
divisions have a unit of their own that works beside the others. Rates are measured on this machine, in cache, on one core:

- `arith64`, `arith32`: multiply-adds per second of a matrix product, the most that a core does. Each +, −, ×, |·|, min, max or
  integer operation counts as one such slot in lanes of its width, so adders and integer units that work beside the
  multipliers are not counted: a core with such units can in principle pass this floor, none with shared ports can.
- `sqrt64`, `sqrt32`, `div64`, `div32`: NumPy on arrays up to 8 KiB, from the difference of two lengths, which removes the
  cost of the call.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import numpy as np

# Per coordinate-update of the workload, logging excluded. Update, in lanes of the run's real type: x−c, a·, loss · and +,
# σ· and +, |·| and +, w·, m 3, v 4, √, ÷, + ε, ·m, −, clip 2. Gaussian noise, per number: Philox4x32-10 gives four words
# from 10 rounds of 2 products, 2 shifts, 2 masks and 4 exclusive ors in 64-bit lanes; Box–Muller in 32-bit lanes, per pair:
# uniforms 6, logarithm 14, square root, sine and cosine 16, products 4; one conversion.
UPDATE = {"arith": 20.0, "sqrt": 1.0, "div": 1.0}
GAUSSIAN = {"arith64": 25.0, "arith32": 20.0, "sqrt32": 0.5}

BYTES = 8192
REPEATS, TRIES = 200, 15


def operations(dtype: str, update: Mapping[str, float] = UPDATE, noise: Mapping[str, float] = GAUSSIAN) -> dict[str, float]:
    """Operations per coordinate-update by kind: `update` in the lanes of `dtype`, and `noise` as it is."""
    width = "64" if dtype == "float64" else "32"
    total = {kind + width: count for kind, count in update.items()}
    for kind, count in noise.items():
        total[kind] = total.get(kind, 0.0) + count
    return total


def _best_time(call: Callable[[], object], repeats: int) -> float:
    """Seconds of one call: the least of TRIES means, since other programs only ever add."""
    def mean() -> float:
        start = time.perf_counter()
        for _ in range(repeats):
            call()
        return (time.perf_counter() - start) / repeats

    return min(mean() for _ in range(TRIES))


def _ufunc_rate(apply: Callable[[np.ndarray, np.ndarray], object], dtype: str) -> float:
    """Results per second of `apply(source, target)`, call overhead removed."""
    long = BYTES // np.dtype(dtype).itemsize
    short = long // 4
    source, target = np.linspace(1.0, 2.0, long, dtype=dtype), np.empty(long, dtype)
    slow = _best_time(lambda: apply(source, target), REPEATS)
    fast = _best_time(lambda: apply(source[:short], target[:short]), REPEATS)
    return (long - short) / max(slow - fast, 1e-12)


def _product_rate(dtype: str, n: int = 192) -> float:
    """Multiply-adds per second of an n × n matrix product (one BLAS thread: the caller sets that)."""
    a, b, c = np.ones((n, n), dtype), np.ones((n, n), dtype), np.empty((n, n), dtype)
    return n**3 / _best_time(lambda: np.matmul(a, b, out=c), 10)


def throughputs() -> dict[str, float]:
    """Operations per second of one core, by kind."""
    rates = {}
    for dtype, width in (("float64", "64"), ("float32", "32")):
        rates["arith" + width] = _product_rate(dtype)
        rates["sqrt" + width] = _ufunc_rate(lambda s, t: np.sqrt(s, out=t), dtype)
        rates["div" + width] = _ufunc_rate(lambda s, t: np.divide(s[0], s, out=t), dtype)
    return rates


def floor_seconds(counts: Mapping[str, float], rates: Mapping[str, float], cores: int) -> float:
    """Floor time of one coordinate-update in seconds, on `cores` cores (formula above)."""
    times = {kind: count / rates[kind] for kind, count in counts.items()}
    divider = sum(t for kind, t in times.items() if kind.startswith(("sqrt", "div")))
    return max(sum(times.values()) - divider, divider) / cores
