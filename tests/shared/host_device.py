"""A device that is this machine's processor: the CUDA text compiled as C++ with `shim.h`, arrays of NumPy."""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import tempfile
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import strict_arrays
from numpy.typing import NDArray

from adal_theory.engine.cuda.device import Kernel

COMPILER = next((c for c in ("g++", "c++", "clang++") if shutil.which(c)), None)
MISSING = None if COMPILER else "no C++ compiler (g++, c++ or clang++) to run the CUDA text on the processor"
STRICT = ("-O1", "-ffp-contract=off")
FUSED = ("-O2", "-ffp-contract=fast", "-mfma")
HAS_FMA = "fma" in (Path("/proc/cpuinfo").read_text().split() if Path("/proc/cpuinfo").exists() else [])
FOLDER = Path(tempfile.gettempdir()) / f"adal-theory-host-kernels-{os.getuid()}"
LAUNCH = """
extern "C" void launch(unsigned int blocks, unsigned int size, const Arguments* A) {
    blockDim.x = size;
    for (blockIdx.x = 0; blockIdx.x < blocks; ++blockIdx.x)
        if (P > 1) shim::run_block(size, [A] { kernel(*A); });
        else for (threadIdx.x = 0; threadIdx.x < size; ++threadIdx.x) kernel(*A);
}
"""


class HostDevice:
    """See `adal_theory.engine.cuda.device.Device`."""

    def __init__(self, multiprocessors: int = 4096, memory: int = 2**30) -> None:
        self.multiprocessors, self.memory, self.launches, self.xp = multiprocessors, memory, 0, strict_arrays.xp

    def here(self) -> AbstractContextManager[None]:
        return nullcontext()

    def free_bytes(self) -> int:
        return self.memory

    def kernel(self, text: str, arithmetic: str) -> Kernel:
        launch = ctypes.CDLL(str(_compiled(text, STRICT if arithmetic == "strict" else FUSED))).launch

        def call(blocks: int, block: int, argument: NDArray[Any]) -> None:
            self.launches += 1
            launch(ctypes.c_uint(blocks), ctypes.c_uint(block), ctypes.c_void_p(argument.ctypes.data))

        return call

    def array(self, values: NDArray[Any]) -> NDArray[Any]:
        return np.array(values, order="C")

    def zeros(self, shape: tuple[int, ...], dtype: Any) -> NDArray[Any]:
        return np.zeros(shape, dtype)

    def host(self, array: NDArray[Any]) -> NDArray[Any]:
        return array.copy()

    def pointer(self, array: NDArray[Any]) -> int:
        return int(array.ctypes.data)


def _compiled(text: str, flags: tuple[str, ...]) -> Path:
    """The shared library of a kernel, compiled once a machine."""
    assert COMPILER is not None
    shim = Path(__file__).with_name("shim.h")
    key = hashlib.sha256((shim.read_text() + text + LAUNCH + repr(flags)).encode()).hexdigest()[:24]
    target = FOLDER / f"{key}.so"
    if not target.exists():
        FOLDER.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
            source, made = Path(folder) / "kernel.cpp", Path(folder) / "kernel.so"
            source.write_text(f'#include "{shim}"\n{text}{LAUNCH}')
            subprocess.run(
                [COMPILER, "-std=c++17", "-fPIC", "-shared", "-fno-strict-aliasing", "-w", *flags, str(source), "-o", str(made)],
                check=True,
            )
            made.replace(target)
    return target
