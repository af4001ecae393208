"""A verdict in one sentence that a person understands; it says no more than the verdict does."""

from __future__ import annotations

import math
from collections.abc import Sequence

from adal_theory.statistics.stability import Stability
from adal_theory.statistics.tail_index import LEAST, TailIndex
from adal_theory.statistics.verdict import P_DEPENDENT, P_EXTREMES, Z_TAIL

SHORT = {
    "stable": "heavier than Gaussian and stable",
    "heavy": "heavier than Gaussian and not stable",
    "Gaussian": "indistinguishable from Gaussian data",
    "neither": "neither Gaussian nor heavier",
    "undecided": "undecided",
}


def in_words(results: TailIndex | Sequence[TailIndex]) -> str:
    """One sentence on a `TailIndex`, or on several of them."""
    several = [results] if isinstance(results, TailIndex) else list(results)
    if len(several) == 1:
        return _one(several[0])
    kinds = [r.kind for r in several]
    return f"Of {len(kinds)} series: " + ", ".join(f"{kinds.count(k)} {SHORT[k]}" for k in SHORT if k in kinds) + "."


def _one(r: TailIndex) -> str:
    if r.kind == "stable":
        return f"Heavier than Gaussian; a stable law of index {r.index:.2f} fits; the variance looks infinite."
    if r.kind == "heavy":
        return f"Heavier than Gaussian; {_variance(r)}; not a stable law."
    if r.kind == "Gaussian":
        return f"Not heavier than Gaussian, as far as {r.n} points tell: Gaussian data would look the same."
    if r.kind == "neither":
        return "Not Gaussian, but its tails are no heavier than a Gaussian's."
    return _undecided(r)


def _variance(r: TailIndex) -> str:
    """Hill's index against 2, by two standard errors, where the slope of the characteristic function does not disagree."""
    error = r.hill / math.sqrt(r.hill_k) if r.hill_k else math.nan
    if r.hill == math.inf or (r.hill - 2 * error > 2 and not _says_infinite(r.stability)):
        return "the variance looks finite"
    if r.hill + 2 * error < 2 and _says_infinite(r.stability) and not _is_cut(r.stability):
        return "the variance looks infinite"
    return "whether the variance is finite remains open"


def _says_infinite(s: Stability | None) -> bool:
    return s is not None and 2 - s.tail_index >= Z_TAIL * s.tail_stderr


def _is_cut(s: Stability | None) -> bool:
    return s is not None and s.p_extremes < P_EXTREMES


def _undecided(r: TailIndex) -> str:
    if r.n < LEAST:
        return f"No verdict: {r.n} points are too few, {LEAST} are needed."
    if r.p_dependence < P_DEPENDENT:
        return "No verdict: the points depend on each other, and every test takes them for independent."
    if r.stability is None:
        return f"No verdict: {r.why}"
    if math.isnan(r.stability.alpha):
        return "Heavier than Gaussian; whether a stable law fits remains open."
    return (
        f"Heavier than Gaussian; a stable law of index {r.stability.alpha:.2f} fits, and so does a law of finite variance: "
        "which one remains open."
    )
