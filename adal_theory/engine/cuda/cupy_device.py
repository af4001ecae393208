"""A GPU through CuPy, which is imported when a run asks for it; its failures become one line with the remedy."""

from __future__ import annotations

import ctypes
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.engine.cuda.device import Kernel
from adal_theory.errors import DeviceError

# No contraction: a × b + c is two roundings, as on every other engine. `fast` gives that up, and in float32 also correctly
# rounded division and square root and subnormal numbers; benchmarks/README.md says how much it changes.
OPTIONS = {"strict": ("--std=c++17", "--fmad=false"),
           "fast": ("--std=c++17", "--fmad=true", "--prec-div=false", "--prec-sqrt=false", "--ftz=true")}
INSTALL = "pip install 'adal-theory[cuda13]' (cuda12 where the driver is older than 580)"


def cupy_module() -> Any:
    """CuPy itself. Raises `DeviceError` where it is not installed or does not load."""
    try:
        import cupy
    except ImportError as error:
        why = "CuPy is not installed" if importlib.util.find_spec("cupy") is None else f"CuPy does not load ({error})"
        raise DeviceError(f"backend = 'cupy': {why}: {INSTALL}, or use backend='numba'") from None
    return cupy


def has_driver() -> bool:
    """Whether an NVIDIA driver is there, without loading any GPU package."""
    try:
        ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return False
    return True


def device_count() -> int:
    """How many GPUs can be used. Raises `DeviceError` where there is none."""
    cupy = cupy_module()
    try:
        count = int(cupy.cuda.runtime.getDeviceCount())
    except cupy.cuda.runtime.CUDARuntimeError as error:
        raise DeviceError(f"backend = 'cupy': no GPU can be used ({error}): use backend='numba', or see adal doctor") from None
    if not count:
        raise DeviceError("backend = 'cupy': no GPU found: use backend='numba', or see adal doctor")
    return count


def usable() -> bool:
    """Whether `auto` may take a GPU: driver, CuPy and a device are there."""
    if not has_driver() or importlib.util.find_spec("cupy") is None:
        return False
    try:
        return device_count() > 0
    except DeviceError:
        return False


class CupyDevice:
    """GPU number `index`; see `Device`."""

    def __init__(self, index: int = 0) -> None:
        self.index, self.cupy = index, cupy_module()
        with self._here():
            self.multiprocessors = int(self.cupy.cuda.Device(index).attributes["MultiProcessorCount"])

    @contextmanager
    def _here(self) -> Iterator[None]:
        """Work on this GPU; what goes wrong there is told in one line."""
        cuda = self.cupy.cuda
        try:
            with cuda.Device(self.index):
                yield
        except cuda.memory.OutOfMemoryError as error:
            self.cupy.get_default_memory_pool().free_all_blocks()
            raise DeviceError(f"GPU {self.index} is out of memory ({error}): pass a smaller chunk= or record fewer steps") from None
        except (cuda.runtime.CUDARuntimeError, cuda.driver.CUDADriverError) as error:
            raise DeviceError(f"GPU {self.index} failed ({error}): start a new process, and see nvidia-smi") from None

    def free_bytes(self) -> int:
        with self._here():
            free, _ = self.cupy.cuda.runtime.memGetInfo()
            return int(free) + int(self.cupy.get_default_memory_pool().free_bytes())

    def kernel(self, text: str, arithmetic: str) -> Kernel:
        """CuPy keeps what it compiled, in the process and on disk, keyed by text, options and card."""
        with self._here():
            module = self.cupy.RawModule(code=text, options=OPTIONS[arithmetic], backend="nvrtc")
            function = module.get_function("kernel")

        def call(blocks: int, block: int, argument: NDArray[Any]) -> None:
            with self._here():
                function((blocks,), (block,), (argument,))
                self.cupy.cuda.get_current_stream().synchronize()

        return call

    def array(self, values: NDArray[Any]) -> Any:
        with self._here():
            return self.cupy.asarray(values, order="C")

    def zeros(self, shape: tuple[int, ...], dtype: Any) -> Any:
        with self._here():
            return self.cupy.zeros(shape, dtype)

    def host(self, array: Any) -> NDArray[Any]:
        with self._here():
            return np.asarray(array.get())

    def pointer(self, array: Any) -> int:
        return int(array.data.ptr)
