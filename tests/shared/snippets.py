"""The blocks of a Markdown page that tests run, `python` and `console`, and how what is printed is compared with the page."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from adal_theory.cli import app

BLOCK = re.compile(r"^```(python|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ROOT = Path(__file__).parents[2]
ADAL = Path(sys.executable).with_name("adal")


def blocks(page: Path) -> list[tuple[str, str]]:
    """(language, text) in the order of the page."""
    return [(found[1], found[2]) for found in BLOCK.finditer(page.read_text("utf-8"))]


def python_blocks(page: Path) -> list[str]:
    return [text for language, text in blocks(page) if language == "python"]


def commands(block: str) -> Iterator[tuple[str, str]]:
    """(command, what the page shows of its output) of a console block."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def prints(shown: str, said: str) -> bool:
    """Whether `said` is what the page shows, spaces aside; `...` stands for anything."""
    pattern = ".*".join(re.escape(" ".join(part.split())) for part in shown.split("..."))
    return re.fullmatch(re.sub(r"\\ ", " ?", pattern), " ".join(said.split())) is not None


def shown_commands(page: Path) -> list[list[str]]:
    """The commands of `bash` and `sh` blocks, word by word; what follows the first of a pipe is left out."""
    found = []
    for block in re.findall(r"^```(?:bash|sh)\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line, comments=True)
            if words:
                found.append(words[: words.index("|")] if "|" in words else words)
    return found


def understood(words: list[str]) -> None:
    """Raises where the command line does not take these words, or make has no such target. Nothing is run."""
    if words[0] == "make":
        targets = re.findall(r"^(\w[\w-]*):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
        assert {w for w in words[1:] if "=" not in w} <= {*targets}, f"{' '.join(words)}: choose from {targets}"
    elif words[0] == "adal":
        group = typer.main.get_command(app)
        name, *rest = words[1:]
        if not name.startswith("-"):
            group.resolve_command(group.make_context("adal", [name]), [name])[1].make_context(name, rest)


def run_page(page: Path, folder: Path) -> int:
    """Run the blocks of a page in order, in a folder: Python's in one namespace. Returns how many. Raises where one does not do
    what the page shows."""
    names: dict[str, Any] = {"__name__": page.stem}
    found = blocks(page)
    before = Path.cwd()
    os.chdir(folder)
    try:
        for language, text in found:
            if language == "python":
                exec(compile(text, page.name, "exec"), names)
                continue
            for command, shown in commands(text):
                said = _output(command)
                assert prints(shown, said), f"{page.name}: `{command}` printed\n{said}\nthe page shows\n{shown}"
    finally:
        os.chdir(before)
    return len(found)


def _output(command: str) -> str:
    assert command.startswith("adal "), f"{command}: only adal is run; a block of other commands is ```sh"
    done = subprocess.run(
        ["bash", "-c", f'"{ADAL}" {command.removeprefix("adal ")} 2>&1'],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"COLUMNS": "200"},
    )
    return done.stdout
