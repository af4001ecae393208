"""Coq accepts every named step of proofs, and what the tutorial proves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from coq_files import fault, file_of, needs_coq

from adal_theory.proofs.catalogue import from_path
from adal_theory.prove import steps
from adal_theory.prove.coq.units import units

TUTORIAL = Path(__file__).parents[3] / "proofs" / "TUTORIAL.md"


@pytest.mark.slow
@needs_coq
def test_coq_accepts_every_named_step() -> None:
    found = {s.name: s.theorem for s in steps()}
    assert len(found) > 120
    assert fault(file_of(found.items())) == ""


@needs_coq
@pytest.mark.slow
def test_coq_accepts_what_the_tutorial_proves(tmp_path: Path) -> None:
    file = tmp_path / "ogd.py"
    code = "\n\n\n".join(re.findall(r"```python\n(.*?)```", TUTORIAL.read_text(encoding="utf-8"), re.S))
    file.write_text(code[: code.rindex("@library.claim(")], encoding="utf-8")  # the last claim is a slip
    library = from_path(file)
    (found,) = units(library, list(library.claims))
    assert found.claims and not found.left_out and fault(found.text) == ""
