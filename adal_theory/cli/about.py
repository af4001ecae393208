"""show, bench and doctor: what tells about rules, speed and the installation."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from adal_theory.cli.common import Format, Output, app, print_tables


class Language(StrEnum):
    sympy = "sympy"
    latex = "latex"
    numba = "numba"


@app.command()
def show(rule: Annotated[str, typer.Argument(metavar="RULE")],
         language: Annotated[Language, typer.Option("--as", help="Notation.")] = Language.sympy,
         bias_correction: Annotated[bool, typer.Option("--bias-correction/--no-bias-correction")] = True,
         eps_placement: Annotated[str, typer.Option(help="preconditioner or denominator")] = "preconditioner",
         norm: Annotated[str, typer.Option(help="1, 2 or inf: the norm in AdaL's weight")] = "1",
         step_schedule: Annotated[str | None, typer.Option(help="constant, 1/sqrt(t) or 1/t")] = None) -> int:
    """Print a rule's recorded update: for SymPy, as LaTeX, or as the fused kernel's source."""
    from adal_theory.engine.describe import kernel_text, rule_options
    from adal_theory.symbolic.show import as_latex, as_sympy

    options, schedule = rule_options(rule, bias_correction, eps_placement, norm, step_schedule)
    if language is Language.numba:
        print(kernel_text(rule, options), end="")
    else:
        print((as_sympy if language is Language.sympy else as_latex)(rule, options, schedule), end="")
    return 0


@app.command()
def bench(form: Format = Output.table,
          quick: Annotated[bool, typer.Option("--quick", help="Fewer steps and repetitions.")] = False,
          scaling: Annotated[bool, typer.Option("--scaling", help="Also time and memory against d, runs and T.")] = False,
          ) -> int:
    """Measure coordinate-updates per second against NumPy and JAX, interleaved, warmed up."""
    from adal_theory.bench.command import measure, tables

    result = measure(quick=quick, scale=scaling)
    if form is Output.json:
        print(json.dumps(result, indent=2))
    else:
        print_tables(tables(result))
    return 0


@app.command()
def doctor(form: Format = Output.table) -> int:
    """Versions, cores, GPU, and what each extra would add."""
    from adal_theory.report.doctor import examine

    found = examine()
    if form is Output.json:
        print(json.dumps(found, indent=2))
    else:
        print_tables([("This installation", ["what", "found"], [[k, str(v)] for k, v in found["environment"].items()]),
                       ("Extras", ["extra", "status", "what it adds", "command"],
                        [[e["extra"], e["status"], e["adds"], e["command"]] for e in found["extras"]])])
    return 0
