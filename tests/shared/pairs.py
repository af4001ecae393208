"""Cases of a matrix by pairs: every two levels of different factors meet in some case, with few cases."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import combinations, product
from typing import Any

Case = dict[str, Any]
Pair = frozenset[tuple[str, Hashable]]
Meets = Callable[[Case], bool]


def always(_: Case) -> bool:
    return True


def pairs_of(levels: Mapping[str, Sequence[Hashable]], meets: Meets = always) -> list[Pair]:
    """Every pair of levels of two factors that may meet, in order."""
    return [
        frozenset(((a, x), (b, y)))
        for a, b in combinations(levels, 2)
        for x, y in product(levels[a], levels[b])
        if meets({a: x, b: y})
    ]


def by_pairs(levels: Mapping[str, Sequence[Hashable]], meets: Meets = always) -> list[Case]:
    """Cases in which every pair of levels occurs that `meets` allows; it is asked about two factors at a time.

    Greedy (Cohen et al., The AETG system, IEEE TSE 23 (1997) 437): a case begins with the first pair that is missing; the
    factors with the most levels come next, each with the level that brings the most missing pairs, the first of several. So
    list the cheapest level first. Nothing is random: the same cases on every machine. Raises `ValueError` where a case that
    was begun cannot be completed.
    """
    missing = dict.fromkeys(pairs_of(levels, meets))
    order = sorted(levels, key=lambda f: -len(levels[f]))
    cases = []
    while missing:
        case: Case = dict(next(iter(missing)))
        for factor in order:
            if factor not in case:
                case[factor] = _best(factor, levels[factor], case, missing, meets)
        for a, b in combinations(case.items(), 2):
            missing.pop(frozenset((a, b)), None)
        cases.append({f: case[f] for f in levels})
    return cases


def _best(factor: str, levels: Sequence[Hashable], case: Case, missing: Mapping[Pair, None], meets: Meets) -> Hashable:
    """The level that brings the most missing pairs, the first of several."""
    free = [x for x in levels if all(meets({f: y, factor: x}) for f, y in case.items())]
    if not free:
        raise ValueError(f"no level of {factor} meets {case}")
    return max(free, key=lambda x: sum(frozenset(((factor, x), item)) in missing for item in case.items()))
