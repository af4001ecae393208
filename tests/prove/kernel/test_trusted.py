"""The kernel stands alone: it imports the standard library and itself, and how terms show themselves decides nothing."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import adal_theory.prove.kernel
from adal_theory.prove import Eq, rules, var
from adal_theory.prove.kernel import terms
from adal_theory.prove.kernel.theorem import same
from adal_theory.prove.printing.text import text

KERNEL = Path(adal_theory.prove.kernel.__file__).parent
FILES = sorted(KERNEL.rglob("*.py"))


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(KERNEL)))
def test_the_kernel_imports_the_standard_library_and_itself(file: Path) -> None:
    foreign = [
        m
        for m in imported(file)
        if m.partition(".")[0] not in sys.stdlib_module_names
        and m != "adal_theory.prove.kernel"
        and not m.startswith("adal_theory.prove.kernel.")
    ]
    assert foreign == []


def test_how_terms_show_themselves_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = var("x"), var("y")
    assert repr(x + y) == text(x + y) == "x + y"
    monkeypatch.setattr(terms, "_shown", lambda a: "anything")
    assert repr(x) == repr(y) == "anything"
    assert x != y and not same(x <= y, y <= x) and hash(x) != hash(y)
    assert rules.assume(Eq(x, y)).conclusion == Eq(x, y) != Eq(y, x)


def test_the_kernel_can_be_read_in_an_evening() -> None:
    """All of it, docstrings and comments included, blank lines left out."""
    lines = [line for file in FILES for line in file.read_text().splitlines() if line.strip()]
    assert len(lines) <= 1500 and max(map(len, lines)) <= 130
