"""Calls with arguments that a function does not have, or without those that it needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import ParamSpec, TypeVar

from adal_theory.errors import ConfigurationError, unknown_name

P = ParamSpec("P")
R = TypeVar("R")


class CallError(ConfigurationError, TypeError):
    """A function is called with an argument that it does not have, or without one that it needs."""


def keywords(function: Callable[P, R]) -> Callable[P, R]:
    """Decorator of a public function: a misspelled, missing or surplus argument is one line with a suggestion."""
    known = signature(function)

    @wraps(function)
    def called(*args: P.args, **given: P.kwargs) -> R:
        try:
            known.bind(*args, **given)
        except TypeError as error:
            close = [n for n in given if n not in known.parameters]
            hint = str(unknown_name("argument", close[0], known.parameters)) if close else str(error)
            raise CallError(f"{function.__name__}: {hint}") from None
        return function(*args, **given)

    return called
