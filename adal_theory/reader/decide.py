"""The one reading of a file: where two fit, both are told with the option that decides; where none fits, what is wrong."""

from __future__ import annotations

from typing import Any

from adal_theory.errors import ConfigurationError
from adal_theory.reader.advice import Asked, none_fits
from adal_theory.reader.dialect import Reading, delimiter_name, readings, roles, words_of
from adal_theory.reader.fields import NONE, WHITESPACE, split
from adal_theory.reader.grammar import word
from adal_theory.reader.text import Text, shown


def decide(
    text: Text, delimiter: str | None, decimal: str | None, header: int | None, columns: Any = None
) -> tuple[Reading, list[list[bytes]]]:
    """The one reading of the whole text, and the fields of its header lines."""
    if text.size == 0:
        raise ConfigurationError(f"{text.label} holds no line of numbers; pass a table of numbers")
    good, failures = readings(text, delimiter, decimal, header, columns)
    if not good:
        raise none_fits(text, Asked(delimiter, decimal, header, columns), failures)
    good = _by_header(text, _distinct(text, good))
    rivals = [f.reading for f in failures if f.ragged and any(_is_inside(g, f.reading.delimiter) for g in good)]
    if len(good) > 1 or rivals:
        raise _ambiguous(text, good[0], (good[1:] + rivals)[0])
    return good[0], [split(line, good[0].delimiter) for line in text.head(good[0].header)]


def _distinct(text: Text, good: list[Reading]) -> list[Reading]:
    """Tabs that are also white space between words are one reading where no field is empty."""
    tabs = next((r for r in good if r.delimiter == "\t"), None)
    if tabs is None:
        return good
    spaces = [r for r in good if r.delimiter == WHITESPACE and r.fields.width == len(tabs.columns)]
    if spaces and not any(word(s) == "" for s in tabs.fields.shapes(tabs.columns)):
        return [r for r in good if r not in spaces]
    return good


def _by_header(text: Text, good: list[Reading]) -> list[Reading]:
    """A header that one reading cuts into as many words as there are columns speaks against one that leaves it in one piece."""

    def in_one_piece(reading: Reading) -> bool:
        if not reading.header:
            return False
        last = text.head(reading.header)[-1]
        return any(
            other.delimiter.encode() in last
            and other.header == reading.header
            and all(name and not name.startswith(b" ") for name in split(last, other.delimiter)[1:])
            and reading.delimiter == NONE
            and other.delimiter not in (NONE, WHITESPACE)
            for other in good
        )

    return [r for r in good if not in_one_piece(r)] or good


def _is_inside(reading: Reading, delimiter: str) -> bool:
    """Whether the numbers of a reading hold, unquoted, what cuts the fields of another."""
    sign = " " if delimiter == WHITESPACE else delimiter
    if delimiter == reading.delimiter or sign not in (reading.grammar.decimal, reading.grammar.thousands):
        return False
    return any(sign.encode() in s.strip() for s in reading.fields.shapes(reading.picked))


def _ambiguous(text: Text, a: Reading, b: Reading) -> ConfigurationError:
    """Two readings: the first line that both know, and the option that decides."""
    line = max(a.header, b.header)
    if a.delimiter == b.delimiter and a.header == b.header:
        sign = next(
            s for s in (",", ".", " ", "'") if roles(a.grammar, {s}) != roles(b.grammar, {s}) and any(s in w for w in words_of(a))
        )
        at = a.fields.first_field(lambda raw: sign in word(raw), a.picked)
        line, field = at if at is not None else (line, text.head(line + 1)[-1])
        return ConfigurationError(
            f"{text.label}, line {text.place(line)}: in '{shown(field)}' the sign {sign!r} may mark the decimals or "
            f"group the thousands; "
            f"pass decimal={a.grammar.decimal!r} or decimal={b.grammar.decimal!r}"
        )
    if a.delimiter == b.delimiter:
        raise ConfigurationError(
            f"{text.label}, line {text.place(line - 1)}: a header or numbers; pass "
            f"header={text.place(line - 1)} or "
            f"header={text.place(line - 1) - 1}"
        )
    words = [
        f"{len(r.columns)} field{'s' * (len(r.columns) > 1)} (delimiter={delimiter_name(r.delimiter)!r}, decimal="
        f"{r.grammar.decimal!r})"
        for r in (a, b)
    ]
    return ConfigurationError(
        f"{text.label}, line {text.place(line)}: '{shown(text.head(line + 1)[-1])}' may be {words[0]} or "
        f"{words[1]}; pass the options of the right one"
    )
