"""What a user's functions give back while they are recorded: a mistake in them is one line that names the function."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from adal_theory.entries import number, shown
from adal_theory.errors import ConfigurationError
from adal_theory.rules.rule import Rule
from adal_theory.trace.vocabulary import FLOATS, Value, Vocabulary


@contextmanager
def blamed(what: str) -> Iterator[None]:
    """While a function of the user's runs: whatever it raises becomes one line; the traceback stays as its cause."""
    try:
        yield
    except ConfigurationError:
        raise
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        told = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise ConfigurationError(
            f"{what} fails when it is called: {told} ({Path(last.filename).name}, line {last.lineno}, in {last.name})"
        ) from error


def step_of(rule: Rule, o: Vocabulary, found: Any, quantities: Sequence[str]) -> dict[str, Any]:
    """A step's dict, with numbers among the `quantities` made constants."""
    what = f"rule '{rule.name}'"
    names = ", ".join(("x", *rule.state))
    if not isinstance(found, Mapping) or not all(isinstance(n, str) for n in found):
        given = "nothing" if found is None else shown(found) if not isinstance(found, Value) else "a single value"
        raise ConfigurationError(f'{what} returns {given}: its step must return a dict with {names}, such as {{"x": …}}')
    step = dict(found)
    for name in quantities:
        if step.get(name) is not None:
            step[name] = value_of(f"{what}: its {name}", o, step[name], name == "x" or name in rule.state)
    return step


def value_of(what: str, o: Vocabulary, found: Any, real: bool = False) -> Value:
    """A traced value, with `real` of the run's real type; or a number as a constant."""
    if not isinstance(found, Value):
        try:
            return o.constant(number(what, found))
        except ConfigurationError:
            raise ConfigurationError(f"{what} is {shown(found)}: return one traced value, made with the vocabulary o") from None
    if found.dtype not in ((o.real,) if real else FLOATS):
        wanted = o.real if real else " or ".join(FLOATS)
        raise ConfigurationError(f"{what} is of type {found.dtype}: return {wanted}, by o.where or o.cast(…, o.real)")
    return found


def values_of(what: str, o: Vocabulary, found: Any) -> tuple[Value, ...]:
    """A tuple of traced values."""
    if not isinstance(found, (tuple, list)):
        given = "a single value" if isinstance(found, Value) else shown(found)
        raise ConfigurationError(f"{what} is {given}: return a tuple of values")
    return tuple(value_of(what, o, v) for v in found)
