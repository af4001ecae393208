"""A measured number set against a proved one, with the verdict that the numbers themselves give."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, get_args

from adal_theory.entries import number, real_array, truth
from adal_theory.errors import ConfigurationError, unknown_name
from adal_theory.showing import Shown

Kind = Literal["tight", "upper", "lower"]
Interval = tuple[float, float]


@dataclass(frozen=True)
class Comparison(Shown):
    """One claim, checked.

    `claim` says in words what is compared, `theorem` names the theorem (an id of the theory, "B5"). `kind`:

    - "upper": theory bounds from above, measured ≤ expected;
    - "lower": theory bounds from below, measured ≥ expected;
    - "tight": theory gives the value, measured ≈ expected: `expected` must lie in `interval`.

    `interval` surrounds `measured`: its confidence interval, or measured ± the allowed tolerance. For
    one-sided kinds it is information only: there the verdict rests on `measured` alone, without slack.
    A number that is not finite (no measurement, or a bound that says nothing) never passes.
    `ok` may be stricter than the numbers (False on account of something else), never more lenient.
    """

    claim: str
    theorem: str
    kind: Kind
    measured: float
    interval: Interval | None
    expected: float
    ok: bool

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise unknown_name("kind of comparison", self.kind, get_args(Kind))
        if not all(isinstance(text, str) and text.strip() for text in (self.claim, self.theorem)):
            raise ConfigurationError(
                f"claim = {self.claim!r}, theorem = {self.theorem!r}: both are required; give a sentence and the id of a theorem"
            )
        # NumPy scalars and 0-d arrays become Python's, so that equal comparisons are equal and JSON-safe.
        for name, value in (
            ("measured", _real(self.claim, "measured", self.measured)),
            ("expected", _real(self.claim, "expected", self.expected)),
            ("ok", truth(f"comparison '{self.claim}': ok", self.ok)),
            ("interval", _interval(self.interval, _real(self.claim, "measured", self.measured))),
        ):
            object.__setattr__(self, name, value)
        if self.ok and not verdict(self.kind, self.measured, self.interval, self.expected):
            raise ConfigurationError(
                f"ok = True contradicts the numbers of '{self.claim}' (measured "
                f"{self.measured:g}, expected {self.expected:g}); "
                f"use Comparison.{self.kind}"
            )

    @classmethod
    def tight(
        cls,
        claim: str,
        theorem: str,
        measured: float,
        expected: float,
        interval: Interval | None = None,
        *,
        tolerance: float | None = None,
        relative: float | None = None,
    ) -> Comparison:
        """Theory gives the value. Say how near: one of a confidence `interval` around `measured`, an absolute
        `tolerance` > 0, or one `relative` to |expected| (0.01 = 1 %)."""
        if sum(given is not None for given in (interval, tolerance, relative)) != 1:
            raise ConfigurationError(f"comparison '{claim}': give exactly one of interval, tolerance and relative")
        measured, expected = _real(claim, "measured", measured), _real(claim, "expected", expected)
        if relative is not None:
            tolerance = _positive("relative", relative) * abs(expected)
        elif tolerance is not None:
            tolerance = _positive("tolerance", tolerance)
        if tolerance is not None:
            interval = (measured - tolerance, measured + tolerance)
        return cls._judged(claim, theorem, "tight", measured, interval, expected)

    @classmethod
    def upper(cls, claim: str, theorem: str, measured: float, expected: float, interval: Interval | None = None) -> Comparison:
        """Theory bounds from above: ok when measured ≤ expected."""
        return cls._judged(claim, theorem, "upper", measured, interval, expected)

    @classmethod
    def lower(cls, claim: str, theorem: str, measured: float, expected: float, interval: Interval | None = None) -> Comparison:
        """Theory bounds from below: ok when measured ≥ expected."""
        return cls._judged(claim, theorem, "lower", measured, interval, expected)

    @classmethod
    def _judged(
        cls, claim: str, theorem: str, kind: Kind, measured: float, interval: Interval | None, expected: float
    ) -> Comparison:
        measured, expected = _real(claim, "measured", measured), _real(claim, "expected", expected)
        interval = _interval(interval, measured)
        return cls(claim, theorem, kind, measured, interval, expected, verdict(kind, measured, interval, expected))

    def as_dict(self) -> dict[str, Any]:
        """For JSON: numbers that are not finite become None, the interval a list."""
        interval = None if self.interval is None else [_number(end) for end in self.interval]
        return {
            "claim": self.claim,
            "theorem": self.theorem,
            "kind": self.kind,
            "measured": _number(self.measured),
            "interval": interval,
            "expected": _number(self.expected),
            "ok": self.ok,
        }


def verdict(kind: Kind, measured: float, interval: Interval | None, expected: float) -> bool:
    """Whether the numbers bear the claim out; False as soon as one of them is not finite."""
    if not (math.isfinite(measured) and math.isfinite(expected)):
        return False
    if kind == "upper":
        return measured <= expected
    if kind == "lower":
        return measured >= expected
    if interval is None:
        return measured == expected
    return all(math.isfinite(end) for end in interval) and interval[0] <= expected <= interval[1]


def _interval(value: Interval | None, measured: float) -> Interval | None:
    """Two Python floats around the measured value; an end may be NaN or infinite (then nothing passes)."""
    if value is None:
        return None
    ends = real_array("interval", value, ndim=1, finite=False, wanted="(low, high)")
    if ends.size != 2:
        raise ConfigurationError(f"interval has {ends.size} ends; give (low, high)")
    low, high = (float(end) for end in ends)
    if low > high or measured < low or measured > high:
        raise ConfigurationError(
            f"interval = ({low:g}, {high:g}) does not surround measured = {measured:g}; "
            "give (low, high) with low <= measured <= high"
        )
    return low, high


def _positive(name: str, value: float) -> float:
    return number(name, value, 0.0, low_open=True)


def _real(claim: str, name: str, value: Any) -> float:
    """A number that may be NaN or infinite."""
    return number(f"comparison '{claim}': {name}", value, finite=False)


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
