"""The exceptions and warnings that a user meets: a single clear line each."""

from __future__ import annotations

import contextlib
import os
import sys
import warnings
from collections.abc import Iterable
from difflib import get_close_matches

PACKAGE = os.path.dirname(os.path.abspath(__file__)) + os.sep


class ConfigurationError(ValueError):
    """A configuration mistake, told in one line: the value, the allowed range and the remedy."""


class DeviceError(ConfigurationError):
    """A GPU is missing, too small or failed, told in one line with the remedy."""


def unknown_name(kind: str, name: object, allowed: Iterable[str], listing: str = "") -> ConfigurationError:
    """Build the error for an unknown name, with a suggestion when one is close.

    `kind` says what was asked for ("rule", "parameter of adal"); `allowed` are the valid names. Where these are too many for a
    line, `listing` says how to list them; up to three suggestions are then made.
    """
    names = sorted(allowed)
    spelt = {n.casefold(): n for n in reversed(names)}  # of names that differ in capitals alone, the first
    close = [spelt[c] for c in get_close_matches(str(name).casefold(), list(spelt)[::-1], n=3 if listing else 1, cutoff=0.5)]
    hint = f" Did you mean {' or '.join(map(repr, close))}?" if close else ""
    return ConfigurationError(f"unknown {kind} '{name}'.{hint} {listing or 'Choose one of: ' + (', '.join(names) or 'none')}")


def warn(message: str) -> None:
    """Warn at the line of the user's code that called the package, however deep the package was when it found out.

    Python 3.12's `skip_file_prefixes` would stop at contextlib, through which the package's decorators go.
    """
    frame, level = sys._getframe(), 1
    while frame.f_back is not None and (
        frame.f_code.co_filename.startswith(PACKAGE) or frame.f_code.co_filename == contextlib.__file__
    ):
        frame, level = frame.f_back, level + 1
    warnings.warn(message, stacklevel=level)
