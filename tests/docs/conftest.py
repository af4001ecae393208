"""The module that lists what the reference documents."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

EXTENSIONS = Path(__file__).parents[2] / "docs" / "_extensions"


@pytest.fixture(scope="module")
def reference() -> Iterator[Any]:
    pytest.importorskip("jinja2", reason="the tools of the documentation are not installed: make docs")
    sys.path.insert(0, str(EXTENSIONS))
    try:
        yield importlib.import_module("reference")
    finally:
        sys.path.remove(str(EXTENSIONS))
        for name in ("reference", "pages"):
            sys.modules.pop(name, None)
