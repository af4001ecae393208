"""simulate, figures and report: what runs experiments."""

from __future__ import annotations

import ast
from contextlib import AbstractContextManager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from adal_theory.cli.common import (
    Backend,
    Cluster,
    Engine,
    Format,
    Output,
    Overwrite,
    Quick,
    Threads,
    app,
    on_cluster,
    print_json,
    print_tables,
)
from adal_theory.errors import ConfigurationError
from adal_theory.results.source_file import blamed_on
from adal_theory.runtime import doing


@app.command()
def simulate(
    name: Annotated[
        str, typer.Argument(metavar="NAME|FILE", help="The name or id of an experiment, or a file that defines one.")
    ],
    changes: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change a setting. Repeat for more.")
    ] = None,
    quick: Quick = False,
    backend: Engine = Backend.auto,
    threads: Threads = None,
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="DIR.zarr", help="Keep results and figures in this folder.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Finish or reuse what is in DIR.zarr.")] = False,
    anyway: Annotated[
        bool, typer.Option("--resume-anyway", help="Resume also what another version began; the result notes both.")
    ] = False,
    cluster: Cluster = None,
    part: Annotated[
        str | None,
        typer.Option("--part", metavar="K/N", help="Compute part K of N alone, in DIR; adal merge DIR puts all together."),
    ] = None,
    form: Format = Output.table,
) -> int:
    """Run one experiment and compare it with its theorems. Exit status 1: a comparison does not hold."""
    from adal_theory.report.session import perform
    from adal_theory.simulations import get

    experiment = get(name)
    if part is not None:
        if cluster is not None:
            raise ConfigurationError("--part and --cluster: pass one of the two; a cluster deals the parts out by itself")
        return _part(name, part, output, quick, changes or [], backend, threads, "anyway" if anyway else resume)
    with on_cluster(cluster) as client, doing(experiment.name), _own(name):
        done = perform(
            experiment,
            quick=quick,
            changes=_settings(changes or []),
            backend=backend.value,
            threads=threads,
            store=output,
            resume="anyway" if anyway else resume,
            cluster=client,
        )
    return _told(done, form)


def _told(done: Any, form: Output) -> int:
    if form is Output.json:
        print_json(done.as_dict())
    else:
        _comparison_table([done])
    return 0 if done.outcome.ok else 1


def _part(
    name: str,
    part: str,
    output: str | None,
    quick: bool,
    changes: list[str],
    backend: Backend,
    threads: int | None,
    resume: bool | str,
) -> int:
    from adal_theory.engine.parts import Part
    from adal_theory.report.parts import keep_part
    from adal_theory.simulations import get

    chosen, experiment = Part.read(part), get(name)
    with doing(f"{experiment.name}, part {part}"), _own(name):
        place = keep_part(
            experiment,
            chosen,
            output,
            quick=quick,
            changes=_settings(changes),
            backend=backend.value,
            threads=threads,
            resume=resume,
        )
    print(f"part {part}: {place}; when all {chosen.n} are there: adal merge {output}")
    return 0


@app.command()
def merge(
    store: Annotated[str, typer.Argument(metavar="DIR", help="The folder that adal simulate --part K/N -o DIR filled.")],
    name: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="The file that defines the experiment, where it is your own.")
    ] = None,
    form: Format = Output.table,
) -> int:
    """Put the parts of an experiment together, compare and draw: to the bytes of one run. Exit status 1: one does not hold."""
    from adal_theory.report.parts import merge as merged
    from adal_theory.simulations import get

    with doing(f"merging {store}"), _own(name or ""):
        done = merged(store, None if name is None else get(name))
    return _told(done, form)


class Style(StrEnum):
    page = "page"
    column = "column"
    double = "double"
    slides = "slides"
    poster = "poster"


@app.command()
def figures(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="Experiments (default: all).")] = None,
    output: Annotated[str, typer.Option("-o", "--output", metavar="DIR")] = "figures",
    forms: Annotated[str, typer.Option("--format", help="Any of svg,pdf,png.")] = "svg,pdf,png",
    style: Annotated[Style, typer.Option("--style", help="What the figures are for: their size, type and lines.")] = Style.page,
    usetex: Annotated[bool, typer.Option("--usetex", help="Have LaTeX set all words; it must be installed.")] = False,
    quick: Quick = False,
    backend: Engine = Backend.auto,
    threads: Threads = None,
    cluster: Cluster = None,
    overwrite: Overwrite = False,
) -> int:
    """Run experiments and save their figures.

    For a paper: `adal figures S3 --style column` (3.25 in wide) or `--style double` (6.75 in); for a talk `--style slides`
    (16:9), for a wall `--style poster`. What your matplotlibrc sets stays as you have set it.
    """
    from adal_theory import plots
    from adal_theory.report.session import check_formats, check_new, check_writable, files_of, perform, save
    from adal_theory.results.paths import folder
    from adal_theory.simulations import EXPERIMENTS, get

    wanted, target, ok = check_formats(forms), folder("-o", output), True
    chosen = [(n, get(n)) for n in names or list(EXPERIMENTS)]
    chosen_style = plots.extended(style.value, plots.tex_settings(wanted) if usetex else {})
    check_new([path for _, experiment in chosen for path in files_of(experiment, target, wanted)], overwrite)
    with on_cluster(cluster) as client:
        check_writable(target)  # before anything is computed, and not where the cluster does not answer
        for name, experiment in chosen:
            with doing(experiment.name), _own(name):
                done = perform(experiment, quick=quick, backend=backend.value, threads=threads, cluster=client)
                with plots.context(chosen_style):
                    paths = save(done, target, wanted)
            for path in paths:
                print(path)
            ok = ok and done.outcome.ok
    return 0 if ok else 1


