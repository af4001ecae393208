"""Five figures in two columns of a page, as in a paper: fonts embedded, everything in its place."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from overlaps import faults
from small_runs import outcome

from adal_theory import plots, simulations

CHOSEN = {"S9": ("multiplier",), "S2": ("gap",), "S4": ("fixed_point",), "S3": ("regret", "phase")}
PAGE = r"""\documentclass[10pt,twocolumn]{article}
\usepackage[letterpaper,left=0.75in,right=0.75in,top=0.6in,bottom=0.6in,columnsep=0.5in]{geometry}
\usepackage{graphicx}
\pagestyle{empty}
\begin{document}
%s
\end{document}
"""


@pytest.mark.slow
def test_two_columns_of_five_figures(tmp_path: Path) -> None:
    """With pdflatex; without it (or pdffonts) the figures alone are looked at."""
    names = []
    with plots.context("column"):
        for name, keys in CHOSEN.items():
            drawn = simulations.get(name).figures(outcome(name))
            for key in keys:
                figure = drawn[key]
                assert figure.get_figwidth() == 3.25
                assert faults(figure) == []
                names.append(f"{name}-{key}")
                (tmp_path / f"{names[-1]}.pdf").write_bytes(plots.figure_bytes(figure, "pdf"))
    assert len(names) == 5
    for name in names:
        content = (tmp_path / f"{name}.pdf").read_bytes()
        assert b"/FontFile2" in content and not re.search(rb"/Subtype */Type3", content)
    if shutil.which("pdflatex") is None or shutil.which("pdffonts") is None:
        pytest.skip("pdflatex or pdffonts is not installed: the page was not set, the five figures were checked one by one")
    (tmp_path / "paper.tex").write_text(PAGE % "\n\n".join(rf"\noindent\includegraphics{{{name}}}\par\vfill" for name in names))
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "paper.tex"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:]
    assert "(1 page," in done.stdout
    assert "Overfull" not in done.stdout  # each fits its column without being scaled
    table = subprocess.run(["pdffonts", "paper.pdf"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    fonts = [line for line in table.splitlines()[2:] if line.strip()]
    assert fonts and all("TrueType" in line and re.search(r"\byes yes\b", line) for line in fonts), table
