"""fit: the exponent of a power law in measured curves, with an interval and a verdict on whether it has settled."""

from __future__ import annotations

import math
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from adal_theory.cli.common import Format, Output, Overwrite, app, print_json, print_tables
from adal_theory.cli.samples import DRAWN, SHOWN, Decimal, Delimiter, Encoding, Header, as_flags, picture_format, plain
from adal_theory.errors import ConfigurationError

TOO_SHORT = 2.0  # a window that spans a smaller factor tells nothing about where the exponent goes


class Statistic(StrEnum):
    mean = "mean"
    median = "median"


@app.command()
def fit(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="A table (text, .parquet), arrays (.npy, .npz, .pt) or a store; - is standard input."
        ),
    ],
    t: Annotated[
        str | None, typer.Option("--t", metavar="NAME", help="The steps: a column or array (default: the first).")
    ] = None,
    y: Annotated[
        str | None, typer.Option("--y", metavar="NAME", help="The values: columns, or an array; 'regret' of a store.")
    ] = None,
    window: Annotated[
        tuple[float, float] | None, typer.Option("--window", metavar="FIRST LAST", help="The steps to use (default: all).")
    ] = None,
    level: Annotated[float, typer.Option("--level", help="The level of the interval, in (0, 1).")] = 0.95,
    replicates: Annotated[
        bool | None,
        typer.Option(
            "--replicates/--each",
            help="Fit the mean over curves that are runs of one setting, or each curve alone (default: as the file says).",
        ),
    ] = None,
    statistic: Annotated[Statistic, typer.Option("--statistic", help="What is fitted of replicates.")] = Statistic.mean,
    expect: Annotated[float | None, typer.Option("--expect", metavar="S", help="The exponent that a theorem says.")] = None,
    delimiter: Delimiter = None,
    decimal: Decimal = None,
    header: Header = None,
    encoding: Encoding = None,
    plot: Annotated[
        Path | None, typer.Option("--plot", metavar="FILE", help="Draw the curves and the fits: .svg, .pdf or .png.")
    ] = None,
    overwrite: Overwrite = False,
    form: Format = Output.table,
) -> int:
    """Fit the exponent s of y ≈ c t^s to measured curves: an interval that admits their correlation, and where s is going.

    The interval holds the exponent of the window and, as far as the window tells, its limit as t → ∞. Values need to be positive.
    Exit status 1: with --expect, an interval does not hold the expected exponent."""
    from adal_theory.reader.curves import read_curves

    shape = None if plot is None else picture_format(plot, overwrite)
    _check(window, level, expect)
    with as_flags("t", "y"):
        read = read_curves(file, t=t, y=y, delimiter=delimiter, decimal=decimal, header=header, encoding=encoding)
        together = read.replicates if replicates is None else replicates
        curves = _curves(read, together)
        found = [_fitted(label, at, values, window, level, statistic.value) for label, at, values, _ in curves]
    records = [_record(label, left_out, one, expect) for (label, _, _, left_out), one in zip(curves, found, strict=True)]
    if form is Output.json:
        print_json({"file": read.file, "t": read.t_name, "y": read.y_name, "replicates": together, "fits": records})
    else:
        print("\n".join(read.described))
        _show(records, found, together and len(read.y) > 1, statistic.value)
    if plot is not None and shape is not None:
        _draw(plot, shape, read, curves, found)
        if form is Output.table:
            print(plot)
    return 1 if any(r["expected"] and not r["expected"]["inside"] for r in records) else 0


def _check(window: tuple[float, float] | None, level: float, expect: float | None) -> None:
    """Options whose values can be wrong in themselves."""
    if window is not None and not window[0] < window[1]:
        raise ConfigurationError(f"--window {window[0]:g} {window[1]:g}: give the first step, then the last, which is larger")
    if not 0 < level < 1:
        raise ConfigurationError(f"--level {level:g} is outside (0, 1): give a number in it, such as 0.95")
    if expect is not None and not math.isfinite(expect):
        raise ConfigurationError(f"--expect {expect:g}: give a finite number, such as 0.5")


