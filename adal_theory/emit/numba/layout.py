"""Where a kernel keeps things: rows (one value per run) and slots (one value per run and coordinate), by dtype.

Each slot is a contiguous region over all coordinates: compilers hoist their overlap checks out of the loop over
coordinates, and regions that interleave would fail them and fall back to scalar code (four times slower).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

BUFFER = {"f64": "F64", "f32": "F32", "u64": "U64", "i64": "U64", "u32": "U32", "i32": "U32"}
NAMES = ("F64", "F32", "U64", "U32")


@dataclass
class Layout:
    """A flat buffer per dtype: first the rows (`lanes` elements each), then the slots (d × `lanes` each).

    `single`: for d = 1, where the starts of the slots are constants.
    """

    lanes: int
    single: bool = False
    rows: dict[str, dict[str, int]] = field(default_factory=lambda: {b: {} for b in NAMES})
    slots: dict[str, dict[str, int]] = field(default_factory=lambda: {b: {} for b in NAMES})

    def row(self, name: str, dtype: str) -> str:
        """The text of a row's element at lane l; reserves the row at first use."""
        buffer = BUFFER[dtype]
        table = self.rows[buffer]
        return f"{buffer}[l + U({table.setdefault(name, len(table)) * self.lanes})]"

    def slot(self, name: str, dtype: str) -> str:
        """The text of a slot's element at coordinate i (`at` = i × lanes) and lane l."""
        buffer = BUFFER[dtype]
        table = self.slots[buffer]
        table.setdefault(name, len(table))
        return f"{buffer}[{base_name(buffer, name)} + l]" if self.single else (f"{buffer}[{base_name(buffer, name)} + at + l]")

    def bases(self) -> list[str]:
        """Statements that set the start of every slot, given d; constants when the kernel is for d = 1."""
        return [
            f"{base_name(b, n)} = U({len(self.rows[b]) * self.lanes})"
            + (f" + U({k * self.lanes})" if self.single else f" + U({k * self.lanes}) * d")
            for b in NAMES
            for n, k in self.slots[b].items()
        ]

    def size(self, buffer: str, dimension: int) -> int:
        """Elements of one block's buffer for `dimension` coordinates."""
        return self.lanes * (len(self.rows[buffer]) + dimension * len(self.slots[buffer]))

    def row_start(self, buffer: str, name: str) -> int:
        return self.rows[buffer][name] * self.lanes

    def slot_start(self, buffer: str, name: str, dimension: int) -> int:
        return self.lanes * (len(self.rows[buffer]) + self.slots[buffer][name] * dimension)


def base_name(buffer: str, name: str) -> str:
    return f"{buffer}_{re.sub(r'[^A-Za-z0-9_]', '_', name.removeprefix('state:'))}"
