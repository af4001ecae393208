"""What NumPy can read, as float64; what would change is refused."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence, Set
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.entries.words import a_kind, shown
from adal_theory.errors import ConfigurationError

KINDS = {
    "b": "truth values",
    "c": "complex numbers",
    "M": "dates",
    "m": "time differences",
    "S": "text",
    "U": "text",
    "T": "text",
    "V": "records",
    "O": "objects",
}
HINTS = {"c": ", for instance its .real", "b": ", for instance x.astype(float)"}
DEEPEST = 32  # axes, as many as NumPy had
EXACT = 2**53  # whole numbers up to here are float64 numbers
NO_FLOAT = "is not a float64 number, which whole numbers beyond 2**53 need not be"
FLOATS = {float, np.float64, np.float32, np.float16}


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
        raise ConfigurationError(
            f"{name} has {count} masked entr{'y' if count == 1 else 'ies'}: fill them in or leave them out "
            "(x.filled(…), x.compressed())"
        )
    return value


def _read(name: str, value: Any, wanted: str) -> NDArray[Any]:
    """What NumPy makes of one object that is not a list."""
    if isinstance(value, (Mapping, Set, Iterator, bytearray)) or hasattr(value, "toarray"):
        hint = ", for instance x.toarray()" if hasattr(value, "toarray") else ""
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


def _of_sequence(name: str, value: Sequence[Any], wanted: str, depth: int) -> NDArray[Any]:
    """A list, entry by entry where NumPy would hide something: text or truth values read as numbers, masks, big ints."""
    kinds = set(map(type, value))
    if kinds <= FLOATS:
        return np.array(value, np.float64)
    if kinds <= {int}:
        return np.array(value) if max(map(abs, value)) <= EXACT else np.array(value, object)
    if kinds <= FLOATS | {int}:
        return np.array(
            [v if type(v) is not int else float(v) if abs(v) <= EXACT else v for v in value],
            None if all(abs(v) <= EXACT for v in value if type(v) is int) else object,
        )
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
