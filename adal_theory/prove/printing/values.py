"""Exact points as a reader sees them: numbers, the entries of sequences in a line, and both as data."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.semantics.interval import Interval

Entries = Mapping[tuple[Any, ...], Any]
SHOWN = 7  # digits of an irrational number
LONGEST = 40  # characters of a rational that is printed as it is
MOST = 50  # entries of a sequence in a document that is not to have them all
LARGEST = Fraction(10) ** 300  # of floats that are printed as such


def decimal(value: Any) -> str:
    """An exact number as it is, a very long one to a few digits; an enclosure as the digits that both its ends share."""
    if not isinstance(value, Interval):
        whole = f"{value:.4g}" if isinstance(value, float) else str(value)
        return whole if len(whole) <= LONGEST else f"≈ {rounded(value, SHOWN)}"
    for digits in range(SHOWN, 0, -1):
        low, high = (rounded(e, digits) for e in (value.lo, value.hi))
        if low == high:
            return f"≈ {low}"
    return f"between {rounded(value.lo, 4)} and {rounded(value.hi, 4)}"


def rounded(value: int | Fraction, digits: int) -> str:
    """To so many digits, also where a float would overflow."""
    size = abs(Fraction(value))
    if size < LARGEST and (size == 0 or size > 1 / LARGEST):
        return f"{float(value):.{digits}g}"
    return f"{Decimal(value.numerator) / Decimal(value.denominator):.{digits}g}"


def listed(name: str, entries: Entries) -> str:
    """x(0..2) = 1, 0, 1/2 for neighbouring entries of a sequence, else x(1, 2) = 3, …"""
    keys = sorted(entries, key=repr) if any(type(i) is not int for k in entries for i in k) else sorted(entries)
    line = len(keys) > 1 and all(len(k) == 1 and type(k[0]) is int for k in keys)
    if line and [k[0] for k in keys] == list(range(keys[0][0], keys[0][0] + len(keys))):
        return f"{name}({keys[0][0]}..{keys[-1][0]}) = {', '.join(decimal(entries[k]) for k in keys)}"
    return ", ".join(f"{name}({', '.join(map(str, k))}) = {decimal(entries[k])}" for k in keys)


def values_of(
    values: Mapping[str, Any], sequences: Mapping[str, Mapping[tuple[Any, ...], Any]], first_index: Mapping[str, int]
) -> dict[str, Any]:
    """{name: value, or [values from the first index on], or {index: value} where the indices have gaps}."""
    found: dict[str, Any] = dict(sorted(values.items()))
    for name, entries in sorted(sequences.items()):
        keys = sorted(entries)
        first = first_index.get(name, 1)
        if keys == [(k,) for k in range(first, first + len(keys))]:
            found[name] = [entries[k] for k in keys]
        else:
            found[name] = {", ".join(map(str, k)): entries[k] for k in keys}
    return found


def plain(value: Any) -> Any:
    """Exact numbers as text, as in a file of steps: "1/2"; terms, which a model gives, as they are shown."""
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, Interval):
        return f"{float(value.lo):.15g}"
    return str(value) if isinstance(value, (int, Fraction, Term)) and not isinstance(value, bool) else value


def cut(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Values with long numbers to a few digits, and the first entries of long sequences; each says what it lacks."""
    return None if values is None else {name: _cut(v) for name, v in values.items()}


def _cut(value: Any) -> Any:
    if isinstance(value, Mapping):
        first = {k: _cut(v) for k, v in list(value.items())[:MOST]}
        return first if len(value) <= MOST else {**first, "…": _left_out(len(value))}
    if isinstance(value, list):
        first_ones = [_cut(v) for v in value[:MOST]]
        return first_ones if len(value) <= MOST else [*first_ones, f"… {_left_out(len(value))}"]
    if not isinstance(value, str) or len(value) <= LONGEST:
        return value
    return f"≈ {rounded(Fraction(value), SHOWN)} (exactly: {len(value):,} characters)"


def _left_out(count: int) -> str:
    more = count - MOST
    return f"{more:,} more {'entry' if more == 1 else 'entries'}"
