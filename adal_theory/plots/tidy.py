"""Words where they fit: titles and labels broken into lines, legends where no data are.

This is done when a figure is first drawn, as only then it is known how large its panels are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Bbox, offset_copy

from adal_theory.plots.deferred import Deferred, PlacedLegend, deferred
from adal_theory.plots.style import styled

INSIDE: Any = (
    "upper right",
    "upper left",
    "lower right",
    "lower left",
    "center right",
    "upper center",
    "lower center",
    "center left",
)
PIECES = re.compile(r"(?:\$[^$]*\$|\([^()]*\)|[^ $(])+")  # words; a formula is one, and so is what stands in brackets, a unit say
Obstacle = tuple[Path | Bbox | list[Any], float]  # a polygon, the box of words or polylines (n, 2); both in pixels
ROUNDS = 3  # what is broken takes room from its neighbours, whose words may then be too long


def tidy(figure: Figure, waiting: Deferred) -> None:
    """Break what is longer than its panel into lines, then look for a free place for every legend that waits for one."""
    wholes: dict[Text, str] = {}
    _in_rounds(figure, waiting, lambda: {ax: _break_words(ax, wholes, waiting.shorter) for ax in figure.axes})
    placed = {ax: one for ax, one in waiting.legends.items() if ax in figure.axes and ax.get_legend() is one.legend}
    if placed:
        _in_rounds(figure, waiting, lambda: {ax: _settle(ax, one) for ax, one in placed.items()})


def _in_rounds(figure: Figure, waiting: Deferred, needed: Callable[[], Mapping[Axes, float]]) -> None:
    """Lay out and do what makes panels need more height, until they need no more than the round before."""
    before = 0.0
    for _ in range(ROUNDS):
        _lay_out(figure)
        height = _rows(needed())
        if height == before:
            break
        if waiting.free_height:
            figure.set_figheight(figure.get_figheight() + (height - before) / figure.dpi)
        before = height


def _rows(needed: Mapping[Axes, float]) -> float:
    """What all rows of panels need together, each as much as that of its panels that needs most."""
    rows: dict[int, float] = {}
    for ax, height in needed.items():
        spec = ax.get_subplotspec()
        row = 0 if spec is None else spec.rowspan.start
        rows[row] = max(rows.get(row, 0.0), height)
    return sum(rows.values())


def _lay_out(figure: Figure) -> None:
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)


def _break_words(ax: Axes, wholes: dict[Text, str], shorter: Mapping[Text, str]) -> float:
    """Titles and labels in as many lines as it takes; how much higher, in pixels, those above and under the panel became."""
    box = ax.get_window_extent()
    _break_text(ax.yaxis.label, 1.02 * box.height, ax, wholes)
    titles: tuple[Text, ...] = (ax.title, ax._left_title, ax._right_title)  # type: ignore[attr-defined]
    for text in ax.texts:
        if text in shorter and text.get_window_extent(_renderer(ax)).x1 > box.x1:
            text.set_text(shorter[text])
    above = max(_break_text(text, 1.02 * box.width, ax, wholes) for text in titles)
    return above + _break_text(ax.xaxis.label, 1.02 * box.width, ax, wholes)


def _break_text(text: Text, room: float, ax: Axes, wholes: dict[Text, str]) -> float:
    """Break a text into lines that are at most `room` pixels long; how much higher it became. `wholes` has them unbroken."""
    whole = wholes.setdefault(text, text.get_text())
    if not whole or not text.get_visible():
        return 0.0

    def length(words: str) -> float:
        text.set_text(words)
        extent = text.get_window_extent(_renderer(ax))
        return float(extent.height if text.get_rotation() % 180 else extent.width)

    if "\n" in whole or length(whole) <= room:
        text.set_text(whole)
        return 0.0
    lines: list[str] = []
    for word in PIECES.findall(whole):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and length(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    text.set_text("\n".join(lines))
    return 1.2 * (len(lines) - 1) * float(text.get_fontsize()) * ax.figure.dpi / 72


def _renderer(ax: Axes) -> Any:
    figure = ax.get_figure(root=True)
    canvas = getattr(figure, "canvas", None)
    return (canvas if hasattr(canvas, "get_renderer") else FigureCanvasAgg(figure)).get_renderer()  # type: ignore[union-attr]


@styled
def place_legend(ax: Axes, *, inside: bool = True, **arguments: Any) -> Legend:
    """A legend where it covers no data: in a corner or at an edge of the panel if one is free, else (or not `inside`) under it.

    `arguments` are those of `Axes.legend`. The place is found when the figure is first drawn if it is one of `new_figure`, else
    now. A legend under the panel is made anew then; `ax.get_legend()` is the one to change.
    """
    placed = PlacedLegend(ax.legend(loc="upper right", **arguments), inside, arguments)
    if (waiting := deferred(ax)) is not None:
        waiting.legends[ax] = placed
    elif (figure := ax.get_figure(root=True)) is not None:
        _lay_out(figure)
        _settle(ax, placed)
    return placed.legend


def _settle(ax: Axes, placed: PlacedLegend) -> float:
    """Move the legend of a panel to where it covers nothing; how high it is, in pixels, if that is below."""
    obstacles = list(_obstacles(ax)) if placed.inside else []
    for place in INSIDE if placed.inside else ():
        placed.legend.set_loc(place)
        box = placed.legend.get_window_extent(_renderer(ax))
        if _holds(ax.get_window_extent(), box) and not any(_meets(box, one) for one in obstacles):
            return 0.0
    placed.inside = False  # below for good
    placed.legend = _below(ax, placed.arguments)
    return float(placed.legend.get_window_extent(_renderer(ax)).height)


def _holds(panel: Bbox, box: Bbox) -> bool:
    return bool(panel.x0 <= box.x0 and box.x1 <= panel.x1 and panel.y0 <= box.y0 and box.y1 <= panel.y1)


def _below(ax: Axes, arguments: Mapping[str, Any]) -> Legend:
    """A legend under the labels of the x axis, in as many columns as the panel with its labels is wide."""
    figure: Any = ax.get_figure(root=True)
    panel, axis = ax.get_window_extent(), ax.xaxis.get_tightbbox(_renderer(ax))
    whole = ax.get_tightbbox(_renderer(ax), for_layout_only=True) or panel
    gap = (panel.y0 - axis.y0 if axis is not None else 0.0) / figure.dpi * 72 + 0.4 * rcParams["font.size"]
    right = max(panel.x1, whole.x1)
    room, below = right - whole.x0, offset_copy(ax.transAxes, figure, y=-gap, units="points")
    place = {"loc": "upper center", "bbox_transform": below, "borderaxespad": 0.0, "columnspacing": 1.2}
    at = (((right + whole.x0) / 2 - panel.x0) / panel.width, 0.0)
    number = len(ax.get_legend_handles_labels()[1]) if "handles" not in arguments else len(arguments["handles"])
    for columns in range(min(max(number, 1), 4), 0, -1):
        legend = ax.legend(**{"ncols": columns, "bbox_to_anchor": at, **place, **arguments})
        if legend.get_window_extent(_renderer(ax)).width <= room:
            break
    return legend


def _obstacles(ax: Axes) -> Iterator[Obstacle]:
    """Everything in a panel that a legend must not cover, and how far it must keep from it."""
    for line in ax.get_lines():
        points = line.get_transform().transform(np.asarray(line.get_xydata(), np.float64))
        yield _runs(points), rcParams["lines.linewidth"] * ax.figure.dpi / 72
    for collection in ax.collections:
        if isinstance(collection, PathCollection):
            yield [collection.get_offset_transform().transform(np.asarray(collection.get_offsets()))], 3.0
            continue
        filled = isinstance(collection, PolyCollection)
        for path in collection.get_paths():
            shape = collection.get_transform().transform_path(path)
            yield (shape if filled else _runs(shape.vertices)), 1.0
    for patch in ax.patches:
        yield patch.get_transform().transform_path(patch.get_path()), 1.0
    for text in ax.texts:
        if text.get_text() and text.get_visible():
            yield text.get_window_extent(_renderer(ax)), 1.0


def _runs(points: Any) -> list[Any]:
    """A polyline without its gaps."""
    good = np.isfinite(points).all(axis=1)
    return [part for part in np.split(points, np.flatnonzero(~good)) if np.isfinite(part).all(axis=1).any()]


def _meets(box: Bbox, obstacle: Obstacle) -> bool:
    shape, pad = obstacle
    wide = box.padded(pad)
    if isinstance(shape, Bbox):
        return bool(wide.overlaps(shape))
    if not isinstance(shape, list):
        return bool(shape.intersects_bbox(wide, filled=True))
    return any(crosses(part[np.isfinite(part).all(axis=1)], wide) for part in shape)


def crosses(points: Any, box: Bbox) -> bool:
    """Whether a polyline (n, 2) has a point in a box or a segment through it (Liang and Barsky's clipping, 1984)."""
    inside = (points[:, 0] >= box.x0) & (points[:, 0] <= box.x1) & (points[:, 1] >= box.y0) & (points[:, 1] <= box.y1)
    if inside.any() or len(points) < 2:
        return bool(inside.any())
    start, move = points[:-1], np.diff(points, axis=0)
    enter, leave = np.zeros(len(move)), np.ones(len(move))
    for k, (low, high) in enumerate(((box.x0, box.x1), (box.y0, box.y1))):
        with np.errstate(divide="ignore", invalid="ignore"):
            a, b = (low - start[:, k]) / move[:, k], (high - start[:, k]) / move[:, k]
        still = move[:, k] == 0
        between = (start[:, k] >= low) & (start[:, k] <= high)
        first = np.where(still, np.where(between, -np.inf, np.inf), np.minimum(a, b))
        last = np.where(still, np.where(between, np.inf, -np.inf), np.maximum(a, b))
        enter, leave = np.maximum(enter, first), np.minimum(leave, last)
    return bool((enter <= leave).any())
