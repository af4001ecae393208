"""What all commands share: the application, options, tables, documents."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

STATUS = (
    "Exit status: 0, all is well; 1, a check failed or nothing was found; 2, the command or its input is wrong; 130, interrupted."
)


app = typer.Typer(
    name="adal",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    epilog=f"adal COMMAND --help shows examples.\n\n{STATUS}",
)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"adal-theory {version('adal-theory')}")
        raise typer.Exit


@app.callback()
def _adal(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Write an optimiser's update once; prove its lemmas, simulate it, and see theory and measurement in one figure."""


class Output(StrEnum):
    table = "table"
    json = "json"


class Backend(StrEnum):
    auto = "auto"
    reference = "reference"
    numba = "numba"
    cupy = "cupy"


Quick = Annotated[bool, typer.Option("--quick/--full", help="Small settings, done in seconds, or the full ones.")]
Format = Annotated[Output, typer.Option("--format", help="A table to read, or one JSON document.")]
Engine = Annotated[Backend, typer.Option("--backend", help="The engine that runs the simulations.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace existing files.")]
Threads = Annotated[int | None, typer.Option("--threads", min=1, help="The number of threads (default: all cores).")]

Cluster = Annotated[
    str | None,
    typer.Option("--cluster", metavar="WHERE", help="Run on a Dask cluster: local, an address (tcp://…), or a scheduler file."),
]


def on_cluster(where: str | None) -> AbstractContextManager[Any]:
    """A connection to that cluster, whose dashboard is told on standard error; None inside where there is none."""
    if where is None:
        return nullcontext()
    return _connected(where)


@contextmanager
def _connected(where: str) -> Iterator[Any]:
    from adal_theory.engine.carrying import connection

    with connection(where) as client:
        print(f"dashboard: {client.dashboard_link}", file=sys.stderr)
        yield client


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
            table.add_row(*(Text(cell) for cell in row))  # plain text: [dev] is not markup
        console.print(table)


def print_json(value: Any) -> None:
    """One document, and nothing else, on standard output."""
    print_document(json.dumps(value, indent=2, ensure_ascii=False))


def print_document(text: str) -> None:
    """In UTF-8, as in a file."""
    write = getattr(sys.stdout, "write_document", sys.stdout.write)
    write(text + "\n")


def deliver(text: str, output: Path | None) -> None:
    if output is None:
        print_document(text)
    else:
        from adal_theory.plots.save import write_whole

        write_whole(output, (text + "\n").encode())
        print(output)
