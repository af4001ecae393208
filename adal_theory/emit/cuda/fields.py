"""The one argument of a kernel: a struct by value, whose numbers lie in constant memory and cost no register."""

from __future__ import annotations

from dataclasses import dataclass

from adal_theory.emit.names import identifier

# Pointers and counts first, all of eight bytes, so that C++ and NumPy agree on the layout.
POINTERS = (
    "slots",
    "rows",
    "scratch",
    "table",
    "run_table",
    "columns",
    "streams",
    "parameters",
    "record",
    "run_log",
    "coordinate_log",
)
COUNTS = ("t_begin", "t_end", "runs", "threads", "run_columns")
POINTER_TYPES = {
    "table": "f64",
    "run_table": "f64",
    "columns": "u32",
    "streams": "u32",
    "parameters": "f64",
    "run_log": "f64",
    "coordinate_log": "f64",
}
WRITTEN = ("slots", "rows", "scratch", "run_log", "coordinate_log")


@dataclass(frozen=True)
class Field:
    """A member of the struct: `source` is ("step" | "noise", node) for a number from the host, ("data", name) for an array."""

    name: str
    dtype: str
    source: tuple[str, int | str]
    length: int = 1


def struct_text(fields: list[Field], data: list[str]) -> str:
    """The struct's declaration; `data` names the problem's arrays that stay in device memory."""
    lines = [f"    {'' if p in WRITTEN else 'const '}{POINTER_TYPES.get(p, 'u64')}* {p};" for p in POINTERS]
    lines += [f"    u64 {', '.join(COUNTS)};"]
    lines += [line for n in data for line in (f"    const u64* {identifier(n)}data;", f"    u64 {identifier(n)}period;")]
    lines += [f"    {f.dtype} {f.name}{f'[{f.length}]' if f.length > 1 else ''};" for f in fields]
    return "struct Arguments {\n" + "\n".join(lines) + "\n};\n"
