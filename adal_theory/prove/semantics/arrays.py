"""Proved terms on arrays: a theorem's own right-hand side in float64, with recorded sums in place of the sums it holds.

The functions are total as in `terms` (1/0 = 0, √a = 0 below 0, log a = 0 for a ≤ 0, an empty sum is 0), elementwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.prove.kernel.binders import abstract, free, functions, walk
from adal_theory.prove.kernel.terms import InvalidInference, Term

Array = NDArray[np.float64]
Scope = tuple[int, ...]


def replaced(a: Term, parts: Mapping[Term, Term]) -> Term:
    """`new` for every occurrence of `old`, which may hold the index of the sum around it (see `under`)."""
    return walk(a, lambda b, _: parts.get(b))


def under(index: Term, old: Term, new: Term) -> dict[Term, Term]:
    """A replacement inside a sum over `index`, both sides in terms of it."""
    return {abstract(old, index): abstract(new, index)}


def on_arrays(a: Term, variables: Mapping[str, Any], tables: Mapping[str, Callable[..., Any]] | None = None) -> Any:
    """The value of a term; variables are numbers or arrays that broadcast, `tables` give arrays for function symbols.

    Raises `InvalidInference` for a symbol without a value, a sum with other ends than whole numbers, and what floats cannot say.
    """
    tables = {} if tables is None else tables
    applied, named = _symbols(a)
    unknown = sorted((applied - set(tables)) | (named - set(variables)))
    if unknown:
        raise InvalidInference("numeric", f"no value is known for {', '.join(unknown)}")
    with np.errstate(all="ignore"):
        return _value(a, variables, tables, ())


@lru_cache(maxsize=256)
def _symbols(a: Term) -> tuple[frozenset[str], frozenset[str]]:
    """The function symbols and the free variables of a term."""
    return frozenset(functions(a)), frozenset(v.args[0] for v in free(a))


def _value(a: Term, variables: Mapping[str, Any], tables: Mapping[str, Callable[..., Any]], scope: Scope) -> Any:
    if a.op == "sum":
        return _sum(a, variables, tables, scope)
    args = [_value(b, variables, tables, scope) if isinstance(b, Term) else b for b in a.args]
    if a.op in LEAVES:
        return LEAVES[a.op](args, variables, tables, scope)
    if a.op not in VALUES:
        raise InvalidInference("numeric", f"{a.op} has no value on arrays")
    return VALUES[a.op](*args)


def _sum(a: Term, variables: Mapping[str, Any], tables: Mapping[str, Callable[..., Any]], scope: Scope) -> Any:
    low, high = (_value(b, variables, tables, scope) for b in a.args[:2])
    if np.ndim(low) or np.ndim(high) or low != int(low) or high != int(high):
        raise InvalidInference("numeric", f"the ends of {a} are not whole numbers")
    return _added(*(_value(a.args[2], variables, tables, (*scope, k)) for k in range(int(low), int(high) + 1)))


def _added(*values: Any) -> Any:
    total: Any = 0
    for v in values:
        total = total + v
    return total


def _multiplied(*values: Any) -> Any:
    product: Any = 1
    for v in values:
        product = product * v
    return product


def _inverse(a: Any) -> Any:
    return np.where(np.equal(a, 0), 0.0, 1 / np.asarray(a, np.float64))


def _logarithm(a: Any) -> Any:
    return np.where(np.greater(a, 0), np.log(a), 0.0)


def _rational(c: Fraction) -> Any:
    return int(c) if c.denominator == 1 else c.numerator / c.denominator


# Operations whose value depends on where they stand; of `sum` see `_sum`.
LEAVES: dict[str, Callable[[list[Any], Mapping[str, Any], Mapping[str, Callable[..., Any]], Scope], Any]] = {
    "var": lambda args, variables, tables, scope: variables[args[0]],
    "bound": lambda args, variables, tables, scope: scope[-1 - args[0]],
    "app": lambda args, variables, tables, scope: tables[args[0]](*args[2:]),
}
VALUES: dict[str, Callable[..., Any]] = {
    "num": _rational,
    "add": _added,
    "mul": _multiplied,
    "pow": lambda a, n: a**n,
    "inv": _inverse,
    "sqrt": lambda a: np.sqrt(np.maximum(a, 0)),
    "exp": np.exp,
    "log": _logarithm,
    "abs": np.abs,
    "sign": np.sign,
    "max": np.maximum,
    "min": np.minimum,
    "ipow": lambda a, n: np.where(np.equal(a, 0) & np.less(n, 0), 0.0, np.power(np.asarray(a, np.float64), n)),
    "rpow": lambda a, p: np.where(np.greater(a, 0), np.power(np.asarray(a, np.float64), p), 0.0),
}
UNKNOWN = ("mean",)  # no sample space is given
