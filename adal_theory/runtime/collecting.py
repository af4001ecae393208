"""How often Python looks for garbage that refers to itself: seldom, where much is made that stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (50_000, 20, 50)  # a quarter of the time of a proof went into looking; memory grows by some MB


@contextmanager
def seldom() -> Iterator[None]:
    """`with seldom(): …`; forks that are made meanwhile do the same."""
    before = gc.get_threshold()
    if before[0]:
        gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
