"""The comparator's side of regret: cumulative features, the best fixed point up to t, and its total loss.

Sums over time are taken in extended precision and rounded once; memory is that of the data, whatever T.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from adal_theory.entries import real_array
from adal_theory.errors import ConfigurationError
from adal_theory.problems.problem import Array, Box, Problem
from adal_theory.trace.numpy_handle import NumpyHandle
from adal_theory.trace.semantics import reduce_coordinates

SPAN = 1 << 16


def _feature_arrays(problem: Problem) -> list[NDArray[np.float64]]:
    """Every feature over one joint period, each (period, d or 1[, runs])."""
    h = NumpyHandle()
    period = int(np.lcm.reduce([a.shape[0] for a in problem.data.values()] or [1]))
    ndim = max([a.ndim for a in problem.data.values()] or [2])
    rows = np.arange(period)
    q = SimpleNamespace(**{n: h.value(_as(a, ndim)[rows % a.shape[0]]) for n, a in problem.data.items()})
    return [_as(np.atleast_2d(f.array), ndim) for f in problem.features(h, q)]


def _as(a: NDArray[np.float64], ndim: int) -> NDArray[np.float64]:
    return a if a.ndim == ndim else a[..., None]


def cumulative_features(problem: Problem, steps: ArrayLike) -> tuple[Array, ...]:
    """Σ_{s≤t} features_k(s, i) at the given 1-based steps, each (records, d[, runs])."""
    t = np.asarray(steps, np.int64)
    return tuple(_cumulative(f, t, problem.dimension) for f in _feature_arrays(problem))


def _cumulative(f: Array, t: NDArray[np.int64], d: int) -> Array:
    """Whole periods times the period's sum plus the part left, in extended precision."""
    period = f.shape[0]
    whole, part = t // period, t % period
    sums = np.zeros((t.size, *f.shape[1:]), np.longdouble)
    running = np.zeros(f.shape[1:], np.longdouble)
    for start in range(0, period, SPAN):
        block = np.cumsum(f[start : start + SPAN], axis=0, dtype=np.longdouble)
        here = (part > start) & (part <= start + SPAN)
        sums[here] = running + block[part[here] - start - 1]
        running = running + block[-1]
    total = whole.reshape(-1, *[1] * (f.ndim - 1)).astype(np.longdouble) * running + sums
    with np.errstate(over="ignore"):  # beyond float64 it is ∞, as the run's own sum is
        return np.broadcast_to(total.astype(np.float64), (t.size, d, *f.shape[2:]))


def against(problem: Problem, steps: ArrayLike, point: ArrayLike) -> tuple[Array, Array]:
    """(x* as (records, d), Σ_{s≤t} f_s(x*) as (records[, runs])) for a fixed point."""
    t = np.asarray(steps, np.int64)
    x = np.broadcast_to(np.asarray(point, np.float64), (t.size, problem.dimension))
    return x, _loss(problem, cumulative_features(problem, t), x)


def hindsight(problem: Problem, steps: ArrayLike, box: Box) -> tuple[Array, Array]:
    """(x*_t, Σ_{s≤t} f_s(x*_t)): the best fixed point in the box up to each step, (records, d[, runs])."""
    totals = cumulative_features(problem, steps)
    x = best_point(problem, totals, box)
    return x, _loss(problem, totals, x)


def best_point(problem: Problem, totals: tuple[Array, ...], box: Box) -> Array:
    """What the problem declares as its best fixed point for these cumulative features, in their shape."""
    found = real_array(f"problem '{problem.name}': its best point", problem.best(totals, box), finite=False)
    try:
        return np.broadcast_to(found, totals[0].shape)
    except ValueError:
        raise ConfigurationError(
            f"problem '{problem.name}': its best(totals, box) has shape {found.shape}: return a number, or "
            f"an array that broadcasts to {totals[0].shape}, (records, d)"
        ) from None


def _loss(problem: Problem, totals: tuple[Array, ...], x: Array) -> Array:
    return np.asarray(reduce_coordinates("sum", loss_terms(problem, totals, x), 1))


def loss_terms(problem: Problem, totals: tuple[Array, ...], x: Array) -> Array:
    """Σ_k (Σ_{s≤t} features_k) φ_k(x*), of each coordinate: (records, d[, runs])."""
    h = NumpyHandle()
    ndim = max([x.ndim, *(a.ndim for a in totals)])
    q = SimpleNamespace(**{n: h.value(_as(a[:1], ndim)) for n, a in problem.data.items()})
    phi = problem.phi(h, h.value(_as(x, ndim)), q)
    if len(phi) != len(totals):
        raise ConfigurationError(
            f"problem '{problem.name}' has {len(totals)} features and {len(phi)} values of time_phi: return equally many of both"
        )
    terms = [_as(a, ndim) * p.array for a, p in zip(totals, phi, strict=True)]
    return np.asarray(sum(terms[1:], terms[0]))
