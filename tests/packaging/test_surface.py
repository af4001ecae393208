"""The public surface of `adal_theory`, and what importing it costs."""

from __future__ import annotations

import json
import subprocess
import sys
from types import ModuleType

import adal_theory

_Feature = type(annotations)  # `from __future__ import annotations` leaves such a name behind

# Loaded when first used: each costs from a tenth of a second to several, and cupy or jax may be absent.
HEAVY = {"numba", "llvmlite", "sympy", "matplotlib", "cupy", "sklearn", "jax", "torch", "distributed"}


def is_room(name: str, value: object) -> bool:
    """A module of ours: Python binds it in the package as soon as anything imports it."""
    return isinstance(value, ModuleType) and value.__name__ == f"adal_theory.{name}"


def test_all_names_exist_once() -> None:
    names = adal_theory.__all__
    assert len(set(names)) == len(names)
    assert [name for name in names if not hasattr(adal_theory, name)] == []
    assert [name for name in names if name.startswith("_") and name != "__version__"] == []


def test_no_other_public_names() -> None:
    extra = [
        name
        for name, value in vars(adal_theory).items()
        if not name.startswith("_")
        and name not in adal_theory.__all__
        and not is_room(name, value)
        and not isinstance(value, _Feature)
    ]
    assert extra == []


def test_import_loads_nothing_heavy() -> None:
    code = "import json, sys, adal_theory; print(json.dumps(sorted(m for m in sys.modules if '.' not in m)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY & set(json.loads(run.stdout)) == set()


def test_public_types_are_announced() -> None:
    from importlib.resources import files

    assert files("adal_theory").joinpath("py.typed").is_file()
