"""Writes generated pages, and only those that have changed, so that Sphinx reads no page again without need."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parent / "templates"
KEY = ".made_from"  # the file in a folder of pages that says what they were made from
# Autoescape: what a template is given is text, unless it is markupsafe.Markup.
ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def put(file: Path, text: str) -> None:
    """Write a file, unless it says this already."""
    if not file.exists() or file.read_text("utf-8") != text:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


def fill(folder: Path, files: Mapping[str, str]) -> None:
    """Make a folder hold exactly these files, by their paths in it."""
    for name, text in files.items():
        put(folder / name, text)
    for old in [p for p in folder.rglob("*") if p.is_file()] if folder.exists() else []:
        if str(old.relative_to(folder)) not in files:
            old.unlink()


def made_from(folder: Path, key: str) -> bool:
    """Whether the pages of a folder were made from what `key` stands for, by `digest`."""
    note = folder / KEY
    return note.exists() and note.read_text("utf-8") == key


def digest(*parts: str) -> str:
    """A short name for what pages are made from."""
    own = "".join(p.read_text("utf-8") for p in sorted(Path(__file__).parent.rglob("*")) if p.suffix in (".py", ".jinja"))
    return hashlib.sha256("\0".join([own, *parts]).encode()).hexdigest()
