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

    `arrays` computes it with NumPy, or CuPy through NumPy's functions, and is the judge of all others. `numba` and `cuda` are
    one IEEE operation each, with nothing rearranged; `numba_number` and `cuda_number` are what they may be where the last
    argument is known not to be NaN. What follows `says` shows and proves rules and losses, and is None where an operation is not
    real arithmetic: `decimal` on decimals of any number of digits, NaN where there is no value; `encloses` on intervals; `sympy`
    and `term` as functions of the modules `sympy` and `prove.kernel.terms`, which those who use them import.
    """

    name: str
    arrays: Callable[..., Any]
    of_type: bool = False
    """Whether `arrays` is given the type of the value as well."""
    numba: Text
    cuda: Text
    numba_number: str = ""
    cuda_number: str = ""
    tensor: Text = ""
    """A Python expression for the optimisers, where an argument is an array; brackets around arguments are added. {xp} is torch
    or jnp, {type} the type in that library, {held} the same, but for f64 whatever type {like} has, an array of the step. By
    patterns such as "torch tn" where it is not one for all: the library, then t for an array and n for a number an argument."""
    host: Text = ""
    """The same where all arguments are Python's numbers, by type."""
    foreach: str = ""
    """torch._foreach_`foreach` does it to lists of tensors; `foreach_number` where a number comes last, if that has another name
    (and where it comes first); `foreach_reversed` are the two that do it where a number a comes first: h(f(b), a) for (f, h)."""
    foreach_number: str = ""
    foreach_reversed: tuple[str, str] | None = None
    infix: str = ""
    """The operator of every language, where there is one."""
    commutes: bool = False
    """Whether the arguments may change places, to the same bits."""
    scales: bool = False
    """Whether arguments of the value's type that are s > 0 times as large make a value that is s times as large."""
    types: str = ""
    """The types it is defined for: "floats" or "integers"; "" is both."""
    shifts: bool = False
    """Whether the last argument is a number of bits, from 0 to one less than the type has."""
    needs: tuple[str, ...] = ()
    """What each argument must be for there to be a real value: "nonzero", "nonnegative", "positive", or "" for any number."""
    unit: str = ""
    """What does it in a processor: "arithmetic", "division", "root", "comparison", "logic" or "shift"; "" for what is free."""
    cheap: bool = False
    """Whether a kernel had better repeat it than keep its value."""
    called: str = ""
    """What an optimiser's text calls a quantity that it makes and the rule does not name."""
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
    plain = f"{{0}} {sign} {{1}}"
    cut = f"{{type}}({plain})"
    return {
        "infix": sign,
        "numba": {"u32": cut, "i32": cut, "": plain},
        "cuda": {**wrapping, "": plain},
        "tensor": plain,
        "host": plain,
    }


def wrapped(sign: str) -> dict[str, Any]:
    """An operator whose signed overflow is undefined in C++: it goes through the unsigned type."""
    signed = f"{{type}}({{unsigned}}({{0}}) {sign} {{unsigned}}({{1}}))"
    return infix(sign, i32=signed, i64=signed)


def exactly(f: Callable[..., Any]) -> dict[str, Any]:
    """What Python's operator is in all that computes without rounding: decimals, intervals, SymPy and the kernel's terms."""
    return {"decimal": f, "encloses": f, "sympy": lambda sympy: f, "term": lambda terms: f}
