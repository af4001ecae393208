"""Refusals that name the function, the line and the construct which cannot be recorded."""

from __future__ import annotations

import linecache
import sys
from pathlib import Path

from adal_theory.errors import ConfigurationError

_TRACE_ROOM = str(Path(__file__).parent)


class UntraceableError(ConfigurationError):
    """A rule, problem or law uses a construct that the recorder cannot translate."""


def refuse(construct: str, advice: str) -> UntraceableError:
    """Build the refusal, pointing at the innermost frame outside the trace room."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_TRACE_ROOM):
        frame = frame.f_back
    path, line = frame.f_code.co_filename, frame.f_lineno
    source = linecache.getline(path, line).strip()
    where = f"{Path(path).name}, line {line}, in {frame.f_code.co_name}"
    return UntraceableError(f"{where}: `{source}` uses {construct}: {advice}")
