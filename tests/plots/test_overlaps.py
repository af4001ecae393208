"""Every figure in every style: no legend over data, no words over words, all notes and triangles inside their panels."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from overlaps import faults
from small_runs import outcome

from adal_theory import plots, simulations
from adal_theory.plots import Curve, Level, Series, Triangle

FAST = ("S9",)


def check(name: str, style: str) -> None:
    found = outcome(name)
    with plots.context(style):
        figures = simulations.get(name).figures(found)
    wrong = {key: faults(figure) for key, figure in figures.items()}
    assert wrong == {key: [] for key in figures}


@pytest.mark.parametrize("name", FAST)
def test_nothing_overlaps_in_a_column(name: str) -> None:
    check(name, "column")


@pytest.mark.long
@pytest.mark.parametrize("name", simulations.EXPERIMENTS.values())
def test_nothing_overlaps_in_any_style(name: str) -> None:
    for style in plots.STYLES:
        check(name, style)


T = np.geomspace(1, 1e5, 60)


@pytest.mark.parametrize("style", ["column", "slides"])
def test_blocks_alone_find_a_place_for_legend_triangle_and_words(style: str) -> None:
    full = [Series(T, c * T**0.5, f"a series with a long name, {c}") for c in (1, 10, 100, 1000)]  # no corner is free
    with plots.context(style):
        ax = plots.draw_rates(full, [Curve(T, 3 * T**0.5, "a bound")], ylabel="y", triangles=[Triangle(0.5), Triangle(-0.5)])
        assert faults(ax.get_figure()) == []
        levels = [Level(1.0, "one"), Level(1.02, "and one"), Level(0.99, "a third")]
        ax = plots.draw_trajectories([Series(T, np.sin(T), rule="adal"), Series(T, np.cos(T), rule="adam")], levels)
        assert faults(ax.get_figure()) == []
        assert faults(plots.draw_certificate([Series(T, 1 / T, "x")]).get_figure()) == []


def covering() -> Figure:
    figure, axes = plots.new_figure(style="column")
    axes[0, 0].plot([0, 1], [0, 1], label="a long label of a line")
    axes[0, 0].legend(loc="upper right")
    return figure


def crossing() -> Figure:
    figure, axes = plots.new_figure(style="column")
    axes[0, 0].plot([0, 1], [0, 1])
    for k in (0.5, 0.51):
        plots.note(axes[0, 0], "a note", (k, 0.2))
    return figure


def leaving() -> Figure:
    figure, axes = plots.new_figure(style="column")
    axes[0, 0].plot([0, 1], [0, 1])
    plots.note(axes[0, 0], "a note that leaves the panel", (0.95, 0.2))
    return figure


def beyond() -> Figure:
    figure, axes = plots.new_figure(style="column")
    axes[0, 0].plot([0, 1, 1, 0], [0, 0, 1, 0])
    axes[0, 0].set_xlim(0.5, 2)
    return figure


@pytest.mark.parametrize(
    ("make", "words"), [(covering, "under the legend"), (crossing, "lies over"), (leaving, "leaves"), (beyond, "triangle leaves")]
)
def test_the_look_sees_what_is_wrong(make: Any, words: str) -> None:
    assert any(words in fault for fault in faults(make()))


def test_a_legend_goes_where_no_data_are() -> None:
    """On axes of the user's own, placed at once; the same data with matplotlib's own choice are covered."""
    figure = Figure(figsize=(3.25, 2.2), layout="constrained")
    ax = figure.subplots()
    for k in range(40):
        ax.plot([0, 1], [k, k], label="crowded" if k < 4 else None)
    ax.legend(loc="best")
    assert any("under the legend" in fault for fault in faults(figure))
    plots.place_legend(ax)
    assert faults(figure) == []


def test_a_legend_that_is_placed_at_once_is_the_one_on_the_axes() -> None:
    """On axes of the user's own, and in a figure of ours that has been drawn; also where it is made anew below the panel."""
    ours, (axes,) = plots.new_figure(1, 1)
    ours.draw_without_rendering()
    for ax in (Figure(figsize=(3.25, 2.2), layout="constrained").subplots(), axes[0]):
        for k in range(40):
            ax.plot([0, 1], [k, k], label="crowded" if k < 4 else None)
        legend = plots.place_legend(ax)
        assert legend is ax.get_legend()
        assert legend.get_window_extent().y1 < ax.get_window_extent().y0


def test_a_legend_that_replaces_ours_before_the_figure_is_drawn_stays() -> None:
    figure, axes = plots.new_figure()
    axes[0, 0].plot([0, 1], [0, 1], label="a line")
    plots.place_legend(axes[0, 0])
    own = axes[0, 0].legend(["another name"], loc="center")
    figure.draw_without_rendering()
    assert axes[0, 0].get_legend() is own and own._get_loc() == 10  # the centre
