"""One line for whoever waits: what is being done, how much of it, and how long it takes.

It appears after two seconds, on a terminal (standard error) or in a notebook (an output of its own) only, and is gone when the
work is done. Work within work
("S3: adal on linear: compiling its kernel") shows as a chain. Nothing here touches results.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

from adal_theory.runtime.notebook import Output

DELAY, EVERY = 2.0, 0.25  # seconds before the line appears, and between two of its updates
LINES_EVERY = 10.0  # seconds between two lines where a line cannot be written over
Report = Callable[[float], None]
"""Takes the share that is done, 0 … 1."""


class Task:
    """Something that takes time. `shown`: None on a terminal or in a notebook, True always, False never."""

    def __init__(self, label: str, parent: Task | None, shown: bool | None) -> None:
        above: bool | None = None if parent is None else parent.shown
        quiet, forced = False in (shown, above), True in (shown, above)
        self.label, self.parent, self.start = label, parent, time.monotonic()
        self.share: float | None = None
        self.shown: bool | None = False if quiet else True if forced else None

    def report(self, share: float) -> None:
        self.share = share

    def chain(self) -> list[Task]:
        """This task and those that it is part of, the innermost first."""
        chain: list[Task] = [self]
        while (parent := chain[-1].parent) is not None:
            chain.append(parent)
        return chain

    @property
    def known_share(self) -> float | None:
        """The innermost share known."""
        return next((task.share for task in self.chain() if task.share is not None), None)

    def words(self, now: float) -> str:
        """The chain of labels, the innermost share known, and the time of the whole."""
        chain, share = self.chain(), self.known_share
        label = ": ".join(task.label for task in reversed(chain) if task.label)
        return f"{label}, {'' if share is None else f'{min(share, 1.0):.0%}, '}{now - chain[-1].start:.0f} s"


_current: ContextVar[Task | None] = ContextVar("task", default=None)


class Board:
    """The line, and the thread that writes it while there are tasks to show."""

    def __init__(self) -> None:
        self.lock, self.tasks, self.width, self.writer = threading.Lock(), list[Task](), 0, threading.Event()
        self.last, self.output, self.in_output = 0.0, Output(), False

    def enter(self, task: Task) -> None:
        with self.lock:
            self.tasks.append(task)
            if len(self.tasks) == 1:
                self.writer = threading.Event()
                threading.Thread(target=self._write, args=(self.writer,), name="adal progress", daemon=True).start()

    def leave(self, task: Task) -> None:
        with self.lock:
            if task in self.tasks:  # not so in a child process, where the board is new
                self.tasks.remove(task)
            if not self.tasks:
                self.writer.set()
                self._erase()

    def clear(self) -> None:
        """Take the line away before something else is printed; it comes back with its next update."""
        with self.lock:
            self._erase()

    def _write(self, stop: threading.Event) -> None:
        while not stop.wait(EVERY):
            with self.lock:
                if not self.tasks or stop.is_set():
                    return
                task, now = self.tasks[-1], time.monotonic()
                if now - task.start >= DELAY or ((self.width or self.in_output) and now - task.start >= EVERY):
                    self._show(task, now)

    def _show(self, task: Task, now: float) -> None:
        if _in_notebook(sys.stderr) and self._put_out(task.words(now), task.known_share):
            return
        if can_rewrite(sys.stderr):
            text = task.words(now)[: max(1, _columns() - 1)]
            _put("\r" + text + " " * (self.width - len(text)))
            self.width = len(text)
        elif now - self.last >= LINES_EVERY or not self.last:
            _put(task.words(now) + "\n")
            self.last = now

    def _put_out(self, text: str, share: float | None) -> bool:
        with suppress(Exception):  # as `_put`
            self.in_output = self.output.show(text, share)
        return self.in_output

    def _erase(self) -> None:
        if self.in_output:
            with suppress(Exception):
                self.output.erase()
            self.in_output = False
        if self.width:
            _put("\r" + " " * self.width + "\r")
        self.width = 0
        self.last = 0.0 if not self.tasks else self.last


_board = Board()


@contextmanager
def doing(label: str, shown: bool | None = None) -> Iterator[Report]:
    """Tell what the block does, once it has taken two seconds. Yields a function that takes the share done. Also a decorator.

    `shown`: None shows it on a terminal or in a notebook, True anywhere, False neither this nor what is done inside.
    """
    task = Task(label, _current.get(), shown)
    token = _current.set(task)
    visible = task.shown is True or (task.shown is None and watched(sys.stderr))
    if visible:
        _board.enter(task)
    try:
        yield task.report
    finally:
        _current.reset(token)
        if visible:
            _board.leave(task)


def clear() -> None:
    """Take the line away before something else is printed on the same terminal."""
    _board.clear()


def watched(stream: Any) -> bool:
    """Whether somebody looks at the stream as it is written: a terminal or a notebook."""
    return _is_terminal(stream) or _in_notebook(stream)


def can_rewrite(stream: Any) -> bool:
    """Whether a carriage return takes the stream back to the start of its line."""
    return _in_notebook(stream) or (_is_terminal(stream) and os.environ.get("TERM") != "dumb")


def _is_terminal(stream: Any) -> bool:
    try:
        return bool(stream.isatty())
    except (AttributeError, ValueError, OSError):  # none, or closed
        return False


def _in_notebook(stream: Any) -> bool:
    """The stream of a Jupyter kernel, told by its class: nothing is imported for it."""
    return type(stream).__module__.startswith("ipykernel.")


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (AttributeError, ValueError, OSError):
        return 80


def _put(text: str) -> None:
    """Nothing that goes wrong here may disturb the work."""
    with suppress(Exception):
        sys.stderr.write(text)
        sys.stderr.flush()


def _in_child() -> None:
    """A forked child has neither the writing thread nor, perhaps, an open lock; and its parent tells already."""
    global _board
    _board = Board()
    _current.set(Task("", None, False))


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)
