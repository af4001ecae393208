"""An exact point as a reader's data: values by name, sequences as lists from their first index."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from adal_theory.prove.semantics.interval import Interval


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
    """Exact numbers as text, as in a file of steps: "1/2"."""
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, Interval):
        return f"{float(value.lo):.15g}"
    return str(value) if isinstance(value, (int, Fraction)) and not isinstance(value, bool) else value
