"""export: proofs for another checker."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from adal_theory.cli.common import app
from adal_theory.cli.proofs import selected


@app.command()
def export(
    coq: Annotated[str, typer.Option("--coq", metavar="DIR", help="Write the project for Coq into this folder.")],
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH|ID]...", help="Lemmas by id, or one file or folder with proofs (default: all of theory.md's)."
        ),
    ] = None,
) -> int:
    """Write proofs as files that Coq checks: every statement, and every lemma that it rests on."""
    from adal_theory.prove.coq.ask import export as write
    from adal_theory.prove.library.ledger import select

    library, wanted = selected(names or [])
    folder = Path(coq).expanduser()
    found = write(library, select(library, wanted), folder)
    count, left = sum(len(u.claims) for u in found), {id: why for u in found for id, why in u.left_out.items()}
    statements, files = (f"{k} {what}{'s' * (k != 1)}" for k, what in ((count, "statement"), (len(found), "file")))
    print(f"{statements} in {files}; to check them: make -C {folder} -j2 check")
    for id, why in left.items():
        print(f"left out: {id}: {why}")
    return 1 if left else 0
