"""Every public name is documented: it has a docstring of its own, and a place in the reference."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[2] / "docs"
# `__all__` of these is for other rooms of the package, not for users.
INTERNAL = {
    "adal_theory.bench": "behind `adal bench`",
    "adal_theory.entries": "checks of arguments",
    "adal_theory.cli": "the commands, which say their own help",
    "adal_theory.runtime": "progress and floating-point mode",
}


def own_docstring(value: Any) -> str:
    """The docstring of a value, not of its type."""
    found = inspect.getdoc(value) or ""
    return "" if found == inspect.getdoc(type(value)) else found


def test_every_public_name_has_a_docstring(reference: Any) -> None:
    missing = []
    for module in reference.modules():
        for name, value in reference.public(module):
            if callable(value) and not own_docstring(value):
                missing.append(f"{module}.{name}")
            if inspect.isclass(value):
                missing += [f"{module}.{name}.{method}" for method in bare(value)]
    assert missing == []


def bare(of: type) -> list[str]:
    """Public methods and properties that a class defines, or inherits from us, without a docstring."""
    found = []
    for name, value in inspect.getmembers(of):
        home = getattr(value, "__module__", getattr(getattr(value, "fget", None), "__module__", "")) or ""
        ours = home.startswith("adal_theory.") and (inspect.isfunction(value) or isinstance(value, property))
        if ours and not name.startswith("_") and not inspect.getdoc(value):
            found.append(name)
    return found


def test_every_package_with_public_names_is_in_the_reference(reference: Any) -> None:
    packages = {".".join(p.parent.relative_to(DOCS.parent).parts) for p in (DOCS.parent / "adal_theory").glob("*/__init__.py")}
    left = {*reference.MODULES} - {*reference.modules()}  # what they need is not installed
    public = {name for name in packages - left if getattr(importlib.import_module(name), "__all__", None)}
    assert public - {*reference.MODULES} == {*INTERNAL}


def test_a_name_without_a_docstring_is_found() -> None:
    class Bare:
        def method(self) -> None: ...

    Bare.method.__module__ = "adal_theory.somewhere"
    assert bare(Bare) == ["method"] and own_docstring({}) == ""
