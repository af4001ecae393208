"""All lemmas of theory.md that are proved here, in one library; other libraries by file or entry point."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from importlib.metadata import entry_points
from pathlib import Path

from adal_theory.errors import ConfigurationError
from adal_theory.proofs.setting import LIBRARY
from adal_theory.prove import Library

ROOMS = (
    "algebra",
    "scale",
    "convex",
    "sums",
    "regret",
    "plain",
    "cycle",
    "bias",
    "nonconvex",
    "descent",
    "smooth",
    "stochastic",
    "amplify",
    "kurtosis",
    "noise",
)
GROUP = "adal_theory.proofs"


def library() -> Library:
    """The lemmas of this project, and those that other packages add through entry points."""
    for room in ROOMS:
        importlib.import_module(f"adal_theory.proofs.{room}")
    return LIBRARY


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
            whole.adopt(found)
    if not whole.claims:
        raise ConfigurationError(f"{path} defines no claims: write `library = Library()` and `@library.claim(…)` in it")
    return whole


def _libraries(file: Path) -> list[Library]:
    spec = importlib.util.spec_from_file_location(f"adal_proofs_{file.stem}", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return [v for v in vars(module).values() if isinstance(v, Library) and v is not LIBRARY]


def installed() -> list[Library]:
    """Libraries that other packages offer under the entry point group adal_theory.proofs."""
    return [found for e in entry_points(group=GROUP) if isinstance(found := e.load(), Library)]
