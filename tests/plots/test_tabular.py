"""The numbers of a figure as CSV: those that were drawn, under the names of the legend."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from adal_theory.plots import new_figure
from adal_theory.plots.tabular import HEAD, figure_csv


def table(figure: object) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(figure_csv(figure))))  # type: ignore[arg-type]


def test_lines_points_bands_and_bars_are_what_was_drawn() -> None:
    figure, axes = new_figure(titles=["one"])
    ax, x = axes[0, 0], np.array([1.0, 2.0, 1 / 3])
    (line,) = ax.plot(x, x**2, label="squares")
    ax.fill_between([0.0, 1.0], [0.0, 0.0], [1.0, 2.0], color=line.get_color(), alpha=0.3)
    ax.errorbar([5.0], [6.0], yerr=[0.5], fmt="o", label="measured")
    ax.axhline(7.0)
    ax.bar([3.0], [4.0], width=1.0, label="bars")
    rows = table(figure)
    assert tuple(rows[0]) == HEAD and {r["panel"] for r in rows} == {"one"}
    found = {(r["series"], r["kind"]) for r in rows}
    assert found == {("squares", "line"), ("squares", "band"), ("measured", "point"), ("measured", "bar"), ("bars", "box")}
    squares = [(float(r["x"]), float(r["y"])) for r in rows if (r["series"], r["kind"]) == ("squares", "line")]
    assert squares == [(v, v**2) for v in x]  # the same floats, not rounded
    bars = [(float(r["x"]), float(r["y"])) for r in rows if r["kind"] == "bar"]
    assert bars == [(5.0, 5.5), (5.0, 6.5)]
    assert [(float(r["x"]), float(r["y"])) for r in rows if r["kind"] == "box"] == [(2.5, 0.0), (3.5, 4.0)]


def test_cells_have_their_centre_and_their_value() -> None:
    figure, axes = new_figure(titles=["cells"])
    mesh = axes[0, 0].pcolormesh([0.0, 1.0, 2.0], [0.0, 2.0], [[5.0, np.nan]])
    figure.colorbar(mesh)
    rows = table(figure)
    assert [(r["kind"], float(r["x"]), float(r["y"])) for r in rows] == [("cell", 0.5, 1.0), ("cell", 1.5, 1.0)]
    assert float(rows[0]["value"]) == 5.0 and rows[1]["value"] == "nan"


@pytest.mark.parametrize("label", ["", "_hidden"])
def test_what_has_no_label_has_a_number_and_a_panel_without_title_its_axes(label: str) -> None:
    figure, axes = new_figure()
    axes[0, 0].plot([1.0], [2.0], label=label)
    axes[0, 0].set_ylabel("regret, R(t)")
    (row,) = table(figure)
    assert row["series"] == "unnamed 1" and row["panel"] == "panel 1 (regret, R(t))"
