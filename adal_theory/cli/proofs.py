"""verify: proves lemmas and shows them as a table, JSON, LaTeX or HTML."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from adal_theory.cli.common import app, deliver
from adal_theory.cli.streams import reader_gone
from adal_theory.errors import ConfigurationError
from adal_theory.runtime import doing

MARKS = {"proved_false": "FALSE", "proved": "IDLE"}  # of a claim with altered statements that were proved


class Document(StrEnum):
    table = "table"
    json = "json"
    latex = "latex"
    html = "html"


@app.command()
def verify(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH|ID]...", help="Lemmas by id, or one file or folder with proofs (default: all of theory.md's)."
        ),
    ] = None,
    mutants: Annotated[bool, typer.Option("--mutants", help="Also check that no altered statement can be proved.")] = False,
    form: Annotated[Document, typer.Option("--format", help="A table to read, or one document.")] = Document.table,
    output: Annotated[str | None, typer.Option("-o", "--output", metavar="FILE", help="Write the document to this file.")] = None,
    steps: Annotated[
        bool | None,
        typer.Option(
            "--steps/--no-steps",
            help="In LaTeX: a supplement with every step of the kernel. Without it (the default) the document is the appendix of "
            "a paper: methods, notation, statements, proofs in words.",
        ),
    ] = None,
    coq: Annotated[
        bool, typer.Option("--coq", help="Also have Coq check every proof (coqc and coqchk must be installed).")
    ] = False,
    allow_axioms: Annotated[
        bool,
        typer.Option(
            "--allow-axioms", help="Accept the axioms that a file declares; otherwise they are marked, and the exit status is 1."
        ),
    ] = False,
    all_values: Annotated[
        bool, typer.Option("--all-values", help="In JSON, write every value of a counterexample in full, however long.")
    ] = False,
) -> int:
    """Prove lemmas in the kernel and show what came of it: verdicts, steps, certificates, axioms; as LaTeX a paper's appendix.

    Exit status 1: a statement is not proved, or a judge disagrees."""
    from adal_theory.prove.check.judging.second_judge import SecondJudge
    from adal_theory.prove.check.refute_claim import findings
    from adal_theory.prove.library import ledger
    from adal_theory.results.paths import folder

    target = None if output is None else folder("-o", output)
    _check(form, target, names or [])
    if all_values and form is not Document.json:
        raise ConfigurationError("--all-values needs --format json: add it, or leave --all-values out")
    if steps is not None and form is not Document.latex:
        raise ConfigurationError(f"{'--steps' if steps else '--no-steps'} needs --format latex: add it, or leave the option out")
    library, wanted = selected(names or [])
    asked = _coq(names or [], wanted) if coq else None
    ledger.select(library, wanted)  # an unknown id is told before the table opens
    with _live(mutants, coq) if form is Document.table else nullcontext() as report:
        done = ledger.verify(library, wanted, mutants, report, SecondJudge(), findings, allow_axioms, asked)
    if form is Document.table:
        _summary(done)
    else:
        deliver(_document(done, library, form, all_values, bool(steps)), target)
    return 0 if done.ok else 1


def _coq(names: list[str], wanted: list[str]) -> Any:
    """Coq, with a folder that is kept for all of theory.md's claims and for each file as a whole; else a temporary one."""
    from adal_theory.prove.coq.ask import asking

    source = next((str(Path(n).resolve()) for n in names if n not in wanted), "theory")
    return asking(None if wanted else source)


def _is_source(output: Path, given: Path) -> bool:
    """Whether the output would replace a file that proofs are read from."""
    files = given.rglob("*.py") if given.is_dir() else [given]
    return output.exists() and any(f.exists() and output.samefile(f) for f in files)


def _check(form: Document, output: Path | None, names: list[str]) -> None:
    """What can be known to fail is told before anything is proved."""
    if output is None:
        return
    if form is Document.table:
        raise ConfigurationError("-o writes a document, not the table: add --format json, latex or html")
    if any(_is_source(output, Path(n)) for n in names):
        raise ConfigurationError(f"{output} is a file with proofs, which would be overwritten: name another file")
    if output.is_dir():
        raise ConfigurationError(f"{output} is a folder: name a file in it")
    if not output.absolute().parent.is_dir():
        raise ConfigurationError(f"{output.parent} is not a folder: make it, or choose another place for {output.name}")


def _document(done: Any, library: Any, form: Document, all_values: bool, steps: bool) -> str:
    from adal_theory.report.appendix import appendix
    from adal_theory.report.page import proofs_html

    if form is Document.json:
        return json.dumps(done.as_dict(all_values), indent=2, ensure_ascii=False)
    return (appendix(done, library, steps) if form is Document.latex else proofs_html(done)).rstrip("\n")