@app.command()
def report(
    quick: Quick = True,
    backend: Engine = Backend.auto,
    threads: Threads = None,
    cluster: Cluster = None,
    output: Annotated[str, typer.Option("-o", "--output", metavar="DIR")] = "report",
    overwrite: Overwrite = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a report that was stopped.")] = False,
) -> int:
    """Run every experiment, prove every lemma, and write one page to read: what the paper claims, figures, bounds and proofs.

    The page is written anew after every experiment, so that there is something to read while the rest is computed.

    Example: adal report -o report; after an interruption: adal report -o report --resume
    """
    from adal_theory.proofs.catalogue import library
    from adal_theory.prove.check.judging.second_judge import SecondJudge
    from adal_theory.prove.check.refute_claim import findings
    from adal_theory.prove.library import ledger
    from adal_theory.report.producing import Report
    from adal_theory.report.proofs import tally
    from adal_theory.report.session import PAGE
    from adal_theory.results.paths import folder
    from adal_theory.simulations import EXPERIMENTS, get

    making = Report(folder("-o", output), [get(name) for name in EXPERIMENTS], quick)
    making.look(overwrite=overwrite, resume=resume)
    with on_cluster(cluster if making.waiting() else None) as client:
        making.begin(overwrite=overwrite, resume=resume)
        print(f"Reading while it grows: open {(making.folder / PAGE).resolve()}", flush=True)
        for done in making.entries:
            print(f"{done.experiment.id:4} {done.experiment.title}: {_held(done)} (kept)", flush=True)
        for experiment in making.waiting():
            with doing(f"{experiment.id} {experiment.title}"):
                seconds = making.add(experiment, backend=backend.value, threads=threads, cluster=client)
            print(f"{experiment.id:4} {experiment.title}: {_held(making.done[experiment.name])} ({seconds:.1f} s)", flush=True)
    proofs = ledger.verify(library(), judge=SecondJudge(), refute=findings)
    print(f"     Proofs: {tally(proofs)}", flush=True)
    print(f"Open {making.finish(proofs).resolve()}")
    return 0 if making.ok else 1


def _own(name: str) -> AbstractContextManager[None]:
    """Faults in a file of the user's are told with their line."""
    return blamed_on(Path(name)) if name.endswith(".py") else nullcontext()


def _settings(pairs: list[str]) -> dict[str, Any]:
    """key=value pairs; values are Python literals where they parse as such."""
    changes: dict[str, Any] = {}
    for pair in pairs:
        key, separator, text = pair.partition("=")
        if not separator or not key:
            raise ConfigurationError(f"--set {pair}: write key=value, for instance --set steps=1000")
        if key in changes:
            raise ConfigurationError(f"--set {pair}: {key} is set twice: leave one of the two out")
        try:
            changes[key] = ast.literal_eval(text)
        except (ValueError, SyntaxError):
            changes[key] = text
    return changes


def _held(done: Any) -> str:
    """ "7 of 9 comparisons hold", of an outcome or an entry of the report."""
    return f"{sum(c.ok for c in done.comparisons)} of {len(done.comparisons)} comparisons hold"


def _comparison_table(finished: list[Any]) -> None:
    symbol = {"upper": "≤", "lower": "≥", "tight": "≈"}
    rows = [
        [
            c.theorem,
            c.claim,
            f"{c.measured:.6g}",
            symbol[c.kind],
            f"{c.expected:.6g}",
            "" if c.interval is None else f"[{c.interval[0]:.5g}, {c.interval[1]:.5g}]",
            "holds" if c.ok else "FAILS",
        ]
        for done in finished
        for c in done.outcome.comparisons
    ]
    done = finished[0]
    print_tables(
        [
            (
                f"{done.experiment.id} {done.experiment.title}",
                ["theorem", "what is compared", "measured", "", "expected", "interval", "verdict"],
                rows,
            )
        ]
    )
    print(f"{_held(done.outcome)} ({done.seconds:.1f} s)")
    for label, value in (("store", done.store), *(("figure", p) for p in done.figures)):
        if value is not None:
            print(f"{label}: {value}")
    if done.store is None:
        print("Nothing was kept: -o DIR.zarr keeps results and figures; adal figures draws the figures alone.")
