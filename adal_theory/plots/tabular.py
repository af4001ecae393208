"""What a figure shows, as a table: the numbers of its curves, points, bands and cells, for whoever plots them anew."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection, PolyCollection, QuadMesh
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

HEAD = ("panel", "series", "kind", "x", "y", "value")
Row = tuple[str, str, str, float, float, float | str]


def figure_csv(figure: Figure) -> str:
    """The data of a figure as CSV with the columns panel, series, kind, x, y, value.

    `kind` is "line" or "point" (x, y), "band" or "bar" (an edge or an end of an interval), "box" (two opposite corners) or
    "cell" (its centre, and in `value` what its colour stands for). `panel` is the panel's title, or its number and what its
    axes show; `series` is the label in the legend where there is one. Numbers are written so that reading gives the same floats.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD)
    for k, ax in enumerate(figure.axes, 1):
        if ax.get_label() != "<colorbar>":
            title = ax.get_title("left") or ax.get_title("center") or f"panel {k} ({ax.get_ylabel() or ax.get_xlabel()})"
            writer.writerows([q if isinstance(q, str) else repr(float(q)) for q in row] for row in rows(ax, title))
    return out.getvalue()


def rows(ax: Axes, panel: str) -> Iterator[Row]:
    """One panel's numbers, in the order in which they were drawn. Lines across the whole panel (axhline) are not data."""
    names = _Names(ax)
    for line in ax.get_lines():
        if line.get_transform() != ax.transData:
            continue
        x, y = np.asarray(line.get_xdata(orig=False), float), np.asarray(line.get_ydata(orig=False), float)
        kind = "point" if line.get_linestyle() in ("None", "none", "") else "line"
        yield from ((panel, names.of(line), kind, a, b, "") for a, b in zip(x, y, strict=True))
    for found in ax.collections:
        if isinstance(found, QuadMesh):
            yield from _cells(found, panel, names.of(found))
        elif isinstance(found, PathCollection):
            yield from ((panel, names.of(found), "point", a, b, "") for a, b in np.asarray(found.get_offsets(), float))
        elif isinstance(found, (PolyCollection, LineCollection)):
            kind = "band" if isinstance(found, PolyCollection) else "bar"
            points = np.concatenate([np.asarray(path.vertices, float) for path in found.get_paths()] or [np.empty((0, 2))])
            yield from ((panel, names.of(found), kind, a, b, "") for a, b in points)
    for box in ax.patches:
        if isinstance(box, Rectangle):
            a, b, width, height = box.get_x(), box.get_y(), box.get_width(), box.get_height()
            yield from ((panel, names.of(box), "box", *corner, "") for corner in ((a, b), (a + width, b + height)))


def _cells(mesh: QuadMesh, panel: str, name: str) -> Iterator[Row]:
    corners, colours = np.asarray(mesh.get_coordinates()), mesh.get_array()
    values: Any = np.ma.MaskedArray(0.0 if colours is None else colours, dtype=float).filled(np.nan)
    centres = (corners[:-1, :-1] + corners[1:, :-1] + corners[:-1, 1:] + corners[1:, 1:]) / 4
    flat = zip(centres.reshape(-1, 2), values.reshape(-1), strict=True)
    yield from ((panel, name, "cell", a, b, v) for (a, b), v in flat)


class _Names:
    """The label of what is drawn: parts of error bars have that of the whole, a band that of the line of its colour."""

    def __init__(self, ax: Axes) -> None:
        self.known: dict[int, str] = {}
        for container in ax.containers:
            if _shown(label := str(container.get_label())):
                parts = [p for part in container for p in (part if isinstance(part, (tuple, list)) else [part])]
                self.known |= {id(p): label for p in parts if p is not None}
        labelled: list[tuple[Any, str]] = [
            (line, str(line.get_label())) for line in ax.get_lines() if _shown(str(line.get_label()))
        ]
        colours = {_hex(line.get_color()): label for line, label in reversed(labelled)}
        for band in ax.collections:
            faces: Any = band.get_facecolor() if isinstance(band, PolyCollection) else []
            if len(faces) and _hex(faces[0]) in colours:
                self.known.setdefault(id(band), colours[_hex(faces[0])])

    def of(self, artist: Any) -> str:
        label = str(artist.get_label())
        return label if _shown(label) else self.known.setdefault(id(artist), f"unnamed {len(self.known) + 1}")


def _shown(label: str) -> bool:
    return bool(label) and not label.startswith("_")


def _hex(colour: Any) -> str:
    return to_hex(colour)
