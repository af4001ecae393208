"""Data of which nothing has a place: the panel says so, and the figure is drawn without a warning."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from drawn import words
from matplotlib.axes import Axes

from adal_theory.errors import ConfigurationError
from adal_theory.plots import (
    Curve,
    Level,
    PhasePanel,
    Series,
    Triangle,
    broken,
    draw_certificate,
    draw_rates,
    draw_trajectories,
    log_scale,
    new_figure,
    phase_diagram,
)

T = np.unique(np.geomspace(1, 1e4, 30).round())
EMPTY = {
    "negative": -np.ones((3, T.size)),
    "zero": np.zeros(T.size),
    "nan": np.full((2, T.size), np.nan),
    "infinite": np.full(T.size, np.inf),
    "beyond": np.full(T.size, 1.7e308),
    "no run": np.zeros((0, T.size)),
}
ODD = {
    "smallest": np.full(T.size, 5e-324),
    "largest": np.full(T.size, 1e199),
    "one point": np.where(T == 1, 1.0, -1.0),
    "late": np.where(T > 100, 1e-300, -1.0),
}


class NoFit:
    exponent, interval = float("nan"), (float("nan"), float("nan"))


def rates(ax: Axes, values: np.ndarray) -> None:
    draw_rates(ax, [Series(T, values, rule="adal")], ylabel="y", triangles=[Triangle(0.5), Triangle(-1.0)], fits=[NoFit()])


def banded(ax: Axes, values: np.ndarray) -> None:
    draw_rates(ax, [Series(T, values, band=(np.zeros(T.size) - 1, np.zeros(T.size)))], ylabel="y")


def certificate(ax: Axes, values: np.ndarray) -> None:
    draw_certificate(ax, [Series(T, values)])


def trajectories(ax: Axes, values: np.ndarray) -> None:
    draw_trajectories(ax, [Series(T, values)], [Level(0.0, "a"), Level(0.1, "b")])


DRAWINGS: dict[str, Callable[[Axes, np.ndarray], None]] = {
    "rates": rates,
    "banded": banded,
    "certificate": certificate,
    "trajectories": trajectories,
}


@pytest.mark.parametrize("name", [*EMPTY, *ODD])
def test_whatever_the_values_are_it_is_drawn(name: str) -> None:
    """Laid out as for a file; a panel says that it is empty, and only then."""
    figure, axes = new_figure(1, len(DRAWINGS))
    for ax, draw in zip(axes.flat, DRAWINGS.values(), strict=True):
        draw(ax, {**EMPTY, **ODD}[name])
    figure.draw_without_rendering()
    logarithmic, any_at_all = name in EMPTY, name in ("nan", "infinite", "beyond", "no run")
    assert words(figure).count("no value above 0 to show") == 2 * logarithmic
    assert words(figure).count("no value to show") == 2 * any_at_all
    assert len(re.findall(r"(?:none|\d+) above", words(figure))) == (not any_at_all)


@pytest.mark.parametrize("name", EMPTY)
def test_a_phase_diagram_without_results_says_so(name: str) -> None:
    outcome = np.resize(EMPTY[name], (3, 4)) if EMPTY[name].size else np.full((3, 4), np.nan)
    boundary = Curve(np.arange(4.0), np.full(4, np.nan), "boundary")
    for centre in (None, 0.0):
        figure = phase_diagram(
            [PhasePanel("p", np.arange(4.0), np.arange(3.0), outcome, (boundary,))],
            xlabel="x",
            ylabel="y",
            colour_label="z",
            centre=centre,
        )
        figure.draw_without_rendering()
        assert ("no cell has a result" in words(figure)) == (name not in ("negative", "zero"))
    with pytest.raises(ConfigurationError, match="no panels; give at least one"):
        phase_diagram([], xlabel="x", ylabel="y", colour_label="z")


def test_without_series_or_steps_the_panel_says_so() -> None:
    for series in ([], [Series(np.zeros(0), np.zeros(0))]):
        figure, axes = new_figure(1, 3)
        draw_rates(axes[0, 0], series, ylabel="y", triangles=[Triangle(0.5)])
        draw_certificate(series, ax=axes[0, 1])
        assert broken(series) == 0
        draw_trajectories(axes[0, 2], series)
        figure.draw_without_rendering()
        assert words(figure).count("no value above 0") == 1 and words(figure).count("no value to show") == 2


def test_an_axis_of_ones_own_becomes_logarithmic_or_says_why_not() -> None:
    figure, axes = new_figure(1, 2)
    for ax, y in zip(axes.flat, (1.0, -1.0), strict=True):
        ax.plot([1, 2], [y, y])
        log_scale(ax, "ratio")
    figure.draw_without_rendering()
    assert words(figure).count("no ratio above 0 to show on a logarithmic axis") == 1
