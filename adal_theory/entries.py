"""What users pass, converted in one place for every entry of the package: numbers, arrays, truth values, choices.

An array may be anything that NumPy can read: lists, pandas, xarray, PyTorch, JAX and CuPy arrays, in any byte order and layout.
It becomes float64. What float64 cannot hold is refused in one line, the same one everywhere: masked entries, imaginary parts,
truth values, text, dates, objects, and numbers that would change (10**400, 2**53 + 1); real numbers are rounded to the nearest.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from decimal import Decimal
from functools import wraps
from inspect import signature
from numbers import Real
from typing import Any, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from adal_theory.errors import ConfigurationError, unknown_name

P = ParamSpec("P")
R = TypeVar("R")
KINDS = {"b": "truth values", "c": "complex numbers", "M": "dates", "m": "time differences", "S": "text", "U": "text",
         "T": "text", "V": "records", "O": "objects"}
HINTS = {"c": "; its .real, say", "b": "; x.astype(float), say"}
DEEPEST = 32  # axes, as many as NumPy had
EXACT = 2**53  # whole numbers up to here are float64 numbers
NO_FLOAT = "is not a float64 number, which whole numbers beyond 2**53 need not be"
LENGTH = 60  # of a value that is shown


def real_array(name: str, value: Any, *, ndim: int | tuple[int, ...] | None = None, low: float = -math.inf,
               high: float = math.inf, low_open: bool = False, high_open: bool = False, finite: bool = True,
               empty: bool = False, dims: Sequence[str] = (), wanted: str = "numbers") -> NDArray[np.float64]:
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


def number(name: str, value: Any, low: float = -math.inf, high: float = math.inf, *, low_open: bool = False,
           high_open: bool = False, finite: bool = True, wanted: str = "one number") -> float:
    """`value` as a float in the range."""
    return float(real_array(name, value, ndim=0, low=low, high=high, low_open=low_open, high_open=high_open, finite=finite,
                            wanted=wanted))


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


class CallError(ConfigurationError, TypeError):
    """A function is called with an argument that it does not have, or without one that it needs."""


def keywords(function: Callable[P, R]) -> Callable[P, R]:
    """Decorator of a public function: a misspelled, missing or surplus argument is one line with a suggestion."""
    known = signature(function)

    @wraps(function)
    def called(*args: P.args, **given: P.kwargs) -> R:
        try:
            known.bind(*args, **given)
        except TypeError as error:
            close = [n for n in given if n not in known.parameters]
            hint = str(unknown_name("argument", close[0], known.parameters)) if close else str(error)
            raise CallError(f"{function.__name__}: {hint}") from None
        return function(*args, **given)

    return called


def shown(value: Any) -> str:
    """A value as a message shows it: on one line, not too long."""
    if isinstance(value, int) and value.bit_length() > 128:
        return f"a whole number of {value.bit_length()} bits"
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape}"
    try:
        text = " ".join(repr(value).split())
    except Exception:  # whatever a stranger's __repr__ does
        text = ""
    return text if 0 < len(text) <= LENGTH and " at 0x" not in text else a_kind(value)


def a_kind(value: Any) -> str:
    """The name of a value's type, with its article."""
    kind = type(value).__name__
    return f"{'an' if kind[0] in 'aeiouAEIOU' else 'a'} {kind}"


def range_text(low: float, high: float, low_open: bool = False, high_open: bool = False) -> str:
    """[low, high] with the brackets that its ends have."""
    left, right = "(" if low_open or math.isinf(low) else "[", ")" if high_open or math.isinf(high) else "]"
    return f"{left}{low:g}, {high:g}{right}"


def check_range(name: str, a: NDArray[np.float64], low: float, high: float, low_open: bool = False, high_open: bool = False,
                finite: bool = True) -> None:
    """Raise for the first entry that is outside the range, or not finite; with `finite` False NaN passes."""
    bad = (a <= low if low_open else a < low) | (a >= high if high_open else a > high)
    if finite:
        bad = bad | ~np.isfinite(a)
    if not bad.any():
        return
    if math.isinf(low) and math.isinf(high):
        raise ConfigurationError(f"{name} = {_at(a, bad)} is not finite: pass finite numbers")
    raise ConfigurationError(f"{name} = {_at(a, bad)} is outside {range_text(low, high, low_open, high_open)}: choose a "
                             f"{'finite ' if finite else ''}value in it")


