"""All lemmas of theory.md that are proved here, in one library; other libraries by file or entry point."""

import importlib
import re
from functools import lru_cache
from importlib.metadata import entry_points
from pathlib import Path
from pkgutil import iter_modules

from adal_theory.errors import ConfigurationError
from adal_theory.proofs.hypotheses import LIBRARY
from adal_theory.prove import InvalidInference, Library
from adal_theory.results.source_file import run_file

GROUP = "adal_theory.proofs"
SECTIONS = {
    "A": "algebra of the update",
    "B": "convex losses: what is true",
    "C": "convex losses: what is false",
    "D": "nonconvex losses",
    "E": "gradient noise",
    "L": "auxiliary lemmas",
    "P": "published theorems of other methods",
}


@lru_cache(maxsize=1)
def library() -> Library:
    """The lemmas of this project, in the order of their ids: whatever lies in the folders of `proofs`."""
    importlib.import_module("adal_theory.proofs.known_false")
    for folder in iter_modules(_folders("adal_theory.proofs")):
        if folder.ispkg and folder.name != "curves":
            room = f"adal_theory.proofs.{folder.name}"
            for file in iter_modules(_folders(room)):
                importlib.import_module(f"{room}.{file.name}")
    LIBRARY.arrange(_place)
    return LIBRARY


def _folders(package: str) -> list[str]:
    return list(importlib.import_module(package).__path__)


def _place(id: str) -> list[tuple[int, int, str]]:
    """B10.2 after B9.1: words by the alphabet, numbers by their size."""
    return [(int(part.isdigit()), int(part) if part.isdigit() else 0, part) for part in re.findall(r"\d+|[^\d.]+", id)]


def from_path(path: Path) -> Library:
    """The claims of a Python file, or of all files of a folder: each defines a `Library` at its top level.

    Raises `ConfigurationError` where there is none.
    """
    files = sorted(path.glob("*.py")) if path.is_dir() else [path]
    if not path.exists() or not files:
        raise ConfigurationError(f"{path} holds no Python file: give a lemma's id, a file or a folder with proofs")
    whole = Library()
    for file in files:
        for found in _libraries(file):
            try:
                whole.adopt(found)
            except ConfigurationError as error:
                raise ConfigurationError(f"{file}: {error}") from error
    if not whole.claims and not whole.false:
        raise ConfigurationError(f"{path} defines no claims: write `library = Library()` and `@library.claim(…)` in it")
    return whole


def _libraries(file: Path) -> list[Library]:
    """The libraries that a file defines. Raises `ConfigurationError`, naming file and line, when it cannot be run."""
    module = run_file(file, "adal_proofs", {InvalidInference: "correct the claim there"})
    found = {id(v): v for v in vars(module).values() if isinstance(v, Library) and v is not LIBRARY}
    return list(found.values())


def installed() -> list[Library]:
    """Libraries that other packages offer under the entry point group adal_theory.proofs."""
    return [found for e in entry_points(group=GROUP) if isinstance(found := e.load(), Library)]
