"""What an evaluation uses: entries of sequences, and the conventions by which functions are total (1/0 = 0 and the like)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from adal_theory.prove.semantics.evaluate import Instance, IntervalArithmetic
from adal_theory.prove.semantics.interval import Interval

CONVENTIONS = {"inv": "1/0 = 0", "sqrt": "√({}) = 0", "log": "log({}) = 0", "rpow": "({})^p = 0 for real p"}
Tables = dict[str, dict[tuple[Any, ...], Any]]


def plain_number(value: Any) -> Any:
    """An int where a Fraction is whole."""
    return int(value) if isinstance(value, Fraction) and value.denominator == 1 else value


def watched() -> tuple[type[IntervalArithmetic], dict[str, None]]:
    """Exact arithmetic that notes which conventions it uses."""
    used: dict[str, None] = {}

    def note(kind: str, a: Any, outside: Callable[[Any], bool]) -> None:
        if outside(a.lo if isinstance(a, Interval) else a):
            used[CONVENTIONS[kind].format("·" if isinstance(a, Interval) else a)] = None

    class Watched(IntervalArithmetic):
        @staticmethod
        def inverse(a: Any) -> Any:
            note("inv", a, lambda c: bool(c == 0))
            return IntervalArithmetic.inverse(a)

        @staticmethod
        def sqrt(a: Any) -> Any:
            note("sqrt", a, lambda c: bool(c < 0))
            return IntervalArithmetic.sqrt(a)

        @staticmethod
        def log(a: Any) -> Any:
            note("log", a, lambda c: bool(c <= 0))
            return IntervalArithmetic.log(a)

        @staticmethod
        def power(b: Any, e: Any) -> Any:
            note("rpow", b, lambda c: bool(c <= 0))
            return IntervalArithmetic.power(b, e)

    return Watched, used


def recorder(f: Callable[..., Any], table: dict[tuple[Any, ...], Any]) -> Callable[..., Any]:
    """The function, each of its values that is asked for written down."""

    def call(*at: Any) -> Any:
        table[tuple(plain_number(i) for i in at)] = value = f(*at)
        return value

    return call


def recording(at: Instance) -> tuple[Instance, Tables]:
    """The same instance, with tables of the entries of its sequences that are asked for from here on."""
    tables: Tables = {}
    functions = {name: recorder(f, tables.setdefault(name, {})) for name, f in at.functions.items()}
    return Instance(at.variables, functions, at.samples), tables


def numbers(at: Instance, tables: Tables) -> tuple[dict[str, Any], Tables]:
    """Values and entries, whole ones as ints."""
    values = {name: plain_number(v) for name, v in at.variables.items()}
    return values, {name: {k: plain_number(v) for k, v in table.items()} for name, table in tables.items() if table}
