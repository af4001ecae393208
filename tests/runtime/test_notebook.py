"""The line for whoever waits, in a notebook: one output a cell, written over, and empty in the end."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from adal_theory.runtime import doing, progress


class Stream(io.StringIO):
    """Standard error as a Jupyter kernel has it."""


Stream.__module__ = "ipykernel.iostream"


class Cell:
    """What a cell shows: the outputs that were made, each with what is written into it last, and all that was written."""

    def __init__(self) -> None:
        self.outputs: list[dict[str, str]] = []
        self.written: list[str] = []
        self.number = 1

    def display(self, data: dict[str, str], *, raw: bool, display_id: bool) -> Any:
        assert raw and display_id
        place = len(self.outputs)
        self.outputs.append({})

        def update(data: dict[str, str], *, raw: bool) -> None:
            self.outputs[place] = data
            self.written.append(data["text/html"])

        update(data, raw=True)
        return SimpleNamespace(update=update)

    def wait_for(self, text: str) -> None:
        until = time.monotonic() + 20
        while not any(text in line for line in self.written):
            assert time.monotonic() < until, self.written
            time.sleep(0.005)


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> Stream:
    found = Stream()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=found))
    monkeypatch.setattr(progress, "DELAY", 0.0)
    monkeypatch.setattr(progress, "EVERY", 0.01)
    monkeypatch.setattr(progress, "_board", progress.Board())
    return found


@pytest.fixture
def cell(monkeypatch: pytest.MonkeyPatch, stream: Stream) -> Cell:
    """A kernel that runs a cell."""
    found = Cell()
    install(monkeypatch, found.display, lambda: SimpleNamespace(kernel=object(), execution_count=found.number))
    return found


def install(monkeypatch: pytest.MonkeyPatch, display: Any, shell: Callable[[], Any]) -> None:
    ipython, module = ModuleType("IPython"), ModuleType("IPython.display")
    ipython.get_ipython, module.display = shell, display  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.setitem(sys.modules, "IPython.display", module)


def test_the_line_is_one_output_that_is_empty_in_the_end(cell: Cell, stream: Stream) -> None:
    with doing("proving <B9>") as report:
        cell.wait_for("proving &lt;B9&gt;, 0 s")
        report(0.25)
        cell.wait_for('<progress max="1" value="0.250"></progress> proving')
    assert cell.outputs == [{"text/plain": "", "text/html": ""}] and stream.getvalue() == ""


def test_work_of_one_cell_shares_its_output_and_another_cell_has_its_own(cell: Cell) -> None:
    with doing("first"):
        cell.wait_for("first")
    with doing("second"):
        cell.wait_for("second")
    assert len(cell.outputs) == 1
    cell.number = 2
    with doing("third"):
        cell.wait_for("third")
    assert cell.outputs == [{"text/plain": "", "text/html": ""}] * 2


def test_work_after_one_that_took_long_is_not_shown_sooner_for_it(cell: Cell, monkeypatch: pytest.MonkeyPatch) -> None:
    with doing("long"):
        cell.wait_for("long")
    monkeypatch.setattr(progress, "DELAY", 60.0)
    with doing("quick"):
        time.sleep(0.2)
    assert not any("quick" in line for line in cell.written)


def test_a_run_that_fails_leaves_no_line(cell: Cell) -> None:
    with pytest.raises(ZeroDivisionError), doing("failing"):
        cell.wait_for("failing")
        1 / 0  # noqa: B018
    assert cell.outputs == [{"text/plain": "", "text/html": ""}]


def test_a_kernel_without_ipython_has_the_line_on_standard_error(stream: Stream, monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, None, lambda: None)
    until = time.monotonic() + 20
    with doing("working"):
        while "working" not in stream.getvalue():
            assert time.monotonic() < until
            time.sleep(0.005)
    assert stream.getvalue().endswith("\r")


def test_a_display_that_fails_does_not_disturb_the_work(stream: Stream, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def display(*_: object, **__: object) -> None:
        tried.append(1)
        raise OSError("the channel is closed")

    install(monkeypatch, display, lambda: SimpleNamespace(kernel=object(), execution_count=1))
    until = time.monotonic() + 20
    with doing("working"):
        while not tried:
            assert time.monotonic() < until
            time.sleep(0.005)


def test_quick_work_and_work_that_is_not_to_be_shown_have_no_line(cell: Cell, monkeypatch: pytest.MonkeyPatch) -> None:
    with doing("quiet", shown=False):
        time.sleep(0.1)
    monkeypatch.setattr(progress, "DELAY", 60.0)
    with doing("quick"):
        time.sleep(0.1)
    assert cell.outputs == []