def _at(a: NDArray[np.float64], bad: NDArray[np.bool_]) -> str:
    """The first bad entry and where it is."""
    where = tuple(int(k) for k in np.argwhere(bad)[0]) if a.ndim else ()
    value = float(a[where])
    text = f"{value:g}" if float(f"{value:g}") == value or value != value else repr(value)
    return text if not where else f"{text} at index {where[0] if len(where) == 1 else where}"


def plain_array(name: str, value: Any, dims: Sequence[str] = (), wanted: str = "numbers", depth: int = 0) -> NDArray[Any]:
    """`value` as a NumPy array of real numbers of any type (or of objects that are some), unchanged; not a copy if it is one."""
    value = unmasked(name, on_host(value, dims))
    if isinstance(value, (list, tuple)):
        return _of_sequence(name, value, wanted, depth)
    a = _read(name, value, wanted)
    if a.dtype.kind == "V" and a.dtype.names is None and a.dtype.name.startswith(("bfloat", "float")):
        a = a.astype(np.float64)  # short floats of JAX, whose kind NumPy does not know
    if a.dtype.kind in "fiuO":
        return a
    if a.ndim == 0:
        raise ConfigurationError(f"{name} = {shown(value)} is not a number: pass {wanted}")
    words = KINDS.get(a.dtype.kind, str(a.dtype))
    raise ConfigurationError(f"{name} holds {words}: pass {wanted}{HINTS.get(a.dtype.kind, '')}")


def device_array(xp: Any, name: str, value: Any, wanted: str) -> Any:
    """`value` as a float64 array of `xp`, NumPy or CuPy; not copied where it is one. What is not finite stays."""
    if xp is np:
        return to_float64(name, plain_array(name, value, (), wanted), wanted)
    a = xp.asarray(value)
    kind = getattr(a.dtype, "kind", "f")
    if kind not in "fiu":
        raise ConfigurationError(f"{name} holds {KINDS.get(kind, str(a.dtype))}: pass {wanted}{HINTS.get(kind, '')}")
    if kind in "iu" and a.dtype.itemsize == 8:
        to_float64(name, np.asarray(xp.asnumpy(a)), wanted)
    return xp.asarray(a, dtype=np.float64)


def label_array(name: str, value: Any, wanted: str) -> NDArray[Any]:
    """`value` as names of classes: numbers, text or truth values, of one kind."""
    value = unmasked(name, on_host(value, ()))
    a = _read(name, np.array(value, object) if isinstance(value, (list, tuple)) else value, wanted)
    if a.dtype == object and all(isinstance(v, str) for v in a.flat):
        return a.astype(str)
    if a.dtype == object and {isinstance(v, str) for v in a.flat} == {False}:
        a = np.array(a.tolist())
    if a.dtype.kind not in "fiubSUT":
        raise ConfigurationError(f"{name} holds {KINDS.get(a.dtype.kind, str(a.dtype))}: pass {wanted}")
    return a


def unmasked(name: str, value: Any) -> Any:
    """The value itself, if none of its entries is masked."""
    if np.ma.is_masked(value):
        count = int(np.ma.count_masked(value))
        raise ConfigurationError(f"{name} has {count} masked entr{'y' if count == 1 else 'ies'}: fill them in or leave them out "
                                 "(x.filled(…), x.compressed())")
    return value


def _read(name: str, value: Any, wanted: str) -> NDArray[Any]:
    """What NumPy makes of one object that is not a list."""
    if isinstance(value, (Mapping, Set, Iterator, bytearray)) or hasattr(value, "toarray"):
        hint = "; x.toarray(), say" if hasattr(value, "toarray") else ""
        raise ConfigurationError(f"{name} is {a_kind(value)}: pass {wanted}{hint}")
    try:
        return np.asarray(value)
    except Exception as error:  # an array of another package that does not convert itself
        reason = " ".join(str(error).split())[:120]
        raise ConfigurationError(f"{name} is {a_kind(value)} that NumPy cannot read ({reason}): pass {wanted}") from None


