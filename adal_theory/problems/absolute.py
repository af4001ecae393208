"""The absolute loss: convex, with a kink at its minimiser."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from adal_theory.entries import keywords
from adal_theory.problems.problem import Array, Box, Problem, clipped, dimension_of, per_coordinate
from adal_theory.runtime import standard_floats


def _loss(o: Any, x: Any, q: Any) -> Any:
    return o.abs(x - q.centre)


def _gradient(o: Any, x: Any, q: Any) -> Any:
    return o.sign(x - q.centre)


@keywords
@standard_floats()
def absolute(d: int = 1, centre: ArrayLike = 0.0) -> Problem:
    """Absolute loss f(x) = Σ_i |x_i − c_i| on [−1, 1]^d, start 0.7; subgradient sign(x − c), 0 at the kink; minimiser c."""
    d = dimension_of(d)
    c = per_coordinate("centre", centre, d)

    def best(totals: tuple[Array, ...], box: Box) -> Array:
        return np.broadcast_to(clipped(c, box), totals[0].shape[:2])

    return Problem(
        "absolute",
        "absolute loss",
        r"f(x) = \sum_i |x_i - c_i|",
        d,
        _loss,
        _gradient,
        best,
        {"centre": c},
        (-1.0, 1.0),
        0.7,
        source="standard",
    )


PROBLEMS = (absolute,)
