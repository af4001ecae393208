"""Logistic regression on real data: minibatch losses for the array engine, with the full problem's minimiser."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.errors import ConfigurationError, unknown_name
from adal_theory.problems.problem import MINIMISER, Box, scalar

Array = NDArray[Any]
DATASETS = ("breast_cancer", "digits")


@dataclass(frozen=True)
class LogisticRegression:
    """Multinomial logistic loss of a minibatch plus (λ/2)‖x‖², batched over runs.

    x is (runs, d) with d = classes' weights × (features + 1), flattened from (features + 1, outputs); two classes
    have one output. Batches are index arrays (runs, batch). `minimiser` is that of the mean over all samples:
    strongly convex for λ > 0, found by Newton–CG to a gradient norm below 1e-9.
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
    source: str = "scikit-learn's bundled data (UCI); standard loss"
    title: str = "logistic regression"
    formula: str = (r"f_t(x) = \frac1{|B_t|} \sum_{n \in B_t} \mathrm{logloss}(x; a_n, y_n)"
                    r" + \tfrac{\lambda}{2}\|x\|_2^2")

    @property
    def name(self) -> str:
        return f"logistic_regression_{self.dataset}"

    @property
    def samples(self) -> int:
        return int(self.inputs.shape[0])

    @property
    def dimension(self) -> int:
        return int(self.inputs.shape[1]) * self.outputs

    @property
    def constants(self) -> dict[str, float]:
        return {"l2": self.l2, "batch": float(self.batch)}

    def on(self, xp: Any) -> LogisticRegression:
        """The same problem with its data as arrays of `xp`, NumPy or CuPy."""
        return replace(self, inputs=xp.asarray(self.inputs), labels=xp.asarray(self.labels))

    def _parts(self, xp: Any, x: Array, batch: Array) -> tuple[Array, Array, Array]:
        """(inputs (runs, b, features), scores (runs, b, outputs), labels (runs, b))."""
        a, y = xp.asarray(self.inputs)[batch], xp.asarray(self.labels)[batch]
        w = x.reshape(x.shape[0], self.inputs.shape[1], self.outputs)
        return a, xp.matmul(a, w), y

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
        """x* (d,) of the full problem."""
        return _minimiser(self.dataset, self.l2, self.batch)


@lru_cache(maxsize=8)
def _minimiser(dataset: str, l2: float, batch: int) -> Array:
    from scipy.optimize import minimize
    from threadpoolctl import threadpool_limits

    problem = logistic_regression(dataset, l2, batch)
    everything = np.arange(problem.samples)[None]

    def value(x: Array) -> float:
        return float(problem.loss(np, x[None], everything)[0])

    def slope(x: Array) -> Array:
        return np.asarray(problem.gradient(np, x[None], everything)[0])

    x = np.zeros(problem.dimension)
    with threadpool_limits(1, "blas"):  # the same bits whatever the number of cores
        for _ in range(8):
            x = minimize(value, x, jac=slope, method="L-BFGS-B",
                         options={"maxiter": 20000, "maxfun": 40000, "ftol": 0.0, "gtol": 1e-11, "maxcor": 50}).x
            if np.linalg.norm(slope(x)) < 1e-9:
                return np.asarray(x)
    raise RuntimeError(f"no minimiser of {dataset} to a gradient norm of 1e-9 (got {np.linalg.norm(slope(x)):.1e})")


@lru_cache(maxsize=4)
def _load(dataset: str) -> tuple[Array, Array, int]:
    """Standardised inputs with a constant column, integer labels, and the number of outputs."""
    from sklearn import datasets

    raw = getattr(datasets, f"load_{dataset}")()
    a = np.asarray(raw.data, np.float64)
    spread = a.std(axis=0)
    a = (a - a.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    classes = len(raw.target_names)
    return np.hstack([a, np.ones((a.shape[0], 1))]), np.asarray(raw.target, np.int64), 1 if classes == 2 else classes


def logistic_regression(dataset: str = "breast_cancer", l2: float = 1e-2, batch: int = 32) -> LogisticRegression:
    """Logistic regression on scikit-learn's bundled `breast_cancer` (d = 31) or `digits` (d = 650).

    Features are standardised; step t uses a minibatch of `batch` samples drawn with replacement by the
    counter-based generator. `l2` = λ > 0. No box, start 0; comparator: the minimiser of the mean loss.
    """
    if dataset not in DATASETS:
        raise unknown_name("dataset", dataset, DATASETS)
    weight = scalar("l2", l2, 0.0, strict=True)
    if not isinstance(batch, (int, np.integer)) or isinstance(batch, bool) or batch < 1:
        raise ConfigurationError(f"batch = {batch!r} is not a positive integer: pass batch >= 1")
    inputs, labels, outputs = _load(dataset)
    return LogisticRegression(dataset, inputs, labels, outputs, weight, int(batch))
