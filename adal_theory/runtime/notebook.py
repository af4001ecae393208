"""The line for whoever waits, in a notebook: an output of its own that is written over, and empty when the work is done.

IPython is used if it is loaded already, as it is in every notebook; nothing is imported for it elsewhere.
"""

from __future__ import annotations

import sys
from html import escape
from typing import Any

EMPTY = {"text/plain": "", "text/html": ""}


class Output:
    """One output of a cell at a time; a later line of the same cell is written into the same."""

    def __init__(self) -> None:
        self._handle: Any = None
        self._cell: Any = None

    def show(self, text: str, share: float | None) -> bool:
        """Write the line; False where there is no notebook to write to."""
        display, cell = _display(), _cell()
        if display is None or cell is None:
            return False
        bar = "" if share is None else f'<progress max="1" value="{min(share, 1.0):.3f}"></progress> '
        line = {"text/plain": text, "text/html": f"<div>{bar}{escape(text)}</div>"}
        if self._handle is None or self._cell != cell:
            self._handle, self._cell = display.display(line, raw=True, display_id=True), cell
        else:
            self._handle.update(line, raw=True)
        return True

    def erase(self) -> None:
        """Leave the output empty."""
        if self._handle is not None:
            self._handle.update(EMPTY, raw=True)


def _display() -> Any:
    return sys.modules.get("IPython.display")


def _cell() -> Any:
    """What tells the cell that runs from others; None where no kernel runs one."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    kernel = getattr(shell, "kernel", None)
    return None if kernel is None else getattr(shell, "execution_count", None)