def selected(names: list[str]) -> tuple[Any, list[str]]:
    """(the library, the ids asked for): a path among the names means the proofs of that file or folder."""
    from adal_theory.proofs.catalogue import from_path, library

    paths = [n for n in names if n.endswith(".py") or "/" in n or Path(n).exists()]
    if missing := [n for n in paths if not Path(n).exists()]:
        raise ConfigurationError(
            f"the file or folder {missing[0]} does not exist: name one that exists, or give the id of a lemma"
        )
    if not paths:
        with doing("reading the statements"):
            return library(), names
    if len(paths) > 1:
        raise ConfigurationError(f"{len(paths)} paths are given: name one file or folder, and ids in it")
    return from_path(Path(paths[0])), [n for n in names if n != paths[0]]


Column = tuple[str, int, Literal["left", "right"]]
# (heading, width, justification); the statement takes the rest of the line.
COLUMNS: list[Column] = [
    ("id", 11, "left"),
    ("statement", 0, "left"),
    ("verdict", 9, "left"),
    ("steps", 6, "right"),
    ("certified", 9, "right"),
    ("SymPy", 9, "left"),
    ("Coq", 8, "left"),
    ("refuted", 7, "right"),
    ("axioms", 12, "left"),
    ("s", 6, "right"),
]


@contextmanager
def _live(mutants: bool, coq: bool) -> Iterator[Callable[[Any], None]]:
    """A table that grows line by line as claims are proved, also where it is longer than the screen."""
    from rich.console import Console
    from rich.rule import Rule

    from adal_theory.prove.library.ledger import entry_dict
    from adal_theory.prove.printing.text import text
    from adal_theory.report.proofs import supposed

    console = Console(width=None if sys.stdout.isatty() else 160)
    hidden = {"refuted": not mutants, "Coq": not coq}
    columns = [c for c in COLUMNS if not hidden.get(c[0])]
    gap = 2 if console.width >= 110 else 1
    console.print(_line(columns, [c[0] for c in columns], "bold", gap))
    console.print(Rule(characters="─", style="default"))

    def report(entry: Any) -> None:
        if reader_gone():
            raise typer.Exit(0)
        q = entry_dict(entry)
        tried = q["mutants"]
        marks = {mark for trial in entry.trials or () if (mark := MARKS.get(trial.verdict))}
        shown = "" if tried is None else " ".join((f"{tried['refuted']}/{tried['tried']}", *sorted(marks)))
        cells = {
            "id": q["id"],
            "statement": q["statement"],
            "verdict": q["verdict"],
            "steps": q["steps"],
            "certified": q["certified"],
            "SymPy": str(entry.judgement or ""),
            "Coq": entry.coq,
            "refuted": shown,
            "axioms": ", ".join(q["axioms"]),
            "s": f"{q['seconds']:.2f}",
        }
        console.print(
            _line(
                columns,
                [str(cells[c[0]]) for c in columns],
                "" if entry.ok else "bold red",
                gap,
                [supposed(entry.claim, text), q["title"]],
            )
        )

    yield report
    console.print()


def _proved(trial: Any) -> str:
    """What it means that an altered statement was proved: nothing refutes it, or the proof is worth nothing."""
    if trial.verdict == "proved" and trial.kind == "hypothesis":
        return f"it holds {trial.label} too: leave that hypothesis out"
    return f"an altered statement was proved: {trial.label}"


def _line(columns: list[Column], cells: list[str], style: str, gap: int, below: Sequence[str] = ()) -> Any:
    """A row; what a claim supposes and its author's title stand below the statement."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, expand=True, padding=(0, gap, 0, 0), pad_edge=False)
    for _, width, justify in columns:
        table.add_column(width=width or None, ratio=None if width else 1, justify=justify, overflow="fold")
    row = [Text(c, style=style) for c in cells]  # plain text: [0, 1) is not markup
    for line in filter(None, below):
        row[1].append(f"\n{line}", style="dim")
    table.add_row(*row)
    return table


def _summary(done: Any) -> None:
    from adal_theory.prove.printing.text import text
    from adal_theory.report.proofs import disagreements, foreign, known_false, open_claims, outcome, supposed, tally

    print(tally(done))
    for e in open_claims(done):
        print(f"{e.claim.id}: {outcome(e)}")
        for line in e.verdict.details:
            print(f"  {line}")
    for line in (*disagreements(done), *(done.coq.lines() if done.coq else ())):
        print(line)
    for e in done.entries:
        for trial in e.trials or ():
            if trial.proved:
                print(f"{e.claim.id}: {_proved(trial)}")
    for claim, trial in done.false.values():
        said = ", ".join(filter(None, (text(claim.show), supposed(claim, text))))
        print(f"known to be false: {claim.id}: {said} ({claim.title}): {known_false(trial)}")
    for a in done.axioms():
        instances, more = a.shown()
        print(f"axiom {a.label}: {a.statement} ({a.reference}); taken: {'; '.join(map(text, instances))}{more and f'; {more}'}")
    for line in foreign(done):
        print(line)
