"""Nonconvex separable losses: a cosine, a double well, and the Geman–McClure loss."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.entries import keywords
from adal_theory.noise.elementary64 import cos64, sin64
from adal_theory.problems.problem import Array, Box, Problem, dimension_of, scalar
from adal_theory.runtime import standard_floats


def best_in_box(loss: Any, minima: NDArray[np.float64], box: Box, totals: tuple[Array, ...]) -> Array:
    """The best of the declared minima inside the box and its two ends; ties go to the first."""
    if box is None:
        return np.full(totals[0].shape[:2], minima[0])
    inside = minima[(minima >= box[0]) & (minima <= box[1])]
    candidates = np.concatenate([inside, np.array(box)])
    return np.full(totals[0].shape[:2], candidates[int(np.argmin([loss(c) for c in candidates]))])


def _in_double(o: Any, f: Any, x: Any) -> Any:
    """Elementary functions are evaluated in float64 and rounded to the run's precision."""
    return o.cast(f(o, o.cast(x, "f64")), o.real)


def _cosine_loss(w: float, o: Any, x: Any, q: Any) -> Any:
    return (1.0 - _in_double(o, cos64, w * x)) / w


def _cosine_gradient(w: float, o: Any, x: Any, q: Any) -> Any:
    return _in_double(o, sin64, w * x)


def _cosine_best(w: float, totals: tuple[Array, ...], box: Box) -> Array:
    low, high = box if box is not None else (0.0, 0.0)
    near = np.arange(np.ceil(low * w / (2 * np.pi)), np.floor(high * w / (2 * np.pi)) + 1) * (2 * np.pi / w)
    near = near[np.argsort(np.abs(near), kind="stable")]
    return best_in_box(lambda x: (1 - np.cos(w * x)) / w, near, box, totals)


@keywords
@standard_floats()
def cosine(d: int = 1, omega: float = 2 * np.pi) -> Problem:
    """Cosine loss f(x) = Σ_i (1 − cos ωx_i)/ω on [−1, 1]^d, start 0.35; gradient sin ωx; minimisers 2πk/ω, among them 0."""
    d, w = dimension_of(d), scalar("omega", omega, 0.0, 1e4, strict=True)

    return Problem(
        "cosine",
        "cosine",
        r"f(x) = \sum_i (1 - \cos \omega x_i)/\omega",
        d,
        partial(_cosine_loss, w),
        partial(_cosine_gradient, w),
        partial(_cosine_best, w),
        {},
        (-1.0, 1.0),
        0.35,
        False,
        constants={"omega": w},
        source="standard",
    )


def _well_loss(o: Any, x: Any, q: Any) -> Any:
    y = x * x - 1.0
    return 0.25 * (y * y)


def _well_gradient(o: Any, x: Any, q: Any) -> Any:
    return x * (x * x - 1.0)


def _well_best(totals: tuple[Array, ...], box: Box) -> Array:
    return best_in_box(lambda x: (x * x - 1) ** 2 / 4, np.array([1.0, -1.0]), box, totals)


@keywords
@standard_floats()
def double_well(d: int = 1) -> Problem:
    """Double well f(x) = Σ_i (x_i² − 1)²/4 on [−2, 2]^d, start −1 (the left well); gradient x³ − x; minimisers ±1, saddle 0."""
    d = dimension_of(d)

    return Problem(
        "double_well",
        "double well",
        r"f(x) = \sum_i (x_i^2 - 1)^2/4",
        d,
        _well_loss,
        _well_gradient,
        _well_best,
        {},
        (-2.0, 2.0),
        -1.0,
        False,
        source="Kramers, Physica 7, 1940",
        exit_level=0.0,
    )


def _geman_loss(o: Any, x: Any, q: Any) -> Any:
    square = x * x
    return square / (1.0 + square)


def _geman_gradient(o: Any, x: Any, q: Any) -> Any:
    s = 1.0 + x * x
    return 2.0 * x / (s * s)


def _geman_best(totals: tuple[Array, ...], box: Box) -> Array:
    return best_in_box(lambda x: x * x / (1 + x * x), np.array([0.0]), box, totals)


@keywords
@standard_floats()
def geman_mcclure(d: int = 1) -> Problem:
    """Geman–McClure loss f(x) = Σ_i x_i²/(1 + x_i²) on [−4, 4]^d, start 2; gradient 2x/(1 + x²)²; minimiser 0, flat far away."""
    d = dimension_of(d)

    return Problem(
        "geman_mcclure",
        "Geman–McClure loss",
        r"f(x) = \sum_i x_i^2/(1 + x_i^2)",
        d,
        _geman_loss,
        _geman_gradient,
        _geman_best,
        {},
        (-4.0, 4.0),
        2.0,
        False,
        source="Geman & McClure, Bull. ISI 52, 1987",
    )


PROBLEMS = (cosine, double_well, geman_mcclure)
