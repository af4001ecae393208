"""Curves from a file: values over steps, from columns of a table, arrays of a file, or the store of a run."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.entries import keywords
from adal_theory.errors import ConfigurationError, unknown_name
from adal_theory.reader.read import read_samples
from adal_theory.reader.samples import SampleFile

Values = NDArray[np.float64]
ARCHIVES = (".npz", ".pt", ".pth")  # hold arrays by name


@dataclass(frozen=True)
class Curves:
    """Values `y` (curve, step) over steps `t` (step,), missing values NaN; `labels` name the curves.

    `replicates` says whether the curves are known to be runs of one setting, `described` how the file was read.
    """

    file: str
    t: Values
    y: Values
    t_name: str
    y_name: str
    labels: tuple[str, ...]
    replicates: bool
    described: tuple[str, ...]


@keywords
def read_curves(path: str | os.PathLike[str], *, t: str | None = None, y: str | None = None, **options: Any) -> Curves:
    """Read curves from a table (text, .parquet), arrays (.npy, .npz, .pt) or the store of a run (a folder).

    `t` names the steps and `y` the values: columns of a table by name or position from 1, for `y` also several, "2-4,7" (default:
    the first column and all others; one column alone is taken over the steps 1, 2, …), arrays of a file of several ("t" and "y"),
    variables of a store ("step" and "regret"). `options` are those of `read_samples` for text: delimiter, decimal, header,
    encoding. Raises `ConfigurationError`, in one line.
    """
    place = Path(path)
    given = [name for name, value in options.items() if value is not None]
    if place.is_dir():
        if given:
            raise ConfigurationError(f"{given[0]}={options[given[0]]!r} is for text files; {place} is a store: leave it out")
        return _from_store(place, t, y)
    if place.suffixes[-1:] and any(s in ARCHIVES for s in place.suffixes[-2:]):
        return _from_arrays(path, t or "t", y or "y", options)
    return _from_table(path, t, y, options)


def _from_table(path: Any, t: str | None, y: str | None, options: dict[str, Any]) -> Curves:
    if ".npy" in Path(path).suffixes[-2:]:
        read = read_samples(path, axis=0, **options)
        chosen = _columns_of(read, t, y)
    else:
        if (t is None) != (y is None):
            raise ConfigurationError(f"{'y' if y is None else 't'} is not named: name both the steps and the values, or neither")
        wanted: Any = "all" if t is None or y is None else [t, *y.split(",")]
        try:
            read = read_samples(path, columns=wanted, axis=0, **options)
        except ConfigurationError as error:
            raise ConfigurationError(str(error).replace("columns=", "the column ")) from None
        chosen = read.values.reshape(len(read.values), -1).T
    names = read.names if any(read.names) else tuple(str(k + 1) for k in range(len(chosen)))
    described = tuple(read.describe())
    if len(chosen) == 1:
        steps = np.arange(1.0, chosen.shape[1] + 1)
        return Curves(read.file, steps, chosen, "step", names[0], names, False, (*described, "Its steps are taken to be 1, 2, …"))
    return Curves(read.file, chosen[0], chosen[1:], names[0], names[1] if len(chosen) == 2 else "y", names[1:], False, described)


def _columns_of(read: SampleFile, t: str | None, y: str | None) -> Values:
    """The columns of an array that is one table, the steps first."""
    from adal_theory.reader.columns import choose_columns

    table = read.values.reshape(len(read.values), -1).T
    if t is None and y is None:
        return table
    width = len(table)
    return table[choose_columns(read.file, [t or "1", *(y or f"2-{width}").split(",")], (), width, range(width))]


def _from_arrays(path: Any, t: str, y: str, options: dict[str, Any]) -> Curves:
    steps = _array(path, "t", t, options)
    values = _array(path, "y", y, options)
    at, held = steps.values.ravel(), np.atleast_2d(values.values)
    if steps.values.ndim != 1 or held.ndim != 2 or at.size not in held.shape:
        raise ConfigurationError(
            f"{steps.file}: {t} has shape {steps.values.shape}, {y} has shape {values.values.shape}; "
            "save steps (step,) and values (step,) or (run, step)"
        )
    held = held if held.shape[1] == at.size else held.T
    labels = ("",) if len(held) == 1 else tuple(f"{y}[{k}]" for k in range(len(held)))
    shown = f"Read {steps.file}: {y} {values.values.shape} over {t} {steps.values.shape}."
    return Curves(steps.file, at, held, t, y, labels, False, (shown,))


def _array(path: Any, what: str, name: str, options: dict[str, Any]) -> SampleFile:
    try:
        return read_samples(path, name=name, axis=0, **options)
    except ConfigurationError as error:
        if not str(error).startswith("name="):
            raise
        raise ConfigurationError(f"{what}={str(error).removeprefix('name=')}") from None


def _from_store(path: Path, t: str | None, y: str | None) -> Curves:
    from adal_theory.results.stored import opened

    data = opened(path)
    known = [str(name) for name, held in data.data_vars.items() if held.dims == ("run", "step")]
    name = y or "regret"
    if name not in known:
        raise unknown_name("curve", name, known)
    if t not in (None, "step"):
        raise ConfigurationError(f"t={t!r}: the curves of {path} are over step; leave t out")
    varied = [str(c) for c, held in data.coords.items() if held.dims == ("run",)]
    labels = tuple(", ".join([f"run {k}", *(f"{c} = {float(data[c][k]):.4g}" for c in varied)]) for k in range(data.sizes["run"]))
    values = np.asarray(data[name].values, np.float64)
    what = f"{name} of {data.attrs.get('rule', 'a rule')} on {data.attrs.get('problem', 'a problem')}"
    shown = f"Read {path}: {what}, {len(labels)} run{'s' * (len(labels) != 1)}."
    return Curves(str(path), np.asarray(data["step"].values, np.float64), values, "step", name, labels, not varied, (shown,))
