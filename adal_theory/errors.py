"""The exceptions that a user meets: a single clear line each."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class ConfigurationError(ValueError):
    """A configuration mistake, told in one line: the value, the allowed range and the remedy."""


class DeviceError(ConfigurationError):
    """A GPU is missing, too small or failed, told in one line with the remedy."""


def unknown_name(kind: str, name: object, allowed: Iterable[str]) -> ConfigurationError:
    """Build the error for an unknown name, with a suggestion when one is close.

    `kind` says what was asked for ("rule", "parameter of adal"); `allowed` are the valid names.
    """
    names = sorted(allowed)
    close = get_close_matches(str(name), names, n=1, cutoff=0.5)
    hint = f" Did you mean '{close[0]}'?" if close else ""
    return ConfigurationError(f"unknown {kind} '{name}'.{hint} Choose one of: {', '.join(names) or 'none'}")
