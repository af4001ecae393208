"""Online linear losses f_t(x) = Σ_i a_{t,i} x_i with any slopes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from adal_theory.entries import keywords, real_array
from adal_theory.errors import ConfigurationError
from adal_theory.problems.problem import DIMS, HINDSIGHT, Array, Box, Problem
from adal_theory.runtime import standard_floats


def _loss(o: Any, x: Any, q: Any) -> Any:
    return q.slope * x


def _gradient(o: Any, x: Any, q: Any) -> Any:
    return q.slope


def _features(o: Any, q: Any) -> tuple[Any, ...]:
    return (q.slope,)


def _phi(o: Any, x: Any, q: Any) -> tuple[Any, ...]:
    return (x,)


def _best(totals: tuple[Array, ...], box: Box) -> Array:
    """The end of the box against the total slope; the middle where the total slope is 0."""
    if box is None:
        raise ConfigurationError(
            "linear losses have no best fixed point without a box: pass box=(lo, hi), or a point as comparator="
        )
    lo, hi = box
    return np.where(totals[0] > 0, lo, np.where(totals[0] < 0, hi, (lo + hi) / 2))


@keywords
@standard_floats()
def linear(slopes: ArrayLike) -> Problem:
    """Linear losses f_t(x) = Σ_i a_{t,i} x_i on [−1, 1]^d, start 0 (theory.md C1, C2 with slopes (a, −1, −1)).

    `slopes` has shape (n,), (n, d) or (n, d, runs); step t uses row (t−1) mod n, so n = T gives a full sequence
    and a short one is periodic. The best fixed point in hindsight is an end of the box in each coordinate.
    Raises `ConfigurationError` for NaN, infinity, or another number of axes.
    """
    a = real_array("slopes", slopes, ndim=(1, 2, 3), dims=DIMS, wanted="numbers (steps,), (steps, d) or (steps, d, runs)")
    a = a.reshape(-1, 1) if a.ndim == 1 else a
    return Problem(
        "linear",
        "online linear losses",
        r"f_t(x) = \sum_i a_{t,i} x_i",
        a.shape[1],
        _loss,
        _gradient,
        _best,
        {"slope": a},
        (-1.0, 1.0),
        0.0,
        True,
        HINDSIGHT,
        {"period": a.shape[0]},
        "Zinkevich, ICML 2003; Reddi, Kale & Kumar, ICLR 2018, Theorem 1",
        _features,
        _phi,
    )


PROBLEMS = (linear,)
EXAMPLES = {"linear": lambda d: linear(np.array([1.5, -1.0, -1.0])[:, None] / np.arange(1, d + 1))}
