"""What is wrong with a file that cannot be read, and what to do: an option is named only if the file is read with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from adal_theory.errors import ConfigurationError
from adal_theory.reader.columns import spans
from adal_theory.reader.dialect import CANDIDATES, MOST_HEADER_LINES, Failure, delimiter_name, leading_words, readings
from adal_theory.reader.fields import NONE, Fields
from adal_theory.reader.grammar import GRAMMARS, word
from adal_theory.reader.text import EXCEL, Text, shown

COMMENT = re.compile(rb"(?<=[0-9.,;|])[ \t]*(?:#(?!" + EXCEL + rb")|//|!|%[ \t]*[A-Za-z])[^\n]*")
FIELD, LONGEST = re.compile(rb"[^,;\t |:\n]*"), 200
TRUTH = re.compile(rb"(?<![^,;\t |:\n])(?:true|false)(?![^,;\t |:\n])", re.I)
UNIT = re.compile(r"[$€£~<>=(]+ ?[0-9.,]+\)?|[+-]?[0-9.,]*[0-9] ?(?:[%°€$£)]|[^\W\d_]{1,3}(?:/[^\W\d_]{1,3})?)")
SIGNS = {"٫": ".", "．": ".", "٬": "", "，": ","}  # that go with other digits


@dataclass(frozen=True)
class Asked:
    """The options of the caller."""

    delimiter: str | None
    decimal: str | None
    header: int | None
    columns: Any

    def reads(self, text: Text) -> bool:
        """Whether there is a reading of the text."""
        return bool(readings(text, self.delimiter, self.decimal, self.header, self.columns)[0])


def none_fits(text: Text, asked: Asked, failures: list[Failure]) -> ConfigurationError:
    """One line for a text without a reading."""
    whole = next(chain(_repairs(text, asked, failures), _two_signs(text, asked)), "")
    if whole:
        return ConfigurationError(f"{text.label} cannot be read as numbers: {whole}")
    worst = max(failures, key=lambda f: (f.line, f.ragged, f.reading.fields.width))
    how = f" (delimiter {delimiter_name(worst.reading.delimiter)!r}, decimal {worst.reading.grammar.decimal!r})"
    if worst.line == worst.reading.header > MOST_HEADER_LINES:
        grammar, cut = worst.reading.grammar, worst.reading.delimiter
        ends = worst.line, leading_words(text, cut, grammar, asked.columns is not None, text.size)
        lead = next((n for n in ends if _reads_behind(text, asked, n)), 0)
        if not lead:
            rest = text.behind(worst.line)
            return none_fits(rest, replace(asked, header=0), readings(rest, asked.delimiter, asked.decimal, 0, asked.columns)[1])
        worst = replace(
            worst,
            line=lead,
            words=f"the {lead} lines before it hold words; if they are a header, pass header={text.place(lead - 1)}",
        )
    return ConfigurationError(
        f"{text.label} cannot be read as numbers: line {text.place(worst.line)}{how}: {worst.words}" + _remedy(text, asked, worst)
    )


def _reads_behind(text: Text, asked: Asked, lines: int) -> bool:
    return replace(asked, header=0).reads(text.behind(lines))


def _remedy(text: Text, asked: Asked, worst: Failure) -> str:
    """What to do about a word where a number is due."""
    if not worst.field:
        return ""
    unit = " (take the unit out)" if UNIT.fullmatch(worst.field) else ""
    some = _columns(text, asked)
    return unit + "; correct it in the file (NA for a missing value)" + some + _header(text, asked, worst)


def _header(text: Text, asked: Asked, worst: Failure) -> str:
    """That the first line of numbers may be a header, if the rest is read."""
    first = worst.line == worst.reading.header and _reads_behind(text, asked, worst.line + 1)
    return f"; if this line is a header, pass header={text.place(worst.line)}" if first else ""


def _columns(text: Text, asked: Asked) -> str:
    """That those columns of numbers which are read without the others may be chosen, or nothing."""
    for fields in _tables(text, asked):
        shapes = [[word(s) for s in found] for found in fields.by_column()]
        for grammar in GRAMMARS:
            if asked.decimal in (None, grammar.decimal):
                good = [
                    c + 1
                    for c, found in enumerate(shapes)
                    if all(map(grammar.accepts, found)) and any(map(grammar.is_number, found))
                ]
                if 0 < len(good) < fields.width and replace(asked, columns=spans(good)).reads(text):
                    return f", or choose other columns with columns='{spans(good)}'"
    return ""


def _tables(text: Text, asked: Asked) -> Iterator[Fields]:
    """The text, behind its header, cut at every delimiter that gives all lines as many fields, two or more."""
    if asked.columns not in (None, "all"):
        return
    for cut in CANDIDATES if asked.delimiter is None else (asked.delimiter,):
        lead = 0 if asked.header is not None else min(leading_words(text, cut, g, True) for g in GRAMMARS)
        if cut != NONE and lead < text.size and lead <= MOST_HEADER_LINES:
            fields = Fields(text, cut, lead)
            if fields.width > 1 and fields.ragged() is None:
                yield fields


def _repairs(text: Text, asked: Asked, failures: list[Failure]) -> Iterator[str]:
    """Faults of the file as a whole: without them it would be read."""

    def told(start: int, what: str, field: bytes) -> str:
        return f"line {text.place(text.data.count(10, 0, start))}: '{shown(field.strip())}' {what}"

    found = COMMENT.search(text.data)
    if found and asked.reads(replace(text, data=COMMENT.sub(b"", text.data))):
        yield told(found.start(), "is a comment behind numbers; put this and all others on lines of their own", found.group())
    found = TRUTH.search(text.data)
    if found and asked.reads(replace(text, data=TRUTH.sub(b"1", text.data))):
        first = next((f for f in failures if TRUTH.fullmatch(f.field.encode())), failures[0])
        yield (
            told(found.start(), "is a truth value; write 1 for True and 0 for False", found.group())
            + _columns(text, asked)
            + _header(text, asked, first)
        )
    if not text.data.isascii():
        plain = text.data.decode("utf-8", "replace")
        digits = {ord(c): str(unicodedata.decimal(c)) for c in set(plain) if c.isdecimal() and not c.isascii()}
        table = digits | {ord(c): by for c, by in SIGNS.items()}
        if digits and asked.reads(replace(text, data=plain.translate(table).encode())):
            start = text.data.index(next(c for c in plain if ord(c) in digits).encode())
            field = FIELD.findall(text.data, start, start + LONGEST)[0]
            yield told(start, "is written in other digits than 0 to 9; write all numbers in those", field)


def _two_signs(text: Text, asked: Asked) -> Iterator[str]:
    """Two decimal signs in one file: in columns of their own, or in one."""
    if b"." in text.data and (b"," in text.data or b"\x11" in text.data):
        yield from filter(None, (_by_column(text, asked, fields) for fields in _tables(text, asked)))
        yield from _in_one(text, asked)


def _by_column(text: Text, asked: Asked, fields: Fields) -> str:
    """Columns of points and of commas, each read without the others; or nothing."""
    signs, cut = [_signs(shapes) for shapes in fields.by_column()], delimiter_name(fields.delimiter)
    if not ("," in signs and "." in signs and all(signs)):
        return ""
    told, ways = [], []
    for sign in ",.":
        some, first = spans([c + 1 for c, found in enumerate(signs) if sign in found]), signs.index(sign)
        if not replace(asked, columns=some, decimal=sign, delimiter=fields.delimiter).reads(text):
            return ""
        told.append(f"column {first + 1} has decimal '{sign}' ({_first(text, fields, first, sign)})")
        ways.append(f"columns='{some}' and decimal='{sign}'")
    return (
        f"with delimiter={cut!r} {' and '.join(told)}; write one sign in all, or pass delimiter={cut!r} with "
        f"{', or with '.join(ways)}"
    )


def _in_one(text: Text, asked: Asked) -> Iterator[str]:
    """Both signs in one column."""
    same = replace(text, data=text.data.replace(b",", b".").replace(b"\x11", b"."))
    for cut in (NONE, *CANDIDATES[1:-1]):
        if asked.delimiter in (None, cut) and replace(asked, delimiter=cut, decimal=".").reads(same):
            fields = Fields(text, cut, 0)
            yield (
                f"{_first(text, fields, None, ',')} has decimal ',' and {_first(text, fields, None, '.')} has decimal '.' "
                f"(delimiter {delimiter_name(cut)!r}); write one sign in all"
                + (", or, if ',' separates fields, as many in every line" if cut == NONE else "")
            )


def _signs(shapes: set[bytes]) -> str:
    """The decimal signs under which a column is numbers: one of them, or both where it has none."""
    words = [word(s) for s in shapes]
    return "".join(d for d in ".," if any(g.decimal == d and all(map(g.accepts, words)) for g in GRAMMARS))


def _first(text: Text, fields: Fields, column: int | None, sign: str) -> str:
    """The first field with a sign, and its line."""
    line, field = fields.first_field(
        lambda raw: sign in word(raw) and any(c.isdigit() for c in word(raw)), None if column is None else (column,)
    ) or (0, b"")
    return f"'{shown(field)}' in line {text.place(line)}"
