"""The NumPy baselines, vectorised over runs in the layout (d, runs), in place: `numpy` as a careful script does it, whole
arrays and NumPy's own normals; `numpy_blocked`, the fastest form that was found, in blocks that stay in the cache.

Tried on two cores of an AVX2 machine, one core each: blocks of 4 to 64 thousand numbers (about 32 thousand is best, smaller
ones pay call overhead, larger ones leave the cache); noise from Generator.standard_normal in float64 or float32 (9 ns a
number, whichever bit generator), against Box–Muller from float32 uniforms, logarithm, sine and cosine (6 ns, kept).
The harness runs `numpy_blocked` in one process per core over its share of the runs: two threads would queue for the
interpreter lock.

The same loop runs on a GPU: `xp` is the array module, NumPy or CuPy, whose functions have the same names and arguments. There the
normals are CuPy's own, in float32 like those of this package's sampler, and the result comes to the host, so the device is done.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.bench.workload import Workload

BLOCK_NUMBERS = 32_768  # per array; the six float64 arrays of a block then fit into a core's share of L2 and L3

Array = NDArray[Any]
Fill = Callable[[], Array]


def box_muller(rng: np.random.Generator, shape: tuple[int, int]) -> Fill:
    """A function that gives `shape` fresh float32 standard normals, in the same buffer each time."""
    half = (shape[0] * shape[1] + 1) // 2
    normals, radius, angle = np.empty(2 * half, np.float32), np.empty(half, np.float32), np.empty(half, np.float32)
    first, second = normals[:half], normals[half:]
    view = normals[: shape[0] * shape[1]].reshape(shape)
    one, minus_two, turn = np.float32(1), np.float32(-2), np.float32(2 * np.pi)

    def fill() -> Array:
        rng.random(out=radius, dtype=np.float32)
        rng.random(out=angle, dtype=np.float32)
        np.subtract(one, radius, out=radius)  # (0, 1]: the logarithm stays finite
        np.log(radius, out=radius)
        np.multiply(radius, minus_two, out=radius)
        np.sqrt(radius, out=radius)
        np.multiply(angle, turn, out=angle)
        np.multiply(np.cos(angle, out=first), radius, out=first)
        np.multiply(np.sin(angle, out=second), radius, out=second)
        return view

    return fill


def ziggurat(rng: np.random.Generator, shape: tuple[int, int]) -> Fill:
    """The same with NumPy's own float64 normals: what a plain script would call."""
    buffer = np.empty(shape)
    return lambda: rng.standard_normal(out=buffer)


def device_normals(xp: Any, seed: int, shape: tuple[int, int]) -> Fill:
    """Fresh float32 normals of CuPy's default generator on each call."""
    rng = xp.random.RandomState(seed)
    return lambda: rng.standard_normal(shape, dtype=xp.float32)


class Block:
    """The state of some runs, and buffers for one step; arrays of `xp` are (dimension, runs) in the run's dtype."""

    def __init__(self, work: Workload, dtype: str, runs: int, xp: Any = np) -> None:
        real: Any = np.dtype(dtype).type
        shape = (work.dimension, runs)
        self.xp = xp
        self.x, self.m, self.v = xp.full(shape, work.x0, real), xp.zeros(shape, real), xp.zeros(shape, real)
        self.g, self.e = xp.empty(shape, real), xp.empty(shape, real)
        self.row, self.regret = xp.empty(runs, real), xp.zeros(runs)
        self.a = xp.asarray(work.curvatures().astype(real)[:, None])
        self.c, self.b1, self.b2, self.sigma = (real(s) for s in (work.centre, work.beta1, work.beta2, work.sigma))
        self.low, self.high = real(work.box[0]), real(work.box[1])

    def observe(self, fill: Fill | None) -> None:
        """Add twice the loss to the regret and put the noisy gradient into g."""
        xp, g, e = self.xp, self.g, self.e
        xp.subtract(self.x, self.c, out=e)
        xp.multiply(e, self.a, out=g)
        xp.multiply(e, g, out=e)
        xp.add(self.regret, xp.sum(e, axis=0, out=self.row), out=self.regret)
        if fill is not None:
            noise = fill()
            xp.add(g, noise if self.sigma == 1 else xp.multiply(noise, self.sigma, out=e), out=g)

    def update(self, p: Any, q: Any) -> None:
        """AdaL's step with the gradient in g and the step's scalars (Workload.step_scalars)."""
        xp, x, m, v, g, e = self.xp, self.x, self.m, self.v, self.g, self.e
        xp.multiply(g, xp.sum(xp.abs(g, out=e), axis=0, out=self.row), out=g)
        xp.add(xp.multiply(m, self.b1, out=m), g, out=m)
        xp.add(xp.multiply(v, self.b2, out=v), xp.multiply(g, g, out=g), out=v)
        # No guard for v = 0: with noise it does not happen, and the guard would cost the baseline a pass.
        xp.divide(p, xp.sqrt(v, out=e), out=e)
        xp.multiply(xp.add(e, q, out=e), m, out=e)
        xp.subtract(x, e, out=x)
        xp.clip(x, self.low, self.high, out=x)


def simulate(
    work: Workload, dtype: str, steps: int, runs: int, seed: int = 0, *, noise: bool = True, blocked: bool = False
) -> NDArray[np.float64]:
    """Regret at the record steps, shape (records, runs), of `runs` runs of `steps` steps.

    `blocked`: blocks of runs in turn, and Box–Muller; else all runs at once and NumPy's own normals. Without `noise` the
    result is deterministic.
    """
    width = max(1, BLOCK_NUMBERS // work.dimension) if blocked else runs
    rng = np.random.Generator(np.random.SFC64(seed))
    widths = [min(width, runs - start) for start in range(0, runs, width)]
    sampler = box_muller if blocked else ziggurat
    return np.concatenate(
        [_run_block(work, dtype, steps, n, sampler(rng, (work.dimension, n)) if noise else None) for n in widths], axis=1
    )


def simulate_on_device(
    work: Workload, dtype: str, steps: int, xp: Any, seed: int = 0, *, noise: bool = True
) -> NDArray[np.float64]:
    """The same of all of the workload's runs at once in the arrays of `xp`, CuPy, brought to the host."""
    fill = device_normals(xp, seed, (work.dimension, work.runs)) if noise else None
    return np.asarray(_run_block(work, dtype, steps, work.runs, fill, xp).get())


def _run_block(work: Workload, dtype: str, steps: int, runs: int, fill: Fill | None, xp: Any = np) -> Any:
    """The log (records, runs), an array of `xp`."""
    block = Block(work, dtype, runs, xp)
    rows = {int(t): row for row, t in enumerate(work.record_steps(steps))}
    log = xp.empty((len(rows), runs))
    for t, (p, q) in enumerate(zip(*work.step_scalars(steps, dtype), strict=True), start=1):
        block.observe(fill)
        if t in rows:
            xp.multiply(block.regret, 0.5, out=log[rows[t]])
        block.update(p, q)
    return log
