"""Philox4x32-10 against the published known answers, and the counter that the blocks are numbered by."""

from __future__ import annotations

import numpy as np
import pytest

from adal_theory.noise.philox import block_words, philox4x32
from adal_theory.trace.numpy_handle import NumpyHandle

# Random123 (D. E. Shaw Research), file kat_vectors, the three lines "philox4x32 10": counter, key, result.
KNOWN = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


def _values(h: NumpyHandle, words: str) -> list:
    return [h.value(np.array([int(w, 16)], np.uint64)) for w in words.split()]


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN)
def test_known_answers(counter: str, key: str, expected: str) -> None:
    h = NumpyHandle()
    words = philox4x32(h, _values(h, counter), _values(h, key))
    assert " ".join(f"{int(w.array[0]):08x}" for w in words) == expected


def test_block_words_place_counter_and_key_as_specified() -> None:
    """c0, c1 = block low, high; c2 = tag; c3 = seed high; k0 = seed low; k1 = stream: the π vector."""
    h = NumpyHandle()
    block, seed = (0x85A308D3 << 32) | 0x243F6A88, (0x03707344 << 32) | 0xA4093822
    u64 = [h.value(np.array([x], np.uint64)) for x in (block, 0x299F31D0, seed)]
    words = block_words(h, *u64, tag=0x13198A2E)
    assert " ".join(f"{int(w.array[0]):08x}" for w in words) == KNOWN[2][2]


def test_every_part_of_the_counter_changes_the_block() -> None:
    h = NumpyHandle()

    def words(block: int = 5, stream: int = 6, seed: int = 7, tag: int = 0) -> tuple[int, ...]:
        u64 = [h.value(np.array([x], np.uint64)) for x in (block, stream, seed)]
        return tuple(int(w.array[0]) for w in block_words(h, *u64, tag=tag))

    seen = {
        words(),
        words(block=6),
        words(block=5 + (1 << 32)),
        words(stream=7),
        words(seed=8),
        words(seed=7 + (1 << 32)),
        words(tag=1),
    }
    assert len(seen) == 7
