"""What array problems on samples share: the full gradient and the means over a part, in slices of bounded memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from adal_theory.entries import choice, device_array
from adal_theory.errors import ConfigurationError
from adal_theory.problems.problem import seed_of
from adal_theory.problems.split import PARTS
from adal_theory.runtime import standard_floats
from adal_theory.showing import ShownAsFormula

Array = NDArray[Any]
ROWS = 512  # samples a slice: fixed, so that the order of summation is that of the data alone
SLICE_BYTES = 64 * 1024 * 1024  # of a slice's temporaries: bounds the runs that are evaluated at once


@cache
def _libraries() -> ThreadpoolController:
    return ThreadpoolController()


def _without(problem: object, what: str) -> ConfigurationError:
    """A class of the user's own that lacks a part."""
    return ConfigurationError(
        f"problem class {type(problem).__name__} has no {what}: define it, as the docstring of "
        "adal_theory.problems.minibatch.MinibatchProblem says"
    )


class MinibatchProblem(ShownAsFormula):
    """f(x) = the mean of `samples` losses, and f_t the mean over a minibatch, plus a penalty on x or none.

    A problem has `samples`, `dimension`, `width` (numbers a sample and run that its evaluation holds), `on(xp)`, and
    `loss(xp, x (runs, d), batch)` (runs,) and `gradient` (runs, d) with indices `batch` (runs or 1, b).
    """

    @property
    def samples(self) -> int:
        raise _without(self, "samples")

    @property
    def dimension(self) -> int:
        raise _without(self, "dimension")

    @property
    def width(self) -> int:
        raise _without(self, "width")

    def on(self, xp: Any) -> Any:
        raise _without(self, "on")

    def loss(self, xp: Any, x: Array, batch: Array) -> Array:
        raise _without(self, "loss")

    def gradient(self, xp: Any, x: Array, batch: Array) -> Array:
        raise _without(self, "gradient")

    def bounds(self, part: str) -> tuple[int, int]:
        """First row of a part and the row after its last."""
        choice("part", part, ("train",))
        return 0, self.samples

    def full_gradient(self, xp: Any, x: Array) -> Array:
        """∇f(x) (runs, d) over the training part: `gradient` minus this is the minibatch's noise."""
        return self._mean(xp, "gradient", x, "train")

    def mean_loss(self, xp: Any, x: Array, part: str = "train") -> Array:
        """Mean losses (runs,) over a part, penalty included: f(x) for "train", whose gradient is `full_gradient`."""
        return self._mean(xp, "loss", x, part)

    @standard_floats()
    def _mean(self, xp: Any, what: str, x: Array, part: str) -> Array:
        """The mean of a function of x and a batch over a part: slices weighted by their sizes, some runs at a time.

        One BLAS thread, as in the engine: several would round matrix products in another way on another machine.
        """
        x = self._points(xp, x)
        start, stop = self.bounds(part)
        if start == stop:
            raise ConfigurationError(f"part = '{part}' is empty: build the problem with {part} > 0")
        f: Callable[..., Array] = getattr(self.on(xp), what)
        runs = max(1, SLICE_BYTES // (8 * (min(ROWS, stop - start) * self.width + 4 * self.dimension)))
        # A run that diverged is data: its mean is inf or NaN, without a warning.
        with _libraries().limit(limits=1, user_api="blas"), np.errstate(all="ignore"):
            return xp.concatenate([_weighted(xp, f, x[k : k + runs], start, stop) for k in range(0, x.shape[0], runs)])

    def _points(self, xp: Any, x: Any) -> Array:
        """x as an array of `xp` of shape (runs, d); what is not finite is data, of a run that diverged."""
        wanted = f"(runs, {self.dimension}), such as a result's x_final"
        x = device_array(xp, "x", x, wanted)
        if x.ndim != 2 or x.shape[1] != self.dimension or not x.shape[0]:
            raise ConfigurationError(f"x has shape {x.shape}: pass {wanted}")
        return x


def _weighted(xp: Any, f: Callable[..., Array], x: Array, start: int, stop: int) -> Any:
    """The mean of f over rows start … stop − 1, slice after slice."""
    total: Any = 0.0
    for a in range(start, stop, ROWS):
        size = min(ROWS, stop - a)
        total = total + f(xp, x, (xp.arange(size) + a)[None]) * (size / (stop - start))
    return total


class Classifier(MinibatchProblem):
    """Labels from scores: `counts` are the rows of each part, `scores(xp, x, batch)` (runs, b, classes)."""

    labels: Array
    counts: tuple[int, int, int] | None

    def scores(self, xp: Any, x: Array, batch: Array) -> Array:
        raise _without(self, "scores")

    def bounds(self, part: str) -> tuple[int, int]:
        """Rows of a part; without a split all are in "train"."""
        choice("part", part, PARTS)
        counts = (self.samples, 0, 0) if self.counts is None else self.counts
        k = PARTS.index(part)
        return sum(counts[:k]), sum(counts[: k + 1])

    def accuracy(self, xp: Any, x: Array, part: str = "test") -> Array:
        """Shares (runs,) of a part's samples whose label has the largest score. Ties go to the first; NaN is wrong."""
        return self._mean(xp, "hits", x, part)

    @standard_floats()
    def right(self, xp: Any, x: Array, part: str = "test") -> Array:
        """Whether each sample of a part is labelled rightly, (runs, samples) of truth values: `accuracy` is their mean."""
        start, stop = self.bounds(part)
        x = self._points(xp, x)
        rows = [(xp.arange(min(ROWS, stop - a)) + a)[None] for a in range(start, stop, ROWS)]
        with _libraries().limit(limits=1, user_api="blas"), np.errstate(all="ignore"):  # as in `_mean`
            return xp.concatenate([self._right(xp, x, batch) for batch in rows], axis=1)

    def _right(self, xp: Any, x: Array, batch: Array) -> Array:
        s, y = self.scores(xp, x, batch), xp.asarray(self.labels)[batch]
        best = xp.max(s, axis=-1)
        return (xp.argmax(s, axis=-1) == y) & (best == best)

    def hits(self, xp: Any, x: Array, batch: Array) -> Array:
        """Shares (runs,) of right answers in a minibatch."""
        return xp.mean(self._right(xp, x, batch).astype(np.float64), axis=1)


@standard_floats()
def uniforms(seed: int, runs: int, count: int) -> NDArray[np.float64]:
    """(runs, count) numbers uniform on [−1, 1): 53 bits of word i of NumPy's Philox with key (seed, run).

    A run's numbers depend on no other run, and raw words do not change between versions of NumPy.
    """
    key = np.uint64(seed_of(seed))
    words = np.stack([np.random.Philox(key=np.array([key, r], np.uint64)).random_raw(count) for r in range(runs)])
    return np.asarray((words >> np.uint64(11)).astype(np.float64) * 2.0**-52 - 1.0)
