"""What both engines share: a session advances some runs through time and hands out what it logged."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Logs = dict[str, NDArray[Any]]


class Session(Protocol):
    """Runs in progress. `t` is the next step; logs have shapes (records, runs) or (records, d, runs)."""

    t: int

    def advance(self, t_end: int) -> Logs:
        """Do steps t … t_end−1 and return the records among them."""

    def final_state(self, name: str) -> NDArray[Any]:
        """x or a state of the rule after the last step done, shape (d, runs)."""

    def save(self) -> dict[str, NDArray[Any]]:
        """The whole state as arrays, to continue from later with `load`."""

    def load(self, t: int, state: dict[str, NDArray[Any]]) -> None:
        """Continue at step t from a saved state."""


def concatenate(parts: list[Logs]) -> Logs:
    """Join logs along their records."""
    return {n: np.concatenate([p[n] for p in parts]) for n in parts[0]} if len(parts) > 1 else parts[0]
