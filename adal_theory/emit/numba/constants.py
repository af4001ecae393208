"""Constants of a kernel under names at the top of its module.

Numba reads every `np.uint64(64)` inside a function as three operations and a call; a number of the module is one. Half of
a kernel's operations are such constants: naming them saves a fifth of the time that it takes to compile, and the machine
code is the same, instruction by instruction.
"""

from __future__ import annotations

import re

TYPES = {"np.uint64": "u64", "np.int64": "i64", "np.uint32": "u32", "np.int32": "i32", "np.float64": "f64", "np.float32": "f32"}
SHORT = "".join(f"{short} = {long}\n" for long, short in TYPES.items())
NORMAL = (1.1754943508222875e-38, 3.4028234663852886e38)  # beyond it NumPy warns of what it makes of a float32
_FOLDED = re.compile(r"\bl \+ U\((\d+)\) \+ U\((\d+)\)")
_TYPE = re.compile("|".join(map(re.escape, TYPES)) + r"|\bU\b(?=\()")
_LITERAL = re.compile(r"\b([uif])(64|32)\((-?\d[\d.]*(?:e[+-]?\d+)?)\)")


def named(text: str) -> tuple[str, str]:
    """(definitions, text that uses them) of a kernel's text."""
    found: dict[str, str] = {}

    def name(m: re.Match[str]) -> str:
        kind, bits, number = m.groups()
        if not _same_on_the_host(kind, int(bits), number):
            return m[0]
        known = f"{kind}{bits}_{number.replace('-', 'm')}" if kind != "f" else f"{kind}{bits}_c{len(found)}"
        return found.setdefault(m[0], known)

    folded = _FOLDED.sub(lambda m: f"l + U({int(m[1]) + int(m[2])})", text)
    short = _TYPE.sub(lambda m: TYPES.get(m[0], "u64"), folded)
    result = _LITERAL.sub(name, short)
    return "".join(f"{name} = {value}\n" for value, name in found.items()), result


def _same_on_the_host(kind: str, bits: int, number: str) -> bool:
    """Whether NumPy makes of a number what Numba makes of it, without a warning."""
    if kind == "f":
        return bits == 64 or float(number) == 0 or NORMAL[0] <= abs(float(number)) <= NORMAL[1]
    low = -(1 << bits - 1) if kind == "i" else 0
    return number.lstrip("-").isdigit() and low <= int(number) < low + (1 << bits)
