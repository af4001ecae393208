"""Samples from a file: the public function."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Sequence
from typing import Any

import numpy as np

from adal_theory.entries import keywords, to_float64
from adal_theory.errors import ConfigurationError
from adal_theory.reader import binary
from adal_theory.reader.columns import choose_columns
from adal_theory.reader.dialect import NAMES
from adal_theory.reader.fields import NONE, WHITESPACE
from adal_theory.reader.samples import SampleFile
from adal_theory.reader.source import Source, load
from adal_theory.reader.table import refuse_counter, table
from adal_theory.reader.text import SPECIAL, read_text

LONG = 100  # an axis that may be the one of the samples: fewer points bear no verdict


@keywords
def read_samples(
    path: str | os.PathLike[str],
    *,
    delimiter: str | None = None,
    decimal: str | None = None,
    header: int | None = None,
    columns: str | int | Sequence[str | int] | None = None,
    axis: int | str | None = None,
    name: str | None = None,
    encoding: str | None = None,
) -> SampleFile:
    """Read samples from .npy, .npz, .pt, .parquet or text, gzip or not; "-" is standard input. Returns a `SampleFile`.

    A text file has one delimiter (',', ';', 'tab', '|', 'whitespace', 'none' for one column) and one decimal sign, decided from
    all its lines; what can be read in two ways is refused, with the argument that decides. `header`: how many lines of the file
    come before the numbers. `columns`: 'all', names, or positions counted from 1, as in '2-4,7'; without it a first column that
    counts the rows is refused, unless its head is empty or says index. `axis`: where the samples of an array lie, or 'pool' for
    one series of all values; needed where two axes are long (100 or more). `name`: of the array in a file of several. `encoding`
    of text that is not Unicode. Comments (# or %) and blank lines are skipped and counted. Missing values (empty, NA, N/A, NaN,
    null, none, -) become NaN. Raises `ConfigurationError`, one line with the line of the file.
    """
    _check_options(delimiter, decimal, header, axis, name)
    found = load(path)
    form = ("gzip, " if found.compressed else "") + {"zip": ".npz", "npy": ".npy", "torch": ".pt", "parquet": ".parquet"}.get(
        found.kind, "text"
    )
    text_only = {"delimiter": delimiter, "decimal": decimal, "header": header, "encoding": encoding}
    given = [k for k, v in text_only.items() if v is not None]
    if found.kind != "text" and given:
        raise ConfigurationError(f"{given[0]}={text_only[given[0]]!r} is for text files; {found.label} is {form}: leave it out")
    if name is not None and found.kind not in ("zip", "torch"):
        raise ConfigurationError(f"name={name!r} chooses one of several arrays, and {found.label} is {form}: leave it out")
    if columns is not None and found.kind not in ("text", "parquet"):
        raise ConfigurationError(f"columns={columns!r} is for tables; {found.label} holds an array: pass, for instance, axis=0")
    try:
        return _placed(_read(found, form, delimiter, decimal, header, columns, name, encoding), axis)
    except MemoryError:
        raise ConfigurationError(f"{found.label} does not fit into memory; pass a part of it") from None


def _check_options(delimiter: Any, decimal: Any, header: Any, axis: Any, name: Any) -> None:
    if delimiter is not None:
        known = isinstance(delimiter, str) and (
            delimiter in NAMES or delimiter in (WHITESPACE, NONE) or (len(delimiter) == 1 and delimiter.encode() in SPECIAL)
        )
        if not known:
            raise ConfigurationError(
                f"delimiter={delimiter!r} is not known; pass ',', ';', 'tab', '|', ':', 'whitespace' or 'none'"
            )
    if decimal not in (None, ".", ","):
        raise ConfigurationError(f"decimal={decimal!r} is not known; pass '.' or ','")
    if header is not None and (isinstance(header, bool) or not isinstance(header, (int, np.integer)) or header < 0):
        raise ConfigurationError(f"header={header!r} is outside [0, ∞); pass the number of lines before the numbers")
    whole = isinstance(axis, (int, np.integer)) and not isinstance(axis, bool)
    if axis is not None and axis != "pool" and not whole:
        raise ConfigurationError(f"axis={axis!r} is not an axis; pass a whole number, or 'pool' for one series of all values")
    if name is not None and not isinstance(name, str):
        raise ConfigurationError(f"name={name!r} is not the name of an array; pass a string")


def _read(
    found: Source,
    form: str,
    delimiter: str | None,
    decimal: str | None,
    header: int | None,
    columns: Any,
    name: str | None,
    encoding: str | None,
) -> SampleFile:
    if found.kind == "text":
        cut = NAMES.get(delimiter or "", delimiter)
        return table(read_text(found, encoding, header or 0), form, cut, decimal, header, columns)
    if found.kind == "parquet":
        return _parquet(found, form, columns)
    chosen, array = (
        ("", binary.npy(found.label, found.content))
        if found.kind == "npy"
        else binary.npz(found, name)
        if found.kind == "zip"
        else binary.torch_file(found, name)
    )
    notes = (f"Array {chosen}",) if chosen else ()
    return SampleFile(found.label, f"{form} of {array.dtype}", to_float64(found.label, array), axis=-2, notes=notes)


def _parquet(found: Source, form: str, columns: Any) -> SampleFile:
    names, held = binary.parquet(found)
    picked = choose_columns(found.label, columns, names, len(names), range(len(names)))
    for c in picked:
        binary.numbers(f"column {names[c]} of {found.label}", held[c].dtype)
    if not picked:
        raise ConfigurationError(f"{found.label} holds no columns; pass a table of numbers")
    values = np.stack([np.asarray(held[c], np.float64) for c in picked], axis=1)
    if columns is None:
        refuse_counter(found.label, values, [names[c] for c in picked], [c + 1 for c in picked])
    return SampleFile(found.label, form, values, axis=-2, names=tuple(names[c] for c in picked))


def _placed(read: SampleFile, axis: int | str | None) -> SampleFile:
    """The samples on an axis that is known: the one that is named, or the only long one."""
    values = read.values
    if values.size == 0 or values.ndim == 0:
        raise ConfigurationError(f"{read.file} holds no samples (shape {values.shape}); pass an array of at least one axis")
    if axis == "pool":
        return dataclasses.replace(read, values=values.ravel(), axis=0, pooled=True, names=())
    if axis is not None:
        if not -values.ndim <= int(axis) < values.ndim:
            raise ConfigurationError(
                f"axis={axis} does not exist in {read.file} of shape {values.shape}; pass one of 0 … {values.ndim - 1}, or 'pool'"
            )
        place = int(axis) % values.ndim
    elif any(read.names):
        place = 0  # a name is that of a column
    else:
        place = int(np.argmax(values.shape))
        others = [n for i, n in enumerate(values.shape) if i != place]
        if others and (max(others) >= LONG or max(others) == values.shape[place] > 1):
            raise ConfigurationError(
                f"{read.file} has shape {values.shape}, and its samples may lie along more than "
                f"one axis; pass "
                f"axis={place}, another axis, or axis='pool' for one series of all values"
            )
    return dataclasses.replace(read, axis=place, names=read.names if place == 0 else ())
