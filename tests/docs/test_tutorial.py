"""The tutorial's proof goes through as printed, in the length that it promises, and only because it is true."""

from __future__ import annotations

import re
from pathlib import Path

from adal_theory.proofs.catalogue import from_path
from adal_theory.prove.library.ledger import verify

TUTORIAL = Path(__file__).parents[2] / "proofs" / "TUTORIAL.md"
CODE = "\n\n\n".join(re.findall(r"```python\n(.*?)```", TUTORIAL.read_text(encoding="utf-8"), re.S))


def verdict(folder: Path, code: str) -> str:
    file = folder / "ogd.py"
    file.write_text(code, encoding="utf-8")
    (entry,) = verify(from_path(file)).entries
    return entry.verdict.verdict


def test_the_tutorial_proves_its_bound_in_sixty_lines(tmp_path: Path) -> None:
    lines = [line for line in CODE.splitlines() if line.strip() and not line.strip().startswith("#")]
    assert len(lines) <= 60
    assert verdict(tmp_path, CODE) == "proved"


def test_a_smaller_bound_is_not_proved(tmp_path: Path) -> None:
    smaller = CODE.replace("sqrt(T) / (2 * eta)", "sqrt(T) / (3 * eta)")
    assert smaller != CODE and verdict(tmp_path, smaller) == "undecided"
