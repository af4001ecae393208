"""The array engine: problems whose gradient is an array function (real data), with the same rule graph.

The gradient of all runs is one batched array expression over `xp` (NumPy now); minibatches are drawn by the
same counter-based generator as the noise, so a run sees the same batches on every engine and in any chunking.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.engine.job import REAL, Job
from adal_theory.engine.reference import ReferenceSession
from adal_theory.noise.philox import MASK, block_words
from adal_theory.trace.numpy_handle import NumpyHandle

BATCH_TAG = 1
WORDS = 4


def batch_indices(seed: int, streams: NDArray[np.uint64], t: int, batch: int, samples: int) -> NDArray[np.int64]:
    """Indices (runs, batch) of step t, uniform on [0, samples) up to 2^−32 · samples.

    Draw n = (t−1)·batch + j uses word n mod 4 of Philox block n div 4 with tag 1; a word w becomes
    ⌊w · samples / 2³²⌋.
    """
    h = NumpyHandle()
    n = (t - 1) * batch + np.arange(batch, dtype=np.uint64)
    blocks, inverse = np.unique(n // np.uint64(WORDS), return_inverse=True)
    words = block_words(h, h.value(blocks[:, None]), h.value(streams[None, :]), h.constant(seed, "u64"), BATCH_TAG)
    table = np.stack(np.broadcast_arrays(*(w.array for w in words)), axis=-1) & np.uint64(MASK)
    chosen = table[inverse, :, (n % np.uint64(WORDS)).astype(np.int64)]
    return (chosen * np.uint64(samples) >> np.uint64(32)).astype(np.int64).T


class ArraySession(ReferenceSession):
    """Runs of an `ArrayProblem` advanced together; see `Session`."""

    def __init__(self, job: Job, threads: int | None = None) -> None:
        super().__init__(job, threads)
        self.x_star = np.asarray(job.comparator, np.float64)
        self._inputs: dict[str, Any] = {}

    def before(self, t: int) -> None:
        """Evaluate the step's minibatch loss and gradient at x_t, and its loss at the comparator."""
        job, problem = self.job, self.job.problem
        batch = batch_indices(job.seed, job.streams, t, problem.batch, problem.samples)
        x = np.ascontiguousarray(self.state["x"].T)
        star = np.broadcast_to(self.x_star, x.shape)
        with np.errstate(all="ignore"):
            self._inputs = {"g": problem.gradient(np, x, batch).T.astype(REAL[job.real]),
                            "f": np.asarray(problem.loss(np, x, batch), np.float64),
                            "f_star": np.asarray(problem.loss(np, star, batch), np.float64)}

    def external(self, kind: str, name: str) -> Any:
        return self._inputs[name]
