"""What all commands share: the application, options, a progress bar, tables, documents."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(name="adal", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
                  help="Write an optimiser's update once; simulate it, and see theory and measurement in one figure.")


class Output(StrEnum):
    table = "table"
    json = "json"


class Backend(StrEnum):
    auto = "auto"
    reference = "reference"
    numba = "numba"
    cupy = "cupy"


Quick = Annotated[bool, typer.Option("--quick/--full", help="Seconds instead of minutes, or the full grid.")]
Format = Annotated[Output, typer.Option("--format", help="A table to read, or one JSON document.")]
Engine = Annotated[Backend, typer.Option("--backend", help="Engine of the fused runs.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace files that are there.")]
Threads = Annotated[int | None, typer.Option("--threads", min=1, help="Threads (default: all cores).")]


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[float], None] | None]:
    """A bar on standard error, on a terminal only, once two seconds have passed."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    with Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), transient=True,
                  console=Console(stderr=True)) as bar:
        task = bar.add_task(label, total=1.0, visible=False)

        def report(share: float) -> None:
            bar.update(task, completed=share, visible=(bar.tasks[0].elapsed or 0.0) > 2.0)

        yield report


def print_tables(items: list[tuple[str, list[str], list[list[str]]]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else 160)
    for title, columns, rows in items:
        table = Table(title=title, title_justify="left")
        for column in columns:
            table.add_column(column, overflow="fold")
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))  # plain text: [dev] is no markup
        console.print(table)


def deliver(text: str, output: Path | None) -> None:
    if output is None:
        print(text)
    else:
        from adal_theory.plots.save import write_whole

        write_whole(output, (text + "\n").encode())
        print(output)