Curve = tuple[str, Any, Any, int]  # label, steps, values (step,) or (run, step), the number of steps that were left out


def _curves(read: Any, together: bool) -> list[Curve]:
    """What is fitted, without the steps at which something is missing."""
    import numpy as np

    begun = read.y[~np.isnan(read.y).all(axis=1)]  # without runs that were never finished
    groups = [("", begun)] if together else list(zip(read.labels, read.y[:, None], strict=True))
    out = []
    for label, values in groups:
        whole = ~(np.isnan(values).any(axis=0) | np.isnan(read.t))
        if not whole.any():
            raise ConfigurationError(
                f"{read.file}: {label or read.y_name} lacks a value at every step: give a curve that has some"
            )
        out.append((label, read.t[whole], values[:, whole], int((~whole).sum())))
    return out


def _fitted(label: str, t: Any, values: Any, window: tuple[float, float] | None, level: float, statistic: Any) -> Any:
    from adal_theory.results.fits import fit_exponent

    try:
        return fit_exponent(t, values, window, level, statistic)
    except ConfigurationError as error:
        raise ConfigurationError(f"{label}: {error}" if label else str(error)) from None


def verdict(found: Any) -> str:
    """Where the exponent goes, in a word or three."""
    if found.settled:
        return "settled"
    return "window too short" if found.window[1] < TOO_SHORT * found.window[0] else "still moving"


def _record(label: str, left_out: int, found: Any, expect: float | None) -> dict[str, Any]:
    """One fit as data; null for what is not finite."""
    inside = expect is not None and found.interval[0] <= expect <= found.interval[1]
    expected = None if expect is None else {"exponent": expect, "inside": inside}
    return {"label": label, "verdict": verdict(found), **plain(asdict(found)), "left_out": left_out, "expected": expected}


def _show(records: list[dict[str, Any]], found: list[Any], replicates: bool, statistic: str) -> None:
    if len(found) == 1:
        what = f"The {statistic} over runs: " if replicates else ""
        print(f"{what}{found[0]}")
    else:
        rows = [
            [
                r["label"],
                f"{one.exponent:.4g}",
                f"[{one.interval[0]:.4g}, {one.interval[1]:.4g}]",
                f"{one.window[0]:g} to {one.window[1]:g}",
                r["verdict"],
            ]
            for r, one in zip(records, found, strict=True)
        ]
        columns = ["curve", "exponent", f"{100 * found[0].level:g} % interval", "steps", "verdict"]
        print_tables([("y ≈ c t^s", columns, rows[:SHOWN])])
        if len(rows) > SHOWN:
            print(f"{len(rows) - SHOWN} more curves are not shown; --format json has all of them")
    for r in records:
        if r["left_out"]:
            print(f"{r['label'] or 'Missing values'}: {r['left_out']} steps left out")
        if r["expected"]:
            word = "lies" if r["expected"]["inside"] else "does not lie"
            print(f"{r['label'] + ': ' if len(found) > 1 else ''}{r['expected']['exponent']:g} {word} in the interval")


def _draw(plot: Path, form: str, read: Any, curves: list[Curve], found: list[Any]) -> None:
    from adal_theory.plots import Curve as Line
    from adal_theory.plots import Series, draw_rates, figure_bytes, new_figure
    from adal_theory.plots.save import write_whole

    figure, axes = new_figure()
    series = [Series(t, values, label=label or read.y_name) for label, t, values, _ in curves[:DRAWN]]
    lines = [
        Line(inside := t[(one.window[0] <= t) & (t <= one.window[1])], one.curve(inside), "fit" if k == 0 else "")
        for k, ((_, t, _, _), one) in enumerate(zip(curves[:DRAWN], found, strict=False))
    ]
    draw_rates(ax=axes[0, 0], series=series, theory=lines, fits=found[:DRAWN], xlabel=read.t_name, ylabel=read.y_name)
    write_whole(plot, figure_bytes(figure, form))
