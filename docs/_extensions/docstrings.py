"""Docstrings are plain text with formulas (|x_i|, x*, m_): what reStructuredText would read as mark-up is escaped."""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx

_LITERAL = re.compile(r"(`[^`]*`)")
_MARKS = re.compile(r"[|*]|(?<=\w)_(?!\w)")


def escaped(line: str) -> str:
    """The line with |, * and trailing _ escaped, but for what stands in backticks."""
    parts = _LITERAL.split(line)
    return "".join(p if p.startswith("`") else _MARKS.sub(lambda m: rf"\{m[0]}", p) for p in parts)


def _escape(app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    lines[:] = [escaped(line) for line in lines]


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("autodoc-process-docstring", _escape, priority=400)  # before numpydoc
    return {"parallel_read_safe": True, "parallel_write_safe": True}
