"""The absolute loss: convex, with a kink at its minimiser."""

from __future__ import annotations

from functools import partial
from typing import Any

from numpy.typing import ArrayLike

from adal_theory.entries import keywords
from adal_theory.problems.problem import Problem, declared_minimiser, dimension_of, per_coordinate
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

    return Problem(
        "absolute",
        "absolute loss",
        r"f(x) = \sum_i |x_i - c_i|",
        d,
        _loss,
        _gradient,
        partial(declared_minimiser, c),
        {"centre": c},
        (-1.0, 1.0),
        0.7,
        source="standard",
    )


PROBLEMS = (absolute,)
