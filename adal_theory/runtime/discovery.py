"""What a package holds, found in its files: whoever adds a rule, a problem, a law or an experiment adds one file and no row."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from adal_theory.errors import ConfigurationError
from adal_theory.runtime.blame import mistake

T = TypeVar("T")
REMEDY = "correct that line, or take the file out of the package"


def defining(package: str, name: str) -> list[str]:
    """The modules of a package whose text defines `name` at the left margin, in alphabetical order; none is imported."""
    defines = re.compile(rf"^{name}\b *[:=]", re.MULTILINE)
    here = sorted((file for file in files(package).iterdir() if _is_module(file.name)), key=lambda file: file.name)
    return [file.name.removesuffix(".py") for file in here if defines.search(file.read_text("utf-8"))]


def _is_module(file: str) -> bool:
    """Not what editors and copies leave behind, such as "adal (copy).py"."""
    return file.endswith(".py") and file != "__init__.py" and file.removesuffix(".py").isidentifier()


def imported(package: str, module: str) -> Any:
    """A module of a package. Whatever goes wrong in its file is a `ConfigurationError` of one line."""
    try:
        return import_module(f"{package}.{module}")
    except (Exception, SystemExit) as error:
        raise mistake(Path(str(files(package) / f"{module}.py")), error, REMEDY) from error


def defined(package: str, name: str) -> Iterator[tuple[str, Any]]:
    """(file name, value of `name`) for each module of a package that defines it, in alphabetical order."""
    for module in defining(package, name):
        yield f"{module}.py", getattr(imported(package, module), name)


def unique(package: str, kind: str, found: Iterator[tuple[str, str, T]]) -> dict[str, T]:
    """Values by name, from (file, name, value); the order stays. Raises `ConfigurationError` where two bear one name."""
    homes: dict[str, str] = {}
    values: dict[str, T] = {}
    for file, name, value in found:
        if name in homes:
            raise ConfigurationError(
                f"{package}: {homes[name]} and {file} both define the {kind} {name!r}: give each a name of its own"
            )
        homes[name], values[name] = file, value
    return values


class Registry(Mapping[str, T]):
    """What a package holds, by name; looked for when first asked, so that a file in which something is wrong stops no import."""

    def __init__(self, find: Callable[[], dict[str, T]]) -> None:
        self._find = find

    @cached_property
    def _found(self) -> dict[str, T]:
        return self._find()

    def __getitem__(self, name: str) -> T:
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __repr__(self) -> str:
        return f"<{', '.join(self)}>"


def constructors(package: str, name: str, kind: str) -> dict[str, Callable[..., Any]]:
    """The functions that the files of a package name in their tuple `name`, by their own names, in alphabetical order."""
    found = []
    for file, named in defined(package, name):
        if not isinstance(named, tuple) or not all(callable(f) and hasattr(f, "__name__") for f in named):
            raise ConfigurationError(f"{package}: {name} in {file} is not a tuple of functions: write {name} = (function,)")
        found += [(file, f.__name__, f) for f in named]
    return dict(sorted(unique(package, kind, iter(found)).items()))


def without(package: str, name: str) -> AttributeError:
    """What a package raises for an attribute that it does not have; Python itself adds "Did you mean …?"."""
    return AttributeError(f"module {package!r} has no attribute {name!r}", name=name, obj=sys.modules[package])
