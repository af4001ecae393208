"""Verdicts follow from the numbers, and only from them."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from adal_theory.errors import ConfigurationError
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Outcome

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("measured", "expected", "below", "above"),
    [
        (1.0, 2.0, True, False),
        (2.0, 1.0, False, True),
        (1.0, 1.0, True, True),
        (np.nextafter(1.0, 2.0), 1.0, False, True),  # no slack at all
        (NAN, 1.0, False, False),
        (1.0, NAN, False, False),
        (1.0, INF, False, False),  # a bound that says nothing
        (-INF, 1.0, False, False),
    ],
)
def test_one_sided(measured: float, expected: float, below: bool, above: bool) -> None:
    assert Comparison.upper("c", "B5", measured, expected).ok is below
    assert Comparison.lower("c", "B5", measured, expected).ok is above


def test_an_interval_does_not_soften_a_bound() -> None:
    assert not Comparison.upper("c", "B5", 1.1, 1.0, interval=(0.5, 2.0)).ok
    assert not Comparison.lower("c", "B5", 0.9, 1.0, interval=(0.5, 2.0)).ok


@pytest.mark.parametrize(
    ("given", "ok"),
    [
        ({"interval": (0.9, 1.3)}, True),
        ({"interval": (1.05, 1.3)}, False),
        ({"interval": (0.9, INF)}, False),
        ({"interval": (NAN, NAN)}, False),
        ({"tolerance": 0.2}, True),
        ({"tolerance": 0.05}, False),
        ({"relative": 0.2}, True),
        ({"relative": 0.05}, False),
    ],
)
def test_tight(given: dict[str, object], ok: bool) -> None:
    found = Comparison.tight("c", "C1", 1.1, 1.0, **given)  # type: ignore[arg-type]
    assert found.ok is ok
    assert found.interval is not None


def test_relative_is_relative_to_the_expected_value() -> None:
    assert Comparison.tight("c", "C1", 102.0, -100.0, relative=0.01).interval == (101.0, 103.0)


def test_tight_says_how_near_exactly_once() -> None:
    for given in ({}, {"tolerance": 0.1, "relative": 0.1}, {"interval": (0, 2), "tolerance": 0.1}):
        with pytest.raises(ConfigurationError, match="exactly one"):
            Comparison.tight("c", "C1", 1.0, 1.0, **given)  # type: ignore[arg-type]
    for wrong in (0.0, -1.0, NAN, INF):
        with pytest.raises(ConfigurationError, match=r"is outside \(0, inf\)"):
            Comparison.tight("c", "C1", 1.0, 1.0, tolerance=wrong)


def test_an_interval_surrounds_what_was_measured() -> None:
    for interval in ((2.0, 3.0), (0.0, 0.5), (1.5, 0.5)):
        with pytest.raises(ConfigurationError, match="does not surround"):
            Comparison.tight("c", "C1", 1.0, 1.0, interval)


def test_ok_cannot_be_claimed_against_the_numbers() -> None:
    with pytest.raises(ConfigurationError, match="contradicts"):
        Comparison("c", "B5", "upper", 2.0, None, 1.0, True)
    with pytest.raises(ConfigurationError, match="contradicts"):
        Comparison("c", "B5", "tight", NAN, None, NAN, True)
    assert not Comparison("stricter for another reason", "B5", "upper", 0.5, None, 1.0, False).ok


def test_kind_claim_and_theorem_are_checked() -> None:
    with pytest.raises(ConfigurationError, match="Did you mean 'upper'"):
        Comparison("c", "B5", "uper", 1.0, None, 1.0, False)  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match="both are required"):
        Comparison.upper(" ", "B5", 1.0, 1.0)


def test_json() -> None:
    found = Comparison.upper("c", "B5", np.float64(NAN), np.array(1.0), interval=(-INF, NAN))
    assert json.loads(json.dumps(found.as_dict(), allow_nan=False)) == {
        "claim": "c", "theorem": "B5", "kind": "upper", "measured": None, "interval": [None, None],
        "expected": 1.0, "ok": False,
    }  # fmt: skip
    assert Comparison.upper("c", "B5", np.float32(0.5), 1).as_dict()["measured"] == 0.5
    assert type(Comparison.upper("c", "B5", np.float64(0.5), 1).ok) is bool


def test_an_outcome_needs_something_compared() -> None:
    good, bad = Comparison.upper("c", "B5", 0.5, 1.0), Comparison.upper("c", "B5", 2.0, 1.0)
    assert Outcome("e", {}, [good]).ok
    assert not Outcome("e", {}, [good, bad]).ok
    assert not Outcome("e", {}, []).ok
