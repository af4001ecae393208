"""Phase diagrams: the simulated outcome over two parameters as cells, the boundary that theory gives over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, ListedColormap, LogNorm, NoNorm, Normalize, TwoSlopeNorm
from matplotlib.figure import Figure
from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import ArrayLike, NDArray

from adal_theory.entries import real_array, whole
from adal_theory.errors import ConfigurationError
from adal_theory.plots.bands import Curve, showable
from adal_theory.plots.figure import on
from adal_theory.plots.figure import panels as arranged
from adal_theory.plots.looks import THEORY_DASHES
from adal_theory.plots.style import StyleLike, styled
from adal_theory.plots.tidy import place_legend
from adal_theory.plots.words import fit_below, label_axes, say_empty

Array = NDArray[np.float64]

# From blue over near-white to vermillion (Okabe-Ito ends): a sign, readable with any form of colour blindness.
DIVERGING = LinearSegmentedColormap.from_list(
    "adal_diverging", ["#004a75", "#0072B2", "#9cc9e3", "#f6f4f0", "#f2b58a", "#D55E00", "#8a3c00"]
)
PAIRS: dict[Any, Any] = {tuple: HandlerTuple(ndivide=1, pad=0)}  # a dashed line over a white one, in a legend
CLASSES = ["#cfe6f5", "#D55E00", "#0072B2", "#F0E442", "#009E73"]


@dataclass(frozen=True)
class PhasePanel:
    """One panel: cell centres `x` (nx,) and `y` (ny,), evenly spaced; `outcome` (ny, nx), NaN = no result;
    `boundaries` as curves over x (their labels go to the legend)."""

    title: str
    x: ArrayLike
    y: ArrayLike
    outcome: ArrayLike
    boundaries: tuple[Curve, ...] = ()

    def cells(self) -> Array:
        """The outcomes as numbers."""
        return real_array(f"phase diagram '{self.title}': outcome", self.outcome, finite=False, wanted="numbers (ny, nx)")


@styled
def phase_diagram(
    panels: Sequence[PhasePanel],
    *,
    xlabel: str,
    ylabel: str,
    colour_label: str,
    limits: tuple[float, float] | None = None,
    centre: float | None = None,
    classes: Sequence[str] = (),
    columns: int = 2,
    style: StyleLike = None,
) -> Figure:
    """Draw panels that share axes and one key of colours, labelled with symbol and unit.

    `limits` of the colours (default: the data's); with `centre` the colours are diverging around it, else
    sequential. With `classes` (at most five) the outcomes are 0, 1, … and each class is named in a legend, titled
    `colour_label`, in place of the colour bar. Grey cells have no result. `style` is the name of a style, or rcParams. One panel
    on axes of one's own: `draw_phase`. Raises `ConfigurationError` on shapes that do not fit.
    """
    if not panels:
        raise ConfigurationError("phase diagram: no panels; give at least one PhasePanel")
    columns = min(whole("columns", columns, 1), len(panels))
    rows = -(-len(panels) // columns)
    figure, axes = arranged(rows, columns, ratio=0.8, least=12, sharex=True, sharey=True)
    colours = _colours(panels, limits, centre, len(classes))
    names = list(dict.fromkeys(boundary.label for panel in panels for boundary in panel.boundaries))
    for ax, panel in zip(axes.flat, panels, strict=False):
        _draw(ax, panel, colours, names)
        label_axes(ax, xlabel, ylabel)
    for ax in axes.flat[len(panels) :]:
        ax.set_axis_off()
    if not classes:
        bar = figure.colorbar(colours, ax=axes, pad=0.02, aspect=30)
        bar.set_label(colour_label)
        bar.outline.set_visible(False)
    _legend(figure, names, classes, colour_label)
    return figure


@styled
def draw_phase(
    panel: PhasePanel,
    *,
    ax: Axes | None = None,
    xlabel: str,
    ylabel: str,
    colour_label: str,
    limits: tuple[float, float],
    log: bool = False,
    ticks: Sequence[float] | None = None,
    legend: bool = True,
    style: StyleLike = None,
) -> Axes:
    """One panel among others of another kind: its boundaries are named below it, its colours in a bar at its side, between
    `limits`, on a logarithmic scale if `log`, with `ticks`.

    `ax`: where to draw, a new figure by default; returns it. `style`: the name of a style, or rcParams for this drawing.
    """
    ax = on(ax)
    colours = ScalarMappable(LogNorm(*limits) if log else Normalize(*limits), "cividis")
    names = list(dict.fromkeys(boundary.label for boundary in panel.boundaries))
    _draw(ax, panel, colours, names)
    ax.set_xlabel(xlabel)  # whatever is below it has axes of its own
    ax.set_ylabel(ylabel)
    figure = cast(Figure, ax.get_figure())
    bar = figure.colorbar(colours, ax=ax, pad=0.02, aspect=24)
    bar.set_label(colour_label)
    if ticks is not None:
        bar.set_ticks(list(ticks), labels=[f"{v:g}" for v in ticks])
        bar.ax.minorticks_off()
    bar.outline.set_visible(False)
    if names and legend:
        lines = [_boundary_lines(i) for i in range(len(names))]
        place_legend(ax, inside=False, handles=lines, labels=names, handler_map=PAIRS)
    return ax


def _colours(
    panels: Sequence[PhasePanel], limits: tuple[float, float] | None, centre: float | None, classes: int
) -> ScalarMappable:
    """How an outcome becomes a colour."""
    if classes:
        if classes > len(CLASSES):
            raise ConfigurationError(f"phase diagram: {classes} classes, at most {len(CLASSES)} can be told apart")
        return ScalarMappable(NoNorm(0, classes - 1), ListedColormap(CLASSES[:classes]))
    values = showable(np.concatenate([p.cells().ravel() for p in panels]))
    values = values[np.isfinite(values)]
    low, high = limits or ((float(values.min()), float(values.max())) if values.size else (0.0, 1.0))
    if centre is None:
        return ScalarMappable(Normalize(low, high), "cividis")
    return ScalarMappable(TwoSlopeNorm(centre, min(low, centre - 1e-9), max(high, centre + 1e-9)), DIVERGING)


def _edges(centres: ArrayLike, name: str) -> Array:
    c = real_array(f"phase diagram: {name}", centres, wanted="two or more evenly spaced, increasing cell centres")
    if c.ndim != 1 or c.size < 2 or not np.allclose(np.diff(c), c[1] - c[0]) or c[1] <= c[0]:
        raise ConfigurationError(f"phase diagram: {name} must be two or more evenly spaced, increasing cell centres")
    half = (c[1] - c[0]) / 2
    return np.append(c - half, c[-1] + half)


def _draw(ax: Axes, panel: PhasePanel, colours: ScalarMappable, names: list[str]) -> None:
    x, y = _edges(panel.x, "x"), _edges(panel.y, "y")
    outcome = showable(panel.cells())
    if outcome.shape != (y.size - 1, x.size - 1):
        raise ConfigurationError(
            f"phase diagram '{panel.title}': outcome has shape {outcome.shape}, needs (ny, nx) = ({y.size - 1}, {x.size - 1})"
        )
    ax.set_title(panel.title)
    ax.grid(False)
    ax.set_facecolor("#8c8c8c")  # shows where there is no result
    shown = np.ma.masked_invalid(outcome)
    if isinstance(colours.norm, NoNorm):
        shown = np.ma.masked_array(np.nan_to_num(outcome).astype(int), shown.mask)
    # As one small image: a cell each as vector paths would make the file a hundred times larger.
    ax.pcolormesh(x, y, shown, cmap=colours.cmap, rasterized=True).set_norm(colours.norm)
    for boundary in panel.boundaries:
        for line in _boundary_lines(names.index(boundary.label)):
            line.set_data(*boundary.arrays())
            ax.add_line(line)
    ax.set_xlim(x[0], x[-1])
    ax.set_ylim(y[0], y[-1])
    if not np.isfinite(outcome).any():
        say_empty(ax, "no cell has a result")


def _boundary_lines(position: int) -> tuple[Line2D, Line2D]:
    """Black dashes on a white line: they stand out from any cell, and in the legend of a light or dark page."""
    dashes = THEORY_DASHES[position % len(THEORY_DASHES)]
    thick = rcParams["lines.linewidth"]
    return Line2D([], [], color="#ffffff", lw=2 * thick), Line2D([], [], color="#000000", lw=0.95 * thick, linestyle=dashes)


def _legend(figure: Figure, names: list[str], classes: Sequence[str], title: str) -> None:
    handles: list[Any] = [_boundary_lines(i) for i in range(len(names))]
    handles += [Patch(facecolor=CLASSES[i], edgecolor="#8c8c8c", lw=0.6) for i in range(len(classes))]
    if handles:
        found = dict(zip([*names, *classes], handles, strict=True))
        fit_below(figure, found, 3, title=title if classes else None, handler_map=PAIRS)
