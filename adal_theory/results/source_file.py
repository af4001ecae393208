"""What a Python file of the user's defines under an agreed name."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

from adal_theory.errors import ConfigurationError


def defined(path: Path, name: str, kind: type, example: str) -> Any:
    """Run the file and return its `name`, of type `kind`; `example` is a file of this project that has one.

    Raises `ConfigurationError` where there is no such file, or nothing of that kind in it; the file's own errors pass through.
    """
    if not path.is_file():
        raise ConfigurationError(f"{path} is not a file: give a name that is known or a Python file that exists")
    spec = importlib.util.spec_from_file_location(f"adal_{name.lower()}_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(path.resolve().parent))  # as for a script: it may import its neighbours
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(path.resolve().parent))
    return of_kind(getattr(module, name, None), name, kind, str(path), example)


def of_kind(found: Any, name: str, kind: type, where: str, example: str) -> Any:
    """`found`, if it is of that type."""
    if not isinstance(found, kind):
        raise ConfigurationError(f"{where} defines no {name} of type {kind.__name__}: see {example}")
    return found
