"""The line for whoever waits: on a terminal only, after a while only, gone in the end."""

from __future__ import annotations

import io
import os
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from types import SimpleNamespace
from typing import Any

import pytest

import adal_theory as at
from adal_theory.runtime import clear, doing, progress


class Stream(io.StringIO):
    terminal = True

    def isatty(self) -> bool:
        return self.terminal


class Notebook(Stream):
    terminal = False


Notebook.__module__ = "ipykernel.iostream"


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Stream:
    """A terminal as standard error, and no patience."""
    return look(monkeypatch, Stream())


def look(monkeypatch: pytest.MonkeyPatch, stream: Stream) -> Stream:
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=stream))  # pytest puts its own sys.stderr back
    monkeypatch.setattr(progress, "DELAY", 0.0)
    monkeypatch.setattr(progress, "EVERY", 0.01)
    monkeypatch.setattr(progress, "LINES_EVERY", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    return stream


def wait_for(stream: Stream, text: str) -> None:
    until = time.monotonic() + 20
    while text not in stream.getvalue():
        assert time.monotonic() < until, stream.getvalue()
        time.sleep(0.005)


def shown_now(stream: Stream) -> str:
    """What the line holds after all carriage returns."""
    line = ""
    for part in stream.getvalue().split("\r"):
        line = part + line[len(part) :]
    return line.strip()


def test_the_line_names_the_chain_and_the_share_and_is_taken_away(screen: Stream) -> None:
    with doing("S3") as report:
        report(0.25)
        with doing("adal on linear"), doing("compiling its kernel"):
            wait_for(screen, "S3: adal on linear: compiling its kernel, 25%, 0 s")
    assert shown_now(screen) == "" and not [
        t for t in threading.enumerate() if t.name == "adal progress" and t.is_alive() and not time.sleep(0.1) and t.is_alive()
    ]


def test_a_line_is_cut_to_the_terminal(screen: Stream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_columns", lambda: 8)
    with doing("a long label"):
        wait_for(screen, "a long")
    assert "a long l" not in screen.getvalue()


def test_nothing_before_two_seconds(screen: Stream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "DELAY", 2.0)
    with doing("quick"):
        time.sleep(0.1)
    assert screen.getvalue() == ""


@pytest.mark.parametrize("stream", [io.StringIO(), None])
def test_nothing_without_a_terminal(monkeypatch: pytest.MonkeyPatch, stream: Any) -> None:
    look(monkeypatch, stream)
    with doing("hidden"):
        time.sleep(0.05)
        assert not [t for t in threading.enumerate() if t.name == "adal progress"]
    assert stream is None or stream.getvalue() == ""


def test_a_notebook_counts_as_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = look(monkeypatch, Notebook())
    with doing("in a notebook"):
        wait_for(stream, "in a notebook, 0 s")
    assert shown_now(stream) == ""


def test_a_dumb_terminal_gets_lines(screen: Stream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    with doing("work"):
        wait_for(screen, "work, 0 s\n")
    assert "\r" not in screen.getvalue()


def test_false_silences_what_is_inside_also_in_other_threads(screen: Stream) -> None:
    with doing("outer", False), ThreadPoolExecutor(1) as pool:
        with doing("inner"):
            time.sleep(0.05)
        pool.submit(copy_context().run, lambda: doing("thread").__enter__()).result()
        time.sleep(0.05)
    assert screen.getvalue() == ""


def test_true_shows_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Stream()
    stream.terminal = False
    look(monkeypatch, stream)
    with doing("outer", True), doing("inner"):
        wait_for(stream, "outer: inner, 0 s\n")


def test_clear_makes_room_for_other_output(screen: Stream) -> None:
    with doing("work"):
        wait_for(screen, "work")
        clear()
        assert re.search(r"\r +\r", screen.getvalue())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_is_silent_and_not_stuck(screen: Stream) -> None:
    with doing("parent"):
        wait_for(screen, "parent")
        child = os.fork()
        if child == 0:
            before = screen.getvalue()
            with doing("child"):
                time.sleep(0.05)
            os._exit(0 if screen.getvalue() == before else 1)
        assert os.waitpid(child, 0)[1] == 0


def test_a_stream_that_fails_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(Stream):
        tried = 0

        def write(self, text: str) -> int:
            self.tried += 1
            raise OSError("gone")

    stream = Broken()
    look(monkeypatch, stream)
    with doing("work"):
        while not stream.tried:
            time.sleep(0.005)


def test_run_shows_itself_and_changes_nothing(screen: Stream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adal_theory.engine.simulate.REPORT_UPDATES", {"reference": 640})
    given: dict[str, Any] = {"params": {"eta": 0.1}, "backend": "reference"}
    shares: list[float] = []
    quiet = at.run("adam", at.problems.huber(2), 3000, **given, progress=shares.append)
    assert screen.getvalue() == "" and shares == sorted(shares) and shares[-1] == 1.0 and len(shares) > 3
    assert at.run("adam", at.problems.huber(2), 3000, **given, progress=False).identical(quiet) and screen.getvalue() == ""
    assert at.run("adam", at.problems.huber(2), 3000, **given).identical(quiet)
    assert re.search(r"\radam on huber, \d+%, 0 s", screen.getvalue()) and shown_now(screen) == ""
    with pytest.raises(at.ConfigurationError, match="progress = 'yes': pass None, True, False or a function"):
        at.run("adam", at.problems.huber(2), 3, **given, progress="yes")  # type: ignore[arg-type]
