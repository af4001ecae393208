"""Phase retrieval: a nonconvex array problem with two minimisers, ±x*, from quadratic measurements."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.entries import keywords
from adal_theory.problems.minibatch import MinibatchProblem, uniforms
from adal_theory.problems.problem import MINIMISER, PLANTED, Box, dimension_of, positive_integer, scalar, seed_of
from adal_theory.runtime import standard_floats

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class PhaseRetrieval(MinibatchProblem):
    """f(x) = ¼ mean over k of ((a_k·x)² − y_k)², y_k = (a_k·x*)² + noise·ξ_k, batched over runs; x is (runs, d).

    a_k and ξ_k are standard normal, x* too but divided by √d. Regret is measured against `minimiser`, the planted x*: with
    noise = 0 it has the value 0 in every minibatch, with noise it need not be a minimiser, and the comparator is called
    "planted point". f(−x) = f(x), so −x* is as good; x = 0 is a stationary point. Start `x0`: `start(1, seed + 1 mod 2^64)`.
    """

    seed: int
    noise: float
    batch: int
    inputs: Array = field(repr=False)
    labels: Array = field(repr=False)
    minimiser: Array = field(repr=False)
    box: Box = None
    convex: bool = False
    name: str = "phase_retrieval"
    title: str = "phase retrieval"
    formula: str = r"f_t(x) = \frac1{4|B_t|} \sum_{k \in B_t} ((a_k \cdot x)^2 - y_k)^2"
    source: str = "Candès, Li & Soltanolkotabi, IEEE Trans. Inf. Theory 61, 2015; Sun, Qu & Wright, Found. Comput. Math. 18, 2018"

    @property
    def comparator(self) -> str:
        return MINIMISER if self.noise == 0 else PLANTED

    @property
    def samples(self) -> int:
        return int(self.labels.shape[0])

    @property
    def dimension(self) -> int:
        return int(self.inputs.shape[1])

    @property
    def width(self) -> int:
        return 4

    @property
    def constants(self) -> dict[str, Any]:
        return {"samples": self.samples, "noise": self.noise, "seed": self.seed, "batch": self.batch}

    @property
    def x0(self) -> Array:
        """The start (d,) of every run."""
        return self.start(1, (self.seed + 1) % 2**64)[0]

    def start(self, runs: int, seed: int) -> Array:
        """Starting points (runs, d): uniform with the planted entries' variance 1/d. Row r depends on `seed` and r alone."""
        return np.sqrt(3.0 / self.dimension) * uniforms(seed, positive_integer("runs", runs), self.dimension)

    def on(self, xp: Any) -> PhaseRetrieval:
        """The same problem with its data as arrays of `xp`, NumPy or CuPy."""
        return replace(self, inputs=xp.asarray(self.inputs), labels=xp.asarray(self.labels))

    def _parts(self, xp: Any, x: Array, batch: Array) -> tuple[Array, Array, Array]:
        """a_k (runs or 1, b, d), a_k·x and (a_k·x)² − y_k, both (runs, b, 1)."""
        a = xp.asarray(self.inputs)[batch]
        s = xp.matmul(a, x[..., None])
        return a, s, s * s - xp.asarray(self.labels)[batch][..., None]

    def loss(self, xp: Any, x: Array, batch: Array) -> Array:
        """Minibatch losses (runs,)."""
        e = self._parts(xp, x, batch)[2][..., 0]
        return 0.25 * xp.mean(e * e, axis=1)

    def gradient(self, xp: Any, x: Array, batch: Array) -> Array:
        """Minibatch gradients (runs, d): the mean of ((a_k·x)² − y_k)(a_k·x) a_k."""
        a, s, e = self._parts(xp, x, batch)
        return xp.matmul(xp.swapaxes(a, 1, 2), e * s / batch.shape[1])[..., 0]


@keywords
@standard_floats()
def phase_retrieval(d: int = 10, samples: int = 100, seed: int = 0, batch: int = 32, noise: float = 0.0) -> PhaseRetrieval:
    """Recover ±x* in ℝ^d from `samples` measurements (a_k·x*)²; a few times d determine it.

    Everything is drawn by NumPy's `Generator(Philox(seed))`. `noise` ≥ 0 is the standard deviation added to a measurement; with
    0 the declared minimiser has the value 0. Step t uses `batch` measurements drawn with replacement by the counter-based
    generator. No box. Raises `ConfigurationError`.
    """
    d, count, spread, number = dimension_of(d), positive_integer("samples", samples), scalar("noise", noise, 0.0), seed_of(seed)
    draw = np.random.Generator(np.random.Philox(number))
    star, a = draw.standard_normal(d) / np.sqrt(d), draw.standard_normal((count, d))
    y = ((a * star).sum(axis=1)) ** 2 + spread * draw.standard_normal(count)
    return PhaseRetrieval(number, spread, positive_integer("batch", batch), a, y, star)


PROBLEMS = (phase_retrieval,)
