"""One delimiter and one grammar of numbers for a whole file: all that fit are found, and two that differ are refused."""

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


def delimiter_name(delimiter: str) -> str:
    return {"\t": "tab"}.get(delimiter, delimiter)


def decide(text: Text, delimiter: str | None, decimal: str | None, header: int | None,
           columns: Any = None) -> tuple[Reading, list[list[bytes]]]:
    """The one reading of the whole text, and the fields of its header lines."""
    if text.size == 0:
        raise ConfigurationError(f"{text.label} holds no line of numbers; pass a file of samples")
    good: list[Reading] = []
    failures: list[Failure] = []
    # Where a comma is said to mark decimals, it cuts fields only if those commas are quoted.
    free = [c for c in CANDIDATES if c != decimal or b"\x11" in text.data]
    for cut in free if delimiter is None else (delimiter,):
        _try(text, cut, decimal, header, delimiter is not None, None if columns == "all" else columns, good, failures)
    if not good:
        raise _none_fits(text, failures)
    good = _by_header(text, _distinct(text, good))
    rivals = [f.reading for f in failures if f.ragged and any(_is_inside(g, f.reading.delimiter) for g in good)]
    if len(good) > 1 or rivals:
        raise _ambiguous(text, good[0], (good[1:] + rivals)[0])
    return good[0], [split(line, good[0].delimiter) for line in text.head(good[0].header)]


def _try(text: Text, cut: str, decimal: str | None, header: int | None, chosen: bool, some: Any, good: list[Reading],
         failures: list[Failure]) -> None:
    """Add what comes of the grammars at one delimiter. With `chosen` the delimiter need not occur; `some` are the columns that
    alone need to be numbers, or None."""
    by_header: dict[int, Fields] = {}
    grammars = [g for g in GRAMMARS if decimal in (None, g.decimal)]
    for grammar in grammars:
        lead = 0 if header is not None else _leading_words(text, cut, grammar, some is not None)
        if lead >= text.size:
            failures.append(Failure(0, _no_number(text, cut), Reading(Fields(text, cut, 0), grammar, 0, False, False)))
            continue
        fields = by_header.setdefault(lead, Fields(text, cut, lead))
        if fields.width < 2 and cut != NONE and not chosen:
            continue  # the delimiter does not occur: the reading without one is the same
        found = _check(text, fields, grammar, lead, some)
        if isinstance(found, Failure):
            failures.append(found)
        elif not any(_same(found, other) for other in good):
            good.append(found)


def _leading_words(text: Text, cut: str, grammar: Grammar, some: bool) -> int:
    """How many lines at the beginning hold a word that is not a number and does not begin as one; with `some`, nothing else."""
    for i, line in enumerate(text.head(MOST_HEADER_LINES + 20)):
        fields = [word(f.translate(TO_SHAPE)) for f in split(line, cut)]
        if all(grammar.accepts(f) for f in fields) or (some and any(grammar.is_number(f) for f in fields)):
            return i
        if any(not grammar.accepts(f) and LIKE_A_NUMBER.match(f) for f in fields):
            return i
    return min(text.size, MOST_HEADER_LINES + 20)


def _check(text: Text, fields: Fields, grammar: Grammar, lead: int, some: Any) -> Reading | Failure:
    reading = Reading(fields, grammar, lead, False, False)
    if lead > MOST_HEADER_LINES:
        return Failure(lead, f"the {lead} lines before it hold words; if they are a header, pass header={text.place(lead - 1)}",
                       reading)
    bad = _quick(text, fields, grammar) if some is None else None
    ragged = fields.ragged()
    if some is not None and ragged is None:
        try:
            bad = _bad_field(fields, grammar, _some_columns(text, fields, lead, some))
        except ConfigurationError as error:
            return Failure(lead, str(error), reading)
    elif bad is None and some is None:
        bad = _bad_field(fields, grammar)
    if ragged and (bad is None or ragged[0] <= bad[0]):
        return Failure(ragged[0], f"{ragged[1]} fields, and {fields.width} in the lines before; complete the line", reading,
                       ragged=bad is None)
    if bad is not None:
        return Failure(bad[0], _not_a_number(text, bad[0], bad[1], lead), reading)
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
        return Failure(reading.header, f"{fields.width} fields, and {width} in the header before it; if that is a header, pass "
                                       f"header={text.place(reading.header - 1)}", reading, ragged=True)
    return reading


