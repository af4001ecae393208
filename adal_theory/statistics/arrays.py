"""Where an array lives and how it enters an estimator: NumPy's or CuPy's, samples on the last axis, float64."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.errors import ConfigurationError

Array = Any  # an array of NumPy, or of CuPy, whose types are not at hand without a GPU's packages


def namespace(x: Any) -> Any:
    """The module that computes with `x`: that of `x` itself if `x` is an array on a device, else NumPy.

    CuPy's arrays do not say so themselves (no `__array_namespace__` in CuPy 14): the package that owns their type is theirs.
    """
    if hasattr(x, "__array_namespace__"):
        return x.__array_namespace__()
    owner = sys.modules.get(type(x).__module__.partition(".")[0])
    return owner if hasattr(x, "__cuda_array_interface__") and hasattr(owner, "asarray") else np


def samples(x: Any, axis: int = -1, least: int = 2) -> tuple[Any, Array]:
    """(module, array): `x` in float64 with the samples on the last axis; at least `least` of them."""
    xp = namespace(x)
    if np.ma.is_masked(x):
        raise ConfigurationError(f"{np.ma.count_masked(x)} of the samples are masked; pass the others of one series, "
                                 "x.compressed()")
    try:
        array = xp.asarray(x)
        if array.dtype.kind not in "fiub":
            raise TypeError
    except (TypeError, ValueError):
        raise ConfigurationError("the samples are not real numbers; pass an array of floats") from None
    if isinstance(axis, bool) or not isinstance(axis, (int, np.integer)) or not -array.ndim <= axis < array.ndim:
        raise ConfigurationError(f"axis = {axis!r} does not exist in samples of shape {array.shape}; pass one of its axes")
    # Contiguous along the samples, so that sums are taken in one order: a row of a batch has the bits of the row alone.
    array = xp.ascontiguousarray(xp.moveaxis(xp.asarray(array, dtype=np.float64), axis, -1))
    if array.shape[-1] < least:
        raise ConfigurationError(f"{array.shape[-1]} samples along axis {axis}; at least {least} are needed")
    return xp, array


def host(x: Any) -> NDArray[np.float64]:
    """`x` in float64 in the memory of the host."""
    xp = namespace(x)
    return np.asarray(xp.asnumpy(x) if hasattr(xp, "asnumpy") else x, dtype=np.float64)


def whole(name: str, value: Any, low: int, high: int | None = None) -> int:
    """`value` as an int in [low, high], or the error that says so."""
    integer = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not integer or value < low or (high is not None and value > high):
        end = "∞)" if high is None else f"{high}]"
        raise ConfigurationError(f"{name} = {value!r} is outside [{low}, {end}; pass a whole number in that range")
    return int(value)


def probability(name: str, value: Any) -> float:
    """`value` as a number in (0, 1)."""
    number = isinstance(value, (int, float, np.number)) and not isinstance(value, (bool, np.complexfloating))
    if not number or not 0 < value < 1:
        raise ConfigurationError(f"{name} = {value!r} is outside (0, 1); pass 0.95, say")
    return float(value)


def plain(x: Any) -> Any:
    """A float where `x` has no axis left (NumPy only: a number on a device stays there), else `x`."""
    return float(x) if isinstance(x, (np.ndarray, np.generic)) and x.ndim == 0 else x


def centred(xp: Any, x: Array, centre: Any) -> tuple[Array, Array]:
    """(x − c, c) with c the "median", the "mean", 0 for None, or the number or array over the leading axes that is given.

    The median exists for every law and its error is of order n^(−1/2) in each; the mean's, under a stable law of index α, is
    of order n^(1/α − 1), and a block sum of K points multiplies it by K. Only for a skewed law is the mean the right one.
    """
    if isinstance(centre, str):
        if centre not in ("median", "mean"):
            raise ConfigurationError(f"centre = {centre!r}; pass 'median', 'mean', None or a number")
        c = xp.median(x, axis=-1) if centre == "median" else xp.mean(x, axis=-1)
    else:
        c = xp.broadcast_to(xp.asarray(0.0 if centre is None else centre, dtype=np.float64), x.shape[:-1])
    return x - c[..., None], c
