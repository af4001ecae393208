"""The graph of what rests on what: its layers, its arrows, its colours, and how it fits the axes that it is given."""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, PathPatch

from adal_theory.plots import dependency_graph
from adal_theory.plots.layers import acyclic, crossings, layered, positions, reduced
from adal_theory.proofs.catalogue import SECTIONS

USES = {"a": [], "b": ["a"], "c": ["a", "b"], "d": ["c", "a"], "e": [], "f": ["d", "b"], "alone": []}


def test_arrows_that_others_imply_are_left_out() -> None:
    assert reduced(USES) == {"a": [], "b": ["a"], "c": ["b"], "d": ["c"], "e": [], "f": ["d"], "alone": []}


def test_a_circle_is_opened() -> None:
    assert acyclic({"a": ["b"], "b": ["a", "gone"]}) == {"a": ["b"], "b": []}


def test_layers_go_down_and_long_arrows_bend_in_every_layer_between() -> None:
    uses = {"a": [], "b": ["a"], "c": ["b"], "d": ["c", "x"], "x": [], "e": ["a", "c"], "alone": []}
    layers = layered(uses)
    row = {name: k for k, names in enumerate(layers.rows) for name in names}
    assert all(row[q] + 1 == row[p] for q, p in layers.links)
    assert row["x"] == row["d"] - 1  # what rests on nothing stands near what uses it
    assert layers.alone == ["alone"] and len(layers.bends) == 2
    at = positions(layers)
    assert set(at) == set(uses) | layers.bends
    for names in layers.rows:
        places = [at[q][0] for q in names]
        assert places == sorted(places) and len(set(places)) == len(places)
    assert all(at["alone"][1] < at[q][1] for q in row)


def test_crossings_that_can_be_avoided_are() -> None:
    layers = layered({"a": [], "b": [], "c": [], "z": ["a"], "y": ["b"], "x": ["c"], "w": ["a"]})
    assert crossings(layers) == 0


def test_the_picture_has_every_node_and_arrow() -> None:
    figure = dependency_graph(USES, dict.fromkeys(USES, "G"), {"G": "a group"}).figure
    assert {q.get_text() for q in figure.axes[0].texts} == {*USES, "a group"}
    drawn = [q.get_fill() for q in figure.axes[0].patches if isinstance(q, PathPatch)]
    links = layered(reduced(USES)).links
    assert drawn.count(True) == sum(map(len, reduced(USES).values())) and drawn.count(False) == len(links)


def test_each_section_of_the_lemmas_has_a_colour_of_its_own() -> None:
    ax = dependency_graph({s: [] for s in SECTIONS}, {s: s for s in SECTIONS}, SECTIONS)
    assert len({line.get_color() for line in ax.get_lines()}) == len(SECTIONS)
    many = [f"group {k}" for k in range(20)]
    ax = dependency_graph({s: [] for s in many}, {s: s for s in many}, {s: s for s in many})
    assert len({(line.get_color(), str(line._dash_pattern)) for line in ax.get_lines()}) == len(many)


@pytest.mark.parametrize(("width", "height"), [(4.0, 8.0), (12.0, 3.0)])
def test_the_picture_fits_the_axes_that_are_given(width: float, height: float) -> None:
    figure = Figure(figsize=(width, height))
    ax = dependency_graph(USES, ax=figure.add_axes((0.5, 0.0, 0.5, 1.0)))
    figure.draw_without_rendering()
    assert all(ax.bbox.containsx(q.x0) and ax.bbox.containsx(q.x1) for p in ax.patches if (q := p.get_window_extent()))
    boxes = [p for p in ax.patches if isinstance(p, FancyBboxPatch)]
    for words, box in zip(ax.texts, boxes, strict=True):
        room, text = box.get_window_extent(), words.get_window_extent()
        assert room.x0 < text.x0 and text.x1 < room.x1 and room.y0 < text.y0 and text.y1 < room.y1, words.get_text()
