"""The generator of cases by pairs: every allowed pair, no other, few cases, always the same."""

from __future__ import annotations

from itertools import combinations
from math import prod
from typing import Any

import pytest
from pairs import by_pairs, pairs_of


def met(cases: list[dict[str, Any]]) -> set[Any]:
    return {frozenset(two) for case in cases for two in combinations(case.items(), 2)}


@pytest.mark.parametrize("sizes", [(2, 2), (7, 1), (3, 3, 3, 3), (12, 10, 7, 3, 2, 2, 2), (2,) * 20, (6, 5, 4, 3, 2)])
def test_all_pairs_with_hardly_more_cases_than_the_two_largest_factors_need(sizes: tuple[int, ...]) -> None:
    levels = {f"f{k}": range(n) for k, n in enumerate(sizes)}
    cases = by_pairs(levels)
    least = prod(sorted(sizes)[-2:])
    assert met(cases) == set(pairs_of(levels)) and all(list(c) == list(levels) for c in cases)
    assert least <= len(cases) <= least * 1.2 + 16 and cases == by_pairs(levels)


def test_pairs_that_may_not_meet_never_do() -> None:
    levels = {"a": range(4), "b": range(4), "c": range(3)}

    def meets(pair: dict[str, Any]) -> bool:
        return pair not in ({"a": 0, "b": 0}, {"a": 3, "c": 2})

    cases = by_pairs(levels, meets)
    assert met(cases) == set(pairs_of(levels, meets)) and len(pairs_of(levels, meets)) == 15 + 11 + 12


def test_a_case_that_cannot_be_completed_is_an_error() -> None:
    with pytest.raises(ValueError, match="no level of c meets"):
        by_pairs({"a": [0], "b": [0], "c": [0]}, lambda pair: "c" not in pair)
