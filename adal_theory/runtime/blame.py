"""What goes wrong while a Python file runs, told in one line: the file, its line, what, and the remedy."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from pathlib import Path

from adal_theory.errors import ConfigurationError

Remedies = Mapping[type[Exception], str]
"""What to do about exceptions whose message stands for itself, by type."""


def mistake(file: Path, error: BaseException, remedy: str, remedies: Remedies | None = None) -> ConfigurationError:
    """One line for what went wrong while the file was run: where, what, and what to do."""
    inside = str(file.resolve())
    if isinstance(error, OSError) and error.filename == inside:
        return ConfigurationError(f"{file} cannot be read ({error.strerror}): choose a file that can be read")
    if isinstance(error, SyntaxError) and error.filename in (inside, None):
        line = f", line {error.lineno}" if error.lineno else ""
        return ConfigurationError(f"{file}{line}: {error.msg}: correct the file's syntax there")
    lines = lines_of(file, error)
    place = f"{file}, line {lines[-1]}" if lines else str(file)
    if isinstance(error, SystemExit):
        return ConfigurationError(f"{place}: the file ends the program: take the call of exit out of it")
    if isinstance(error, ConfigurationError):
        return ConfigurationError(f"{place}: {error}")
    for kind, own in (remedies or {}).items():
        if isinstance(error, kind):
            return ConfigurationError(f"{place}: {error}: {own}")
    return ConfigurationError(f"{place}: {type(error).__name__}: {error}: {remedy}")


def lines_of(file: Path, error: BaseException) -> list[int]:
    """The lines of the file that the error came through, outermost first."""
    inside = str(file.resolve())
    return [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == inside and f.lineno]
