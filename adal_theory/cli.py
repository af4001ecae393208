"""The command line `adal`: the only place that prints. Exit status 0 all well, 1 a check failed, 2 bad usage or input."""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from adal_theory.errors import ConfigurationError

app = typer.Typer(name="adal", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
                  help="Write an optimiser's update once; simulate it, and see theory and measurement in one figure.")


class Output(StrEnum):
    table = "table"
    json = "json"


class Language(StrEnum):
    sympy = "sympy"
    latex = "latex"
    numba = "numba"


class Backend(StrEnum):
    auto = "auto"
    reference = "reference"
    numba = "numba"


Quick = Annotated[bool, typer.Option("--quick/--full", help="Seconds instead of minutes, or the full grid.")]
Format = Annotated[Output, typer.Option("--format", help="A table to read, or one JSON document.")]
Engine = Annotated[Backend, typer.Option("--backend", help="Engine of the fused runs.")]
Threads = Annotated[int | None, typer.Option("--threads", min=1, help="Threads (default: all cores).")]


def main() -> None:
    """Entry point: mistakes become one line on standard error and exit status 2."""
    try:
        sys.exit(app(standalone_mode=False) or 0)
    except ConfigurationError as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.strerror or error}: {error.filename or ''}".rstrip(": ") + "; choose a place that can be written")
    except (typer.Abort, KeyboardInterrupt):
        print("interrupted: results so far are kept; --resume finishes them", file=sys.stderr)
        sys.exit(130)
    except Exception as error:
        # Usage errors come from the click that typer carries; its public face names no common class for them.
        if not hasattr(error, "format_message"):
            raise
        _fail(error.format_message() or "a command is missing: see adal --help")


def _fail(message: str) -> None:
    print("error: " + " ".join(message.split()), file=sys.stderr)
    sys.exit(2)


def _settings(pairs: list[str]) -> dict[str, Any]:
    """key=value pairs; values are Python literals where they parse as such."""
    changes = {}
    for pair in pairs:
        key, separator, text = pair.partition("=")
        if not separator or not key:
            raise ConfigurationError(f"--set {pair}: write key=value, for instance --set steps=1000")
        try:
            changes[key] = ast.literal_eval(text)
        except (ValueError, SyntaxError):
            changes[key] = text
    return changes


@contextmanager
def _progress(label: str) -> Iterator[Callable[[float], None] | None]:
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


@app.command()
def simulate(name: Annotated[str, typer.Argument(metavar="NAME|FILE", help="An experiment's name or id, or a file.")],
             changes: Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change a setting.")] = None,
             quick: Quick = False, backend: Engine = Backend.auto, threads: Threads = None,
             output: Annotated[Path | None, typer.Option("-o", "--output", metavar="DIR.zarr",
                                                         help="Keep results and figures here.")] = None,
             resume: Annotated[bool, typer.Option("--resume", help="Finish what is in DIR.zarr.")] = False,
             form: Format = Output.table) -> int:
    """Run one experiment and compare it with its theorems."""
    from adal_theory.report.session import perform
    from adal_theory.simulations import get

    experiment = get(name)
    with _progress(experiment.name) as bar:
        done = perform(experiment, quick=quick, changes=_settings(changes or []), backend=backend.value, threads=threads,
                       store=output, resume=resume, progress=bar)
    if form is Output.json:
        print(json.dumps(done.as_dict(), indent=2, ensure_ascii=False))
    else:
        _comparison_table([done])
    return 0 if done.outcome.ok else 1


