"""A CUDA text compiled by NVRTC for a named architecture, without a GPU: what the compiler says of registers and spills."""

from __future__ import annotations

import re
from dataclasses import dataclass

from adal_theory.engine.cuda.cupy_device import OPTIONS, cupy_module

ARCHITECTURES = ("sm_80", "sm_90", "sm_100")


@dataclass(frozen=True)
class Compiled:
    """32-bit registers a thread; bytes of local memory for the stack and for spills; the machine code."""

    registers: int
    stack: int
    spills: int
    code: bytes


def compiler_version() -> str:
    """NVRTC's version."""
    cupy_module()
    from cupy.cuda import nvrtc

    return "NVRTC " + ".".join(str(n) for n in nvrtc.getVersion())


def compile_text(text: str, architecture: str, arithmetic: str = "strict") -> Compiled:
    """Compile. Raises `RuntimeError` with the compiler's log, `DeviceError` where CuPy or NVRTC is missing."""
    cupy_module()
    from cupy.cuda import nvrtc

    program = nvrtc.createProgram(text, "kernel.cu", (), ())
    options = (*OPTIONS[arithmetic], f"--gpu-architecture={architecture}", "--ptxas-options=-v")
    try:
        nvrtc.compileProgram(program, options)
    except nvrtc.NVRTCError:
        raise RuntimeError(nvrtc.getProgramLog(program)) from None
    log = nvrtc.getProgramLog(program)
    registers = re.search(r"Used (\d+) registers", log)
    memory = re.search(r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads", log)
    if registers is None or memory is None:
        raise RuntimeError(f"NVRTC told neither registers nor spills:\n{log}")
    stack, stores, loads = (int(n) for n in memory.groups())
    return Compiled(int(registers[1]), stack, stores + loads, bytes(nvrtc.getCUBIN(program)))
