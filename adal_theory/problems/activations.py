"""Activations of a hidden layer: value and derivative, safe for every finite argument."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True)
class Activation:
    """`value(xp, z)`; `slope(xp, z, y)`, its derivative at z where y is the value (relu's at its kink is 0).

    `start` says how large weights start: on [−r, r) with r² = 6/(fan in + fan out) ("glorot") or 6/fan in ("he").
    """

    name: str
    value: Callable[[Any, Array], Array]
    slope: Callable[[Any, Array, Array], Array]
    start: str = "glorot"


def _sigmoid(xp: Any, z: Array) -> Array:
    """1/(1 + e^−z), written so that nothing overflows."""
    return 0.5 + 0.5 * xp.tanh(0.5 * z)


ACTIVATIONS = {
    a.name: a
    for a in (
        Activation("tanh", lambda xp, z: xp.tanh(z), lambda xp, z, y: 1.0 - y * y),
        Activation("relu", lambda xp, z: xp.maximum(z, 0.0), lambda xp, z, y: (z > 0.0) * 1.0, "he"),
        Activation("sigmoid", _sigmoid, lambda xp, z, y: y * (1.0 - y)),
        Activation("softplus", lambda xp, z: xp.logaddexp(0.0, z), lambda xp, z, y: _sigmoid(xp, z)),
    )
}
