"""What is wrong with a file that cannot be read, and what to do: an option is named only if the file is read with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from adal_theory.errors import ConfigurationError
from adal_theory.reader.columns import spans
from adal_theory.reader.dialect import CANDIDATES, MOST_HEADER_LINES, Failure, delimiter_name, leading_words, readings
from adal_theory.reader.fields import NONE, Fields
from adal_theory.reader.grammar import GRAMMARS, word
from adal_theory.reader.text import EXCEL, Text, shown

COMMENT = re.compile(rb"(?<=[0-9.,;|])[ \t]*(?:#(?!" + EXCEL + rb")|//|!|%[ \t]*[A-Za-z])[^\n]*")
TRUTH = re.compile(rb"(?<![^,;\t |:\n])(?:true|false)(?![^,;\t |:\n])", re.I)
UNIT = re.compile(r"[$€£~<>=(]+ ?[0-9.,]+\)?|[+-]?[0-9.,]+ ?(?:[%°€$£)]|[^\W\d_]{1,3}(?:/[^\W\d_]{1,3})?)")
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
    for told in (*_repairs(text, asked, failures), *_by_column(text, asked)):
        return ConfigurationError(f"{text.label} cannot be read as samples: {told}")
    worst = max(failures, key=lambda f: (f.line, f.ragged, f.reading.fields.width))
    how = f" (delimiter {delimiter_name(worst.reading.delimiter)!r}, decimal {worst.reading.grammar.decimal!r})"
    if worst.line == worst.reading.header > MOST_HEADER_LINES:
        grammar, cut = worst.reading.grammar, worst.reading.delimiter
        ends = worst.line, leading_words(text, cut, grammar, asked.columns is not None, text.size)
        lead = next((n for n in ends if _reads_behind(text, asked, n)), 0)
        if not lead:
            rest = text.behind(worst.line)
            return none_fits(rest, replace(asked, header=0), readings(rest, asked.delimiter, asked.decimal, 0, asked.columns)[1])
        worst = replace(worst, line=lead, words=f"the {lead} lines before it hold words; if they are a header, pass "
                                                f"header={text.place(lead - 1)}")
    return ConfigurationError(f"{text.label} cannot be read as samples: line {text.place(worst.line)}{how}: {worst.words}"
                              + _remedy(text, asked, worst))


def _reads_behind(text: Text, asked: Asked, lines: int) -> bool:
    return replace(asked, header=0).reads(text.behind(lines))


def _remedy(text: Text, asked: Asked, worst: Failure) -> str:
    """What to do about a word where a number is due."""
    if ";" in worst.words or worst.ragged:
        return ""
    unit = " (take the unit out)" if UNIT.fullmatch(worst.field) else ""
    some = _columns(text, asked)
    return unit + "; correct it in the file (NA for a missing value)" + some + _header(text, asked, worst)


def _header(text: Text, asked: Asked, worst: Failure) -> str:
    """That the first line of numbers may be a header, if the rest is read."""
    first = worst.field and worst.line == worst.reading.header and _reads_behind(text, asked, worst.line + 1)
    return f"; if this line is a header, pass header={text.place(worst.line)}" if first else ""


def _columns(text: Text, asked: Asked) -> str:
    """That those columns of numbers which are read without the others may be chosen, or nothing."""
    for fields, lead in _tables(text, asked):
        shapes = [[word(s) for s in found] for found in fields.by_column()]
        for grammar in GRAMMARS:
            if asked.decimal in (None, grammar.decimal) and lead <= MOST_HEADER_LINES:
                good = [c + 1 for c, found in enumerate(shapes)
                        if all(map(grammar.accepts, found)) and any(map(grammar.is_number, found))]
                if 0 < len(good) < fields.width and replace(asked, columns=spans(good)).reads(text):
                    return f", or choose other columns with columns='{spans(good)}'"
    return ""


def _tables(text: Text, asked: Asked) -> Iterator[tuple[Fields, int]]:
    """The text cut at every delimiter that gives all lines as many fields, two or more; with its header lines."""
    if asked.columns not in (None, "all"):
        return
    for cut in CANDIDATES if asked.delimiter is None else (asked.delimiter,):
        lead = 0 if asked.header is not None else min(leading_words(text, cut, g, True) for g in GRAMMARS)
        if cut != NONE and lead < text.size:
            fields = Fields(text, cut, lead)
            if fields.width > 1 and fields.ragged() is None:
                yield fields, lead


def _repairs(text: Text, asked: Asked, failures: list[Failure]) -> Iterator[str]:
    """Faults of the file as a whole: without them it would be read."""
    def place(start: int) -> str:
        line = text.data.count(b"\n", 0, start)
        return f"line {text.place(line)}: '{shown(text.behind(line).head(1)[0])}'"

    found = COMMENT.search(text.data)
    if found and asked.reads(replace(text, data=COMMENT.sub(b"", text.data))):
        yield f"{place(found.start())} ends in a comment; put comments on lines of their own, here and below"
    found = TRUTH.search(text.data)
    if found and asked.reads(replace(text, data=TRUTH.sub(b"1", text.data))):
        first = next((f for f in failures if TRUTH.fullmatch(f.field.encode())), failures[0])
        yield (f"{place(found.start())} holds a truth value; write 1 for True and 0 for False" + _columns(text, asked)
               + _header(text, asked, first))
    if not text.data.isascii():
        plain = text.data.decode("utf-8", "replace")
        digits = {ord(c): str(unicodedata.decimal(c)) for c in set(plain) if c.isdecimal() and not c.isascii()}
        table = digits | {ord(c): by for c, by in SIGNS.items()}
        if digits and asked.reads(replace(text, data=plain.translate(table).encode())):
            first = next(c for c in plain if ord(c) in digits)
            yield f"{place(text.data.index(first.encode()))} is written in other digits than 0 to 9; write all numbers in those"


def _by_column(text: Text, asked: Asked) -> Iterator[str]:
    """Two decimal signs in one file: in columns of their own, or in one."""
    if not (b"." in text.data and (b"," in text.data or b"\x11" in text.data)):
        return
    for fields, lead in _tables(text, asked):
        signs = [_signs(shapes) for shapes in fields.by_column()]
        if fields.delimiter == "," and b"\x11" not in text.data or not all(signs):
            continue
        points, commas = ([c + 1 for c, s in enumerate(signs) if sign in s] for sign in ".,")
        ways = [(",", commas, next((c for c, s in enumerate(signs) if s == ","), -1)),
                (".", points, next((c for c, s in enumerate(signs) if s == "."), -1))]
        if all(c >= 0 and replace(asked, columns=spans(some), decimal=sign, delimiter=fields.delimiter).reads(text)
               for sign, some, c in ways):
            firsts = [_first(text, fields, c, sign) for sign, _, c in ways]
            cut = delimiter_name(fields.delimiter)
            yield (f"with delimiter={cut!r} column {ways[0][2] + 1} has decimal ',' ({firsts[0]}) and column {ways[1][2] + 1} "
                   f"decimal '.' ({firsts[1]}); write one sign in all, or pass delimiter={cut!r} with columns='{spans(commas)}' "
                   f"and decimal=',', or with columns='{spans(points)}' and decimal='.'")
    one = text.data.replace(b",", b".").replace(b"\x11", b".")
    for cut in (NONE, *CANDIDATES[1:-1]):
        if asked.delimiter in (None, cut) and replace(asked, delimiter=cut, decimal=".").reads(replace(text, data=one)):
            fields = Fields(text, cut, 0)
            yield (f"{_first(text, fields, None, ',')} has decimal ',' and {_first(text, fields, None, '.')} decimal '.' "
                   f"(delimiter {delimiter_name(cut)!r}); write one sign in all"
                   + (", or, if ',' separates fields, as many in every line" if cut == NONE else ""))


def _signs(shapes: set[bytes]) -> str:
    """The decimal signs under which a column is numbers: one of them, or both where it has none."""
    words = [word(s) for s in shapes]
    return "".join(d for d in ".," if any(g.decimal == d and all(map(g.accepts, words)) for g in GRAMMARS))


def _first(text: Text, fields: Fields, column: int | None, sign: str) -> str:
    """The first field with a sign, and its line."""
    line, field = fields.first_field(lambda raw: sign in word(raw) and any(c.isdigit() for c in word(raw)),
                                     None if column is None else (column,)) or (0, b"")
    return f"'{shown(field)}' in line {text.place(line)}"
