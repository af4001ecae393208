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
OPTIONS = {
    "strict": ("--std=c++17", "--fmad=false"),
    "fast": ("--std=c++17", "--fmad=true", "--prec-div=false", "--prec-sqrt=false", "--ftz=true"),
}
FIRST_CUDA_13 = 13000


def driver_version() -> int | None:
    """The newest CUDA that the NVIDIA driver serves, 1000 × major + 10 × minor, or None; loads no GPU package."""
    try:
        driver = ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
        found = ctypes.c_int(0)
        return found.value if driver.cuDriverGetVersion(ctypes.byref(found)) == 0 else None
    except (OSError, AttributeError):
        return None


def install_command() -> str:
    """The one command that adds what the engine needs, for the driver that is here."""
    version = driver_version()
    return f"pip install 'adal-theory[{'cuda13' if version is None or version >= FIRST_CUDA_13 else 'cuda12'}]'"


def cupy_module() -> Any:
    """CuPy itself. Raises `DeviceError` where it is not installed or does not load."""
    try:
        import cupy
    except ImportError as error:
        why = "CuPy is not installed" if importlib.util.find_spec("cupy") is None else f"CuPy does not load ({error})"
        raise DeviceError(f"backend = 'cupy': {why}: {install_command()}, or use backend='numba'") from None
    return cupy


def device_count() -> int:
    """How many GPUs can be used. Raises `DeviceError` where there is none."""
    cupy = cupy_module()
    try:
        count = int(cupy.cuda.runtime.getDeviceCount())
    except cupy.cuda.runtime.CUDARuntimeError as error:
        raise DeviceError(f"backend = 'cupy': no GPU can be used ({error}): use backend='numba', or run adal doctor") from None
    if not count:
        raise DeviceError("backend = 'cupy': no GPU found: use backend='numba', or run adal doctor")
    return count


def usable() -> bool:
    """Whether `auto` may take a GPU: driver, CuPy and a device are there."""
    if driver_version() is None or importlib.util.find_spec("cupy") is None:
        return False
    try:
        return device_count() > 0
    except DeviceError:
        return False


def describe() -> str:
    """What stands between this machine and the GPU engine, or the cards that it has; CuPy is loaded only where a driver is."""
    version = driver_version()
    if version is None:
        return "none (no NVIDIA driver)"
    driver = f"driver for CUDA {version // 1000}.{version % 1000 // 10}"
    if importlib.util.find_spec("cupy") is None:
        return f"{driver}, but CuPy is not installed: {install_command()}"
    try:
        count, runtime = device_count(), cupy_module().cuda.runtime
        names = [runtime.getDeviceProperties(k)["name"].decode() for k in range(count)]
    except DeviceError as error:
        return f"{driver}, but {error}"
    return f"{', '.join(names)} ({driver})"


class CupyDevice:
    """GPU number `index`; see `Device`."""

    def __init__(self, index: int = 0) -> None:
        self.index, self.xp = index, cupy_module()
        with self.here():
            self.multiprocessors = int(self.xp.cuda.Device(index).attributes["MultiProcessorCount"])

    @contextmanager
    def here(self) -> Iterator[None]:
        """Work on this GPU; what goes wrong there is told in one line."""
        cuda = self.xp.cuda
        try:
            with cuda.Device(self.index):
                yield
        except cuda.memory.OutOfMemoryError as error:
            self.xp.get_default_memory_pool().free_all_blocks()
            raise DeviceError(
                f"GPU {self.index} is out of memory ({error}): pass a smaller chunk=, or record fewer steps"
            ) from None
        except (cuda.runtime.CUDARuntimeError, cuda.driver.CUDADriverError) as error:
            raise DeviceError(f"GPU {self.index} failed ({error}): start a new process, and look at nvidia-smi") from None

    def free_bytes(self) -> int:
        with self.here():
            free, _ = self.xp.cuda.runtime.memGetInfo()
            return int(free) + int(self.xp.get_default_memory_pool().free_bytes())

    def kernel(self, text: str, arithmetic: str) -> Kernel:
        """CuPy keeps what it compiled, in the process and on disk, keyed by text, options and card."""
        with self.here():
            module = self.xp.RawModule(code=text, options=OPTIONS[arithmetic], backend="nvrtc")
            function = module.get_function("kernel")

        def call(blocks: int, block: int, argument: NDArray[Any]) -> None:
            with self.here():
                function((blocks,), (block,), (argument,))
                self.xp.cuda.get_current_stream().synchronize()

        return call

    def array(self, values: NDArray[Any]) -> Any:
        with self.here():
            return self.xp.asarray(values, order="C")

    def zeros(self, shape: tuple[int, ...], dtype: Any) -> Any:
        with self.here():
            return self.xp.zeros(shape, dtype)

    def host(self, array: Any) -> NDArray[Any]:
        with self.here():
            return np.asarray(array.get())

    def pointer(self, array: Any) -> int:
        return int(array.data.ptr)
