"""What every room must know of an operation of the vocabulary, in one record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from adal_theory.trace.intervals import Range

Text = str | Mapping[str, str]
"""A template, or templates by type with "" for the rest. {0}, {1}, … are the arguments, {type} the type of the value as the
language names it, {unsigned} that of the same width without a sign, {one} and {zero} its constants."""


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One operation.

    `arrays` computes it with NumPy, or CuPy through NumPy's functions, and is the judge of all others; `cast` and `bitcast` are
    given the type as well. `numba` and `cuda` are one IEEE operation each, with nothing rearranged; `numba_number` and
    `cuda_number` are what they may be where the last argument is known not to be NaN. What follows `says` shows and proves rules
    and losses, and is None where an operation is not real arithmetic: `decimal` on decimals of any number of digits, NaN where
    there is no value; `encloses` on intervals; `sympy` and `term` as functions of the modules `sympy` and `prove.kernel.terms`,
    which those who use them import.
    """

    name: str
    arrays: Callable[..., Any]
    numba: Text
    cuda: Text
    numba_number: str = ""
    cuda_number: str = ""
    infix: str = ""
    """The operator of every language, where there is one."""
    unit: str = ""
    """What does it in a processor: "arithmetic", "division", "root", "comparison", "logic" or "shift"; "" for what is free."""
    cheap: bool = False
    """Whether a kernel had better repeat it than keep its value."""
    method: str = ""
    """What the vocabulary calls it, if it is not an operator; `takes` tells of what (`methods.TAKES`), `says` what it is."""
    takes: str = ""
    says: str = ""
    decimal: Callable[..., Any] | None = None
    encloses: Callable[..., Range] | None = None
    sympy: Callable[[Any], Callable[..., Any]] | None = None
    term: Callable[[Any], Callable[..., Any]] | None = None


def infix(sign: str, **wrapping: str) -> dict[str, Any]:
    """An operator in all languages. Numba makes an operation of 32-bit integers one of 64 bits, which is cut."""
    cut = f"{{type}}({{0}} {sign} {{1}})"
    return {
        "infix": sign,
        "numba": {"u32": cut, "i32": cut, "": f"{{0}} {sign} {{1}}"},
        "cuda": {**wrapping, "": f"{{0}} {sign} {{1}}"},
    }


def wrapped(sign: str) -> dict[str, Any]:
    """An operator whose signed overflow is undefined in C++: it goes through the unsigned type."""
    signed = f"{{type}}({{unsigned}}({{0}}) {sign} {{unsigned}}({{1}}))"
    return infix(sign, i32=signed, i64=signed)
