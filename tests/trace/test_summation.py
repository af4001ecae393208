"""The order of sums over coordinates: what summation.py's text says, stated once more by recursion."""

from __future__ import annotations

import numpy as np
import pytest

from adal_theory.trace.semantics import reduce_coordinates
from adal_theory.trace.summation import ALIGNED, MOST_BLOCKS, partition


def tree(terms: list[np.ndarray]) -> np.ndarray:
    """Pairs of neighbours: a power of two of partial sums, cut in the middle."""
    return terms[0] if len(terms) == 1 else tree(terms[: len(terms) // 2]) + tree(terms[len(terms) // 2 :])


@pytest.mark.parametrize("d", [1, 2, 10, 16, 17, 31, 32, 33, 64, 65, 100, 513, 2048, 2049, 4097, 10_000])
def test_blocks_left_to_right_then_pairs(d: int) -> None:
    e = np.random.default_rng(d).normal(size=(d, 3)) * np.logspace(-8, 8, d)[:, None]
    blocks, width = partition(d)
    partial = []
    for r in range(blocks):
        total = np.zeros(3)
        for row in e[r * width : (r + 1) * width]:
            total = total + row
        partial.append(total)
    assert np.array_equal(reduce_coordinates("sum", e, 0), tree(partial))
    assert np.array_equal(reduce_coordinates("sum", np.moveaxis(e, 0, -1), 1), tree(partial))


@pytest.mark.parametrize("d", [*range(1, 300), 1000, 2048, 2049, 10**4, 10**5])
def test_every_coordinate_is_in_one_block(d: int) -> None:
    blocks, width = partition(d)
    assert (blocks - 1).bit_count() == blocks.bit_length() - 1 and 1 <= blocks <= MOST_BLOCKS  # a power of two
    assert blocks * width >= d and (blocks == 1 or width % ALIGNED == 0)
    assert (blocks == 1) == (d <= 16) and (blocks == 1 or width <= 8 or d > 2048)


def test_maxima_keep_nan_in_every_block() -> None:
    for place in (0, 20, 40, 99):
        e = np.arange(100.0)
        assert reduce_coordinates("maxred", e, 0) == 99.0
        e[place] = np.nan
        assert np.isnan(reduce_coordinates("maxred", e, 0))
