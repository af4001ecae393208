"""check: one step of a proof as it is typed, or a file of steps."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from adal_theory.cli.arguments import Formulas
from adal_theory.cli.common import app, print_document, print_json
from adal_theory.cli.streams import reader_gone
from adal_theory.errors import ConfigurationError


class Shape(StrEnum):
    text = "text"
    json = "json"
    latex = "latex"


class Field(StrEnum):
    claim = "claim"
    latex = "latex"


QUICK = 2.0  # seconds: after a longer search no repair is sought
STYLES = {"proved": "bold green", "refuted": "bold red", "undecided": "bold yellow"}


@app.command(cls=Formulas)  # a step may begin with a minus
def check(
    words: Annotated[
        list[str],
        typer.Argument(metavar="STEP|FILE", help="A relation in SymPy's syntax or in LaTeX, or a file of steps (.json, .toml)."),
    ],
    given: Annotated[
        list[str] | None,
        typer.Option(
            "--given",
            "-g",
            metavar="FACT",
            help="A fact that the step may use; 'for t in 1..T: FACT' for all t. Repeat for more.",
        ),
    ] = None,
    symbol: Annotated[
        list[str] | None,
        typer.Option(
            "--symbol", "-s", metavar="NAME=SORT", help="Declare a name: real, int or 'function(int)->real'. Repeat for more."
        ),
    ] = None,
    seconds: Annotated[float, typer.Option("--seconds", help="The time limit for each step, in seconds.")] = 10.0,
    form: Annotated[Shape, typer.Option("--format", help="Lines to read, one JSON document, or LaTeX.")] = Shape.text,
    field: Annotated[Field, typer.Option("--field", help="The field that holds the claim in a file of steps.")] = Field.claim,
) -> int:
    """Prove or refute one step of a proof, as you would type it.

    Exit status 1: it is not proved; of a file, a verdict contradicts what it declares.
    A step that is true where it is defined (x/x = 1 where x ≠ 0) is proved, and the answer says where."""
    step = _step(words)
    path = Path(step)
    if path.suffix.lower() in (".json", ".toml") or _exists(path):
        if given or symbol:
            raise ConfigurationError("--given and --symbol are for a single step: in a file, each step has its own")
        return _file(path, seconds, form, field.value)
    return _one(step, given or [], _symbols(symbol or []), seconds, form)


def _step(words: list[str]) -> str:
    """The one argument; a misspelt option arrives here too, since a step may begin with a minus."""
    for word in words:
        if word[:2] == "--" and word[2:3].isalpha():
            raise ConfigurationError(f"there is no option {word.split('=')[0]}: see adal check --help")
    if len(words) > 1:
        raise ConfigurationError(f"{len(words)} steps or files are given: give one, and put a step in quotes")
    return words[0]


def _exists(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a long step is not the name of a file
        return False


def _symbols(words: Iterable[str]) -> dict[str, str]:
    found = {}
    for word in words:
        name, sign, sort = word.partition("=")
        if not sign:
            raise ConfigurationError(f"--symbol {word}: write NAME=SORT, such as t=real or g='function(int)->real'")
        found[name.strip()] = sort.strip()
    return found


def _one(step: str, given: list[str], symbols: dict[str, str], seconds: float, form: Shape) -> int:
    from adal_theory.prove.check.check import check as decide
    from adal_theory.prove.check.steps_file import Answer, Entry

    verdict = decide(step, given, symbols=symbols, seconds=seconds)
    if form is Shape.json:
        entry = Entry("step", step, tuple(given), symbols, {}, None, None)
        print_json({"steps": [Answer(entry, verdict).as_dict()], "ok": verdict.proved})
    elif form is Shape.latex:
        print_document(verdict._repr_latex_())
    else:
        _show(verdict)
    return 0 if verdict.proved else 1


def _file(path: Path, seconds: float, form: Shape, field: str) -> int:
    from adal_theory.prove.check.check import check_limit
    from adal_theory.prove.check.steps_file import all_as_declared, answers, read_file

    check_limit(seconds)
    found = []
    for answer in answers(read_file(path, field), seconds):
        if reader_gone():
            raise typer.Exit(0)
        found.append(answer)
        if form is Shape.text:
            _row(answer)
    ok = all_as_declared(found)
    if form is Shape.json:
        print_json({"steps": [a.as_dict() for a in found], "ok": ok})
    elif form is Shape.latex:
        print_document("\n".join(_item(a) for a in found))
    else:
        _tally(found)
    return 0 if ok else 1


def _item(answer: Any) -> str:
    name = answer.entry.id.replace("_", r"\_")
    return rf"\item[{name}] {answer.verdict._repr_latex_()}" if answer.verdict.steps else f"% {name}: {answer.verdict.reason}"


def _console() -> Any:
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 160, highlight=False)


def _show(verdict: Any) -> None:
    """Verdict and statement on one line, the rest under it."""
    from rich.table import Table
    from rich.text import Text

    console = _console()
    console.print(Text.assemble((verdict.headline, STYLES[verdict.verdict]), ": ", verdict.statement), soft_wrap=True)
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for heading, text in [*verdict.rows(), ("", f"{verdict.seconds:.2f} s")]:
        table.add_row(Text(heading), Text(text))  # plain text: [0, 1) is not markup
    console.print(table)
    close = verdict.repairs() if verdict.seconds < QUICK else []  # after the answer, which need not wait
    if close:
        console.print(Text(f"  {'; '.join(close)}"))


def _row(answer: Any) -> None:
    """One line as soon as a step is decided; the reason where the verdict is not "proved"."""
    from rich.text import Text

    v = answer.verdict
    mark = "  contradicts the file" if answer.contradicts else ""
    console = _console()
    console.print(
        Text.assemble(
            f"{answer.entry.id:<14} ",
            (f"{v.verdict:<10}", STYLES[v.verdict]),
            f"{v.seconds:6.2f} s  ",
            v.statement,
            (mark, "bold red"),
        ),
        soft_wrap=True,
    )
    more = v.headline.removeprefix("proved") if v.proved else v.reason
    if more:
        console.print(Text(f"{'':<15}{more.splitlines()[0].strip()}", style="dim"), soft_wrap=True)


def _tally(found: list[Any]) -> None:
    counts = {verdict: sum(a.verdict.verdict == verdict for a in found) for verdict in STYLES}
    print(", ".join(f"{n} {verdict}" for verdict, n in counts.items()) + f", {len(found)} steps")
    wrong = [a.entry.id for a in found if a.contradicts and a.entry.truth is not None]
    if wrong:
        print(f"verdicts that contradict the file: {', '.join(wrong)}")
