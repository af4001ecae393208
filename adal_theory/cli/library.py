"""steps: the library of named steps, searched and shown."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from adal_theory.cli.common import Format, Output, app, print_json, print_tables
from adal_theory.cli.laid_out import laid_out
from adal_theory.display.described import step_data


@app.command()
def steps(
    words: Annotated[list[str] | None, typer.Argument(metavar="[WORD]...", help="Words to search for, or a step's name.")] = None,
    form: Format = Output.table,
) -> int:
    """List the named steps of proofs, or those about some words; a single one is shown. Exit status 1: none was found."""
    from adal_theory.prove.tactics.steps import steps as search

    found = search(" ".join(words or []))
    exact = [s for s in found if words == [s.name]]
    chosen = exact or found
    if len(chosen) == 1 and form is Output.table:
        print(laid_out(step_data(chosen[0])), end="")
    elif form is Output.json:
        print_json({"steps": [_full(s) if len(chosen) == 1 else _brief(s) for s in chosen]})
    elif chosen:
        rows = [[s.name, s.title, s.source] for s in chosen]
        print_tables([(f"{len(rows)} named steps", ["name", "what it says", "source"], rows)])
    else:
        print(f"no step is about {' '.join(words or [])}: try one word, such as sum, root, jensen or momentum")
    return 0 if chosen else 1


def _brief(s: Any) -> dict[str, str]:
    return {"name": s.name, "title": s.title, "source": s.source}


def _full(s: Any) -> dict[str, Any]:
    hypotheses = sorted(str(h) for h in s.theorem.hypotheses)
    return {
        **_brief(s),
        "hypotheses": hypotheses,
        "conclusion": str(s.theorem.conclusion),
        "use": s.use,
        "parameters": {
            name: sort if isinstance(sort, str) else f"function({', '.join(sort)})->real" for name, sort in s.parameters.items()
        },
    }
