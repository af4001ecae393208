"""What candidate points are made of: small whole numbers and simple fractions, and patterns along a sequence."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.prove.check.tape import Tape
from adal_theory.prove.semantics.interval import Interval

SMALL = tuple(Fraction(*c) for c in ((0, 1), (1, 1), (-1, 1), (1, 2), (2, 1)))
WIDE = (
    *SMALL,
    *(
        Fraction(*c)
        for c in (
            (-2, 1),
            (3, 1),
            (-1, 2),
            (1, 4),
            (4, 1),
            (3, 4),
            (1, 10),
            (9, 10),
            (10, 1),
            (-10, 1),
            (1, 3),
            (2, 3),
            (-3, 1),
            (9, 1),
            (3, 2),
            (1, 100),
            (99, 100),
            (100, 1),
            (-100, 1),
            (1, 1000),
            (1, 5),
            (4, 5),
            (3, 5),
            (-1, 10),
            (5, 1),
            (-4, 1),
            (1, 9),
        )
    ),
)
Array = NDArray[Any]


def cost(value: Any) -> float:
    """How much a person has to write and reckon with a number: 0 for 0, little for small whole ones."""
    if isinstance(value, Interval):
        return 20.0
    c = Fraction(value)
    return (0.0 if c == 0 else c.numerator.bit_length()) + 2.0 * (c.denominator.bit_length() - 1) + 0.5 * (c < 0)


def draw(t: Tape, order: list[int], pool: tuple[Fraction, ...], rows: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Indices into the pool, and whether the number is meant as it is; a column for each unknown of `order`.

    Half of the rows have a pattern along each sequence: constant, one entry apart from the rest, or two values.
    """
    weights = np.array([1 / (2 + cost(c)) for c in pool])
    index = rng.choice(len(pool), size=(rows, len(order)), p=weights / weights.sum())
    plain = rng.random((rows, len(order))) < 0.5
    groups: dict[str, list[int]] = {}
    for column, slot in enumerate(order):
        name, at = t.slots[slot]
        if at is not None:
            groups.setdefault(name, []).append(column)
    for columns in groups.values():
        if len(columns) > 1:
            _pattern(index, plain, np.array(columns), rng)
    return index, plain


def _pattern(index: Array, plain: Array, columns: Array, rng: np.random.Generator) -> None:
    rows, n = len(index), len(columns)
    kind = rng.random(rows)
    first, second = columns[0], columns[1]
    for r in np.flatnonzero(kind < 0.5):
        if kind[r] < 0.25:
            other = np.zeros(n, bool)
        elif kind[r] < 0.4:
            other = np.arange(n) == rng.integers(n)
        else:
            other = rng.random(n) < 0.5
        index[r, columns], plain[r, columns] = (
            np.where(other, index[r, second], index[r, first]),
            np.where(other, plain[r, second], plain[r, first]),
        )
