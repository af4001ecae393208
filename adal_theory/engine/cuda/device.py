"""What the engine needs of a device, and the one place where a kernel's argument is checked and packed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from adal_theory.emit.cuda.fields import COUNTS, POINTER_TYPES, POINTERS
from adal_theory.emit.cuda.text import KernelSource
from adal_theory.emit.names import identifier
from adal_theory.trace.semantics import DTYPE

Kernel = Callable[[int, int, NDArray[Any]], None]
"""(blocks, threads a block, the argument as a structured array of one element) → done when the device is."""

GRID_LIMIT = 2**31 - 1


class Device(Protocol):
    """Memory and compiler of one GPU; arrays are contiguous and its own."""

    multiprocessors: int
    xp: Any
    """The module of its arrays."""

    def here(self) -> AbstractContextManager[None]:
        """Work on this device inside."""

    def free_bytes(self) -> int:
        """Memory that can still be taken."""

    def kernel(self, text: str, arithmetic: str) -> Kernel:
        """Compile; kept for equal texts. `arithmetic` is "strict" or "fast"."""

    def array(self, values: NDArray[Any]) -> Any:
        """A copy of host values."""

    def zeros(self, shape: tuple[int, ...], dtype: Any) -> Any:
        """A new array."""

    def host(self, array: Any) -> NDArray[Any]:
        """A copy on the host."""

    def pointer(self, array: Any) -> int:
        """Where the array begins."""


def argument_type(source: KernelSource) -> np.dtype[Any]:
    """The struct of `fields.struct_text` for NumPy, with the alignment of C++."""
    members: list[Any] = [(n, np.uint64) for n in (*POINTERS, *COUNTS)]
    members += [(f"{identifier(n)}{kind}", np.uint64) for n, _ in source.data for kind in ("data", "period")]
    members += [(f.name, DTYPE[f.dtype], (f.length,)) if f.length > 1 else (f.name, DTYPE[f.dtype]) for f in source.fields]
    return np.dtype(members, align=True)


def pack(
    source: KernelSource, device: Device, arrays: Mapping[str, Any], numbers: Mapping[str, Any], sizes: Mapping[str, int]
) -> NDArray[Any]:
    """The kernel's argument. Each array must be contiguous, of the declared type and of at least its size in `sizes`."""
    argument = np.zeros(1, argument_type(source))
    for name, a in arrays.items():
        wanted = np.dtype(DTYPE[POINTER_TYPES.get(name, "u64")]) if name in POINTERS else a.dtype
        if a.dtype != wanted or not a.flags.c_contiguous or a.size < sizes.get(name, 0):
            raise ValueError(
                f"{name}: {a.dtype} {a.shape} {'' if a.flags.c_contiguous else 'not '}contiguous; the kernel reads "
                f"at least {sizes.get(name, 0)} contiguous values of {wanted}"
            )
        argument[name] = device.pointer(a)
    for name, value in numbers.items():
        argument[name] = value
    missing = [n for n in (*POINTERS, *(f"{identifier(n)}data" for n, _ in source.data)) if n not in arrays]
    if missing:
        raise ValueError(f"the kernel's argument lacks {', '.join(missing)}")
    return argument


def grid(threads: int, block: int, limit: int) -> tuple[int, int]:
    """(blocks, threads a block) for a whole number of blocks of at most `limit` threads, in whole warps."""
    blocks, rest = divmod(threads, block)
    if rest or block % 32 or not 0 < block <= limit or not 0 < blocks <= GRID_LIMIT:
        raise ValueError(
            f"{threads} threads in blocks of {block}: blocks hold whole warps, up to {limit} threads, and there are "
            f"1 to {GRID_LIMIT} of them"
        )
    return blocks, block
