"""Where an array lives and how it enters an estimator: NumPy's or CuPy's, samples on the last axis, float64."""

from __future__ import annotations

import math
import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.entries import check_range, choice, device_array, number, whole
from adal_theory.errors import ConfigurationError

Array = Any  # an array of NumPy, or of CuPy, whose types are not at hand without a GPU's packages


def namespace(x: Any) -> Any:
    """The module that computes with `x`: that of `x` itself if `x` is an array on a device, else NumPy.

    CuPy's arrays do not say so themselves (no `__array_namespace__` in CuPy 14): the package that owns their type is theirs.
    """
    if type(x).__module__.partition(".")[0] in ("jax", "jaxlib"):
        return np  # it computes in float32 unless told otherwise
    if hasattr(x, "__array_namespace__"):
        return x.__array_namespace__()
    owner = sys.modules.get(type(x).__module__.partition(".")[0])
    return owner if hasattr(x, "__cuda_array_interface__") and hasattr(owner, "asarray") else np


def samples(x: Any, axis: int = -1, least: int = 2) -> tuple[Any, Array]:
    """(module, array): `x` in float64 with the samples on the last axis; at least `least` of them."""
    xp = namespace(x)
    array = device_array(xp, "samples", x, "an array of floats")
    if not array.ndim:
        raise ConfigurationError("samples is one number; pass an array of them")
    axis = whole(f"samples of shape {array.shape}: axis", axis, -array.ndim, array.ndim - 1)
    # Contiguous along the samples, so that sums are taken in one order: a row of a batch has the bits of the row alone.
    array = xp.ascontiguousarray(xp.moveaxis(array, axis, -1))
    if array.shape[-1] < least:
        raise ConfigurationError(f"{array.shape[-1]} samples along axis {axis}; at least {least} are needed")
    return xp, array


def host(x: Any) -> NDArray[np.float64]:
    """`x` in float64 in the memory of the host."""
    xp = namespace(x)
    return np.asarray(xp.asnumpy(x) if hasattr(xp, "asnumpy") else x, dtype=np.float64)


def probability(name: str, value: Any) -> float:
    """`value` as a number in (0, 1)."""
    return number(name, value, 0.0, 1.0, low_open=True, high_open=True, wanted="a number, such as 0.95")


def plain(x: Any) -> Any:
    """A float where `x` has no axis left (NumPy only: a number on a device stays there), else `x`."""
    return float(x) if isinstance(x, (np.ndarray, np.generic)) and x.ndim == 0 else x


def _mean(xp: Any, x: Array) -> Array:
    """The mean, which of equal numbers may be off by a rounding: those are their own."""
    return xp.where(xp.max(x, axis=-1) == xp.min(x, axis=-1), x[..., 0], xp.mean(x, axis=-1))


def centred(xp: Any, x: Array, centre: Any) -> tuple[Array, Array]:
    """(x − c, c) with c the "median", the "mean", 0 for None, or the number or array over the leading axes that is given.

    The median exists for every law and its error is of order n^(−1/2) in each; the mean's, under a stable law of index α, is
    of order n^(1/α − 1), and a block sum of K points multiplies it by K. Only for a skewed law is the mean the right one.
    """
    if isinstance(centre, str):
        choice("centre", centre, ("median", "mean"))
        with np.errstate(invalid="ignore", over="ignore"):
            c = xp.median(x, axis=-1) if centre == "median" else _mean(xp, x)
    else:
        c = device_array(xp, "centre", 0.0 if centre is None else centre, "'median', 'mean', None or finite numbers")
        if tuple(c.shape) not in ((), tuple(x.shape[:-1])):
            raise ConfigurationError(
                f"centre has shape {tuple(c.shape)}; pass one number, or one per series, {tuple(x.shape[:-1])}"
            )
        check_range("centre", host(c), -math.inf, math.inf)
        c = xp.broadcast_to(c, x.shape[:-1])
    with np.errstate(invalid="ignore", over="ignore"):  # points that are not finite, and so is what is made of them
        return x - c[..., None], c
