"""S7's table: for several laws and real minibatches, the statistics of the noise at every stage, and what they say of its tail.

The samples are independent replicas of one step, not steps: averages of successive steps depend on each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from adal_theory.engine.stages import STAGES, Stages, collect, minibatch_gradients
from adal_theory.noise import Law, alpha_stable, gaussian, laplace, shared_scale, student_t
from adal_theory.problems import network
from adal_theory.simulations.s07_samples import MOMENTS, gradients
from adal_theory.statistics import TailIndex, tail_index
from adal_theory.statistics.verdict import KINDS

Array = NDArray[np.float64]
LAWS: dict[str, Law] = {
    "Gaussian": gaussian(),
    "Laplace": laplace(),
    "Student-3": student_t(3.0),
    "shared scale": shared_scale(),
    "stable 1.5": alpha_stable(1.5),
}
MINIBATCH = "digits network"
DIMENSION = 10
STATISTICS = ("log-moment index", "Hill's index", "excess kurtosis", "rank correlation, t and t + 1")
QUARTILES = (0.25, 0.5, 0.75)


def minibatches(s: dict[str, Any]) -> Iterator[Array]:
    """Minibatch gradients of the network less the full gradient, many a step, at the point that AdaL reaches from its start."""
    problem = network("digits", hidden=8, seed=1)
    x, rng = problem.start(1, 0), np.random.default_rng(0)
    stages = Stages("adal", {"beta1": 0.9, "beta2": 0.999})
    for _ in range(s["walk"]):
        batch = rng.integers(0, problem.samples, (1, problem.batch))
        x = x - 0.01 * stages.step(problem.gradient(np, x, batch).T)["update"].T
    full = problem.full_gradient(np, x)
    moved = np.flatnonzero(np.abs(full[0]) > 1e-6)  # pixels that are always blank have no gradient but the penalty's
    chosen = moved[:: max(1, moved.size // s["coordinates"])]
    for g in minibatch_gradients(problem, x[0], s["replicas"], s["steady"] + 2, seed=1):
        yield g[chosen] - full.T[chosen]


def correlation(a: Array, b: Array) -> Array:
    """Spearman's, of two steps (d, replicas), for every coordinate: one huge gradient in m would make Pearson's 1."""
    a, b = (stats.rankdata(v, axis=1) for v in (a, b))
    a, b = (v - v.mean(axis=1, keepdims=True) for v in (a, b))
    return np.asarray((a * b).mean(axis=1) / (a.std(axis=1) * b.std(axis=1)))


def stage_row(before: Array, now: Array) -> tuple[Array, Array, tuple[float, float]]:
    """Of two successive steps (d, replicas): quartiles over coordinates (statistic, 3), shares of verdicts, the Gaussian band."""
    found: list[TailIndex] = list(tail_index(now, exchangeable=True))
    values: list[Any] = [
        [r.estimate for r in found],
        [r.hill for r in found],
        [r.kurtosis for r in found],
        correlation(before, now),
    ]
    shares = [sum(r.kind == kind for r in found) / len(found) for kind in KINDS]
    return np.quantile(values, QUARTILES, axis=1).T, np.array(shares), found[0].gaussian_band


def table(s: dict[str, Any]) -> dict[str, Any]:
    """ "statistics": by law (stage, statistic, quartile); "verdicts": by law (stage, kind); "band": of Gaussian data, (2,)."""
    streams = np.arange(s["replicas"])
    sources = {n: gradients(law, DIMENSION, streams, s["steady"] + 2, 16) for n, law in LAWS.items()}
    statistics, verdicts = {}, {}
    for name, feed in {**sources, MINIBATCH: minibatches(s)}.items():
        stage = collect(Stages("adal", MOMENTS), feed, skip=s["steady"])
        rows = [stage_row(*stage[n]) for n in STAGES]
        statistics[name], verdicts[name] = np.stack([r[0] for r in rows]), np.stack([r[1] for r in rows])
        band = rows[0][2]
    return {"statistics": statistics, "verdicts": verdicts, "band": np.array(band)}
