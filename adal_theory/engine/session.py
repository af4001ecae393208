"""What all engines share: a session advances some runs through time and hands out what it logged, by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from adal_theory.trace.logs import Logs

Array = NDArray[Any]
Records = dict[str, Array]
"""What a recorded graph calls its logged quantities, (records, runs) or (records, d, runs) each."""


class Session(Protocol):
    """Runs in progress. `t` is the next step."""

    t: int

    def advance(self, t_end: int) -> Records:
        """Do steps t … t_end−1 and return the records among them."""

    def final_state(self, name: str) -> Array:
        """x or a state of the rule after the last step done, shape (d, runs)."""

    def save(self) -> dict[str, Array]:
        """The whole state as arrays, to continue from later with `load`."""

    def load(self, t: int, state: dict[str, Array]) -> None:
        """Continue at step t from a saved state."""


@dataclass(frozen=True)
class Left:
    """The step `at` which each run left the floating-point range, 0 for never, and the `kind`, as in `trace.floating_range`."""

    at: Array
    kind: Array


@dataclass(frozen=True)
class Simulated:
    """Runs that have ended: what was logged, x_{T+1} as (d, runs), and whether they left the floating-point range."""

    logs: Logs
    x_final: Array
    left: Left


def concatenate(parts: Sequence[Records]) -> Records:
    """Join logs along their records."""
    return {n: np.concatenate([p[n] for p in parts]) for n in parts[0]} if len(parts) > 1 else parts[0]
