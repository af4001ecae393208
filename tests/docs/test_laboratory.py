"""The laboratory's tutorial runs as printed: its blocks, and the experiment that they make."""

from __future__ import annotations

import re
from pathlib import Path

from adal_theory.engine.launch import run
from adal_theory.report.session import perform
from adal_theory.results.experiment import Context
from adal_theory.simulations import get

TUTORIAL = Path(__file__).parents[2] / "simulations" / "TUTORIAL.md"
CODE = "\n\n\n".join(re.findall(r"```python\n(.*?)```", TUTORIAL.read_text(encoding="utf-8"), re.S))


def test_the_blocks_make_an_experiment(tmp_path: Path) -> None:
    file = tmp_path / "lab.py"
    file.write_text(CODE, encoding="utf-8")
    experiment = get(str(file))
    for backend in ("reference", "numba"):
        done = perform(experiment, quick=True, backend=backend, changes={"steps": 500})
        assert len(done.outcome.comparisons) == 2
    done = perform(experiment, quick=True, store=tmp_path / "kept")
    assert done.outcome.ok and [p.suffix for p in done.figures] == [".svg", ".pdf", ".png"]


def test_the_method_of_the_tutorial_enters_s10(tmp_path: Path) -> None:
    space: dict[str, object] = {}
    exec(compile(CODE, str(TUTORIAL), "exec"), space)
    own = space["GENERALISATION"]
    settings = {"steps": 20, "seeds": 3, "hidden": 4, "replicas": 100, "points": 1}
    found = own.run(Context(own.settings(True, settings), run=run))
    assert "sign" in found.data["accuracy"] and len(found.data["accuracy"]) == 7
