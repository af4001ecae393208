"""Diagonal quadratics, with a fixed and with a moving centre."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from adal_theory.entries import keywords, real_array
from adal_theory.errors import ConfigurationError
from adal_theory.problems.problem import (
    DIMS,
    HINDSIGHT,
    Array,
    Box,
    Problem,
    clipped,
    declared_minimiser,
    dimension_of,
    per_coordinate,
    scalar,
)
from adal_theory.runtime import standard_floats


def _loss(o: Any, x: Any, q: Any) -> Any:
    r = x - q.centre
    return 0.5 * (q.curvature * (r * r))


def _gradient(o: Any, x: Any, q: Any) -> Any:
    return q.curvature * (x - q.centre)


def _curvatures(d: int, condition: float, curvature: ArrayLike | None) -> Array:
    if curvature is not None:
        return per_coordinate("curvature", curvature, d, 0.0, strict=True)
    return np.geomspace(1.0, scalar("condition", condition, 1.0), d).reshape(1, -1)


@keywords
@standard_floats()
def quadratic(d: int = 10, condition: float = 100.0, centre: ArrayLike = 0.3, curvature: ArrayLike | None = None) -> Problem:
    """Diagonal quadratic f(x) = ½ Σ_i a_i (x_i − c_i)² on [−1, 1]^d, start −0.5; declared minimiser c, projected on the box.

    Curvatures are log-spaced from 1 to `condition` ≥ 1 unless given as a number or (d,) values > 0.
    """
    d = dimension_of(d)
    a, c = _curvatures(d, condition, curvature), per_coordinate("centre", centre, d)

    return Problem(
        "quadratic",
        "diagonal quadratic",
        r"f(x) = \tfrac12 \sum_i a_i (x_i - c_i)^2",
        d,
        _loss,
        _gradient,
        partial(declared_minimiser, c),
        {"curvature": a, "centre": c},
        (-1.0, 1.0),
        -0.5,
        constants={"condition": float(a.max() / a.min())},
        source="standard",
    )


def _features(o: Any, q: Any) -> tuple[Any, ...]:
    return (q.curvature, q.curvature * q.centre, 0.5 * (q.curvature * q.centre * q.centre))


def _phi(o: Any, x: Any, q: Any) -> tuple[Any, ...]:
    return (0.5 * (x * x), -x, x * 0.0 + 1.0)


def _moving_best(totals: tuple[Array, ...], box: Box) -> Array:
    """The weighted mean of the centres, projected on the box."""
    return clipped(totals[1] / totals[0], box)


@keywords
@standard_floats()
def drifting_quadratic(
    d: int = 1,
    condition: float = 1.0,
    amplitude: float = 0.5,
    period: int = 1000,
    centres: ArrayLike | None = None,
    curvature: ArrayLike | None = None,
) -> Problem:
    """Quadratic with a moving centre f_t(x) = ½ Σ_i a_i (x_i − c_{t,i})² on [−1, 1]^d, start 0: regret against a moving target.

    The centre goes round c_{t,i} = amplitude · sin(2π(t/period + i/d)), or follows `centres` of shape (n,) or
    (n, d), used periodically. The best fixed point in hindsight is the mean of the centres so far.
    """
    if centres is not None:
        c = real_array("centres", centres, ndim=(1, 2), dims=DIMS, wanted="numbers of shape (steps,) or (steps, d)")
        c = c.reshape(-1, 1) if c.ndim == 1 else c
        d = dimension_of(d)
        if d != 1 and c.shape[1] not in (1, d):
            raise ConfigurationError(f"centres has {c.shape[1]} columns, d = {d}: leave d out, or pass one column or {d}")
        d = max(d, c.shape[1])
    else:
        d, n = dimension_of(d), dimension_of(period)
        phase = np.arange(1, n + 1)[:, None] / n + np.arange(d)[None, :] / d
        c = scalar("amplitude", amplitude) * np.sin(2 * np.pi * phase)
    a = _curvatures(d, condition, curvature)
    return Problem(
        "drifting_quadratic",
        "quadratic with a moving centre",
        r"f_t(x) = \tfrac12 \sum_i a_i (x_i - c_{t,i})^2",
        d,
        _loss,
        _gradient,
        _moving_best,
        {"curvature": a, "centre": c},
        (-1.0, 1.0),
        0.0,
        True,
        HINDSIGHT,
        {"period": c.shape[0], "condition": float(a.max() / a.min())},
        "Besbes, Gur & Zeevi, Oper. Res. 2015",
        _features,
        _phi,
    )


PROBLEMS = (quadratic, drifting_quadratic)
