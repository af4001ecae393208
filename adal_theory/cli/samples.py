"""tail: the tail index of samples in a file, with a verdict, a sentence and a picture."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from adal_theory.cli.common import Format, Output, Overwrite, app, print_json, print_tables
from adal_theory.errors import ConfigurationError

SHOWN = 20  # series told one by one
DRAWN = 6
Axis = Annotated[
    str | None,
    typer.Option("--axis", help="The axis of an array that the samples lie along, or 'pool' to take all values as one series."),
]
Delimiter = Annotated[
    str | None, typer.Option("--delimiter", help="The delimiter: ',', ';', tab, '|', whitespace, or none for a single column.")
]
Decimal = Annotated[str | None, typer.Option("--decimal", help="The decimal sign: '.' or ','.")]
Header = Annotated[int | None, typer.Option("--header", help="The number of lines before the numbers.")]
Columns = Annotated[str | None, typer.Option("--columns", help="Columns, by position from 1 ('2-4,7') or by name, or 'all'.")]
Name = Annotated[str | None, typer.Option("--name", help="The array to read, where a file holds several.")]
Encoding = Annotated[
    str | None, typer.Option("--encoding", help="The encoding of a text file that is not Unicode, such as cp1252.")
]
Exchangeable = Annotated[bool, typer.Option("--exchangeable", help="The order of the samples carries no meaning, such as time.")]
Plot = Annotated[Path | None, typer.Option("--plot", metavar="FILE", help="Draw the tails into this file: .svg, .pdf or .png.")]
FLAGS = re.compile(r"\b(delimiter|decimal|header|columns|axis|name|encoding|exchangeable) ?= ?('[^']*'|True|[-\w]+)")


@app.command()
def tail(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="Samples: .npy, .npz, .pt, .parquet or text, .gz too; - is standard input.")
    ],
    axis: Axis = None,
    delimiter: Delimiter = None,
    decimal: Decimal = None,
    header: Header = None,
    columns: Columns = None,
    name: Name = None,
    encoding: Encoding = None,
    exchangeable: Exchangeable = False,
    plot: Plot = None,
    overwrite: Overwrite = False,
    form: Format = Output.table,
) -> int:
    """Estimate the tail index of the samples in a file, beside what Gaussian data would give, with a verdict."""
    from adal_theory.reader import read_samples
    from adal_theory.statistics import tail_index
    from adal_theory.statistics.words import in_words

    shape = None if plot is None else picture_format(plot, overwrite)
    with as_flags():
        read = read_samples(
            file,
            delimiter=delimiter,
            decimal=decimal,
            header=header,
            columns=columns,
            axis=_axis(axis),
            name=name,
            encoding=encoding,
        )
        series = read.series()
        if not any(map(len, series)):
            raise ConfigurationError(f"{read.file} holds missing values alone: give a file with samples")
        if form is Output.table:
            print("\n".join(read.describe()))
        found = [tail_index(x, exchangeable=exchangeable) for x in series]
    sentence = flags(in_words(found))
    if form is Output.json:
        print_json({"read": plain(read.as_dict()), "series": [_record(r) for r in found], "sentence": sentence})
    else:
        _table(found, _labels(read))
        print(sentence)
    if plot is not None and shape is not None:
        _draw(plot, shape, series, found, _labels(read))
        if form is Output.table:
            print(plot)
    return 0


def flags(text: str, *more: str) -> str:
    """Advice that names arguments of Python, naming the options of the command line; `more` are a command's own."""

    def option(found: re.Match[str]) -> str:
        value = found[2]
        word = value.strip("'")
        bare = re.fullmatch(r"[-.\w]+", word)
        return f"--{found[1]}" + ("" if value == "True" else f" {word if bare else value}")

    text = re.sub(rf"\b({'|'.join(more)})=('[^']*')", option, text) if more else text
    return FLAGS.sub(option, text)


@contextmanager
def as_flags(*more: str) -> Iterator[None]:
    """Mistakes are told in the words of the command line."""
    try:
        yield
    except ConfigurationError as error:
        raise ConfigurationError(flags(str(error), *more)) from None


def _axis(axis: str | None) -> int | str | None:
    return int(axis) if axis is not None and re.fullmatch(r"-?[0-9]{1,9}", axis) else axis


def picture_format(plot: Path, overwrite: bool) -> str:
    from adal_theory.errors import unknown_name

    form = plot.suffix[1:].lower()
    if form not in ("svg", "pdf", "png"):
        raise unknown_name("figure format", plot.suffix or plot.name, (".svg", ".pdf", ".png"))
    if not plot.parent.is_dir():
        raise ConfigurationError(f"--plot {plot}: the folder {plot.parent} does not exist; make it first")
    if plot.exists() and not overwrite:
        raise ConfigurationError(f"{plot} exists: pass --overwrite to replace it, or choose another file")
    return form


def _draw(plot: Path, form: str, series: list[Any], found: list[Any], labels: list[str]) -> None:
    from adal_theory.plots.save import figure_bytes, write_whole
    from adal_theory.plots.tail import tail_figure
    from adal_theory.statistics.tail_curve import tail_curve

    titles = [
        f"{label}: {r.verdict}" if label else r.verdict[0].upper() + r.verdict[1:]
        for label, r in zip(labels[:DRAWN], found, strict=False)
    ]
    curves = [tail_curve(x, r) for x, r in zip(series[:DRAWN], found, strict=False)]
    write_whole(plot, figure_bytes(tail_figure(curves, titles), form))


def _labels(read: Any) -> list[str]:
    """How a series is named: by its column, else by its place in the other axes."""
    import numpy as np

    if any(read.names):
        return [n or str(i + 1) for i, n in enumerate(read.names)]
    shape = [n for i, n in enumerate(read.shape) if i != read.axis]
    count = math.prod(shape)
    return [""] * count if count == 1 else [str(list(k)) for k in np.ndindex(*shape)]


def _record(r: Any) -> dict[str, Any]:
    from adal_theory.statistics import summary
    from adal_theory.statistics.words import in_words

    return {
        "verdict": r.verdict,
        "why": flags(r.why),
        "sentence": flags(in_words(r)),
        **{k: plain(v) for k, v in summary(r).items()},
    }


def plain(value: Any) -> Any:
    """Values as JSON knows them: null for what is not finite."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)) or (hasattr(value, "ndim") and value.ndim):
        return [plain(v) for v in value]
    item = value.item() if hasattr(value, "item") else value
    return None if isinstance(item, float) and not math.isfinite(item) else item


def _table(found: list[Any], labels: list[str]) -> None:
    rows = [
        [
            label,
            f"{r.n}",
            f"{r.estimate:.3f} [{r.interval[0]:.3f}, {r.interval[1]:.3f}]",
            f"[{r.gaussian_band[0]:.3f}, {r.gaussian_band[1]:.3f}]",
            f"{r.hill:.2f}",
            f"{r.kurtosis:.3g}",
            r.verdict,
        ]
        for label, r in zip(labels, found, strict=True)
    ]
    columns = ["series", "n", "estimate, 95 %", "Gaussian data, 95 %", "Hill", "kurtosis", "verdict"]
    print_tables([("Log-moment tail index", columns, rows[:SHOWN])])
    if len(rows) == 1:
        print(flags(found[0].why))
    elif len(rows) > SHOWN:
        print(f"{len(rows) - SHOWN} more series are not shown; --format json has all of them")