@app.command()
def verify(names: Annotated[list[str] | None, typer.Argument(metavar="[PATH|ID]...", help="Lemmas by id, or one file or folder "
                                                             "with proofs (default: all of theory.md's).")] = None,
           mutants: Annotated[bool, typer.Option("--mutants", help="Also try false neighbours of every lemma.")] = False,
           form: Format = Output.table,
           output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write here.")] = None) -> int:
    """Prove the lemmas in the kernel: verdicts, steps, certificates, axioms."""
    from adal_theory.prove import ledger

    library, wanted = _proofs(names or [])
    ledger.select(library, wanted)  # an unknown id is told before the table opens
    with _live(form is Output.table and output is None) as report:
        done = ledger.verify(library, wanted, mutants, report)
    if form is Output.json:
        _deliver(json.dumps(done.as_dict(), indent=2, ensure_ascii=False), output)
    elif output is not None:
        raise ConfigurationError("-o writes a document: add --format json")
    else:
        _ledger_summary(done)
    return 0 if done.ok else 1


def _proofs(names: list[str]) -> tuple[Any, list[str]]:
    """(the library, the ids asked for): a path among the names means the proofs of that file or folder."""
    from adal_theory.proofs.catalogue import from_path, library

    paths = [n for n in names if n.endswith(".py") or "/" in n or Path(n).is_dir()]
    if not paths:
        return library(), names
    if len(paths) > 1:
        raise ConfigurationError(f"{len(paths)} paths: give one file or folder, and ids in it")
    return from_path(Path(paths[0])), [n for n in names if n != paths[0]]


def _deliver(text: str, output: Path | None) -> None:
    if output is None:
        print(text)
    else:
        from adal_theory.plots.save import write_whole

        write_whole(output, (text + "\n").encode())
        print(output)


LEDGER_COLUMNS = ["id", "statement", "verdict", "steps", "certified", "smt", "mutants refuted/tried", "axioms", "s"]


@contextmanager
def _live(wanted: bool) -> Iterator[Callable[[Any], None] | None]:
    """A table that grows as claims are proved."""
    if not wanted:
        yield None
        return
    from rich.console import Console
    from rich.live import Live
    from rich.table import Table
    from rich.text import Text

    from adal_theory.prove.ledger import entry_dict

    console = Console(width=None if sys.stdout.isatty() else 160)
    table = Table(title="Lemmas", title_justify="left")
    for column in LEDGER_COLUMNS:
        table.add_column(column, overflow="fold", justify="right" if column in ("steps", "certified", "smt", "s") else "left")

    def report(entry: Any) -> None:
        q = entry_dict(entry)
        tried = q["mutants"]
        shown = "" if tried is None else f"{tried['refuted']}/{tried['tried']}" + (" FALSE" if tried["proved_false"] else "")
        table.add_row(*(Text(str(c)) for c in (q["id"], q["title"], q["verdict"], q["steps"], q["certified"], q["smt"], shown,
                                               ", ".join(q["axioms"]), f"{q['seconds']:.2f}")))

    with Live(table, console=console, auto_refresh=False, transient=False, vertical_overflow="visible") as live:
        def refresh(entry: Any) -> None:
            report(entry)
            if console.is_terminal:
                live.refresh()

        yield refresh
    if not console.is_terminal:
        print()


def _ledger_summary(done: Any) -> None:
    from adal_theory.prove.ledger import steps

    good = sum(e.verdict.verdict == "proved" for e in done.entries)
    counts = steps([e.verdict.theorem for e in done.entries])
    print(f"{good} of {len(done.entries)} claims proved, {len(done.lemmas())} lemmas; {sum(counts.values())} steps, "
          f"{counts.get('arith', 0)} with exact certificates, {counts.get('smt', 0)} by z3")
    for e in done.entries:
        if e.verdict.verdict != "proved":
            print(f"{e.claim.id}: {e.verdict.verdict}: {e.verdict.reason}")
        for trial in e.trials or ():
            if trial.proved:
                print(f"{e.claim.id}: a false neighbour was proved: {trial.mutant.label}")
    for name in done.axioms():
        from adal_theory.prove.axioms import AXIOMS

        print(f"axiom {name}: {AXIOMS[name].statement} ({AXIOMS[name].reference})")


@app.command()
def figures(names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="Experiments (default: all).")] = None,
            output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR")] = Path("figures"),
            forms: Annotated[str, typer.Option("--format", help="Any of svg,pdf,png.")] = "svg,pdf,png",
            quick: Quick = False, backend: Engine = Backend.auto, threads: Threads = None) -> int:
    """Run experiments and save their figures."""
    from adal_theory.report.session import check_formats, perform, save
    from adal_theory.simulations import EXPERIMENTS, get

    wanted, ok = check_formats(forms), True
    for experiment in [get(n) for n in names or list(EXPERIMENTS)]:
        with _progress(experiment.name) as bar:
            done = perform(experiment, quick=quick, backend=backend.value, threads=threads, progress=bar)
        for path in save(done, output, wanted):
            print(path)
        ok = ok and done.outcome.ok
    return 0 if ok else 1


@app.command()
def report(quick: Quick = True, backend: Engine = Backend.auto, threads: Threads = None,
           output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR")] = Path("report")) -> int:
    """Run every experiment and write one page to read: figures, bounds and verdicts."""
    from adal_theory.report.session import check_writable, perform, write_page
    from adal_theory.simulations import EXPERIMENTS, get

    check_writable(output)
    finished = []
    for name in EXPERIMENTS:
        experiment = get(name)
        with _progress(f"{experiment.id} {experiment.title}") as bar:
            finished.append(perform(experiment, quick=quick, backend=backend.value, threads=threads, progress=bar))
        print(f"{experiment.id:4} {experiment.title}: {_verdict(finished[-1])}", flush=True)
    page = write_page(finished, output, quick=quick)
    print(f"Open {page.resolve()}")
    return 0 if all(f.outcome.ok for f in finished) else 1


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
        _print_tables(tables(result))
    return 0


@app.command()
def doctor(form: Format = Output.table) -> int:
    """Versions, cores, GPU, and what each extra would add."""
    from adal_theory.report.doctor import examine

    found = examine()
    if form is Output.json:
        print(json.dumps(found, indent=2))
    else:
        _print_tables([("This installation", ["what", "found"], [[k, str(v)] for k, v in found["environment"].items()]),
                       ("Extras", ["extra", "status", "what it adds", "command"],
                        [[e["extra"], e["status"], e["adds"], e["command"]] for e in found["extras"]])])
    return 0


def _verdict(done: Any) -> str:
    good = sum(c.ok for c in done.outcome.comparisons)
    return f"{good} of {len(done.outcome.comparisons)} comparisons hold ({done.seconds:.1f} s)"


def _comparison_table(finished: list[Any]) -> None:
    symbol = {"upper": "≤", "lower": "≥", "tight": "≈"}
    rows = [[c.theorem, c.claim, f"{c.measured:.6g}", symbol[c.kind], f"{c.expected:.6g}",
             "" if c.interval is None else f"[{c.interval[0]:.5g}, {c.interval[1]:.5g}]", "holds" if c.ok else "FAILS"]
            for done in finished for c in done.outcome.comparisons]
    done = finished[0]
    _print_tables([(f"{done.experiment.id} {done.experiment.title}",
                    ["theorem", "claim", "measured", "", "expected", "interval", "verdict"], rows)])
    print(_verdict(done))
    for label, value in (("store", done.store), *(("figure", p) for p in done.figures)):
        if value is not None:
            print(f"{label}: {value}")


def _print_tables(items: list[tuple[str, list[str], list[list[str]]]]) -> None:
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
