"""Numbers in extended range with a bound on what a computation in float32 or float64 may be off: a running error analysis.

Every operation gives the value in `longdouble` (15 bits of exponent: nothing leaves its range here), and adds to the errors of
its operands what one operation rounds, `UNITS` units in the last place and the least subnormal number. Where a value may
have left the range of the type, `lost` says so, and so it does in all that is computed from it.
Source: N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.3 (running error analysis).
"""

from __future__ import annotations

from typing import Any

import numpy as np

Wide = np.longdouble
UNITS = 4  # the engine may spend more operations on a formula than its paper shows
LIMITS = {
    k: (Wide(UNITS) * Wide(2) ** -p, Wide(UNITS) * Wide(2) ** tiny, Wide(np.finfo(t).max), Wide(2) ** root)
    for k, p, tiny, root, t in (("float32", 24, -149, -63, np.float32), ("float64", 53, -1074, -511, np.float64))
}


class Near:
    """`value` (longdouble) of what the type `kind` holds up to `error`; `lost` where it may be beyond the largest number."""

    __array_priority__ = 100

    def __init__(self, value: Any, kind: str, error: Any = 0, lost: Any = False) -> None:
        self.value, self.kind = np.asarray(value, Wide), kind
        self.error = np.broadcast_to(np.asarray(error, Wide), self.value.shape)
        self.lost = np.broadcast_to(np.asarray(lost), self.value.shape) | (self.high > LIMITS[kind][2]) | np.isnan(self.error)

    @property
    def high(self) -> Any:
        return np.abs(self.value) + self.error

    @property
    def low(self) -> Any:
        return np.abs(self.value) - self.error

    def of(self, value: Any, error: Any, *others: Any) -> Near:
        """A rounded result."""
        unit, tiny = LIMITS[self.kind][:2]
        lost = self.lost
        for other in others:
            lost = lost | other.lost
        return Near(value, self.kind, error + unit * (np.abs(value) + error) + tiny, lost)

    def _other(self, other: Any) -> Near:
        return other if isinstance(other, Near) else Near(other, self.kind)

    def __add__(self, other: Any) -> Near:
        b = self._other(other)
        return self.of(self.value + b.value, self.error + b.error, b)

    def __sub__(self, other: Any) -> Near:
        b = self._other(other)
        return self.of(self.value - b.value, self.error + b.error, b)

    def __mul__(self, other: Any) -> Near:
        b = self._other(other)
        return self.of(self.value * b.value, np.abs(self.value) * b.error + b.high * self.error, b)

    def __truediv__(self, other: Any) -> Near:
        b = self._other(other)
        q = self.value / b.value
        found = self.of(q, (self.error + np.abs(q) * b.error) / np.where(b.low > 0, b.low, 0), b)
        return Near(found.value, self.kind, found.error, found.lost | (b.low <= 0))

    def __rsub__(self, other: Any) -> Near:
        return self._other(other) - self

    def __rtruediv__(self, other: Any) -> Near:
        return self._other(other) / self

    __radd__, __rmul__ = __add__, __mul__

    def __getitem__(self, key: Any) -> Near:
        return Near(self.value[key], self.kind, self.error[key], self.lost[key])

    def __abs__(self) -> Near:
        return Near(np.abs(self.value), self.kind, self.error, self.lost)

    def sqrt(self) -> Near:
        root = np.sqrt(self.value)
        return self.of(root, root - np.sqrt(np.maximum(self.value - self.error, 0)) + np.sqrt(np.where(root == 0, self.error, 0)))

    def sum(self, axis: int = -1) -> Near:
        """In any order."""
        n = self.value.shape[axis]
        size = self.high.sum(axis)
        unit, tiny = LIMITS[self.kind][:2]
        return Near(self.value.sum(axis), self.kind, self.error.sum(axis) + n * (unit * size + tiny), self.lost.any(axis))

    def max(self, axis: int = -1) -> Near:
        return Near(self.value.max(axis), self.kind, self.error.max(axis), self.lost.any(axis))

    def clip(self, low: Any, high: Any) -> Near:
        """A number beyond the range is at an end all the same."""
        sure = (self.value - self.error > high) | (self.value + self.error < low)
        return Near(
            np.clip(self.value, low, high),
            self.kind,
            np.where(sure, 0, np.minimum(self.error, 2 * (high - low))),
            self.lost & ~sure,
        )

    def maximum(self, other: Any) -> Near:
        b = self._other(other)
        return Near(np.maximum(self.value, b.value), self.kind, np.maximum(self.error, b.error), self.lost | b.lost)

    def to(self, kind: str) -> Near:
        """The same number in the other type (to float64: exactly)."""
        return Near(self.value, kind, self.error, self.lost)

    def where(self, condition: Any, other: Any) -> Near:
        """This number where the condition holds, else `other`, which is exact."""
        return Near(np.where(condition, self.value, other), self.kind, np.where(condition, self.error, 0), self.lost & condition)
