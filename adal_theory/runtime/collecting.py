"""How often Python looks for garbage that refers to itself: seldom, where much is made that stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

SELDOM = (50_000, 20, 50)  # a quarter of the time of a proof went into looking; memory grows by some MB
_lock = Lock()
_inside = 0  # blocks that are open, in all threads
_before = gc.get_threshold()  # when the first of them was opened


@contextmanager
def seldom() -> Iterator[None]:
    """`with seldom(): …`; forks that are made meanwhile do the same. The last block of several puts back what was before."""
    global _inside, _before
    with _lock:
        if not _inside:
            _before = gc.get_threshold()
            if _before[0]:
                gc.set_threshold(*SELDOM)
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if not _inside:
                gc.set_threshold(*_before)
