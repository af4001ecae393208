"""What stands on top of what in a figure, in pixels, as it is drawn: an independent look at `adal_theory.plots`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import Collection, QuadMesh
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text
from matplotlib.transforms import Bbox

HAIR = 0.75  # pixels: boxes that only touch do not overlap


def faults(figure: Figure, dpi: float = 150.0) -> list[str]:
    """Everything that is wrong: data under a legend, words over words, words that leave their panel or the figure."""
    figure.set_dpi(dpi)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # tidies
    drawn = drawn_texts(canvas)
    return [*covered(figure, canvas.get_renderer()), *crossed(drawn), *outside(figure, drawn)]


def drawn_texts(canvas: FigureCanvasAgg) -> list[tuple[Text, Bbox]]:
    """Each text that is really drawn (ticks out of view are not), and its box."""
    found: list[tuple[Text, Bbox]] = []
    original = Text.draw

    def draw(self: Text, renderer: Any, *args: Any, **kwargs: Any) -> None:
        if self.get_visible() and self.get_text().strip():
            found.append((self, self.get_window_extent(renderer)))
        original(self, renderer, *args, **kwargs)

    Text.draw = draw  # type: ignore[method-assign]
    try:
        canvas.draw()
    finally:
        Text.draw = original  # type: ignore[method-assign]
    return found


def crossed(drawn: list[tuple[Text, Bbox]]) -> Iterator[str]:
    for (one, a), (other, b) in combinations(drawn, 2):
        if min(a.x1, b.x1) - max(a.x0, b.x0) > HAIR and min(a.y1, b.y1) - max(a.y0, b.y0) > HAIR:
            yield f"'{one.get_text()}' lies over '{other.get_text()}'"


def outside(figure: Figure, drawn: list[tuple[Text, Bbox]]) -> Iterator[str]:
    whole = figure.bbox.padded(HAIR)
    for text, box in drawn:
        if not (whole.x0 <= box.x0 and box.x1 <= whole.x1 and whole.y0 <= box.y0 and box.y1 <= whole.y1):
            yield f"'{text.get_text()}' leaves the figure"
    for ax in figure.axes:
        panel = ax.get_window_extent().padded(2 * HAIR)
        for text in ax.texts:
            box = next((b for t, b in drawn if t is text), None)
            if box is None or (text.get_in_layout() and box.x0 > panel.x1 - 5):
                continue  # not drawn, or stands beside the panel, where the layout keeps room for it
            if not (panel.x0 <= box.x0 and box.x1 <= panel.x1 and panel.y0 <= box.y0 and box.y1 <= panel.y1):
                yield f"the note '{text.get_text()}' leaves its panel"
        for line in ax.get_lines():
            points = line.get_transform().transform(np.asarray(line.get_xydata(), float))
            if len(points) == 4 and np.array_equal(points[0], points[3]):  # a slope triangle
                low, high = points.min(axis=0), points.max(axis=0)
                if low[0] < panel.x0 or low[1] < panel.y0 or high[0] > panel.x1 or high[1] > panel.y1:
                    yield "a slope triangle leaves its panel"


def covered(figure: Figure, renderer: Any) -> Iterator[str]:
    """Data under the box of a legend: of each panel, not only of its own."""
    legends = [found for ax in figure.axes if (found := ax.get_legend()) is not None] + list(figure.legends)
    for legend in legends:
        box = legend.get_window_extent(renderer)
        for ax in figure.axes:
            for name, points in data_of(ax):
                inside = (points > (box.x0, box.y0)) & (points < (box.x1, box.y1))
                if inside.all(axis=1).any():
                    yield f"{name} of '{title(ax)}' lies under the legend '{words(legend)}'"


def title(ax: Axes) -> str:
    return ax.get_title(loc="left") or ax.get_ylabel()


def words(legend: Legend) -> str:
    return ", ".join(text.get_text() for text in legend.get_texts())


def data_of(ax: Axes) -> Iterator[tuple[str, Any]]:
    """All that is drawn in a panel, as points a pixel apart, cut at its edges."""
    panel = ax.get_window_extent()
    for line in ax.get_lines():
        points = line.get_transform().transform(np.asarray(line.get_xydata(), float))
        joined = line.get_linestyle() not in ("None", "none", "")
        yield f"line '{line.get_label()}'", clipped(dense(points) if joined else points, panel)
    for collection in ax.collections:
        yield f"{type(collection).__name__} '{collection.get_label()}'", clipped(points_of(collection, panel), panel)
    for patch in ax.patches:
        yield "bar", clipped(filled(patch.get_transform().transform_path(patch.get_path())), panel)


def points_of(collection: Collection, panel: Bbox) -> Any:
    if isinstance(collection, QuadMesh):
        x, y = np.meshgrid(np.linspace(panel.x0, panel.x1, 200), np.linspace(panel.y0, panel.y1, 200))
        return np.stack([x.ravel(), y.ravel()], axis=1)
    paths = [collection.get_transform().transform_path(path) for path in collection.get_paths()]
    solid = np.size(collection.get_facecolor()) > 0
    return np.concatenate([np.zeros((0, 2)), *(filled(path) if solid else dense(path.vertices) for path in paths)])


def filled(path: Any) -> Any:
    """Points two pixels apart within a closed path, and its outline."""
    good = path.vertices[np.isfinite(path.vertices).all(axis=1)]
    if not len(good):
        return good
    (x0, y0), (x1, y1) = np.clip(good.min(axis=0), -4000, 4000), np.clip(good.max(axis=0), -4000, 4000)
    x, y = np.meshgrid(np.arange(x0, x1, 2.0), np.arange(y0, y1, 2.0))
    grid = np.stack([x.ravel(), y.ravel()], axis=1)
    inside = grid[path.contains_points(grid)] if len(grid) else grid
    return np.concatenate([inside, dense(path.vertices)])


def dense(points: Any) -> Any:
    """A polyline as points at most a pixel apart; gaps stay gaps."""
    found = [points]
    for a, b in pairwise(points):
        if np.isfinite([a, b]).all():
            number = int(min(np.abs(b - a).max(), 5000)) + 1
            found.append(a + (b - a) * np.linspace(0, 1, number)[:, None])
    return np.concatenate(found)


def clipped(points: Any, panel: Bbox) -> Any:
    points = points[np.isfinite(points).all(axis=1)]
    inside = (points >= (panel.x0, panel.y0)) & (points <= (panel.x1, panel.y1))
    return points[inside.all(axis=1)]
