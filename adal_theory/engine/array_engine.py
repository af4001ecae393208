"""The array engine: problems whose gradient is an array function (real data), with the same rule graph.

The gradient of all runs is one batched array expression over `xp`, NumPy or CuPy; minibatches are drawn by the
same counter-based generator as the noise, so a run sees the same batches on every engine and in any chunking.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from adal_theory.engine.job import REAL, Job
from adal_theory.engine.reference import ReferenceSession
from adal_theory.engine.session import Records
from adal_theory.noise.law import Law
from adal_theory.noise.sample import sample_steps
from adal_theory.trace.numpy_handle import NumpyHandle

BATCH_TAG = 1
WORDS = 4


def index_law(samples: int) -> Law:
    """Uniform on 0 … samples − 1, up to 2^−32 · samples: a word w becomes ⌊w · samples / 2³²⌋."""

    def draw(o: Any, words: Any, p: Any) -> tuple[Any, ...]:
        return tuple((w * samples) >> 32 for w in words)

    return Law(
        "minibatch",
        {},
        "32-bit",
        WORDS,
        draw,
        mean=(samples - 1) / 2,
        variance=(samples**2 - 1) / 12,
        symmetric=False,
        alpha=2.0,
        source="the definition; multiply and shift",
    )


def minibatches(seed: int, streams: NDArray[np.uint64], t0: int, t1: int, batch: int, samples: int, xp: Any = np) -> Any:
    """Indices (steps, batch, runs) of steps t0 … t1−1 on [0, samples): draw (t−1)·batch + j of tag 1, on `xp`."""
    drawn = sample_steps(
        index_law(samples),
        {},
        seed=seed,
        streams=streams,
        t0=t0,
        t1=t1,
        dimension=batch,
        handle=NumpyHandle(xp=xp),
        tag=BATCH_TAG,
    )
    return drawn.astype(np.int64)


def batch_indices(seed: int, streams: NDArray[np.uint64], t: int, batch: int, samples: int) -> NDArray[np.int64]:
    """Indices (runs, batch) of step t."""
    indices: NDArray[np.int64] = minibatches(seed, streams, t, t + 1, batch, samples)[0].T
    return indices


class ArraySession(ReferenceSession):
    """Runs of an array problem advanced together; see `Session`.

    Such a problem has `samples`, `batch`, `loss` and `gradient(xp, x (runs, d), batch (runs, batch))`, `on(xp)`, and
    `minimiser`: the point (d,) that regret is measured against by default, or None where none is known.
    """

    def __init__(self, job: Job, threads: int | None = None, xp: Any = np) -> None:
        super().__init__(job, threads, xp)
        # The session keeps the problem with its data on xp: its functions' own xp.asarray then copies nothing.
        self.problem = job.problem.on(xp)
        x_star = np.asarray(job.comparator, np.float64)
        self.x_star = xp.asarray(x_star)
        # Without a known minimiser x* is NaN, and so is its loss: it need not be evaluated.
        self.unknown = xp.full((job.runs,), np.nan, np.float64) if np.isnan(x_star).any() else None
        self._inputs: dict[str, Any] = {}

    def advance(self, t_end: int) -> Records:
        """With one BLAS thread: several would cut, and so round, matrix products in another way on another machine."""
        with threadpool_limits(1, "blas"):
            return super().advance(t_end)

    def drawn(self) -> int:
        return int(super().drawn() + self.problem.batch * self.job.runs)

    def prepare(self, t0: int, t1: int) -> None:
        super().prepare(t0, t1)
        job, problem = self.job, self.problem
        self.batches = minibatches(job.seed, job.streams, t0, t1, problem.batch, problem.samples, self.xp)

    def before(self) -> None:
        """Evaluate the step's minibatch loss and gradient at x_t, and its loss at the comparator."""
        xp, problem = self.xp, self.problem
        batch = self.batches[self.t - self.t0].T
        x = xp.ascontiguousarray(self.state["x"].T)
        with np.errstate(all="ignore"):
            self._inputs = {
                "g": problem.gradient(xp, x, batch).T.astype(REAL[self.job.real], copy=False),
                "f": problem.loss(xp, x, batch).astype(np.float64, copy=False),
                "f_star": self._star_loss(x.shape, batch),
            }

    def _star_loss(self, shape: tuple[int, int], batch: Any) -> Any:
        """The minibatch's loss at the comparator, (runs,)."""
        if self.unknown is not None:
            return self.unknown
        star = self.xp.broadcast_to(self.x_star, shape)
        return self.problem.loss(self.xp, star, batch).astype(np.float64, copy=False)

    def external(self, kind: str, name: str) -> Any:
        return self._inputs[name]
