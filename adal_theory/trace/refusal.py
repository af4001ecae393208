"""Refusals that name the function, the line and the construct which cannot be recorded."""

from __future__ import annotations

import linecache
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from adal_theory.errors import ConfigurationError, unknown_name

_NOT_THEIRS = (str(Path(__file__).parent), str(Path(np.__file__).parent))  # frames of the recorder, and of NumPy

SHOWN = 100  # characters of a line of code


class UntraceableError(ConfigurationError):
    """A rule, problem or law uses a construct that the recorder cannot translate."""


def refuse(construct: str, advice: str) -> UntraceableError:
    """Build the refusal, pointing at the innermost frame of the caller's own code."""
    return UntraceableError(f"{place()} uses {construct}: {advice}")


def unknown(kind: str, name: str, allowed: Iterable[str]) -> AttributeError:
    """The error for an attribute that does not exist, where it is asked for, with a suggestion."""
    if name.startswith("__"):
        return AttributeError(name)  # a protocol that Python or NumPy asks after
    return UnknownNameError(f"{place()}: {unknown_name(kind, name, allowed)}")


class UnknownNameError(UntraceableError, AttributeError):
    """A rule, problem or law asks for something by a name that does not exist."""


class Names(SimpleNamespace):
    """Values by name, as a rule's `state` and `p`; `kind` says in an error what they are."""

    def __init__(self, kind: str, values: Mapping[str, Any]) -> None:
        super().__init__(**values)
        self.__dict__["kind of these names"] = kind  # no name that code can ask for

    def __getattr__(self, name: str) -> Any:
        known = dict(self.__dict__)
        raise unknown(known.pop("kind of these names", "name"), name, known)


def place() -> str:
    """File, line, function and text of the innermost frame of the caller's own code."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_NOT_THEIRS):
        frame = frame.f_back
    path, line = frame.f_code.co_filename, frame.f_lineno
    text = linecache.getline(path, line).strip()
    text = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    return f"{Path(path).name}, line {line}, in {frame.f_code.co_name}: `{text}`"
