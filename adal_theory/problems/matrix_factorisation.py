"""Matrix factorisation: a nonconvex array problem whose minimisers are known, and a minibatch of observed entries."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.entries import keywords
from adal_theory.errors import ConfigurationError
from adal_theory.problems.minibatch import MinibatchProblem, uniforms
from adal_theory.problems.problem import MINIMISER, PLANTED, Box, positive_integer, scalar, seed_of
from adal_theory.runtime import standard_floats

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class MatrixFactorisation(MinibatchProblem):
    """f(U, V) = ½ mean over the observed entries (i, j) of (u_i·v_j − M_ij)², batched over runs.

    x is (runs, d): U (n, rank) and then V (m, rank), row by row, d = (n + m)·rank. M = U*V*ᵀ + noise·ξ; all planted
    entries and ξ are standard normal, those of U* and V* times rank^(−1/4), so that M* has entries of variance 1. Regret is
    measured against `minimiser`, the planted (U*, V*): with noise = 0 it has the value 0 in every minibatch, with noise
    it need not be a minimiser, and the comparator is called "planted point". (U A, V A^−ᵀ) has the value of (U, V) for
    every invertible A (rotations, signs and permutations of the factors among them), so minimisers are never isolated;
    x = 0 is a saddle. Start `x0`: `start(1, seed + 1 mod 2^64)`, off the saddle.
    """

    n: int
    m: int
    rank: int
    noise: float
    observed: float
    seed: int
    batch: int
    rows: Array = field(repr=False)
    columns: Array = field(repr=False)
    entries: Array = field(repr=False)
    minimiser: Array = field(repr=False)
    box: Box = None
    convex: bool = False
    name: str = "matrix_factorisation"
    title: str = "matrix factorisation"
    formula: str = r"f_t(U, V) = \frac1{2|B_t|} \sum_{(i,j) \in B_t} (u_i \cdot v_j - M_{ij})^2"
    source: str = "Koren, Bell & Volinsky, Computer 42, 2009; landscape: Ge, Jin & Zheng, ICML 2017"

    @property
    def comparator(self) -> str:
        return MINIMISER if self.noise == 0 else PLANTED

    @property
    def samples(self) -> int:
        """Observed entries."""
        return int(self.entries.shape[0])

    @property
    def dimension(self) -> int:
        return (self.n + self.m) * self.rank

    @property
    def width(self) -> int:
        return 2 * (self.n + self.m) + 4 * self.rank

    @property
    def constants(self) -> dict[str, Any]:
        return {k: getattr(self, k) for k in ("n", "m", "rank", "noise", "observed", "seed", "batch")}

    @property
    def x0(self) -> Array:
        """The start (d,) of every run."""
        return self.start(1, (self.seed + 1) % 2**64)[0]

    def start(self, runs: int, seed: int) -> Array:
        """Starting points (runs, d): uniform with the planted entries' variance. Row r depends on `seed` and r alone."""
        return np.sqrt(3.0) * self.rank**-0.25 * uniforms(seed, positive_integer("runs", runs), self.dimension)

    def on(self, xp: Any) -> MatrixFactorisation:
        """The same problem with its data as arrays of `xp`, NumPy or CuPy."""
        return replace(self, **{k: xp.asarray(getattr(self, k)) for k in ("rows", "columns", "entries")})

    def _factors(self, xp: Any, x: Array, batch: Array) -> tuple[Array, Array, Array, Array, Array]:
        """Which row and column a sample has, (runs or 1, b, n) and (…, m); u_i and v_j (runs, b, rank); errors (runs, b, 1).

        A choice of rows is a product with a matrix of 0 and 1, forward and back: adding back by index would go in
        another order at each call on a GPU.
        """
        cut = self.n * self.rank
        i = (xp.asarray(self.rows)[batch][..., None] == xp.arange(self.n)).astype(np.float64)
        j = (xp.asarray(self.columns)[batch][..., None] == xp.arange(self.m)).astype(np.float64)
        u = xp.matmul(i, x[:, :cut].reshape(x.shape[0], self.n, self.rank))
        v = xp.matmul(j, x[:, cut:].reshape(x.shape[0], self.m, self.rank))
        return i, j, u, v, xp.sum(u * v, axis=-1, keepdims=True) - xp.asarray(self.entries)[batch][..., None]

    def loss(self, xp: Any, x: Array, batch: Array) -> Array:
        """Minibatch losses (runs,)."""
        e = self._factors(xp, x, batch)[4]
        return 0.5 * xp.mean(e[..., 0] * e[..., 0], axis=1)

    def gradient(self, xp: Any, x: Array, batch: Array) -> Array:
        """Minibatch gradients (runs, d): the mean of e_ij v_j in row i of U, of e_ij u_i in row j of V."""
        i, j, u, v, e = self._factors(xp, x, batch)
        e = e / batch.shape[1]
        parts = xp.matmul(xp.swapaxes(i, 1, 2), e * v), xp.matmul(xp.swapaxes(j, 1, 2), e * u)
        return xp.concatenate([g.reshape(x.shape[0], -1) for g in parts], axis=1)


@keywords
@standard_floats()
def matrix_factorisation(
    n: int = 20, m: int = 15, rank: int = 3, noise: float = 0.0, seed: int = 0, batch: int = 32, observed: float = 1.0
) -> MatrixFactorisation:
    """Recover a planted matrix of the given rank from a share `observed` in (0, 1] of its n × m entries.

    Everything is drawn by NumPy's `Generator(Philox(seed))`. `noise` ≥ 0 is the standard deviation added to an entry; with 0
    the declared minimiser has the value 0. Step t uses `batch` observed entries drawn with replacement by the
    counter-based generator. No box. Raises `ConfigurationError`.
    """
    n, m, rank = positive_integer("n", n), positive_integer("m", m), positive_integer("rank", rank)
    if rank > min(n, m):
        raise ConfigurationError(f"rank = {rank} is above {min(n, m)}, the smaller of n and m: choose one in [1, {min(n, m)}]")
    spread, part, rng = scalar("noise", noise, 0.0), scalar("observed", observed, 0.0, 1.0, strict=True), seed_of(seed)
    draw = np.random.Generator(np.random.Philox(rng))
    u, v = (rank**-0.25 * draw.standard_normal((k, rank)) for k in (n, m))
    entries = (u[:, None, :] * v).sum(axis=-1) + spread * draw.standard_normal((n, m))
    seen = np.sort(np.argsort(draw.random(n * m), kind="stable")[: max(1, int(part * n * m + 0.5))])
    return MatrixFactorisation(
        n,
        m,
        rank,
        spread,
        part,
        rng,
        positive_integer("batch", batch),
        seen // m,
        seen % m,
        entries.reshape(-1)[seen],
        np.concatenate([u.reshape(-1), v.reshape(-1)]),
    )


PROBLEMS = (matrix_factorisation,)
