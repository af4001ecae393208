"""What a separable problem is: f_t(x) = Σ_i f_{t,i}(x_i), written in the vocabulary, with its best fixed point."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from adal_theory.entries import number, real_array, shown, whole
from adal_theory.errors import ConfigurationError
from adal_theory.showing import ShownAsFormula

Array = NDArray[np.float64]
Box = tuple[float, float] | None
HINDSIGHT, MINIMISER = "best fixed point in hindsight", "declared minimiser"
DIMS = ("step", "coordinate", "run")  # of data, by which a labelled array is put in order
PLANTED, UNKNOWN = "planted point", "none: no minimiser is known, regret is NaN"


def one_feature(o: Any, q: Any) -> tuple[Any, ...]:
    """The feature of a loss that does not change in time."""
    return (o.constant(1.0),)


@dataclass(frozen=True)
class Problem(ShownAsFormula):
    """A separable online problem.

    `data` maps names to arrays (period, coordinates or 1[, runs]), used at step t in row (t−1) mod period.
    `loss(o, x, q)` and `gradient(o, x, q)` are per coordinate, q holding the data. A loss that changes in time
    declares f_{t,i}(x) = Σ_k features_k(t, i) φ_k(x); `best(totals, box)` is its best fixed point given the
    cumulative features, each (records, d[, runs]). `comparator` says what that point is. `exit_level` is the
    saddle between two wells, the same for every coordinate: the metrics group "exit" says when a coordinate crosses it.
    Arrays are copied when a problem is made, and cannot be written to from then on.
    """

    name: str
    title: str
    formula: str
    dimension: int
    loss: Callable[[Any, Any, Any], Any]
    gradient: Callable[[Any, Any, Any], Any]
    best: Callable[[tuple[Array, ...], Box], Array]
    data: Mapping[str, Array] = field(default_factory=dict)
    box: Box = (-1.0, 1.0)
    x0: Any = 0.0
    convex: bool = True
    comparator: str = MINIMISER
    constants: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    features: Callable[[Any, Any], tuple[Any, ...]] = one_feature
    time_phi: Callable[[Any, Any, Any], tuple[Any, ...]] | None = None
    exit_level: float | None = None

    def __post_init__(self) -> None:
        """A problem of the user's own: its data are copied and frozen, its functions must be some."""
        if not isinstance(self.data, Mapping):
            raise ConfigurationError(f"problem '{self.name}': data = {shown(self.data)}: pass a dict of arrays by name")
        for name in ("loss", "gradient", "best", "features", *(() if self.time_phi is None else ("time_phi",))):
            if not callable(getattr(self, name)):
                raise ConfigurationError(
                    f"problem '{self.name}': {name} = {shown(getattr(self, name))} is not a function: see Problem"
                )
        data = {n: real_array(f"problem '{self.name}': data '{n}'", a, dims=DIMS) for n, a in self.data.items()}
        object.__setattr__(self, "data", data)
        object.__setattr__(self, "dimension", whole(f"problem '{self.name}': dimension", self.dimension, 1))

    def phi(self, o: Any, x: Any, q: Any) -> tuple[Any, ...]:
        """φ_k(x) per coordinate; for a fixed loss the loss itself."""
        return (self.loss(o, x, q),) if self.time_phi is None else self.time_phi(o, x, q)


def dimension_of(value: Any) -> int:
    """d as a positive integer."""
    return positive_integer("d", value)


def positive_integer(name: str, value: Any) -> int:
    """An integer ≥ 1."""
    return whole(name, value, 1)


def seed_of(value: Any) -> int:
    """A seed as an integer in [0, 2^64)."""
    return whole("seed", value, 0, 2**64 - 1)


def per_coordinate(name: str, value: ArrayLike, d: int, low: float = -np.inf, strict: bool = False) -> Array:
    """A number or (d,) values as data of shape (1, 1 or d), finite and above `low`."""
    a = real_array(name, value, ndim=(0, 1), low=low, low_open=strict, wanted=f"a number or {d} values")
    if a.ndim == 1 and a.size not in (1, d):
        raise ConfigurationError(f"{name} has shape {a.shape}: pass a number or {d} values")
    return a.reshape(1, -1)


def scalar(name: str, value: Any, low: float = -np.inf, high: float = np.inf, strict: bool = False) -> float:
    """One finite number in range."""
    return number(name, value, low, high, low_open=strict)


def clipped(point: Array, box: Box) -> Array:
    """The projection of a convex problem's minimiser on the box."""
    return point if box is None else np.clip(point, *box)


def declared_minimiser(point: Array, totals: tuple[Array, ...], box: Box) -> Array:
    """`best` of a convex problem with one minimiser. Unlike a local function, a partial of it can be pickled with its problem."""
    return np.broadcast_to(clipped(point, box), totals[0].shape[:2])
