"""Ranges of settings as text, such as "[0.0, 1.0)": generated optimisers bear them, and check by them what they are given."""

from __future__ import annotations

from typing import Any

from adal_theory.entries import number, shown
from adal_theory.errors import ConfigurationError
from adal_theory.rules.rule import Parameter


def bounds(q: Parameter) -> str:
    """The range of a parameter, as "[0.0, 1.0)". A step size of 0 is allowed: schedules go there."""
    return f"{'(' if q.low_open and q.name != 'eta' else '['}{q.low}, {q.high}{')' if q.high_open else ']'}"


def in_range(name: str, value: Any, text: str) -> float:
    """`value` as a float in the range. Raises `ConfigurationError` where it is not a number in it."""
    low, high = (float(end) for end in text[1:-1].split(","))
    if type(value) is float and (low < value < high or (value == low and text[0] == "[")):
        return value  # the usual case, at every step of an optimiser: the general check takes some 50 µs
    return number(name, value, low, high, low_open=text[0] == "(", high_open=text[-1] == ")")


def ends_of(box: Any) -> tuple[float, float]:
    """(lo, hi) of a box, either of which may be infinite. Raises `ConfigurationError` unless they are two numbers, lo < hi."""
    if not isinstance(box, (tuple, list)) or len(box) != 2:
        raise ConfigurationError(f"box = {shown(box)}: pass (lo, hi), or None")
    lo, hi = (number(f"box[{j}]", end, finite=False) for j, end in enumerate(box))
    if not lo < hi:
        raise ConfigurationError(f"box = {shown(box)}: pass (lo, hi) with lo < hi, or None")
    return lo, hi
