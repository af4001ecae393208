"""The state of one search for a counterexample: the grounds that were made, the smallest slack that was seen."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.prove.check import floats
from adal_theory.prove.check.question import Ground, Question, assignments, ground

STRICT = 1e-13
Array = NDArray[Any]


@dataclass
class Search:
    """One question, its grounds as they are made, and what was seen so far."""

    question: Question
    deadline: float
    rng: np.random.Generator
    conditions: bool = True
    grounds: list[Ground] = field(default_factory=list)
    tried: int = 0
    least: float | None = None
    worst: tuple[Ground, list[float]] | None = None
    _source: Iterator[Any] | None = None

    def late(self) -> bool:
        return time.perf_counter() > self.deadline

    def first_grounds(self, count: int) -> Iterator[Ground]:
        """Grounds in the order of their size, made when they are first wanted."""
        if self._source is None:
            self._source = assignments(self.question, self.conditions)
        for k in range(count):
            while len(self.grounds) <= k and not self.late():
                at = next(self._source, None)
                if at is None:
                    return
                made = ground(self.question, at[0], at[1], self.conditions)
                if made is not None:
                    self.grounds.append(made)
            if k >= len(self.grounds):
                return
            yield self.grounds[k]

    def note(self, g: Ground, batch: floats.Batch, allowed: Array) -> None:
        """The point with the smallest slack."""
        self.tried += int(allowed.sum())
        telling = np.where(allowed & ~batch.trivial, batch.slack, np.inf)
        row = int(np.argmin(telling))
        if telling[row] < (np.inf if self.least is None else self.least - STRICT):
            self.least = float(batch.slack[row])
            self.worst = (g, [float(np.broadcast_to(batch.values[k], allowed.shape)[row]) + 0.0 for k in g.tape.slot_nodes])

    def failing(self, g: Ground, batch: floats.Batch) -> Array:
        """Rows that look like counterexamples."""
        op = {f.op for f in g.goals}
        limit = STRICT if op & {"lt", "ne"} else -1e-9 if op == {"eq"} else -1e-11
        allowed = batch.met & (~batch.conventional if self.conditions else True)
        self.note(g, batch, allowed)
        return np.asarray(allowed & (batch.slack < limit))
