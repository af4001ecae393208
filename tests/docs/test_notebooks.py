"""The notebooks of the documentation, executed from the start: every cell goes through, nothing stands on standard error."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "notebooks"
_CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(.*?)^```$", re.DOTALL | re.MULTILINE)
NOTEBOOKS = sorted(page.stem for page in FOLDER.glob("*.md") if page.stem != "index")
# What a reader is to see in each, and how many figures.
SEEN = {
    "regret": (["AdaL with a capped weight", "not settled in this window", "t</mi><mn>1.022"], 2),
    "steps": (["refuted", "true with 0 ≤ c", "made by the kernel", "GD: Gradient descent"], 0),
    "tails": (["heavy but not stable", "stable with index 1.48"], 2),
}


def executed(name: str, folder: Path) -> Any:
    nbclient = pytest.importorskip("nbclient", reason="nbclient, which executes notebooks, is not installed: make docs")
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed: make docs")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed: make docs")
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(text) for text in _CELL.findall((FOLDER / f"{name}.md").read_text("utf-8"))]
    client = nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}})
    client.execute()
    return notebook


@pytest.mark.slow
@pytest.mark.parametrize("name", NOTEBOOKS)
@pytest.mark.filterwarnings("default")  # those of the client itself; the kernel's would be on its standard error
def test_a_notebook_runs_and_shows_what_it_speaks_of(name: str, tmp_path: Path) -> None:
    notebook = executed(name, tmp_path)
    outputs = [output for cell in notebook.cells for output in cell.outputs]
    assert [o for o in outputs if o.output_type in ("stream", "error")] == []
    shown = "\n".join(str(data) for o in outputs for data in o.data.values())
    said, figures = SEEN[name]
    assert [text for text in said if text not in shown] == [] and shown.count('role="img"') == figures
    assert all(re.search(r"=|^import|^def|^from|^@", cell.source) or cell.outputs for cell in notebook.cells)


def test_every_notebook_is_in_the_table_of_contents() -> None:
    index = (FOLDER / "index.md").read_text("utf-8")
    assert sorted(SEEN) == NOTEBOOKS and all(f"\n{name}\n" in index and f"({name}.md)" in index for name in NOTEBOOKS)
    assert "notebooks/index" in (FOLDER.parent / "index.md").read_text("utf-8")