def _quick(text: Text, fields: Fields, grammar: Grammar) -> tuple[int, bytes] | None:
    """The first bad field of the first 50 lines: most wrong readings end here."""
    for i, line in enumerate(text.head(fields.first + 50)[fields.first:]):
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


def _words(reading: Reading) -> list[str]:
    return [word(s) for s in reading.fields.shapes()]


def _same(a: Reading, b: Reading) -> bool:
    """Whether two grammars at one delimiter give the same numbers: their difference does not occur."""
    if a.delimiter != b.delimiter or a.header != b.header:
        return False
    words = _words(a)
    differ = {s for g in (a.grammar, b.grammar) for s in (g.decimal, g.thousands) if s}
    used = {s for s in differ if any(s in w for w in words if w not in MISSING)}
    return _roles(a.grammar, used) == _roles(b.grammar, used) or (a.grammar == GRAMMARS[0] and "," not in used)


def _roles(g: Grammar, used: set[str]) -> dict[str, str]:
    return {s: "decimal" if s == g.decimal else "thousands" if s == g.thousands else "" for s in used}


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
        return any(other.delimiter.encode() in last and other.header == reading.header
                   and all(name and not name.startswith(b" ") for name in split(last, other.delimiter)[1:])
                   and reading.delimiter == NONE and other.delimiter not in (NONE, WHITESPACE) for other in good)

    return [r for r in good if not in_one_piece(r)] or good


def _is_inside(reading: Reading, delimiter: str) -> bool:
    """Whether the numbers of a reading hold, unquoted, what cuts the fields of another."""
    sign = " " if delimiter == WHITESPACE else delimiter
    if delimiter == reading.delimiter or sign not in (reading.grammar.decimal, reading.grammar.thousands):
        return False
    return any(sign.encode() in s.strip() for s in reading.fields.shapes())


def _no_number(text: Text, cut: str) -> str:
    return f"'{shown(text.head(1)[0])}' and the lines that follow hold no number; pass columns of numbers"


def _not_a_number(text: Text, line: int, field: bytes, lead: int) -> str:
    first = "" if line > lead else f"; if this line is a header, pass header={text.place(line)}"
    last = shown(field)[-1:]
    unit = " (take the unit out)" if LIKE_A_NUMBER.match(shown(field)) and (last.isalpha() or last in "%°€$)") else ""
    return f"'{shown(field)}' is not a number{unit}; correct it, or choose other columns with columns='2-', say{first}"


def _none_fits(text: Text, failures: list[Failure]) -> ConfigurationError:
    """The reading that comes farthest tells what is wrong."""
    worst = max(failures, key=lambda f: (f.line, f.ragged, f.reading.fields.width))
    how = f" (delimiter {delimiter_name(worst.reading.delimiter)!r}, decimal {worst.reading.grammar.decimal!r})"
    return ConfigurationError(f"{text.label} cannot be read as samples: line {text.place(worst.line)}{how}: {worst.words}")


def _ambiguous(text: Text, a: Reading, b: Reading) -> ConfigurationError:
    """Two readings: the first line that both know, and the option that decides."""
    line = max(a.header, b.header)
    if a.delimiter == b.delimiter and a.header == b.header:
        sign = next(s for s in (",", ".", " ", "'") if _roles(a.grammar, {s}) != _roles(b.grammar, {s})
                    and any(s in w for w in _words(a)))
        at = a.fields.first_field(lambda raw: sign in word(raw))
        line, field = at if at is not None else (line, text.head(line + 1)[-1])
        return ConfigurationError(
            f"{text.label}, line {text.place(line)}: in '{shown(field)}' the sign {sign!r} may mark the decimals or "
            f"group the thousands; "
            f"pass decimal={a.grammar.decimal!r} or decimal={b.grammar.decimal!r}")
    if a.delimiter == b.delimiter:
        raise ConfigurationError(f"{text.label}, line {text.place(line - 1)}: a header or numbers; pass "
                                 f"header={text.place(line - 1)} or "
                                 f"header={text.place(line - 1) - 1}")
    words = [f"{len(r.columns)} field{'s' * (len(r.columns) > 1)} (delimiter={delimiter_name(r.delimiter)!r}, decimal="
             f"{r.grammar.decimal!r})" for r in (a, b)]
    return ConfigurationError(f"{text.label}, line {text.place(line)}: '{shown(text.head(line + 1)[-1])}' may be {words[0]} or "
                              f"{words[1]}; pass the options of the right one")
