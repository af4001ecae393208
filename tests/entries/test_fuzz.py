"""Random values at every entry: one line, or what they say. ADAL_FUZZ sets the number of examples."""

from __future__ import annotations

import os
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as some
from kinds import ENTRIES, run

import adal_theory as at
from adal_theory.entries import real_array
from adal_theory.errors import ConfigurationError

EXAMPLES = int(os.environ.get("ADAL_FUZZ", "150"))
NUMBERS = some.one_of(
    some.integers(-(2**70), 2**70),
    some.floats(),
    some.fractions(),
    some.decimals(),
    some.complex_numbers(),
    some.booleans(),
    some.none(),
    some.text(max_size=3),
    some.binary(max_size=3),
    some.dates(),
    some.just(np.ma.masked),
)
NESTED = some.recursive(NUMBERS, lambda inner: some.lists(inner, max_size=4) | some.tuples(inner, inner), max_leaves=12)


def expected(value: Any) -> Any:
    """By hand: the floats of nested lists of real numbers, rectangular and finite; None for anything else."""
    if isinstance(value, (list, tuple)):
        rows = [expected(v) for v in value]
        fits = all(r is not None for r in rows) and len({np.shape(r) for r in rows}) <= 1
        return rows if fits else None
    if isinstance(value, bool) or not isinstance(value, (int, float, Fraction, Decimal)):
        return None
    try:
        found = float(value)
    except (OverflowError, ValueError):
        return None
    lost = int(found) != value if isinstance(value, int) else value != 0 and found == 0
    return None if lost or not np.isfinite(found) else found


@settings(max_examples=EXAMPLES, deadline=None)
@given(NESTED)
def test_any_nested_value_is_what_it_says_or_refused(value: Any) -> None:
    by_hand = expected(value)
    try:
        found = real_array("x", value)
    except ConfigurationError as error:
        assert "\n" not in str(error) and (by_hand is None or np.size(by_hand) == 0)
        return
    assert by_hand is not None and np.array_equal(found, np.array(by_hand, np.float64)) and found.shape == np.shape(by_hand)


@settings(max_examples=EXAMPLES, deadline=None)
@given(some.sampled_from(sorted(ENTRIES)), NESTED)
def test_any_value_at_any_entry_is_one_line_or_a_result(entry: str, value: Any) -> None:
    if entry in ("tail index", "network"):
        return
    try:
        ENTRIES[entry][0](value)
    except ConfigurationError as error:
        assert not re.search(r"[\n\r]", str(error))


PLAUSIBLE: dict[str, list[Any]] = {
    "steps": [1, 3.0, np.int8(4)],
    "runs": [1, 2, 2.0],
    "seed": [0, 2**64 - 1],
    "box": ["problem", None, (-1, 1), [0, 2]],
    "record": ["all", [1], [1.0]],
    "x0": [0.5, [0.0, 0.5, 1.0], np.zeros((2, 3))],
    "comparator": ["hindsight", 0.1, [0, 0, 0]],
    "metrics": ["regret", [], ("x", "bounds")],
    "noise": [None, at.noise.laplace(), at.noise.gaussian([1, 2])],
    "norm": [1, "inf", 2.0],
    "dtype": ["float32", np.float64, "f4"],
    "backend": ["reference"],
    "streams": [[0], [3, 3]],
    "step_schedule": ["constant", lambda t: 1 / t, np.zeros(9)],
    "beta1_schedule": [lambda t: 0.5, [0.1] * 9],
    "params": [{}, {"eta": 0.5}, {"eta": [0.1, 0.2], "beta1": 0}],
    "bias_correction": [True, False],
    "eps_placement": ["denominator"],
    "chunk": [1, 2.0],
    "threads": [1],
}
GIVEN = some.fixed_dictionaries(
    {}, optional={n: some.one_of(some.sampled_from(good), some.sampled_from(good), NESTED) for n, good in PLAUSIBLE.items()}
)


def beyond(count: Any) -> bool:
    """Whether so many steps or runs would take long."""
    try:
        return abs(float(count)) > 50
    except (TypeError, ValueError, OverflowError):
        return isinstance(count, int)


@settings(max_examples=EXAMPLES, deadline=None)
@given(GIVEN, some.sampled_from(sorted(at.rules.RULES)))
def test_any_arguments_of_a_run_are_one_line_or_a_result(given: dict[str, Any], rule: str) -> None:
    large = [n for n in ("steps", "runs") if beyond(given.get(n))]
    try:
        found = run(rule=rule, **{n: v for n, v in given.items() if n not in large})
    except ConfigurationError as error:
        assert not re.search(r"[\n\r]", str(error))
    else:
        assert np.isfinite(found).all()
