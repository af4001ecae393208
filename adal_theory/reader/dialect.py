"""One delimiter and one grammar of numbers for a whole file: all that fit are found, and why the others do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adal_theory.errors import ConfigurationError
from adal_theory.reader.columns import choose_columns, names_line
from adal_theory.reader.fields import NONE, WHITESPACE, Fields, counts, split
from adal_theory.reader.grammar import GRAMMARS, LIKE_A_NUMBER, MISSING, TO_SHAPE, Grammar, word
from adal_theory.reader.text import Text, shown

CANDIDATES = (",", ";", "\t", "|", WHITESPACE, NONE)
NAMES = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": WHITESPACE, " ": WHITESPACE}
MOST_HEADER_LINES = 2
INTEGER = frozenset("0" * k for k in range(1, 20))


@dataclass
class Reading:
    """A delimiter and a grammar under which every field is a number, with `header` leading lines of words."""

    fields: Fields
    grammar: Grammar
    header: int
    trailing: bool  # every line ends with the delimiter
    leading: bool  # every line begins with it, as in a table of a text processor
    picked: tuple[int, ...] | None = None  # the columns that alone need to be numbers, or None

    @property
    def delimiter(self) -> str:
        return self.fields.delimiter

    @property
    def columns(self) -> tuple[int, ...]:
        """Positions of the columns that may hold data."""
        return tuple(range(self.leading, self.fields.width - self.trailing))


@dataclass
class Failure:
    """Why a reading is none: the line, and what is wrong there; `ragged` where nothing else is."""

    line: int
    words: str
    reading: Reading
    ragged: bool = False
    field: str = ""  # that is not a number


def delimiter_name(delimiter: str) -> str:
    return {"\t": "tab"}.get(delimiter, delimiter)


def readings(
    text: Text, delimiter: str | None, decimal: str | None, header: int | None, columns: Any = None
) -> tuple[list[Reading], list[Failure]]:
    """Every reading of the whole text, and why the others are none."""
    good: list[Reading] = []
    failures: list[Failure] = []
    # Where a comma is said to mark decimals, it cuts fields only if those commas are quoted.
    free = [c for c in CANDIDATES if c != decimal or b"\x11" in text.data]
    for cut in (free if delimiter is None else (delimiter,)) if text.size else ():
        _try(text, cut, decimal, header, delimiter is not None, None if columns == "all" else columns, good, failures)
    return good, failures


def _try(
    text: Text,
    cut: str,
    decimal: str | None,
    header: int | None,
    chosen: bool,
    some: Any,
    good: list[Reading],
    failures: list[Failure],
) -> None:
    """Add what comes of the grammars at one delimiter. With `chosen` the delimiter need not occur; `some` are the columns that
    alone need to be numbers, or None."""
    by_header: dict[int, Fields] = {}
    grammars = [g for g in GRAMMARS if decimal in (None, g.decimal)]
    for grammar in grammars:
        lead = 0 if header is not None else leading_words(text, cut, grammar, some is not None)
        if lead >= text.size:
            first = shown(text.head(1)[0])
            failures.append(
                Failure(
                    0,
                    f"'{first}' and the lines that follow hold no number",
                    Reading(Fields(text, cut, 0), grammar, 0, False, False),
                    field=first,
                )
            )
            continue
        fields = by_header.setdefault(lead, Fields(text, cut, lead))
        if fields.width < 2 and cut != NONE and not chosen:
            continue  # the delimiter does not occur: the reading without one is the same
        found = _check(text, fields, grammar, lead, some)
        if isinstance(found, Failure):
            failures.append(found)
        elif not any(_same(found, other) for other in good):
            good.append(found)


def leading_words(text: Text, cut: str, grammar: Grammar, some: bool, most: int = MOST_HEADER_LINES + 20) -> int:
    """How many lines at the beginning hold a word that is not a number and does not begin as one; with `some`, nothing else."""
    for i, line in enumerate(text.head(most)):
        fields = [word(f.translate(TO_SHAPE)) for f in split(line, cut)]
        if all(grammar.accepts(f) for f in fields) or (some and any(grammar.is_number(f) for f in fields)):
            return i
        if any(not grammar.accepts(f) and LIKE_A_NUMBER.match(f) for f in fields):
            return i
    return min(text.size, most)


def _check(text: Text, fields: Fields, grammar: Grammar, lead: int, some: Any) -> Reading | Failure:
    reading = Reading(fields, grammar, lead, False, False)
    if lead > MOST_HEADER_LINES:
        return Failure(lead, f"the {lead} lines before it hold words", reading)
    bad = _quick(text, fields, grammar) if some is None else None
    ragged = fields.ragged()
    if some is not None and ragged is None:
        try:
            reading.picked = _some_columns(text, fields, lead, some)
            bad = _bad_field(fields, grammar, reading.picked)
        except ConfigurationError as error:
            return Failure(lead, str(error), reading)
    elif bad is None and some is None:
        bad = _bad_field(fields, grammar)
    if ragged and (bad is None or ragged[0] <= bad[0]):
        return Failure(
            ragged[0],
            f"{ragged[1]} fields, and {fields.width} in the lines before; complete the line",
            reading,
            ragged=bad is None,
        )
    if bad is not None:
        return Failure(bad[0], f"'{shown(bad[1])}' is not a number", reading, field=shown(bad[1]))
    return _with_header(text, reading)


def _some_columns(text: Text, fields: Fields, lead: int, some: Any) -> tuple[int, ...]:
    heads = [shown(f) for f in names_line([split(line, fields.delimiter) for line in text.head(lead)])] if lead else []
    heads = [""] * (len(heads) == fields.width - 1) + heads
    return tuple(choose_columns("the table", some, heads, fields.width, range(fields.width)))


def _with_header(text: Text, reading: Reading) -> Reading | Failure:
    """Settle empty columns at the ends; the last header line must name the columns."""
    fields = reading.fields
    if fields.delimiter not in (NONE, WHITESPACE) and fields.width > 1:
        names = [word(f) for f in split(text.head(reading.header)[-1], fields.delimiter)] if reading.header else []
        last = fields.width - 1
        named = len(names) == fields.width and names[last] != ""
        reading.trailing = not named and all(word(s) == "" for s in fields.shapes((last,)))
        framed = fields.delimiter == "|" and reading.trailing and fields.width > 2  # as tables of Markdown are
        reading.leading = framed and all(word(s) == "" for s in fields.shapes((0,)))
    if not reading.header:
        return reading
    width = int(counts(text.head(reading.header)[-1], fields.delimiter)[0])
    row_names = fields.delimiter in (WHITESPACE, "\t") and width == fields.width - 1 - reading.trailing  # as R writes tables
    if width not in (fields.width, fields.width - reading.trailing) and not row_names:
        return Failure(
            reading.header,
            f"{fields.width} fields, and {width} in the header before it; if that is a header, pass "
            f"header={text.place(reading.header - 1)}",
            reading,
            ragged=True,
        )
    return reading


def _quick(text: Text, fields: Fields, grammar: Grammar) -> tuple[int, bytes] | None:
    """The first bad field of the first 50 lines: most wrong readings end here."""
    for i, line in enumerate(text.head(fields.first + 50)[fields.first :]):
        for field in split(line, fields.delimiter):
            if not grammar.accepts(word(field.translate(TO_SHAPE))):
                return fields.first + i, field
    return None


def _bad_field(fields: Fields, grammar: Grammar, columns: tuple[int, ...] | None = None) -> tuple[int, bytes] | None:
    """The first field of the file that the grammar does not know."""
    shapes = fields.shapes(columns)
    bad = {s: line for s, line in shapes.items() if not grammar.accepts(word(s))}
    if bad:
        return fields.first_field(lambda s: s in bad, columns, min(bad.values()))
    if grammar.thousands and any(grammar.thousands in word(s) for s in shapes):  # a group does not begin with 0
        return _leading_zero(fields, grammar, columns)
    return None


def _leading_zero(fields: Fields, grammar: Grammar, columns: tuple[int, ...] | None) -> tuple[int, bytes] | None:
    """The first number whose thousands begin with 0, such as 0,123, which no one groups."""
    for line, chunk in fields.text.chunks(fields.first):
        for i, one in enumerate(chunk.split(b"\n")):
            cells = split(one, fields.delimiter)
            for cell in cells if columns is None else [cells[c] for c in columns]:
                digits = word(cell).lstrip("+-")
                if digits.startswith("0") and grammar.thousands in digits:
                    return line + i, cell
    return None


def words_of(reading: Reading) -> list[str]:
    return [word(s) for s in reading.fields.shapes(reading.picked)]


def _same(a: Reading, b: Reading) -> bool:
    """Whether two grammars at one delimiter give the same numbers: their difference does not occur."""
    if a.delimiter != b.delimiter or a.header != b.header:
        return False
    words = words_of(a)
    differ = {s for g in (a.grammar, b.grammar) for s in (g.decimal, g.thousands) if s}
    used = {s for s in differ if any(s in w for w in words if w not in MISSING)}
    return roles(a.grammar, used) == roles(b.grammar, used) or (a.grammar == GRAMMARS[0] and "," not in used)


def roles(g: Grammar, used: set[str]) -> dict[str, str]:
    return {s: "decimal" if s == g.decimal else "thousands" if s == g.thousands else "" for s in used}
