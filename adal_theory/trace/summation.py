"""In which order Σ_i is taken: a function of the dimension alone, so that every engine gives the same bits.

The coordinates are cut into P blocks of q neighbours. A block is added left to right from 0.0; the P partial sums are
then added in pairs of neighbours, 0+1, 2+3, …, until one is left. Up to d = 16 there is one block, so the sum is left to
right; beyond, P is the least power of two with d ≤ 8 P, at most 256: a GPU gives a block to each of P threads, and the
error bound falls from d − 1 to q − 1 + log₂ P roundings (Higham, Accuracy and Stability of Numerical Algorithms, 2002, §4.2).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

LEFT_TO_RIGHT = 16
USUAL_WIDTH = 8
MOST_BLOCKS = 256
ALIGNED = 4  # a block's length is a multiple of the most draws that one Philox block gives


def partition(dimension: int) -> tuple[int, int]:
    """(P, q): how many blocks, and how many coordinates each; the last blocks may be shorter or empty."""
    if dimension <= LEFT_TO_RIGHT:
        return 1, dimension
    blocks = 2
    while blocks < MOST_BLOCKS and dimension > USUAL_WIDTH * blocks:
        blocks *= 2
    return blocks, -(-dimension // (ALIGNED * blocks)) * ALIGNED


def reduce_in_order(combine: Callable[[Any, Any], Any], e: Any, axis: int) -> Any:
    """Combine along `axis` in the order above, starting each block from zero; padding by 0.0 changes no bit."""
    blocks, width = partition(e.shape[axis])
    terms = np.moveaxis(e, axis, 0)
    spare = blocks * width - terms.shape[0]
    if spare:
        terms = np.concatenate([terms, np.zeros_like(terms[:1]).repeat(spare, axis=0)])
    terms = terms.reshape(blocks, width, *terms.shape[1:])
    partial = np.zeros_like(terms[:, 0])
    for j in range(width):
        partial = combine(partial, terms[:, j])
    while partial.shape[0] > 1:
        partial = combine(partial[0::2], partial[1::2])
    return partial[0]
