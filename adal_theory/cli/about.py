"""show, bench and doctor: what tells about rules, speed and the installation."""

from __future__ import annotations

from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from adal_theory.cli.common import Format, Output, app, print_json, print_tables
from adal_theory.errors import ConfigurationError
from adal_theory.runtime import doing


class Language(StrEnum):
    sympy = "sympy"
    latex = "latex"
    numba = "numba"
    cuda = "cuda"


class Measured(StrEnum):
    numba = "numba"
    cupy = "cupy"


@app.command()
def show(
    rule: Annotated[
        str,
        typer.Argument(metavar="RULE|FILE|STEP", help="A rule's name, a file that defines RULE, or a named step (adal steps)."),
    ],
    language: Annotated[Language, typer.Option("--as", help="Notation.")] = Language.sympy,
    bias_correction: Annotated[bool, typer.Option("--bias-correction/--no-bias-correction")] = True,
    eps_placement: Annotated[str, typer.Option(help="preconditioner or denominator")] = "preconditioner",
    norm: Annotated[str, typer.Option(help="1, 2 or inf: the norm in AdaL's weight")] = "1",
    step_schedule: Annotated[str | None, typer.Option(help="constant, 1/sqrt(t) or 1/t")] = None,
) -> int:
    """Print a rule's recorded update: for SymPy, as LaTeX, or as the source of a fused kernel; or a named step of proofs."""
    from adal_theory import rules
    from adal_theory.engine.describe import kernel_text, rule_options
    from adal_theory.results.source_file import blamed_on, defined
    from adal_theory.symbolic.show import as_latex, as_sympy

    own = rule.endswith(".py")
    if not own and _is_step(rule):
        return 0
    shown = rules.get(defined(Path(rule), "RULE", rules.Rule, "adal_theory/rules/sgd.py") if own else rule)
    options, schedule = rule_options(shown, bias_correction, eps_placement, norm, step_schedule)
    with blamed_on(Path(rule)) if own else nullcontext():
        if language in (Language.numba, Language.cuda):
            text = kernel_text(shown, options, language.value)
        else:
            text = (as_sympy if language is Language.sympy else as_latex)(shown, options, schedule)
    print(text, end="")
    return 0


def _is_step(name: str) -> bool:
    """Show the named step of proofs, if it is one and not a rule."""
    from adal_theory import rules

    if name in rules.RULES:
        return False
    from adal_theory.cli.library import shown
    from adal_theory.prove.tactics.steps import steps

    found = [s for s in steps() if s.name == name]
    for s in found:
        print(shown(s))
    return bool(found)


@app.command()
def bench(
    form: Format = Output.table,
    quick: Annotated[bool, typer.Option("--quick", help="Fewer workloads and repetitions.")] = False,
    scaling: Annotated[bool, typer.Option("--scaling", help="Also time and memory against d, runs and T.")] = False,
    backend: Annotated[Measured, typer.Option("--backend", help="The processor's engine or the GPU's.")] = Measured.numba,
) -> int:
    """Measure coordinate-updates per second against array loops and JAX on the same hardware, interleaved, warmed up."""
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
    """Versions, cores, GPU, and what each extra would add."""
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
