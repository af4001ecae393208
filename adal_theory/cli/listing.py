"""list: what there is, by kind, searched by words."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from adal_theory.cli.common import Format, Output, app, print_json, print_tables
from adal_theory.display.things import KINDS, Thing, groups


class Kind(StrEnum):
    all = "all"
    experiments = "experiments"
    lemmas = "lemmas"
    rules = "rules"
    problems = "problems"
    laws = "laws"
    steps = "steps"


@app.command("list")
def list_(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORD]...", help="Words that must all occur in the name, the title or the text."),
    ] = None,
    kind: Annotated[Kind, typer.Option("--kind", help="List these only.")] = Kind.all,
    form: Format = Output.table,
) -> int:
    """List experiments, lemmas, rules, problems, laws of noise and named steps. Exit status 1: nothing was found."""
    kinds = [k for k in Kind if k is not Kind.all and kind in (k, Kind.all)]
    found = {k.value: [thing for thing in KINDS[k]() if thing.about(words or [])] for k in kinds}
    whole = kind is Kind.all and not words  # an overview: the parts of a lemma and the named steps would hide the rest
    if form is Output.json:
        print_json({k: [_record(thing, k) for thing in things] for k, things in found.items()})
    elif any(found.values()):
        shown = {k: things for k, things in found.items() if things and not (whole and k == "steps")}
        print_tables([_overview(things) if whole and k == "lemmas" else _table(k, things) for k, things in shown.items()])
        if whole:
            print(f"adal steps lists {len(found['steps'])} named steps for proofs, adal list --kind lemmas all statements.")
        print("adal show NAME tells more.")
    else:
        print(f"nothing is about {' '.join(words or [])}: try one word, such as regret, noise or momentum")
    return 0 if any(found.values()) else 1


def _overview(things: list[Thing]) -> tuple[str, list[str], list[list[str]]]:
    """The table of lemmas, each by the claim that bears its id, else by its first, with the number of its claims."""
    lemmas = groups(things)
    first = {id: next((thing for thing in several if thing.name == id), several[0]) for id, several in lemmas.items()}
    rows = [[first[id].name, first[id].title, str(len(several))] for id, several in lemmas.items()]
    return counted(len(rows), "lemmas"), ["name", "what it says", "statements"], rows


def _table(kind: str, things: list[Thing]) -> tuple[str, list[str], list[list[str]]]:
    """A table's title, columns and rows; the last column only where something stands in it."""
    sourced = any(thing.source for thing in things)
    rows = [[", ".join(thing.names), thing.title, *([thing.source] if sourced else [])] for thing in things]
    column = "theorems" if kind == "experiments" else "source"
    return (
        counted(len(things), "statements" if kind == "lemmas" else kind),
        ["name", "what it is", *([column] if sourced else [])],
        rows,
    )


def counted(n: int, plural: str) -> str:
    return f"{n} {plural if n != 1 else plural.removesuffix('s')}"


def _record(thing: Thing, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = {"name": thing.name, "title": thing.title}
    return found | ({"theorems": list(thing.value.theorems)} if kind == "experiments" else {"source": thing.source})
