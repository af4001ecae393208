"""What rests on what: a drawing of an acyclic graph in layers, read from top to bottom.

An arrow goes from what is used to what uses it. Arrows that others imply are left out, so that the picture stays
readable; those that stay say the same about who rests on whom.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, PathPatch
from matplotlib.path import Path

from adal_theory.plots.figure import StyledFigure
from adal_theory.plots.layers import ROW, SLOT, acyclic, layered, positions, reduced
from adal_theory.plots.looks import INK, OTHERS, PAPER, SOLID, THEORY_DASHES, Dashes
from adal_theory.plots.style import StyleLike, styled

BOX = (0.46, 0.27)  # inches
LEAST = 8.0  # inches: a smaller graph is not blown up on the page
LINE = 0.25  # inches, of the words below
COLOURS = (*(other.colour for other in OTHERS), INK)  # Okabe and Ito's, but for the yellow, which is too light for a line


@styled
def dependency_graph(
    uses: Mapping[str, Sequence[str]],
    groups: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    *,
    ax: Axes | None = None,
    style: StyleLike = None,
) -> Axes:
    """Draw what rests on what: `uses` maps each node to those that it rests on, `groups` to its group, `names` groups to words.

    The first seven groups have colours of their own, the next ones the same with dashes; as the letter of a group usually begins
    the labels of its nodes, nothing rests on colour alone.

    `ax`: where to draw, as large as fits its present size, type and lines included; by default a new figure of the size that the
    graph needs, at least 8 in wide. Returns it. `style`: the name of a style, or rcParams for this drawing.
    """
    groups, names = groups or {}, names or {}
    layers = layered(reduced(acyclic(uses)))
    at = positions(layers)
    width = max(max((x for x, _ in at.values()), default=0.0) + SLOT, LEAST)
    words = _legend_places(names, width)
    lines = 1 + max((k for _, k in words.values()), default=0)
    height = ROW - min((y for _, y in at.values()), default=0.0) + LINE * lines + 0.2
    ax, scale = _canvas(ax, width, height)
    for a, b in layers.links:
        _arrow(ax, at[a], at[b], b in layers.bends, scale)
    looks = _looks([*names, *groups.values(), ""])
    for name in uses:
        _box(ax, at[name], name, looks[groups.get(name, "")], scale)
    for group, (x, line) in words.items():
        y = -height + ROW / 2 + 0.2 + LINE * (lines - 1 - line)
        colour, dashes = looks[group]
        ax.plot([x, x + 0.2], [y, y], color=colour, linestyle=dashes, linewidth=2.6 * scale, solid_capstyle="butt")
        ax.annotate(names[group], (x + 0.27, y), va="center", fontsize=8.5 * scale)
    return ax


def _canvas(ax: Axes | None, width: float, height: float) -> tuple[Axes, float]:
    """Axes whose units are inches of the graph, and how large such an inch is on them."""
    scale = 1.0
    if ax is None:
        ax = StyledFigure(figsize=(width, height)).add_axes((0, 0, 1, 1))
    else:
        room = ax.get_window_extent().transformed(ax.figure.dpi_scale_trans.inverted())
        scale = min(room.width / width, room.height / height)
        ax.set_aspect("equal")
    ax.set_axis_off()
    ax.set_xlim(-SLOT / 2, width - SLOT / 2)
    ax.set_ylim(-height + ROW / 2 + 0.05, ROW / 2 + 0.05)
    return ax, scale


def _looks(groups: Iterable[str]) -> dict[str, tuple[str, Dashes]]:
    """Colour and dashes of each group, in order."""
    dashes = (SOLID, *THEORY_DASHES)
    known = dict.fromkeys(groups)
    return {g: (COLOURS[k % len(COLOURS)], dashes[k // len(COLOURS) % len(dashes)]) for k, g in enumerate(known)}


def _arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float], passing: bool, scale: float) -> None:
    """A curve that leaves and arrives upright; straight on through a layer that it passes, else with a head."""
    (x0, y0), (x1, y1) = start, end
    y0, top = y0 - BOX[1] / 2, y1 + BOX[1] / 2
    points = [(x0, y0), (x0, (y0 + top) / 2), (x1, (y0 + top) / 2), (x1, top)]
    codes = [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
    if passing:
        points, codes = [*points, (x1, y1 - BOX[1] / 2)], [*codes, Path.LINETO]
    line: dict[str, Any] = {"edgecolor": INK, "linewidth": 0.8 * scale, "alpha": 0.5, "capstyle": "butt"}
    ax.add_patch(PathPatch(Path(points, codes), fill=False, zorder=1, **line))
    if not passing:
        head = Path([(x1, top), (x1 - 0.035, top + 0.075), (x1 + 0.035, top + 0.075), (x1, top)])
        ax.add_patch(PathPatch(head, facecolor=INK, edgecolor="none", alpha=0.65, zorder=2))


def _box(ax: Axes, at: tuple[float, float], name: str, look: tuple[str, Dashes], scale: float) -> None:
    x, y = at[0] - BOX[0] / 2, at[1] - BOX[1] / 2
    line: dict[str, Any] = {"edgecolor": look[0], "linestyle": look[1], "linewidth": 1.8 * scale}
    ax.add_patch(FancyBboxPatch((x, y), *BOX, boxstyle="round,pad=0,rounding_size=0.07", facecolor=PAPER, zorder=3, **line))
    ax.annotate(name, at, ha="center", va="center", fontsize=(9.5 if len(name) < 5 else 7.5) * scale, zorder=4)


def _legend_places(names: Mapping[str, str], width: float) -> dict[str, tuple[float, int]]:
    """(x, line) of each group's words, in as many lines as the width asks for."""
    places: dict[str, tuple[float, int]] = {}
    x, line = -BOX[0] / 2, 0
    for group, text in names.items():
        needed = 0.5 + 0.068 * len(text)
        if x + needed > width - SLOT / 2 and places:
            x, line = -BOX[0] / 2, line + 1
        places[group] = (x, line)
        x += needed
    return places
