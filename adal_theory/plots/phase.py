"""Phase diagrams: the simulated outcome over two parameters as cells, the boundary that theory gives over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize, TwoSlopeNorm
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from numpy.typing import ArrayLike, NDArray

from adal_theory.errors import ConfigurationError
from adal_theory.plots.bands import Curve
from adal_theory.plots.style import THEORY_DASHES, WIDTH, label_axes, new_figure, styled

Array = NDArray[np.float64]

# From blue over near-white to vermillion (Okabe-Ito ends): a sign, readable with any form of colour blindness.
DIVERGING = LinearSegmentedColormap.from_list(
    "adal_diverging", ["#004a75", "#0072B2", "#9cc9e3", "#f6f4f0", "#f2b58a", "#D55E00", "#8a3c00"]
)


@dataclass(frozen=True)
class PhasePanel:
    """One panel: cell centres `x` (nx,) and `y` (ny,), evenly spaced; `outcome` (ny, nx), NaN = no result;
    `boundaries` as curves over x (their labels go to the legend)."""

    title: str
    x: ArrayLike
    y: ArrayLike
    outcome: ArrayLike
    boundaries: tuple[Curve, ...] = ()


@styled
def phase_diagram(
    panels: Sequence[PhasePanel],
    *,
    xlabel: str,
    ylabel: str,
    colour_label: str,
    limits: tuple[float, float] | None = None,
    centre: float | None = None,
    columns: int = 2,
) -> Figure:
    """Draw panels that share axes and one colour bar, labelled with symbol and unit.

    `limits` of the colours (default: the data's); with `centre` the colours are diverging around it, else
    sequential. Grey cells have no result. Raises `ConfigurationError` on shapes that do not fit.
    """
    columns = min(columns, len(panels))
    rows = -(-len(panels) // columns)
    figure, axes = new_figure(rows, columns, height=0.38 * WIDTH * rows + 0.8, sharex=True, sharey=True)
    norm = _norm(panels, limits, centre)
    for ax, panel in zip(axes.flat, panels, strict=False):
        _draw(ax, panel, norm, centre is not None)
        label_axes(ax, xlabel, ylabel)
    for ax in axes.flat[len(panels) :]:
        ax.set_axis_off()
    bar = figure.colorbar(ScalarMappable(norm, _colours(centre is not None)), ax=axes, pad=0.02, aspect=30)
    bar.set_label(colour_label)
    bar.outline.set_visible(False)
    _legend(figure, axes.flat[0])
    return figure


def _colours(diverging: bool) -> LinearSegmentedColormap | str:
    return DIVERGING if diverging else "cividis"


def _norm(
    panels: Sequence[PhasePanel], limits: tuple[float, float] | None, centre: float | None
) -> Normalize:
    values = np.concatenate([np.asarray(p.outcome, np.float64).ravel() for p in panels])
    values = values[np.isfinite(values)]
    low, high = limits or ((float(values.min()), float(values.max())) if values.size else (0.0, 1.0))
    if centre is None:
        return Normalize(low, high)
    return TwoSlopeNorm(centre, min(low, centre - 1e-9), max(high, centre + 1e-9))


def _edges(centres: ArrayLike, name: str) -> Array:
    c = np.asarray(centres, np.float64)
    if c.ndim != 1 or c.size < 2 or not np.allclose(np.diff(c), c[1] - c[0]) or c[1] <= c[0]:
        raise ConfigurationError(
            f"phase diagram: {name} must be two or more evenly spaced, increasing cell centres"
        )
    half = (c[1] - c[0]) / 2
    return np.append(c - half, c[-1] + half)


def _draw(ax: Axes, panel: PhasePanel, norm: Normalize, diverging: bool) -> None:
    x, y = _edges(panel.x, "x"), _edges(panel.y, "y")
    outcome = np.asarray(panel.outcome, np.float64)
    if outcome.shape != (y.size - 1, x.size - 1):
        raise ConfigurationError(
            f"phase diagram '{panel.title}': outcome has shape {outcome.shape}, "
            f"needs (ny, nx) = ({y.size - 1}, {x.size - 1})"
        )
    ax.set_title(panel.title)
    ax.grid(False)
    ax.set_facecolor("#8c8c8c")  # shows where there is no result
    # As one small image: a cell each as vector paths would make the file a hundred times larger.
    ax.pcolormesh(x, y, np.ma.masked_invalid(outcome), norm=norm, cmap=_colours(diverging), rasterized=True)
    for i, boundary in enumerate(panel.boundaries):
        # Black on white: it must stand out from any cell colour, on light and on dark pages.
        ax.plot(
            np.asarray(boundary.t), np.asarray(boundary.y), color="#000000", linewidth=1.6, label=boundary.label,
            linestyle=THEORY_DASHES[i % len(THEORY_DASHES)],
            path_effects=[withStroke(linewidth=3.6, foreground="#ffffff")],
        )  # fmt: skip
    ax.set_xlim(x[0], x[-1])
    ax.set_ylim(y[0], y[-1])


def _legend(figure: Figure, first: Axes) -> None:
    found: dict[str, Any] = {}
    for ax in figure.axes:
        for handle, label in zip(*ax.get_legend_handles_labels(), strict=True):
            found.setdefault(label, handle)
    if found:
        # White behind it, as behind the line itself.
        legend = figure.legend(list(found.values()), list(found), loc="outside lower center", ncols=2)
        legend.get_frame().set_alpha(0.0)
