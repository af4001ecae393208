"""The time that is left, by the clock on the wall and by the processor's."""

from __future__ import annotations

import time
from math import inf

WALL = 6.0  # of the clock on the wall, at most, for a second of the processor


class OutOfTime(Exception):
    """The time for this step is over."""


class Clock:
    """A limit on both clocks, which can be set anew when a search goes on."""

    def __init__(self, deadline: float = inf, patience: float = inf) -> None:
        self.deadline = deadline
        self.patience = patience  # of the processor's clock: how far a part is tried does not depend on what runs beside it
        self._unasked = 0.0  # until then, by the clock on the wall, the processor's cannot reach `patience`

    def within(self, seconds: float) -> Clock:
        """So many seconds of the processor, but no more than is left here."""
        return Clock(min(self.deadline, time.monotonic() + WALL * seconds), min(self.patience, time.thread_time() + seconds))

    def set(self, other: Clock) -> None:
        """Go on with the limits of another."""
        self.deadline, self.patience, self._unasked = other.deadline, other.patience, 0.0

    def leaves(self, seconds: float) -> bool:
        """Whether a part may take so many seconds of what is left."""
        return time.monotonic() + WALL * seconds <= self.deadline and time.thread_time() + seconds <= self.patience

    def over(self) -> bool:
        """Whether the time is over."""
        now = time.monotonic()
        if now > self.deadline:
            return True
        if now >= self._unasked:  # to ask the processor's clock takes time
            left = self.patience - time.thread_time()
            if left < 0:
                return True
            self._unasked = now + left
        return False

    def tick(self) -> None:
        """Raise `OutOfTime` when the time is over."""
        if self.over():
            raise OutOfTime

    def solver(self) -> float:
        """The limit for a solver, which looks at the clock on the wall alone: so many seconds of it as what is left may take."""
        return max(min(self.deadline - time.monotonic(), WALL * (self.patience - time.thread_time())), 0.0)


NO_LIMIT = Clock()
