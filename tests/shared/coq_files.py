"""Theorems given to Coq: files of claims over the theory, which is compiled once a session."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from functools import cache
from itertools import count
from pathlib import Path

import pytest

from adal_theory.prove import Theorem
from adal_theory.prove.coq import compiling, project, run
from adal_theory.prove.coq.compiling import Stop, compile_all, coqc
from adal_theory.prove.coq.lemmas import Chapter
from adal_theory.prove.coq.units import HEAD

missing = [p for p in ("coqc", "coqchk", "make") if shutil.which(p) is None]
needs_coq = pytest.mark.skipif(bool(missing), reason=f"{', '.join(missing)} not installed (Debian: apt install coq make)")
_numbers = count(1)
_kept: list[tempfile.TemporaryDirectory[str]] = []  # removed when the session ends


@cache
def theory() -> Path:
    """A folder with the theory, which coqc has accepted."""
    _kept.append(tempfile.TemporaryDirectory(prefix="adal-coq-theory-"))
    folder = Path(_kept[-1].name)
    done = compile_all(
        folder, {p: s for p, s in project.write(folder, []).items() if p.startswith("theory/")}, "", 2, lambda *_: None
    )
    assert not done.stopped, done.stopped
    return folder


def with_theory(folder: Path) -> None:
    """Put the theory there as coqc left it, with its stamps."""
    shutil.copytree(theory() / "theory", folder / "theory")
    sources = {p: s for p, s in project.sources([]).items() if p.startswith("theory/")}
    for path, digest in compiling._digests(sources, run.installed()).items():
        (folder / f"{path}.stamp").write_text(f"{digest} {compiling._of_file(folder / f'{path}.vo')}")


def said_of(text: str) -> Stop | None:
    """What coqc says against a file of claims."""
    path = f"claims/Given{next(_numbers)}"
    file = theory() / f"{path}.v"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return coqc(theory(), path, text, "")


def file_of(theorems: Iterable[tuple[str, Theorem]]) -> str:
    """A file with these theorems as claims, their hypotheses by number."""
    chapter = Chapter()
    for name, t in theorems:
        chapter.claim(name, name, {f"h{k}": h for k, h in enumerate(t.hypotheses)}, t.conclusion, t)
    return f"{HEAD}Open Scope R_scope.\n\n{chapter.text}"


def fault(text: str) -> str:
    """What coqc says against a file, with the line that it stopped at; nothing where it accepts it."""
    stop = said_of(text)
    return "" if stop is None else f"{stop.said[:1500]}\n{text.splitlines()[stop.line - 1][:1500] if stop.line else ''}"
