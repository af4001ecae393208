"""Huber's loss: quadratic near the centre, linear away from it."""

from __future__ import annotations

from functools import partial
from typing import Any

from numpy.typing import ArrayLike

from adal_theory.entries import keywords
from adal_theory.problems.problem import Problem, declared_minimiser, dimension_of, per_coordinate, scalar
from adal_theory.runtime import standard_floats


def _loss(k: float, o: Any, x: Any, q: Any) -> Any:
    r = x - q.centre
    size = o.abs(r)
    return o.where(o.less_equal(size, k), 0.5 * (r * r), k * (size - 0.5 * k))


def _gradient(k: float, o: Any, x: Any, q: Any) -> Any:
    return o.clip(x - q.centre, -k, k)


@keywords
@standard_floats()
def huber(d: int = 1, kappa: float = 0.25, centre: ArrayLike = 0.0) -> Problem:
    """Huber loss f(x) = Σ_i h(x_i − c_i), h(r) = ½r² for |r| ≤ κ, else κ(|r| − ½κ), on [−1, 1]^d, start 0.8; minimiser c."""
    d, k = dimension_of(d), scalar("kappa", kappa, 0.0, strict=True)
    c = per_coordinate("centre", centre, d)

    return Problem(
        "huber",
        "Huber loss",
        r"f(x) = \sum_i h_\kappa(x_i - c_i)",
        d,
        partial(_loss, k),
        partial(_gradient, k),
        partial(declared_minimiser, c),
        {"centre": c},
        (-1.0, 1.0),
        0.8,
        constants={"kappa": k},
        source="Huber, Ann. Math. Stat. 35, 1964",
    )


PROBLEMS = (huber,)
