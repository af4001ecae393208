"""What a separable problem is: f_t(x) = Σ_i f_{t,i}(x_i), written in the vocabulary, with its best fixed point."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from adal_theory.errors import ConfigurationError

Array = NDArray[np.float64]
Box = tuple[float, float] | None
HINDSIGHT, MINIMISER = "best fixed point in hindsight", "declared minimiser"
PLANTED, UNKNOWN = "planted point", "none: no minimiser is known, regret is NaN"


def one_feature(o: Any, q: Any) -> tuple[Any, ...]:
    """The feature of a loss that does not change in time."""
    return (o.constant(1.0),)


@dataclass(frozen=True)
class Problem:
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
        object.__setattr__(self, "data", {n: frozen(a) for n, a in self.data.items()})

    def phi(self, o: Any, x: Any, q: Any) -> tuple[Any, ...]:
        """φ_k(x) per coordinate; for a fixed loss the loss itself."""
        return (self.loss(o, x, q),) if self.time_phi is None else self.time_phi(o, x, q)


def frozen(value: Any) -> Any:
    """An array that nobody can change any more: a copy, unless it is one already; other things as they are."""
    if type(value) is not np.ndarray or (value.base is None and not value.flags.writeable):
        return value
    copy = value.copy()
    copy.flags.writeable = False
    return copy


def dimension_of(value: Any) -> int:
    """d as a positive integer."""
    return positive_integer("d", value)


def positive_integer(name: str, value: Any) -> int:
    if not isinstance(value, (int, np.integer)) or isinstance(value, bool) or value < 1:
        raise ConfigurationError(f"{name} = {value!r} is not a positive integer: pass {name} >= 1")
    return int(value)


def seed_of(value: Any) -> int:
    """A seed as an integer in [0, 2^64)."""
    if not isinstance(value, (int, np.integer)) or isinstance(value, bool) or not 0 <= value < 2**64:
        raise ConfigurationError(f"seed = {value!r} is not an integer in [0, 2^64): pass one")
    return int(value)


def per_coordinate(name: str, value: ArrayLike, d: int, low: float = -np.inf, strict: bool = False) -> Array:
    """A number or (d,) values as data of shape (1, 1 or d), finite and above `low`."""
    a = numbers(name, value)
    if a.ndim > 1 or (a.ndim == 1 and a.size not in (1, d)):
        raise ConfigurationError(f"{name} has shape {a.shape}: pass a number or {d} values")
    check_range(name, a, low, np.inf, strict)
    return a.reshape(1, -1)


def scalar(name: str, value: Any, low: float = -np.inf, high: float = np.inf, strict: bool = False) -> float:
    """One finite number in range."""
    a = numbers(name, value)
    if a.ndim:
        raise ConfigurationError(f"{name} has shape {a.shape}: pass one number")
    check_range(name, a, low, high, strict)
    return float(a)


def numbers(name: str, value: ArrayLike) -> Array:
    """Finite float64 numbers of any shape but empty."""
    try:
        a = np.array(value, np.float64)
    except (TypeError, ValueError):
        raise ConfigurationError(f"{name} is not numeric: pass numbers") from None
    if a.size == 0:
        raise ConfigurationError(f"{name} is empty, shape {a.shape}: pass at least one number")
    if not np.isfinite(a).all():
        where = tuple(int(k) for k in np.argwhere(~np.isfinite(np.atleast_1d(a)))[0])
        raise ConfigurationError(f"{name} holds {np.atleast_1d(a)[where]} at index {where}: pass finite numbers")
    return a


def check_range(name: str, a: Array, low: float, high: float, strict: bool) -> None:
    bad = np.atleast_1d(((a <= low) if strict else (a < low)) | (a > high))
    if bad.any():
        raise ConfigurationError(f"{name} = {np.atleast_1d(a)[bad][0]:g} is outside {'(' if strict else '['}{low:g}, "
                                 f"{high:g}]: choose a value in it")


def clipped(point: Array, box: Box) -> Array:
    """The projection of a convex problem's minimiser on the box."""
    return point if box is None else np.clip(point, *box)
