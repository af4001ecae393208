"""A Python file of the user's: run it, and tell in one line what goes wrong in it, with its line."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from adal_theory.errors import ConfigurationError
from adal_theory.runtime.blame import Remedies, lines_of, mistake


class _AsWritten(SourceFileLoader):
    """Reads the text each time and writes nothing beside it: Python tells old bytecode by the second and the size alone."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        code: CodeType = self.source_to_code(self.get_data(path), path)
        return code


def run_file(file: Path, prefix: str, remedies: Remedies | None = None) -> ModuleType:
    """Run the file as a module of its own, which may import its neighbours.

    Raises `ConfigurationError`, one line with file and line, for whatever goes wrong in it.
    """
    spec = importlib.util.spec_from_file_location(f"{prefix}_{file.stem}", file.resolve())
    if spec is None or spec.loader is None:
        raise ConfigurationError(f"{file} is not a Python file: give a file that ends in .py")
    if isinstance(spec.loader, SourceFileLoader):
        spec.loader = _AsWritten(spec.name, str(file.resolve()))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    sys.path.insert(0, str(file.resolve().parent))  # as for a script
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        del sys.modules[spec.name]
        raise mistake(file, error, "correct that line, so that the file can be imported", remedies) from error
    finally:
        if str(file.resolve().parent) in sys.path:  # the file may have changed it
            sys.path.remove(str(file.resolve().parent))
    return module


@contextmanager
def blamed_on(file: Path) -> Iterator[None]:
    """While functions of the file run: what goes wrong in them is told in one line, with the line of the file."""
    try:
        yield
    except ConfigurationError:
        raise
    except (Exception, SystemExit) as error:
        if not lines_of(file, error):
            raise
        raise mistake(file, error, "correct that line") from error


def defined(path: Path, name: str, kind: type, example: str) -> Any:
    """Run the file and return its `name`, of type `kind`; `example` is a file of this project that has one.

    Raises `ConfigurationError` where there is no such file, nothing of that kind in it, or something goes wrong in it.
    """
    if not path.is_file():
        raise ConfigurationError(f"{path} is not a file: give a name that is known or a Python file that exists")
    return of_kind(getattr(run_file(path, f"adal_{name.lower()}"), name, None), name, kind, str(path), example)


def of_kind(found: Any, name: str, kind: type, where: str, example: str) -> Any:
    """`found`, if it is of that type."""
    if not isinstance(found, kind):
        raise ConfigurationError(f"{where} defines no {name} of type {kind.__name__}: see {example}")
    return found
