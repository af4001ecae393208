"""From a decided dialect to columns of numbers: header, index column, chosen columns, conversion."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.entries import EXACT, NO_FLOAT
from adal_theory.errors import ConfigurationError
from adal_theory.reader.columns import choose_columns, names_line, spans
from adal_theory.reader.decide import decide
from adal_theory.reader.dialect import INTEGER, Reading, delimiter_name
from adal_theory.reader.fields import split
from adal_theory.reader.grammar import INFINITE, MISSING, TO_SHAPE, word
from adal_theory.reader.samples import SampleFile
from adal_theory.reader.text import HIDDEN, SPECIAL, Text, shown

Values = NDArray[np.float64]
INDEX_NAMES = ("", "index", "unnamed: 0")
MONOTONE = 10  # so many values in order are not an accident: 2/10! = 6e-7


def table(text: Text, form: str, delimiter: str | None, decimal: str | None, header: int | None, columns: Any) -> SampleFile:
    """The columns of numbers of a text."""
    reading, heads = decide(text, delimiter, decimal, header, columns)
    if header is None:
        heads = _numbers_as_header(text, reading, heads)
    names = _names(reading, heads)
    row_names = len(heads) > 0 and len(heads[-1]) == len(reading.columns) - 1
    if row_names:
        names = ["", *names]
    if columns is None:
        picked, index = _without_index(text, reading, names, bool(heads))
    else:
        picked, index = choose_columns(text.label, columns, names, reading.fields.width, reading.columns), ""
    values, gap = _convert(text, reading, picked)
    if columns is None:
        refuse_counter(text.label, values, [names[c] if heads else "" for c in picked], [c + 1 for c in picked])
    used = {
        s
        for s in (reading.grammar.decimal, reading.grammar.thousands)
        if s and any(s in word(r) for r in reading.fields.shapes(tuple(picked)) if word(r) not in MISSING)
    }
    notes: tuple[str, ...] = (f"Column 1 ({index}) counts the rows and was left out",) if index else ()
    notes += ("Every line ends with the delimiter: no column was read behind it",) if reading.trailing else ()
    place = reading.fields.first
    return SampleFile(
        text.label,
        form,
        values,
        axis=-2,
        encoding=text.encoding,
        delimiter=delimiter_name(reading.delimiter),
        decimal=reading.grammar.decimal if reading.grammar.decimal in used else "",
        thousands=reading.grammar.thousands if reading.grammar.thousands in used else "",
        header=tuple(text.place(i) for i in range(place)) if header is None else tuple(range(1, header + 1)),
        index=index,
        names=tuple(names[c] for c in picked) if heads else (),
        comments=text.comments,
        blanks=text.blanks,
        missing_line=text.place(place + gap) if gap >= 0 else 0,
        notes=notes,
    )


def _names(reading: Reading, heads: list[list[bytes]]) -> list[str]:
    if not heads:
        return [""] * reading.fields.width
    line = names_line(heads)
    return [shown(f) for f in line] + [""] * (reading.fields.width - len(line))


def _numbers_as_header(text: Text, reading: Reading, heads: list[list[bytes]]) -> list[list[bytes]]:
    """The header lines, with a first line 0 … k−1 as pandas writes it; refused where it may be a header or numbers."""
    at = reading.header
    if text.size < at + 2:
        return heads
    first = split(text.head(at + 1)[-1], reading.delimiter)
    fields = [first[c] for c in reading.columns]
    words = [word(f.translate(TO_SHAPE)) for f in fields]
    corner = len(fields) > 1 and words[0] == ""
    numbers = [shown(f) for f, w in zip(fields, words, strict=True) if w in INTEGER]
    if not numbers or not all(w in INTEGER or w in MISSING for w in words):
        return heads
    rest = type(reading.fields)(text, reading.delimiter, at + 1)
    alone = not any(word(s) in INTEGER for s in rest.shapes(reading.columns[corner:]))
    whole = len(numbers) == len(fields) - corner
    counting = whole and [float(n) for n in numbers] == list(range(len(numbers)))
    from_one = whole and len(numbers) > 2 and [float(n) for n in numbers] == list(range(1, len(numbers) + 1))
    if counting and not heads and (alone or corner):
        reading.fields, reading.header = rest, 1
        return [first]
    if alone or (not heads and (counting or from_one)):
        line = text.place(at)
        raise ConfigurationError(
            f"{text.label}, line {line}: "
            f"'{' '.join(numbers[:6])}{' …' if len(numbers) > 6 else ''}' may be a header "
            f"or numbers; pass header={line} or header={line - 1}"
        )
    return heads


def _without_index(text: Text, reading: Reading, names: list[str], headed: bool) -> tuple[list[int], str]:
    """(columns of data, name of the index column that was found or "")."""
    columns = list(reading.columns)
    first = columns[0]
    if not headed or len(columns) < 2 or names[first].lower() not in INDEX_NAMES or all(not names[c] for c in columns):
        return columns, ""
    values = _convert(text, reading, [first])[0][:, 0]
    if not _counts(values):
        raise ConfigurationError(
            f"{text.label}, column 1 ({names[first] or 'without a name'}) may be an index or "
            f"data; pass columns='2-' or "
            "columns='all'"
        )
    return columns[1:], names[first] or "without a name"


def _counts(x: Values) -> bool:
    return bool(x[0] in (0.0, 1.0) and (x == x[0] + np.arange(len(x))).all())


def refuse_counter(label: str, values: Values, names: Sequence[str], places: Sequence[int]) -> None:
    """One of several columns that counts the rows, or is in strict order, may be an index, a step or a time."""
    if len(places) < 2 or len(values) < 2:
        return
    for name, place, x in zip(names, places, values.T, strict=True):
        order = len(x) >= MONOTONE and bool((x[1:] > x[:-1]).all() or (x[1:] < x[:-1]).all())
        if np.isfinite(x).all() and (_counts(x) or order):
            others = spans([p for p in places if p != place])
            called = f" ({name})" if name else ""
            raise ConfigurationError(
                f"{label}, column {place}{called}, {x[0]:g}, {x[1]:g}, … in order, may be an index or data; "
                f"pass columns='{others}' or columns='all'"
            )


def _convert(text: Text, reading: Reading, picked: list[int]) -> tuple[Values, int]:
    """(values (row, column), row of the first missing value or −1)."""
    fields, parts = reading.fields, []
    whole = picked == list(range(fields.width))
    for line, chunk in text.chunks(fields.first):
        cells = split(_plain(chunk, reading), reading.delimiter)
        if not whole:
            rows = len(cells) // fields.width
            cells = [cells[r * fields.width + c] for r in range(rows) for c in picked]
        part = np.array(_numbers(cells)).reshape(-1, len(picked))
        _refuse_changed(text, line, part, cells)
        parts.append(part)
    values = np.concatenate(parts)
    gaps = np.flatnonzero(np.isnan(values).any(axis=1))
    return values, int(gaps[0]) if gaps.size else -1


def _plain(chunk: bytes, reading: Reading) -> bytes:
    """Numbers as Python writes them: no thousands, a decimal point, e before the exponent."""
    grammar, cut = reading.grammar, reading.delimiter
    for sign, by in ((grammar.thousands, b""), (grammar.decimal, b".")):
        if not sign or (sign, by) == (".", b"."):
            continue
        spellings = [bytes([HIDDEN[SPECIAL.index(sign.encode())]])] if sign.encode() in SPECIAL else []
        if sign != cut and not (sign == " " and cut == "whitespace"):
            spellings.append(sign.encode())
        for spelling in spellings:
            chunk = chunk.replace(spelling, by)
    return chunk.translate(bytes.maketrans(b"dD" + HIDDEN, b"ee" + SPECIAL))


def _numbers(cells: list[bytes]) -> list[float]:
    try:
        return list(map(float, cells))
    except ValueError:
        return [_number(c) for c in cells]


def _number(cell: bytes) -> float:
    """A number or, since every field was checked, a missing value."""
    try:
        return float(cell)
    except ValueError:
        return math.nan


def _refuse_changed(text: Text, line: int, part: Values, cells: list[bytes]) -> None:
    """Numbers that float64 turns into ∞ or 0, and whole numbers that it rounds."""
    for k in np.flatnonzero((np.abs(part) >= EXACT) | (part == 0)):
        cell, value = cells[k].strip().lower(), float(part.flat[k])
        place = f"{text.label}, line {text.place(line + int(k) // part.shape[1])}: '{shown(cells[k])}'"
        mantissa = cell.partition(b"e")[0].strip(b"+-0.")
        if mantissa and value in (0.0, math.inf, -math.inf) and not INFINITE.fullmatch(cell.decode("ascii", "replace")):
            raise ConfigurationError(f"{place} is outside the range of float64 [5e-324, 1.8e308]; divide by a unit first")
        digits = cell.lstrip(b"+-0")
        if digits.isdigit() and int(digits) != abs(int(value)):
            raise ConfigurationError(f"{place} {NO_FLOAT}; write it with a decimal 0 if it may be rounded")
