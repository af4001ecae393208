"""tail: the tail index of samples in a file, with a verdict."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Any

import typer

from adal_theory.cli.common import Format, Output, app, print_json, print_tables
from adal_theory.errors import ConfigurationError

SHOWN = 20  # series told one by one
Axis = Annotated[int | None, typer.Option("--axis", help="Where the samples lie in an array (default: its longest axis).")]
Exchangeable = Annotated[bool, typer.Option("--exchangeable", help="The order of the samples is not time.")]


@app.command()
def tail(file: Annotated[Path, typer.Argument(metavar="FILE", help="Samples: .npy, or columns of numbers as .csv or .txt.")],
         axis: Axis = None, exchangeable: Exchangeable = False, form: Format = Output.table) -> int:
    """Estimate the tail index of samples in a file, with the band of Gaussian data and a verdict."""
    import numpy as np

    from adal_theory.statistics import summary, tail_index

    x = _read(file)
    where = int(np.argmax(x.shape)) if axis is None else axis
    found = np.asarray(tail_index(x, axis=where, exchangeable=exchangeable), dtype=object)
    if form is Output.json:
        print_json([{"verdict": r.verdict, "why": r.why, **{k: _plain(v) for k, v in summary(r).items()}}
                    for r in found.ravel()])
    else:
        _table(found)
    return 0


def _read(file: Path) -> Any:
    import numpy as np

    try:
        if file.suffix == ".npy":
            x = np.load(file, allow_pickle=False)
        else:
            lines = [line.replace(",", " ").replace(";", " ").split() for line in file.read_text().splitlines() if line.strip()]
            head = 1 if lines and not _numbers(lines[0]) else 0
            x = np.array(lines[head:], np.float64)
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{file} cannot be read as samples ({error}): pass .npy, or rows of numbers of one "
                                 "length") from None
    if x.ndim == 0 or not x.size:
        raise ConfigurationError(f"{file} holds no samples: pass an array of at least one axis")
    return x


def _plain(value: Any) -> Any:
    """Numbers as JSON knows them: null for what is not finite."""
    if getattr(value, "ndim", 0):
        return [_plain(v) for v in value]
    item = value.item()
    return None if isinstance(item, float) and not math.isfinite(item) else item


def _numbers(words: list[str]) -> bool:
    try:
        return bool([float(w) for w in words])
    except ValueError:
        return False


def _table(found: Any) -> None:
    import numpy as np

    rows = [[str(list(k)) if k else "", f"{r.n}", f"{r.estimate:.3f} [{r.interval[0]:.3f}, {r.interval[1]:.3f}]",
             f"[{r.gaussian_band[0]:.3f}, {r.gaussian_band[1]:.3f}]", f"{r.hill:.2f}", f"{r.kurtosis:.3g}", r.verdict]
            for k, r in zip(np.ndindex(found.shape), found.ravel(), strict=True)]
    columns = ["series", "n", "estimate, 95 %", "Gaussian data, 95 %", "Hill", "kurtosis", "verdict"]
    print_tables([("Log-moment tail index", columns, rows[:SHOWN])])
    if len(rows) == 1:
        print(found.ravel()[0].why)
        return
    kinds = [r.kind for r in found.ravel()]
    more = f" ({len(rows) - SHOWN} more series not shown; --format json has all)" if len(rows) > SHOWN else ""
    print(", ".join(f"{kinds.count(k)} {k}" for k in dict.fromkeys(kinds)) + more)
