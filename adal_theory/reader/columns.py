"""Which columns of a table are meant: 'all', names, or positions counted from 1."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from adal_theory.errors import ConfigurationError


def names_line(heads: Sequence[Sequence[bytes]]) -> Sequence[bytes]:
    """The header line that names the columns: the last, unless it repeats itself, as a line of units or dashes does."""
    last = heads[-1]
    if len(set(last)) == len(last):
        return last
    return next((line for line in heads if len(set(line)) == len(line) == len(last)), last)


def choose_columns(label: str, columns: Any, names: Sequence[str], width: int, allowed: Iterable[int]) -> list[int]:
    """Positions, from 0, of 'all', of names, or of positions counted from 1."""
    everything = list(allowed)
    if columns is None or (isinstance(columns, str) and columns.strip() == "all"):
        return everything
    items: list[Any] = (
        columns.split(",") if isinstance(columns, str) else list(columns) if isinstance(columns, Iterable) else [columns]
    )
    picked: list[int] = []
    for item in items:
        picked += _one_item(label, item, names, width)
    if not picked or len(set(picked)) < len(picked):
        raise ConfigurationError(
            f"columns={columns!r} names {'a column twice' if picked else 'no column'}; pass '2-4,7', or names"
        )
    return picked


def _one_item(label: str, item: Any, names: Sequence[str], width: int) -> list[int]:
    text = str(item).strip()
    if isinstance(item, str) and text in names and not re.fullmatch(r"[0-9]+", text):
        return [c for c, n in enumerate(names) if n == text]
    span = re.fullmatch(r"([0-9]+)(-?)([0-9]*)", text)
    if span and not isinstance(item, bool):
        low = int(span[1])
        high = int(span[3]) if span[3] else width if span[2] else low
        if 1 <= low <= high <= width:
            return list(range(low - 1, high))
    known = ", ".join(n for n in names if n)[:200]
    raise ConfigurationError(
        f"columns={item!r} does not exist in {label}; pass positions in [1, {width}]" + (f" or names: {known}" if known else "")
    )


def spans(places: Sequence[int]) -> str:
    """Positions as `choose_columns` reads them: 1-3,7."""
    starts = [k for k, p in enumerate(places) if not k or places[k - 1] != p - 1]
    runs = [places[a:b] for a, b in zip(starts, [*starts[1:], len(places)], strict=True)]
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
