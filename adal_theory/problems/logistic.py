"""Logistic regression on real data: minibatch losses for the array engine, with the full problem's minimiser."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.entries import keywords
from adal_theory.problems import data, minimum
from adal_theory.problems.minibatch import Classifier
from adal_theory.problems.problem import MINIMISER, Box, positive_integer, scalar
from adal_theory.runtime import computing

Array = NDArray[Any]
AT_ONCE = 4096  # samples that the minimiser's search evaluates in one piece; more go in slices of bounded memory


@dataclass(frozen=True)
class LogisticRegression(Classifier):
    """Multinomial logistic loss of a minibatch plus (λ/2)‖x‖², batched over runs.

    x is (runs, d) with d = classes' weights × (features + 1), flattened from (features + 1, outputs); two classes
    have one output. Batches are indices (runs or 1, b) of the training part, the first rows of `inputs`; without a split
    these are all samples. `minimiser` is that of the mean over the training part: strongly convex for λ > 0, found to a
    gradient norm below 1e-9.
    """

    dataset: str
    inputs: Array = field(repr=False)
    labels: Array = field(repr=False)
    outputs: int
    l2: float
    batch: int
    box: Box = None
    x0: float = 0.0
    convex: bool = True
    comparator: str = MINIMISER
    source: str = "standard loss; the data sets of scikit-learn are UCI's"
    title: str = "logistic regression"
    formula: str = (
        r"f_t(x) = \frac1{|B_t|} \sum_{n \in B_t} \mathrm{logloss}(x; a_n, y_n)"
        r" + \tfrac{\lambda}{2}\|x\|_2^2"
    )
    choice: data.Choice | None = None
    counts: tuple[int, int, int] | None = None
    digest: str = ""

    @property
    def name(self) -> str:
        return f"logistic_regression_{self.dataset}"

    @property
    def samples(self) -> int:
        """Samples of the training part."""
        return int(self.inputs.shape[0]) if self.counts is None else self.counts[0]

    @property
    def dimension(self) -> int:
        return int(self.inputs.shape[1]) * self.outputs

    @property
    def width(self) -> int:
        return 4 * self.outputs

    @property
    def constants(self) -> dict[str, Any]:
        """λ and the batch; the split and the data's digest where there are a split or local files."""
        split = {} if self.choice is None else self.choice.constants
        return {"l2": self.l2, "batch": float(self.batch), **split, **({"data": self.digest} if self.digest else {})}

    def on(self, xp: Any) -> LogisticRegression:
        """The same problem with its data as arrays of `xp`, NumPy or CuPy."""
        return replace(self, inputs=xp.asarray(self.inputs), labels=xp.asarray(self.labels))

    def _parts(self, xp: Any, x: Array, batch: Array) -> tuple[Array, Array, Array]:
        """(inputs (runs, b, features), scores (runs, b, outputs), labels (runs, b))."""
        a, y = xp.asarray(self.inputs)[batch], xp.asarray(self.labels)[batch]
        w = x.reshape(x.shape[0], self.inputs.shape[1], self.outputs)
        return a, xp.matmul(a, w), y

    def scores(self, xp: Any, x: Array, batch: Array) -> Array:
        """(runs, b, classes); the score of the first of two classes is 0."""
        s = self._parts(xp, x, batch)[1]
        return xp.concatenate([xp.zeros_like(s), s], axis=-1) if self.outputs == 1 else s

    def loss(self, xp: Any, x: Array, batch: Array) -> Array:
        """Minibatch losses (runs,)."""
        _, s, y = self._parts(xp, x, batch)
        penalty = 0.5 * self.l2 * xp.sum(x * x, axis=1)
        if self.outputs == 1:
            sign = 2.0 * y - 1.0
            return xp.mean(xp.logaddexp(0.0, -sign * s[..., 0]), axis=1) + penalty
        top = xp.max(s, axis=-1)
        total = top + xp.log(xp.sum(xp.exp(s - top[..., None]), axis=-1))
        return xp.mean(total - xp.take_along_axis(s, y[..., None], axis=-1)[..., 0], axis=1) + penalty

    def gradient(self, xp: Any, x: Array, batch: Array) -> Array:
        """Minibatch gradients (runs, d)."""
        a, s, y = self._parts(xp, x, batch)
        if self.outputs == 1:
            error = 1.0 / (1.0 + xp.exp(-s)) - y[..., None]
        else:
            e = xp.exp(s - xp.max(s, axis=-1, keepdims=True))
            error = e / xp.sum(e, axis=-1, keepdims=True) - (y[..., None] == xp.arange(self.outputs))
        g = xp.matmul(xp.swapaxes(a, 1, 2), error) / batch.shape[1]
        return g.reshape(x.shape) + self.l2 * x

    @cached_property
    def minimiser(self) -> Array:
        """x* (d,) of the mean over the training part."""
        assert self.choice is not None
        return _minimiser(self.choice, self.l2, self.batch, self.digest)


@lru_cache(maxsize=8)
def _minimiser(choice: data.Choice, l2: float, batch: int, digest: str) -> Array:
    """Searched once for each choice; `digest` tells local files from what was under the same path before."""
    del digest
    problem = _build(choice, l2, batch)
    everything = np.arange(problem.samples)[None]
    whole = problem.samples <= AT_ONCE

    def value(x: Array) -> float:
        return float((problem.loss(np, x[None], everything) if whole else problem.mean_loss(np, x[None]))[0])

    def slope(x: Array) -> Array:
        return np.asarray((problem.gradient(np, x[None], everything) if whole else problem.full_gradient(np, x[None]))[0])

    return minimum.minimiser(problem.name, value, slope, problem.dimension)


def _build(choice: data.Choice, l2: float, batch: int) -> LogisticRegression:
    found = data.load(choice)
    plain = choice.dataset in data.BUNDLED and not choice.constants
    return LogisticRegression(
        choice.dataset,
        found.inputs,
        found.labels,
        1 if found.classes == 2 else found.classes,
        l2,
        batch,
        choice=choice,
        counts=None if plain else found.counts,
        digest="" if plain else found.digest,
    )


@keywords
@computing("preparing the data")
def logistic_regression(
    dataset: Any = "breast_cancer",
    l2: float = 1e-2,
    batch: int = 32,
    validation: float = 0.0,
    test: float | None = None,
    seed: int = 0,
    path: Any = None,
) -> LogisticRegression:
    """Logistic regression on scikit-learn's bundled `breast_cancer` (d = 31) or `digits` (d = 650), on `mnist` or
    `cifar10` from `path`, or on a pair (X, y) of your own (see `network` for these, and for the split).

    Features are standardised; step t uses a minibatch of `batch` samples drawn with replacement by the
    counter-based generator. `l2` = λ > 0. No box, start 0; comparator: the minimiser of the mean loss. By default all
    samples are trained on; `validation` and `test` are shares set aside for `accuracy` and `mean_loss`, drawn by `seed`.
    On local files the minimiser's search takes minutes, which a point as the run's comparator saves.
    """
    choice = data.choose(dataset, path, validation, test, seed, 0.0)
    return _build(choice, scalar("l2", l2, 0.0, strict=True), positive_integer("batch", batch))


PROBLEMS = (logistic_regression,)
