"""Numbers, arrays, truth values and choices in their ranges."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.entries.arrays import plain_array, to_float64
from adal_theory.entries.words import range_text, shown
from adal_theory.errors import ConfigurationError, unknown_name


def real_array(
    name: str,
    value: Any,
    *,
    ndim: int | tuple[int, ...] | None = None,
    low: float = -math.inf,
    high: float = math.inf,
    low_open: bool = False,
    high_open: bool = False,
    finite: bool = True,
    empty: bool = False,
    dims: Sequence[str] = (),
    wanted: str = "numbers",
) -> NDArray[np.float64]:
    """`value` as a read-only float64 array of the package's own, C-contiguous, of `ndim` axes, inside the range.

    `name` and `wanted` (what to pass) are for the message; `dims` names the axes in order: an xarray is transposed to it.
    Raises `ConfigurationError` with the name, the offending value and the remedy.
    """
    given = plain_array(name, value, dims, wanted)
    a = to_float64(name, given, wanted)
    if ndim is not None and a.ndim not in ((ndim,) if isinstance(ndim, int) else ndim):
        raise ConfigurationError(f"{name} has shape {a.shape}: pass {wanted}")
    if not (a.size or empty):
        raise ConfigurationError(f"{name} is empty, shape {a.shape}: pass {wanted}")
    check_range(name, a, low, high, low_open, high_open, finite)
    if a is given and not isinstance(value, (list, tuple)) and not _frozen(a):
        a = a.copy()  # else it is new, or frozen already
    a.flags.writeable = False
    return a


def _frozen(a: Any) -> bool:
    """Whether nobody can write into the memory of an array."""
    while isinstance(a, np.ndarray) and not a.flags.writeable:
        if a.base is None:
            return True
        a = a.base
    return False


def number(
    name: str,
    value: Any,
    low: float = -math.inf,
    high: float = math.inf,
    *,
    low_open: bool = False,
    high_open: bool = False,
    finite: bool = True,
    wanted: str = "one number",
) -> float:
    """`value` as a float in the range."""
    return float(
        real_array(name, value, ndim=0, low=low, high=high, low_open=low_open, high_open=high_open, finite=finite, wanted=wanted)
    )


def over_runs(
    name: str,
    value: Any,
    runs: int,
    *,
    low: float = -math.inf,
    high: float = math.inf,
    low_open: bool = False,
    high_open: bool = False,
    finite: bool = False,
) -> float | NDArray[np.float64]:
    """A number as a float, or an array with one entry for each of so many runs, in the range."""
    a = real_array(name, value, finite=False, dims=("run",), wanted="a number or an array over runs")
    if a.ndim > 1 or (a.ndim == 1 and a.size != runs):
        raise ConfigurationError(
            f"{name} has shape {a.shape}, runs = {runs}: pass a number or {runs} values, or set runs= to match"
        )
    check_range(name, a, low, high, low_open, high_open, finite)
    return a if a.ndim else float(a)


def whole(name: str, value: Any, low: int, high: int | None = None) -> int:
    """`value` as an int in [low, high]; 1e6 is one, True and "100" are not."""
    power = 0 if high is None or high < 2**32 - 1 else (high + 1).bit_length() - 1
    limits = f"[{low}, ∞)" if high is None else f"[{low}, 2^{power})" if 2**power == high + 1 else f"[{low}, {high}]"
    wanted, refusal = f"a whole number in {limits}", f"{name} = {shown(value)} is not an integer in {limits}: pass one"
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool):
        found = int(value)
    else:
        a = plain_array(name, value, (), wanted)
        held = to_float64(name, a, wanted)
        if held.ndim or not math.isfinite(held) or held != np.floor(held):
            raise ConfigurationError(refusal)
        found = int(a.item())
    if found < low or (high is not None and found > high):
        raise ConfigurationError(refusal)
    return found


def whole_array(name: str, value: Any, low: int, high: int, *, ndim: int = 1, wanted: str) -> NDArray[np.int64]:
    """`value` as whole numbers in [low, high], at most 2**53."""
    a = real_array(name, value, ndim=ndim, finite=False, wanted=wanted)
    bad = ~((a >= low) & (a <= high) & (a == np.floor(a)))
    if bad.any():
        raise ConfigurationError(f"{name} = {_at(a, bad)} is not an integer in [{low}, {high}]: pass {wanted}")
    return a.astype(np.int64)


def truth(name: str, value: Any) -> bool:
    """`value` as a bool."""
    if not isinstance(value, (bool, np.bool_)):
        raise ConfigurationError(f"{name} = {shown(value)} is not a truth value: pass True or False")
    return bool(value)


def choice(name: str, value: Any, allowed: Iterable[str]) -> str:
    """`value` as one of the allowed words."""
    words = tuple(allowed)
    if not isinstance(value, str):
        raise ConfigurationError(f"{name} = {shown(value)} is not a name: choose one of {', '.join(words)}")
    if value not in words:
        raise unknown_name(name, value, words)
    return str(value)


def check_range(
    name: str,
    a: NDArray[np.float64],
    low: float,
    high: float,
    low_open: bool = False,
    high_open: bool = False,
    finite: bool = True,
) -> None:
    """Raise for the first entry that is outside the range, or not finite; with `finite` False NaN passes."""
    bad = (a <= low if low_open else a < low) | (a >= high if high_open else a > high)
    if finite:
        bad = bad | ~np.isfinite(a)
    if not bad.any():
        return
    if math.isinf(low) and math.isinf(high):
        raise ConfigurationError(f"{name} = {_at(a, bad)} is not finite: pass finite numbers")
    raise ConfigurationError(
        f"{name} = {_at(a, bad)} is outside {range_text(low, high, low_open, high_open)}: choose a "
        f"{'finite ' if finite else ''}value in it"
    )


def _at(a: NDArray[np.float64], bad: NDArray[np.bool_]) -> str:
    """The first bad entry and where it is."""
    where = tuple(int(k) for k in np.argwhere(bad)[0]) if a.ndim else ()
    value = float(a[where])
    text = f"{value:g}" if float(f"{value:g}") == value or value != value else repr(value)
    return text if not where else f"{text} at index {where[0] if len(where) == 1 else where}"
