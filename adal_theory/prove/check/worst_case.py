"""The worst case of a ground problem by numerical search: differential evolution, then Nelder-Mead from the best points."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import differential_evolution, minimize

from adal_theory.prove.check import floats
from adal_theory.prove.check.question import Ground
from adal_theory.prove.check.search import Search

RANGE = 14  # unknowns at most
BOX = (3.0, 30.0)
FAILED = -1e-9
Array = NDArray[Any]


class _Enough(Exception):
    """A counterexample, or the end of the time."""


class Objective:
    """The slack where the hypotheses hold, more than 1 where they do not; keeps the best row seen."""

    def __init__(self, search: Search, g: Ground, until: float) -> None:
        self.search, self.ground, self.until = search, g, until
        self.best, self.least = np.zeros(len(g.tape.slots)), np.inf

    def rows(self, u: Array) -> Array:
        g = self.ground
        batch = floats.run(g.tape, g.plan, g.all_facts, g.goals, u, np.zeros(u.shape, bool))
        bad = ~batch.met | (batch.conventional if self.search.conditions else False)
        self.search.note(g, batch, ~bad)
        value = np.where(bad, 2.0 + np.minimum(batch.shortfall, 1e6), batch.slack)
        row = int(np.argmin(value))
        if value[row] < self.least:
            self.least, self.best = float(value[row]), u[row].copy()
        if self.least < FAILED or time.perf_counter() > self.until:
            raise _Enough
        return np.asarray(value)

    def __call__(self, u: Array) -> Any:
        """One point, or (for the evolution) a column for each."""
        return self.rows(u.T) if u.ndim == 2 else self.rows(u[None])[0]


def descend(search: Search, g: Ground, until: float) -> Iterator[list[float]]:
    """Choices at which the goal seems to fail."""
    n = len(g.tape.slots)
    for box in BOX:
        objective = Objective(search, g, until)
        seed = int(search.rng.integers(2**31))
        try:
            differential_evolution(
                objective,
                [(-box, box)] * n,
                popsize=max(4, 40 // n),
                maxiter=60,
                tol=1e-10,
                polish=False,
                seed=seed,
                vectorized=True,
                updating="deferred",
            )
            minimize(objective, objective.best, method="Nelder-Mead", options={"maxfev": 200 * n, "xatol": 1e-9, "fatol": 1e-13})
        except _Enough:
            pass
        if objective.least < FAILED:
            yield [float(x) for x in objective.best]
        if time.perf_counter() > until:
            return
