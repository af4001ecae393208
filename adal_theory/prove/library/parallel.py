"""Independent work on all cores, in the order given: children are forks, so that they have the parent's theorems."""

from __future__ import annotations

import gc
import multiprocessing
import pickle
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from typing import Any

from adal_theory.results.provenance import cores

_work: Callable[[Any], Any] | None = None


def _call(item: Any) -> tuple[bytes, str]:
    """(the result, ""), or what went wrong in words.

    Both pass through the pool as they are: what cannot be made again from its bytes would end the thread that waits for it.
    """
    assert _work is not None
    try:
        return pickle.dumps(_work(item)), ""
    except Exception as error:
        return b"", "".join(traceback.format_exception(error))


def can_fork() -> bool:
    """Whether forks of this process can work beside it."""
    return cores() > 1 and "fork" in multiprocessing.get_all_start_methods()


@contextmanager
def forking() -> Iterator[None]:
    """Without the warnings of Python, about the idle threads of the linear algebra library, and of JAX, about its own: a child
    computes with what is in Python's memory, and asks neither for anything."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.filterwarnings("ignore", r"os\.fork\(\) was called", RuntimeWarning)
        yield


def in_order(work: Callable[[Any], Any], items: Sequence[Any]) -> Iterator[Any]:
    """work(item) for each item. Results must be plain data; where nothing can be forked, one after another."""
    global _work
    if len(items) < 2 or not can_fork():
        yield from map(work, items)
        return
    _work = work
    try:
        with forking():
            pool = multiprocessing.get_context("fork").Pool(min(cores(), len(items)), gc.freeze)
        with pool:
            for result, fault in pool.imap(_call, items):
                if fault:
                    raise RuntimeError(f"in another process: {fault}")
                yield pickle.loads(result)
    finally:
        _work = None


class Beside:
    """Work that forks do while this process goes on: plain data, in the order in which it was started.

    What fails or is killed gives None. Leaving the `with` ends what still runs.
    """

    def __init__(self) -> None:
        self._running: list[tuple[Connection, Any]] = []
        self._results: dict[Connection, Any] = {}

    def __enter__(self) -> Beside:
        return self

    def __exit__(self, *_: Any) -> None:
        for _connection, process in self._running:
            process.kill()
            process.join()

    def start(self, work: Callable[[], Any]) -> None:
        """Start it; waits while as many run as there are cores."""
        while len(self._running) - len(self._results) >= cores():
            self._receive(None)
        context = multiprocessing.get_context("fork")
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_answer, args=(work, there), daemon=True)
        with forking():
            process.start()
        there.close()
        self._running.append((here, process))

    def _receive(self, timeout: float | None) -> None:
        open_ = [connection for connection, _ in self._running if connection not in self._results]
        for connection in wait(open_, timeout):
            assert isinstance(connection, Connection)
            try:
                self._results[connection] = connection.recv()
            except (EOFError, OSError):
                self._results[connection] = None

    def finished(self, all_of_them: bool = False) -> Iterator[Any]:
        """What is done by now, or all, in order."""
        while self._running:
            connection, process = self._running[0]
            self._receive(0)
            while all_of_them and connection not in self._results:
                self._receive(None)
            if connection not in self._results:
                return
            result = self._results.pop(connection)
            del self._running[0]
            connection.close()
            process.join()
            yield result


def _answer(work: Callable[[], Any], there: Connection) -> None:
    gc.freeze()  # collecting what was there before would only copy it
    there.send(work())