def on_host(value: Any, dims: Sequence[str]) -> Any:
    """An array of another package in NumPy's reach: off the device, out of the autograd graph, its named axes in order."""
    package = type(value).__module__.partition(".")[0]
    if package == "torch" and hasattr(value, "detach"):
        found = value.detach().cpu()
        return found.double() if str(found.dtype) in ("torch.bfloat16", "torch.float16") else found
    if package == "cupy" and hasattr(value, "get"):
        return value.get()
    if package == "xarray" and dims and set(getattr(value, "dims", ())) <= set(dims) and hasattr(value, "transpose"):
        return value.transpose(*(d for d in dims if d in value.dims))
    return value


FLOATS = {float, np.float64, np.float32, np.float16}


def _of_sequence(name: str, value: Sequence[Any], wanted: str, depth: int) -> NDArray[Any]:
    """A list, entry by entry where NumPy would hide something: text or truth values read as numbers, masks, big ints."""
    kinds = set(map(type, value))
    if kinds <= FLOATS:
        return np.array(value, np.float64)
    if kinds <= {int}:
        return np.array(value) if max(map(abs, value)) <= EXACT else np.array(value, object)
    if kinds <= FLOATS | {int}:
        return np.array([v if type(v) is not int else float(v) if abs(v) <= EXACT else v for v in value],
                        None if all(abs(v) <= EXACT for v in value if type(v) is int) else object)
    if depth == DEEPEST:
        raise ConfigurationError(f"{name} is nested more than {DEEPEST} levels deep: pass {wanted}")
    parts = [to_float64(name, plain_array(name, v, (), wanted, depth + 1), wanted) for v in value]
    shapes = {p.shape for p in parts}
    if len(shapes) > 1:
        told = ", ".join(map(str, sorted(shapes)[:3]))
        raise ConfigurationError(f"{name} is ragged, its rows have shapes {told}: pass {wanted} in rows of one length")
    return np.stack(parts)


def to_float64(name: str, a: NDArray[Any], wanted: str = "numbers") -> NDArray[np.float64]:
    """The array itself if it is float64 and contiguous, else its numbers in float64; refuses those that would change."""
    if a.dtype.kind == "O":
        found = [_from_object(name, v, wanted) for v in a.ravel()]
        return np.array(found, np.float64).reshape(a.shape)
    with np.errstate(over="ignore", under="ignore"):
        out = np.asarray(a, np.float64, order="C")
    bad: Any = False
    if a.dtype.kind == "f" and a.dtype.itemsize > 8:
        bad = (np.isfinite(a) & ~np.isfinite(out)) | ((a != 0) & (out == 0))
    elif a.dtype.itemsize == 8 and a.dtype.kind in "iu" and a.size and (a.max() > EXACT or a.min() < -EXACT):
        size = np.where(a < 0, np.negative(a.astype(np.uint64)), a.astype(np.uint64))
        bad = size // np.maximum(size & np.negative(size), 1) > EXACT  # more than 53 bits between the first and the last
    if np.any(bad):
        raise _no_float(name, a[bad][0] if a.ndim else a[()])
    return out


def _no_float(name: str, value: Any) -> ConfigurationError:
    text = shown(value.item() if isinstance(value, np.integer) else value)
    if isinstance(value, (int, np.integer)) and abs(int(value)) < 10**308:
        return ConfigurationError(f"{name} = {text} {NO_FLOAT}: round it by float(x) or x.astype(float), if that is meant")
    return ConfigurationError(f"{name} = {text} is outside the range of float64, 5e-324 to 1.8e308: pass it in another unit")


def _from_object(name: str, v: Any, wanted: str) -> float:
    """One Python number: an int exactly, any other rounded."""
    if np.ma.is_masked(v):
        raise ConfigurationError(f"{name} has masked entries: fill them in or leave them out (x.filled(…), x.compressed())")
    if isinstance(v, np.ndarray) and v.ndim == 0:
        v = v[()]
    if isinstance(v, (bool, np.bool_)) or not isinstance(v, (Real, Decimal)):
        raise ConfigurationError(f"{name} = {shown(v)} is not a number: pass {wanted}")
    try:
        found = float(v)
    except (OverflowError, ValueError):
        raise _no_float(name, v) from None
    changed = int(found) != int(v) if isinstance(v, (int, np.integer)) else v != 0 and found == 0
    if changed or (math.isinf(found) and v != found):
        raise _no_float(name, v)
    return found
