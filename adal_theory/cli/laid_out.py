"""What `adal show` says, laid out as text."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from shutil import get_terminal_size
from typing import Any

WIDEST, NARROWEST = 110, 40  # columns of text
FORMULAS = ("statement", "in a proof", "next")  # are not folded


def laid_out(found: dict[str, Any]) -> str:
    """The text of what was found: a heading, then each part that is not empty beside its name."""
    parts = {heading: value for heading, value in found.items() if value and heading not in ("name", "title")}
    width = max(map(len, parts))
    text = [": ".join(filter(None, (found["name"], found["title"])))]
    for heading, value in parts.items():
        labels = [heading, *[""] * len(lines := [*_lines(value, heading, width + 4)])]
        text += [f"  {label:<{width}}  {line}".rstrip() for label, line in zip(labels, lines, strict=False)]
    return "\n".join(text) + "\n"


def _lines(value: Any, heading: str, indent: int) -> Iterator[str]:
    """Prose folded to the width of the screen, formulas as they are, names and values one a line."""
    if heading in FORMULAS:
        yield value
    elif isinstance(value, str):
        for paragraph in value.split("\n\n"):
            yield from _folded(" ".join(paragraph.split()), indent)
    elif heading == "hypotheses":
        for one in value:
            yield from _hypothesis(one["words"], one["formulas"], indent)
    elif isinstance(value, list):
        yield from _folded(", ".join(value), indent)
    else:
        for name, held in value.items():
            yield from _folded(_valued(name, held), indent)


def _hypothesis(words: str, formulas: list[str], indent: int) -> Iterator[str]:
    """What is supposed, in words where there are some, then its formulas."""
    if not words:
        yield from _folded("; ".join(formulas), indent)
        return
    yield from _folded(words, indent)
    yield from (f"  {formula}" for formula in formulas)


def _valued(name: str, held: Any) -> str:
    if isinstance(held, dict):
        same = held["full"] == held["quick"]
        return f"{name} = {held['full']}" + ("" if same else f" (with --quick: {held['quick']})")
    return f"{name}: {held}" if isinstance(held, str) else f"{name} = {held}"


def _folded(text: str, indent: int) -> list[str]:
    columns = get_terminal_size().columns if sys.stdout.isatty() else WIDEST
    room = max(min(columns, WIDEST) - indent, NARROWEST)
    return textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False)
