"""Independent work on all cores, in the order given: children are forks, so that they have the parent's theorems."""

from __future__ import annotations

import multiprocessing
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from adal_theory.results.provenance import cores

_work: Callable[[Any], Any] | None = None


def _call(item: Any) -> Any:
    assert _work is not None
    return _work(item)


def in_order(work: Callable[[Any], Any], items: Sequence[Any]) -> Iterator[Any]:
    """work(item) for each item. Results must be plain data; where nothing can be forked, one after another."""
    global _work
    if cores() == 1 or len(items) < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(work, items)
        return
    _work = work
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of forking beside idle threads of the linear algebra library
            pool = multiprocessing.get_context("fork").Pool(min(cores(), len(items)))
        with pool:
            yield from pool.imap(_call, items)
    finally:
        _work = None
