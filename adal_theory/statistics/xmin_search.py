"""Where a power law begins: the least Kolmogorov–Smirnov distance over every distinct value, exactly, without computing them all.

The deviation at any one place is a lower bound of a tail's distance. A block of neighbouring tails is rejected at once when, at
some place, even the nearest exponent and start of the block leave more than the least distance so far: P(X ≥ x) falls with the
exponent and rises with the start. The distance of one tail is found the same way: between two places both functions are monotone,
so only the stretches that may hold a larger deviation are opened.
Source of the criterion: A. Clauset, C. R. Shalizi, M. E. J. Newman, SIAM Review 51 (2009) 661–703, section 3.3.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from adal_theory.statistics.tails import Places, Tails, Vector

LEVELS = np.linspace(0.98, 0.02, 40)  # shares of a tail at whose quantiles a block is tried
SEEDS = 24
REMEMBERED = 24  # places of the largest deviations found last
PARTS = STRETCH = 8  # a block that is not rejected, and a stretch that is opened, are cut in so many
CHUNK = 8192
ROUNDING = 1e-13  # of a deviation: nothing is rejected on account of it


def distance(tails: Tails, start: int, enough: Callable[[float, int], bool] | None = None) -> tuple[float, int]:
    """(D, where): sup |empirical − fitted| survival of the tail from `start` on, at both sides of each jump, and where it is.

    With `enough(deviation, where)`, the search ends at the first deviation for which it is true: a lower bound of D.
    """
    n, last = tails.at_least[start], tails.values.size - 1
    stride = STRETCH ** max(0, int(np.log(max(1, last - start)) / (2 * np.log(STRETCH))))
    edges = np.append(np.arange(start, last, stride), last)[None, :]
    best, where = 0.0, start
    while True:
        reach, beyond = tails.survival(tails.exponents[start], np.array(start), edges)
        best, where = _largest(tails, n, edges, reach, beyond, best, where)
        if enough is not None and enough(best, where):
            return best, where
        left, right = edges[:, :-1], edges[:, 1:]
        bound = np.maximum(beyond[:, :-1] - tails.at_least[right] / n, tails.above[left] / n - reach[:, 1:])
        keep = (bound > best) & (right - left > 1)
        if not keep.any():
            return best, where
        edges = _cut(left[keep], right[keep], STRETCH)


def _largest(tails: Tails, n: float, places: Places, reach: Vector, beyond: Vector, best: float, where: int) -> tuple[float, int]:
    gaps = np.maximum(np.abs(reach - tails.at_least[places] / n), np.abs(beyond - tails.above[places] / n))
    gaps = np.where(np.isnan(gaps), np.inf, gaps)  # a deviation that cannot be computed is none to choose
    k = int(np.argmax(gaps))
    found = float(gaps.ravel()[k])
    return (found, int(places.ravel()[k])) if found > best else (best, where)


def _cut(left: Places, right: Places, parts: int) -> Places:
    """Edges (stretch, parts + 1) from `left` to `right`, as even as whole numbers allow."""
    return left[:, None] + (right - left)[:, None] * np.arange(parts + 1) // parts


def best_start(tails: Tails, last: int) -> tuple[int, float]:
    """(start, D): the tail of least distance among those from 0 to `last`; of equal ones, the longest."""
    search = _Search(tails, last)
    blocks = search.seeded()
    while blocks.size:
        blocks = search.rejected(blocks)
        blocks = search.opened(blocks)
    return search.start, search.least


class _Search:
    """The least distance so far, and the places at which other tails deviated most."""

    def __init__(self, tails: Tails, last: int) -> None:
        self.tails, self.last = tails, last
        self.start, self.least = -1, np.inf
        self.places: list[int] = []
        self.descending = tails.at_least[::-1]

    def seeded(self) -> NDArray[np.int64]:
        """Blocks (block, 2) of first and last tail, after the distances of a few tails of evenly spaced log lengths."""
        counts = np.geomspace(self.tails.at_least[0], self.tails.at_least[self.last], SEEDS)
        seeds = np.unique(np.clip(self._place(counts), 0, self.last))
        for seed in seeds.tolist():
            self._try(seed)
        ends = np.unique(np.append(seeds, self.last))
        first = np.concatenate([[0], ends[:-1] + 1])
        return np.stack([first, ends], axis=1)[first <= ends]

    def _place(self, counts: Vector) -> Places:
        """The first value with at most so many samples at or above it."""
        return np.asarray(self.tails.values.size - np.searchsorted(self.descending, counts, side="right"))

    def _try(self, start: int, block: NDArray[np.int64] | None = None) -> bool:
        """Take in the distance of one tail; with its `block` (2,), whether a place was found that rejects all of it."""
        ended = False

        def rejects(deviation: float, where: int) -> bool:
            nonlocal ended
            if deviation > self.least + ROUNDING and block is not None:
                ended = bool(self._least_gaps(block[None], np.array([[max(where, block[1])]]))[0, 0] > self.least + ROUNDING)
            return ended

        found, where = distance(self.tails, start, rejects)
        if where not in self.places:
            self.places = [*self.places[1 - REMEMBERED :], where]
        if not ended and (found < self.least or (found == self.least and start < self.start)):
            self.start, self.least = start, found
        return ended

    def rejected(self, blocks: NDArray[np.int64]) -> NDArray[np.int64]:
        """The blocks that no probed place rejects."""
        kept = []
        for chunk in np.array_split(blocks, max(1, -(-len(blocks) // CHUNK))):
            last = chunk[:, 1:]
            probes = self._place(self.tails.at_least[last] * LEVELS)
            worst = np.broadcast_to(np.array(self.places, dtype=np.int64), (len(chunk), len(self.places)))
            probes = np.clip(np.concatenate([probes, worst], axis=1), last, self.tails.values.size - 1)
            kept.append(chunk[~(self._least_gaps(chunk, probes) > self.least + ROUNDING).any(axis=1)])
        return np.concatenate(kept)

    def _least_gaps(self, blocks: NDArray[np.int64], places: Places) -> Vector:
        """(block, place): what every tail of the block deviates at least at the place."""
        t = self.tails
        first, last = blocks[:, :1], blocks[:, 1:]
        few = t.exponents[first[0, 0] : last[-1, 0] + 2]  # beyond `last` of the search there is one value more at least
        ends = (blocks + np.array([0, 1])).ravel() - first[0, 0]
        high = t.survival(np.minimum.reduceat(few, ends)[::2, None], last, places)
        low = t.survival(np.maximum.reduceat(few, ends)[::2, None], first, places)
        gaps = []
        for k, counts in enumerate((t.at_least[places], t.above[places])):
            gaps.append(np.maximum(low[k] - counts / t.at_least[last], counts / t.at_least[first] - high[k]))
        return np.maximum(*gaps)

    def opened(self, blocks: NDArray[np.int64]) -> NDArray[np.int64]:
        """The parts of the blocks; of narrow ones the middle tail is tried first, and may reject them at its worst place."""
        if not len(blocks):
            return blocks
        n = self.tails.at_least
        narrow = (1 - n[blocks[:, 1]] / n[blocks[:, 0]] < self.least / 4) | (blocks[:, 0] == blocks[:, 1])
        left = [blocks[~narrow]]
        for block in blocks[narrow]:
            middle = int(block.sum() // 2)
            if not self._try(middle, block):
                left.append(np.array([[block[0], middle - 1], [middle + 1, block[1]]]))
        blocks = np.concatenate(left)
        blocks = blocks[np.argsort(blocks[:, 0])]  # a chunk of them spans few values
        edges = _cut(blocks[:, 0], blocks[:, 1] + 1, PARTS)
        parts = np.stack([edges[:, :-1].ravel(), edges[:, 1:].ravel() - 1], axis=1)
        return parts[parts[:, 0] <= parts[:, 1]]
