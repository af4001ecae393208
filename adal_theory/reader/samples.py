"""What was read: the values, and how the file was understood."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


@dataclass(frozen=True)
class SampleFile:
    """Samples of one file, and how it was read.

    `values` (float64, `shape`): rows × columns of a table, or the array as it was saved; missing values are NaN. The samples lie
    along `axis`; `pooled` says that all values were put into one series. `names` are those of the series of a table, `notes` what
    was left out. `delimiter`, `decimal` and `thousands` are "" where the file has none or is not text. `header` holds the numbers
    of the header lines in the file, `missing_line` that of the first missing value (0: none, or not text).
    """

    file: str
    format: str
    values: Values = field(repr=False)
    axis: int
    pooled: bool = False
    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    thousands: str = ""
    header: tuple[int, ...] = ()
    index: str = ""
    names: tuple[str, ...] = ()
    comments: int = 0
    blanks: int = 0
    missing_line: int = 0
    notes: tuple[str, ...] = ()

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the array of samples."""
        return self.values.shape

    @property
    def missing(self) -> int:
        """How many values are missing: empty, NA, null, - or not a number."""
        return int(np.isnan(self.values).sum())

    @property
    def infinite(self) -> int:
        """How many values are infinite."""
        return int(np.isinf(self.values).sum())

    def series(self) -> list[Values]:
        """The samples of each series, missing values left out; in the order of the other axes."""
        rows = np.moveaxis(self.values, self.axis, -1)
        return [row[~np.isnan(row)] for row in rows.reshape(-1, rows.shape[-1])]

    def describe(self) -> list[str]:
        """Two or three lines to print: the file, its shape, what is missing."""
        parts = [self.format]
        parts += [self.encoding] if self.encoding else []
        parts += [f"delimiter {self.delimiter!r}"] if self.delimiter else []
        parts += [f"decimal {self.decimal!r}"] if self.decimal else []
        parts += [f"thousands {self.thousands!r}"] if self.thousands else []
        if self.encoding:
            parts.append(f"header in line {' and '.join(map(str, self.header))}" if self.header else "no header")
        parts += [f"{self.comments} comment line{'s' * (self.comments > 1)}"] if self.comments else []
        parts += [f"{self.blanks} blank line{'s' * (self.blanks > 1)} skipped"] if self.blanks else []
        n = self.values.shape[self.axis]
        count = self.values.size // n if n else 0
        named = f" ({', '.join(self.names[:8])}{', …' if len(self.names) > 8 else ''})" if any(self.names) else ""
        where = "all values pooled" if self.pooled else f"samples along axis {self.axis}"
        lines = [
            f"Read {self.file}: {', '.join(parts)}.",
            f"Shape {self.shape}: {count} series{named} of {n} samples, {where}; " + self._gaps() + ".",
        ]
        return lines + [note + "." for note in self.notes]

    def _gaps(self) -> str:
        first = f" (the first in line {self.missing_line})" if self.missing_line else ""
        missing = "no missing values"
        if self.missing:
            missing = f"{self.missing} missing value{'s' * (self.missing != 1)}{first}, left out"
        return missing + (f"; {self.infinite} infinite" if self.infinite else "")

    def as_dict(self) -> dict[str, Any]:
        """The same as plain data."""
        plain = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "values"}
        return plain | {"shape": self.shape, "missing": self.missing, "infinite": self.infinite}
