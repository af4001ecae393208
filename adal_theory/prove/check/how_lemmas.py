"""Which theorems of the tactics' lemmas a proof used, and what they are called."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from adal_theory.prove import tactics
from adal_theory.prove.kernel.theorem import Theorem

SQUARES = "squares compared"
# What a reader is told of; the other lemmas say what everybody knows of |·|, max, min, sign, 1/· and √.
NAMES = {
    "cauchy_schwarz": "Cauchy–Schwarz",
    "geometric": "geometric sum",
    "geometric_reversed": "geometric sum",
    "arithmetic_geometric": "closed form",
    "sum_id": "closed form",
    "sum_square": "closed form",
    "pow_le_one": "powers",
    "pow_le_base": "powers",
    "one_le_pow": "powers",
    "bernoulli": "Bernoulli",
    "pow_le_pow": "powers",
    "pow_antitone": "powers",
    "log_le_sub_one": "log u ≤ u − 1",
    "log_ratio": "log u ≤ u − 1",
    "one_sub_inv_le_log": "log u ≤ u − 1",
    "log_pow": "logarithm of a power",
    "exp_le_of_le_log": "logarithms compared",
    "le_exp_of_log_le": "logarithms compared",
    "le_of_sq_le": SQUARES,
    "lt_of_sq_lt": SQUARES,
    "sq_of_average": "Jensen",
}
_LEMMAS = f"{tactics.__name__}.lemmas"  # how the names of their modules begin
_FIRST = ("instantiate", "instantiate_function", "restate", "specialize", "detach")


def _made() -> Iterator[tuple[Theorem, str]]:
    """The lemmas that were proved so far in this process; one that was not is part of no proof."""
    for module in [m for name, m in sorted(sys.modules.items()) if name.startswith(_LEMMAS)]:
        for name, lemma in vars(module).items():
            info: Any = getattr(lemma, "cache_info", None)
            if info is not None and info().currsize and lemma.__module__ == module.__name__:
                yield lemma(), name


def used_lemmas() -> dict[Theorem, str]:
    """Those lemmas, with the names of the functions that prove them."""
    return dict(_made())


def main_premise(t: Theorem) -> Theorem | None:
    """What t is an instance of; None where t is not an instance."""
    found: Theorem | None = t.arguments[1] if t.rule == "cut" else t.arguments[0] if t.rule in _FIRST else None
    return found


def lemma_of(t: Theorem, known: dict[Theorem, str]) -> str:
    """The lemma that t is an instance of, or ""."""
    at: Theorem | None = t
    while at is not None:
        if at in known:
            return known[at]
        at = main_premise(at)
    return ""


def supplied(t: Theorem, known: dict[Theorem, str]) -> Iterator[Theorem]:
    """The theorems that the instance t of a lemma (or of an axiom) was given on the way."""
    at: Theorem | None = t
    while at is not None and at not in known:
        inner = main_premise(at)
        yield from (p for p in at.premises if p is not inner)
        at = inner
