"""The processor's floating-point mode, which a library can change behind everybody's back.

A shared object that was linked with -ffast-math switches the thread that loads it to flush-to-zero, and threads inherit the
mode of the thread that starts them; others leave another rounding, or fewer bits to long doubles. IEEE 754's own mode is put
in place for as long as the package computes, and the caller's afterwards: so no library has to be named or unloaded.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import numpy as np

from adal_theory.errors import ConfigurationError

STANDARD = "standard (IEEE 754: subnormal numbers kept, rounding to nearest)"
ENVIRONMENT_BYTES = 256  # C's fenv_t takes 32 at most on the processors that Python runs on
_DEFAULT = -1  # FE_DFL_ENV of glibc and musl on every processor

# Variables, not constants: an expression of constants is evaluated when the file is compiled.
_half, _one, _ulp, _least64 = 0.5, 1.0, 2.0**-52, 2.0**-1022
_least32 = np.full(8, 2.0**-126, np.float32)  # eight lanes: what NumPy hands to the vector unit
_subnormal32 = np.full(8, 1, np.uint32).view(np.float32)
_long_one, _long_ulp = np.longdouble(1), np.finfo(np.longdouble).eps


def deviations() -> list[str]:
    """What of this thread's floating-point mode is not IEEE 754's default, in words; empty where all of it is."""
    found = []
    if _least64 * _half == 0 or not (_least32 * np.float32(_half)).all():
        found.append("results below the normal range are flushed to zero")
    if not (_subnormal32 * np.float32(2.0**30)).all():
        found.append("subnormal numbers are read as zero")
    if not (_one + _ulp * _half == _one and _one - _ulp * _half * _half == _one and -_one - _ulp * _half == -_one):
        found.append("rounding is not to nearest")
    if _long_one + _long_ulp == _long_one:
        found.append("long doubles are rounded to fewer bits than they have")
    return found


def float_mode() -> str:
    """This thread's floating-point mode in words, for `adal doctor`."""
    found = deviations()
    if not found:
        return STANDARD
    return f"changed by a library in this process: {', '.join(found)}; " + (
        "computations of adal-theory switch it back while they last"
        if _libm() is not None
        else "adal-theory will refuse to compute here"
    )


@contextmanager
def standard_floats() -> Iterator[None]:
    """IEEE 754's default mode in this thread and those it starts; the caller's comes back afterwards. Also a decorator.

    Raises `ConfigurationError` where the mode is another one and cannot be changed from Python, and where it was changed
    while the block ran, so that what the block computed cannot be trusted.
    """
    found = deviations()
    before = _reset(found) if found else None
    try:
        yield
        if changed := deviations():
            raise ConfigurationError(
                f"a library that was loaded during this computation changed the floating-point mode ({', '.join(changed)}): run "
                "it again; now that the library is loaded, the mode is switched back first"
            )
    finally:
        if before is not None:
            _libm().fesetenv(before)


def _reset(found: list[str]) -> Any:
    """Switch to the default mode; returns what `fesetenv` takes to go back."""
    libm, before = _libm(), ctypes.create_string_buffer(ENVIRONMENT_BYTES)
    if libm is not None and libm.fegetenv(before) == 0 and libm.fesetenv(ctypes.c_void_p(_DEFAULT)) == 0:
        if not deviations():
            return before
        libm.fesetenv(before)
    raise ConfigurationError(
        f"the floating-point mode of this thread changes results ({', '.join(found)}) and cannot be switched back here: some "
        "library set it when it was loaded (-ffast-math does); compute in a process that does not load it"
    )


@cache
def _libm() -> Any:
    """The C library's <fenv.h>, or None where its default environment cannot be named from here."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        libm = ctypes.CDLL(None) if hasattr(ctypes.CDLL(None), "fesetenv") else ctypes.CDLL("libm.so.6")
        libm.fegetenv.argtypes = libm.fesetenv.argtypes = [ctypes.c_void_p]
        return libm
    except (OSError, AttributeError):
        return None
