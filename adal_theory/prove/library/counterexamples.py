"""A counterexample as the ledger tells it: every value that is used, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from adal_theory.prove.kernel.terms import KINDS, InvalidInference, Term, var
from adal_theory.prove.library.definitions import Conflict, definition
from adal_theory.prove.printing.text import text
from adal_theory.prove.printing.values import decimal, listed, plain, values_of
from adal_theory.prove.semantics.evaluate import Instance, IntervalArithmetic, evaluate
from adal_theory.prove.semantics.interval import Interval
from adal_theory.prove.semantics.recording import Tables, numbers, recording, watched

LONGEST = 1000  # characters of a point in a line
NO_VALUE = (InvalidInference, ArithmeticError, Conflict, KeyError, StopIteration, TypeError)


@dataclass(frozen=True)
class Point:
    """`values` for a document, `line` for a reader; `conventions` are what it rests on if it counts only by them."""

    values: dict[str, Any] = field(default_factory=dict)
    line: str = ""
    conventions: tuple[str, ...] = ()


def point(at: Instance, show: Term, given: Iterable[Term] = ()) -> Point:
    """All values of the instance that the statement and its hypotheses use.

    A definition among the hypotheses, such as a recorded rule's step, means the conventions that it uses: they do not count.
    """
    recorded, tables = recording(at)
    arithmetic, used = watched()
    given = list(given)
    for f in (show, *given):
        try:
            evaluate(f, recorded, IntervalArithmetic if f is not show and definition(f) is not None else arithmetic)
        except NO_VALUE:
            continue  # what was asked for before stands in the tables
    values, sequences = numbers(at, tables)
    weights = [w for _, w in at.samples]
    data = plain({name: _shown(v) for name, v in values_of(values, sequences, {}).items()})
    if weights:
        data["probabilities"] = plain(weights)
    computed = {d.name for d in map(definition, given) if d is not None}
    return Point(data, _line(values, sequences, weights, computed), tuple(used))


def _shown(value: Any) -> Any:
    """Numbers that are enclosed, not known exactly, marked as such."""
    if isinstance(value, dict):
        return {k: _shown(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_shown(v) for v in value]
    return f"≈ {float((value.lo + value.hi) / 2):.12g}" if isinstance(value, Interval) else value


def _line(values: dict[str, Any], sequences: Tables, weights: list[Any], computed: set[str]) -> str:
    """What was chosen first, then what the hypotheses compute from it."""
    parts = [f"{_name(name)} = {decimal(v)}" for name, v in sorted(values.items())]
    order = sorted(sequences.items(), key=lambda s: (s[0] in computed, len(s[1])))
    parts += [listed(_name(name), entries) for name, entries in order]
    if weights:
        parts.append(f"probabilities {', '.join(map(str, weights))}")
    whole = ("; ".join(parts) or "every value").replace("= ≈", "≈")
    if len(whole) <= LONGEST:
        return whole
    count = sum(map(len, sequences.values()))
    return whole[:LONGEST].rpartition(", ")[0] + f", … ({count:,} entries; adal verify --format json --all-values has them all)"


def _name(name: str) -> str:
    """As the statement shows it; what a model gives stands under names such as x(tau) already."""
    return text(var(name)) if KINDS["name"](name) else name
