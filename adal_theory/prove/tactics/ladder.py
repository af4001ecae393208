"""The ladder of `have`: the premises, squares and products from which it seeks a certificate. Nothing here is trusted."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from typing import Any

from adal_theory.prove.kernel.terms import InvalidInference, Term, lift
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import kept
from adal_theory.prove.tactics.certify import settle, trim
from adal_theory.prove.tactics.clock import OutOfTime
from adal_theory.prove.tactics.search import certificates, chosen, differences, limited


@dataclass(frozen=True)
class Rung:
    """One attempt: what may be used, which squares (None: those of `differences`), and of how many premises a product may be."""

    premises: Sequence[Theorem]
    squares: tuple[Term, ...] | None
    degree: int


def climb(goal: Term, rungs: Sequence[Rung], products: Sequence[Sequence[Any]], seconds: float = inf) -> Theorem | None:
    """The goal by the first rung from which a certificate is found; where one was found before, by that at once.

    `seconds` of the processor are what it may take.
    """
    names = [[h.conclusion.key if isinstance(h, Theorem) else (lift(h).key,) for h in one] for one in products]
    step = kept.key(
        "have",
        goal.key,
        names,
        [
            ([t.conclusion.key for t in r.premises], None if r.squares is None else [s.key for s in r.squares], r.degree)
            for r in rungs
        ],
    )
    before = kept.recall(step, lambda data: _as_before(goal, rungs, products, data))
    if before is not None:
        return before
    with suppress(OutOfTime), limited(seconds):
        for n, r in enumerate(rungs):
            if any(_alike(r, other) for other in rungs[:n]):
                continue
            settled, formulas, hints = _settled(r, products)
            squares = _squares(goal, rungs, r)
            found = chosen(goal, formulas, squares, r.degree, hints)
            if found is not None:
                kept.keep(step, [n, [kept.written(half) for half in found]])
                return trim(goal, settled, certificates(goal, formulas, squares, r.degree, hints, found))
    return None


def _alike(r: Rung, other: Rung) -> bool:
    """Whether a rung is another, which was climbed in vain: where nothing stands beside what is given, say."""
    same = len(r.premises) == len(other.premises) and all(t is u for t, u in zip(r.premises, other.premises, strict=True))
    return same and (r.squares, r.degree) == (other.squares, other.degree)


def _squares(goal: Term, rungs: Sequence[Rung], r: Rung) -> Sequence[Term]:
    return differences([goal, *[t.conclusion for t in rungs[0].premises]]) if r.squares is None else r.squares


def _settled(r: Rung, products: Sequence[Sequence[Any]]) -> tuple[list[Theorem], list[Term], list[tuple[int | Term, ...]]]:
    """(the premises, what they say, the products among them by number)."""
    settled = settle(r.premises)
    return settled, [t.conclusion for t in settled], [tuple(_place(h, settled) for h in one) for one in products]


def _as_before(goal: Term, rungs: Sequence[Rung], products: Sequence[Sequence[Any]], data: Any) -> Theorem | None:
    """The theorem by a rung and weights that were kept, if the kernel agrees; None for anything else."""
    if not (isinstance(data, list) and len(data) == 2 and type(data[0]) is int and isinstance(data[1], list)):
        return None
    found = [half for half in map(kept.weights, data[1]) if half is not None]
    if not 0 <= data[0] < len(rungs):
        return None
    r = rungs[data[0]]
    settled, formulas, hints = _settled(r, products)
    try:
        return trim(goal, settled, certificates(goal, formulas, _squares(goal, rungs, r), r.degree, hints, found))
    except InvalidInference:
        return None


def _place(h: Any, given: Sequence[Theorem]) -> int | Term:
    return next(i for i, t in enumerate(given) if t is h) if isinstance(h, Theorem) else lift(h)
