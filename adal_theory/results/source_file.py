"""A Python file of the user's: run it, and tell in one line what goes wrong in it, with its line."""

from __future__ import annotations

import importlib.util
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from adal_theory.errors import ConfigurationError

Remedies = Mapping[type[Exception], str]
"""What to do about exceptions whose message stands for itself, by type."""


def run_file(file: Path, prefix: str, remedies: Remedies | None = None) -> ModuleType:
    """Run the file as a module of its own, which may import its neighbours.

    Raises `ConfigurationError`, one line with file and line, for whatever goes wrong in it.
    """
    spec = importlib.util.spec_from_file_location(f"{prefix}_{file.stem}", file.resolve())
    if spec is None or spec.loader is None:
        raise ConfigurationError(f"{file} is not a Python file: give a file that ends in .py")
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
        if not _lines(file, error):
            raise
        raise mistake(file, error, "correct that line") from error


def mistake(file: Path, error: BaseException, remedy: str, remedies: Remedies | None = None) -> ConfigurationError:
    """One line for what went wrong while the file was run: where, what, and what to do."""
    inside = str(file.resolve())
    if isinstance(error, OSError) and error.filename == inside:
        return ConfigurationError(f"{file} cannot be read ({error.strerror}): choose a file that can be read")
    if isinstance(error, SyntaxError) and error.filename in (inside, None):
        line = f", line {error.lineno}" if error.lineno else ""
        return ConfigurationError(f"{file}{line}: {error.msg}: correct the file's syntax there")
    lines = _lines(file, error)
    place = f"{file}, line {lines[-1]}" if lines else str(file)
    if isinstance(error, SystemExit):
        return ConfigurationError(f"{place}: the file ends the program: take the call of exit out of it")
    if isinstance(error, ConfigurationError):
        return ConfigurationError(f"{place}: {error}")
    for kind, own in (remedies or {}).items():
        if isinstance(error, kind):
            return ConfigurationError(f"{place}: {error}: {own}")
    return ConfigurationError(f"{place}: {type(error).__name__}: {error}: {remedy}")


def _lines(file: Path, error: BaseException) -> list[int]:
    """The lines of the file that the error came through, outermost first."""
    inside = str(file.resolve())
    return [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == inside and f.lineno]


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
