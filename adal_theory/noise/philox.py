"""Philox4x32-10: a counter-based generator (Salmon, Moraes, Dror & Shaw, SC 2011, §3.3).

A block is a pure function of its counter and key, so any run, step and coordinate can be drawn alone:
the same experiment gives the same noise on every backend, in any chunking and after any restart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

MASK = 0xFFFFFFFF
MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
WEYL = (0x9E3779B9, 0xBB67AE85)
ROUNDS = 10


def philox4x32(o: Any, counter: Sequence[Any], key: Sequence[Any]) -> tuple[Any, Any, Any, Any]:
    """Four 32-bit words from four counter words and two key words, each held in a "u64" Value below 2^32.

    Between the rounds the upper halves are left dirty: `(c & MASK) * M` reads the lower half only, and on
    x86 that masking is part of the multiplication (pmuludq). The result is masked.
    """
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for r in range(ROUNDS):
        if r:
            k0, k1 = (k0 + WEYL[0]) & MASK, (k1 + WEYL[1]) & MASK
        p0, p1 = (c0 & MASK) * MULTIPLIERS[0], (c2 & MASK) * MULTIPLIERS[1]
        c0, c1, c2, c3 = (p1 >> 32) ^ (c1 ^ k0), p1, (p0 >> 32) ^ (c3 ^ k1), p0
    return c0 & MASK, c1 & MASK, c2 & MASK, c3 & MASK


def block_words(o: Any, block: Any, stream: Any, seed: Any, tag: int) -> tuple[Any, Any, Any, Any]:
    """The words of one block: `block`, `stream`, `seed` are "u64" Values, `tag` (below 2^32) names the use.

    Counter (block low, block high, tag, seed high), key (seed low, stream): streams are below 2^32.
    """
    counter = (block & MASK, block >> 32, o.constant(tag, "u64"), seed >> 32)
    return philox4x32(o, counter, (seed & MASK, stream & MASK))
