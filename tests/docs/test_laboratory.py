"""The laboratory's tutorial runs as printed: the experiment that its blocks make, and the method in S10."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from snippets import python_blocks

from adal_theory.engine.run import run
from adal_theory.report.session import perform
from adal_theory.results.experiment import Context
from adal_theory.simulations import get

TUTORIAL = Path(__file__).parents[2] / "simulations" / "TUTORIAL.md"
BLOCKS = python_blocks(TUTORIAL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "lab.py").write_text("\n\n\n".join(BLOCKS[:-1]), encoding="utf-8")
    (tmp_path / "mine.py").write_text(BLOCKS[-1], encoding="utf-8")
    return tmp_path


@pytest.mark.slow
def test_the_blocks_make_an_experiment(folder: Path) -> None:
    experiment = get(str(folder / "lab.py"))
    done = perform(experiment, quick=True, backend="reference", changes={"steps": 500})
    assert len(done.outcome.comparisons) == 2
    done = perform(experiment, quick=True, store=folder / "kept")
    assert done.outcome.ok and [p.suffix for p in done.figures] == [".svg", ".pdf", ".png"]
    kept = np.load(folder / "kept" / "data.npz")
    assert set(kept.files) == {f"{name}/{k}" for name in ("sign_momentum", "adal") for k in "01"}
    assert kept["adal/1"].shape == (64, kept["adal/0"].size)
    assert "quartiles" in (folder / "kept" / "figures" / "lab-captions.json").read_text()


@pytest.mark.slow
def test_the_method_of_the_tutorial_enters_s10(folder: Path) -> None:
    own = get(str(folder / "mine.py"))
    assert own.name == "sign_on_digits" and str(folder) not in sys.path
    settings = {"steps": 20, "seeds": 3, "hidden": 4, "replicas": 100, "points": 1}
    found = own.run(Context(own.settings(True, settings), run=run))
    assert "sign" in found.data["right"] and len(found.data["right"]) == 7
    sys.modules.pop("lab", None)
