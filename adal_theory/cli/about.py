"""bench and doctor: what tells about speed and the installation."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from adal_theory.cli.common import Format, Output, app, print_json, print_tables
from adal_theory.errors import ConfigurationError
from adal_theory.runtime import doing


class Measured(StrEnum):
    numba = "numba"
    cupy = "cupy"


@app.command()
def bench(
    form: Format = Output.table,
    quick: Annotated[bool, typer.Option("--quick", help="Measure fewer workloads, fewer times.")] = False,
    scaling: Annotated[bool, typer.Option("--scaling", help="Also measure time and memory against d, runs and T.")] = False,
    backend: Annotated[
        Measured, typer.Option("--backend", help="The engine to measure: the processor's or the GPU's.")
    ] = Measured.numba,
) -> int:
    """Measure coordinate-updates per second beside array loops and JAX, on this machine, interleaved and warmed up."""
    found, shown = _gpu_bench(quick, scaling) if backend is Measured.cupy else _bench(quick, scaling)
    if form is Output.json:
        print_json(found)
    else:
        print_tables(shown)
    return 0


def _bench(quick: bool, scaling: bool) -> tuple[dict[str, Any], list[tuple[str, list[str], list[list[str]]]]]:
    from adal_theory.bench.command import measure, tables

    with doing("measuring speed"):
        result = measure(quick=quick, scale=scaling)
    return result, tables(result)


def _gpu_bench(quick: bool, scaling: bool) -> tuple[dict[str, Any], list[tuple[str, list[str], list[list[str]]]]]:
    from adal_theory.bench.gpu_command import gpu_tables, measure_gpu

    if scaling:
        raise ConfigurationError("--scaling with --backend cupy: it is measured on the processor; leave one of them out")
    with doing("measuring speed on the GPU"):
        result = measure_gpu(quick=quick)
    return result, gpu_tables(result)


@app.command()
def doctor(form: Format = Output.table) -> int:
    """Show versions, cores and GPU, and what each extra would add."""
    from adal_theory.report.doctor import examine

    found = examine()
    if form is Output.json:
        print_json(found)
    else:
        print_tables(
            [
                ("This installation", ["what", "found"], [[k, str(v)] for k, v in found["environment"].items()]),
                (
                    "Extras",
                    ["extra", "status", "what it adds", "command"],
                    [[e["extra"], e["status"], e["adds"], e["command"]] for e in found["extras"]],
                ),
            ]
        )
    return 0
