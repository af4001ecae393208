"""Mistakes in a command line, which typer finds, in the words of this package: what was given, what may be, and the remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import Any, get_args, get_type_hints

NUMBERS = {int: "a whole number", float: "a number"}
# Typer's sentences: `it` is the word that it refuses, `close` what it suggests in its place.
SAID = {
    r"No such command '(?P<it>.*?)'\.?(?: Did you mean '?(?P<close>.*?)'?\?)?": "there is no command '{it}'",
    r"No such option: (?P<it>\S+?)(?: \(Possible options: (?P<close>.*)\))?": "there is no option {it}",
    r"No such option: (?P<it>\S+?) Did you mean (?P<close>.*)\?": "there is no option {it}",
    r"Got unexpected extra arguments?(?:\(s\))? \((?P<it>.*)\)": "unexpected argument '{it}'",
    r"Option '(?P<it>.*?)' requires an argument\.?": "{it} needs a value",
    r"Option '(?P<it>.*?)' requires (?P<number>\d+) arguments\.?": "{it} needs {number} values",
    r"Option '(?P<it>.*?)' does not take a value\.?": "{it} takes no value",
}


def told(error: Any, words: list[str]) -> str:
    """A usage error of typer's as one line; `words` are those of the command line."""
    parameter, text = getattr(error, "param", None), " ".join(error.format_message().split())
    command = _command(error, words)
    if parameter is not None and text.startswith("Missing"):
        return f"{_spelt(parameter)} is missing: see {command} --help"
    if parameter is not None and (wanted := _wanted(error, parameter)):
        return wanted
    for pattern, said in SAID.items():
        if found := re.fullmatch(pattern, text):
            parts = found.groupdict("")
            remedy = f"did you mean {close}?" if (close := parts.get("close")) else f"see {command} --help"
            return f"{said.format(**parts)}: {remedy}"
    return text or "a command is missing: see adal --help"


def _command(error: Any, words: list[str]) -> str:
    """`adal COMMAND` as far as it is known: not every error of typer's says to which command it belongs."""
    path = getattr(getattr(error, "ctx", None), "command_path", None)
    known = not str(error.format_message()).startswith("No such command") and words and not words[0].startswith("-")
    return str(path or (f"adal {words[0]}" if known else "adal"))


def _spelt(parameter: Any) -> str:
    """An option by its long name, an argument by what help calls it."""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name)
    return str(max(parameter.opts, key=len))


def _wanted(error: Any, parameter: Any) -> str:
    """What an option takes, from the annotation of its command's function; "" where that says nothing."""
    command = getattr(error.ctx, "command", None)
    hints = get_type_hints(getattr(command, "callback", None) or (lambda: None), include_extras=True)
    kinds = [*_leaves(hints.get(parameter.name))]
    given = f"{_spelt(parameter)} {_given(error)}"
    if choices := [str(c.value) for k in kinds if isinstance(k, type) and issubclass(k, Enum) for c in k]:
        return f"{given}: choose one of {', '.join(choices)}"
    least = next((f" of at least {k.min}" for k in kinds if getattr(k, "min", None) is not None), "")
    return next((f"{given}: give {NUMBERS[k]}{least}" for k in kinds if k in NUMBERS), "")


def _leaves(hint: Any) -> Iterator[Any]:
    """The types in an annotation, and what else Annotated holds."""
    args = get_args(hint)
    for arg in args:
        yield from _leaves(arg)
    if not args:
        yield hint


def _given(error: Any) -> str:
    """The word that was refused: typer has it from pydantic, or quotes it in its message."""
    errors = getattr(error.__cause__, "errors", None)
    if errors is not None:
        return str(errors()[0]["input"])
    quoted = re.search(r"'(.*?)'", error.message)
    return quoted[1] if quoted else ""
