"""Trajectories: the iterate over time, and the fixed points it should or should not go to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes

from adal_theory.entries import number, whole
from adal_theory.plots.bands import Array, Series, draw_band, styles
from adal_theory.plots.figure import on
from adal_theory.plots.looks import THEORY_DASHES, ink
from adal_theory.plots.style import StyleLike, styled
from adal_theory.plots.tidy import place_legend
from adal_theory.plots.words import label_axes, note, say_empty


@dataclass(frozen=True)
class Level:
    """A horizontal line of theory: a fixed point, a minimiser, an end of the box."""

    value: float
    label: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", number(f"level '{self.label}'", self.value))


@styled
def draw_trajectories(
    series: Sequence[Series],
    levels: Sequence[Level] = (),
    *,
    ax: Axes | None = None,
    ylabel: str = "iterate x(t)",
    xlabel: str = "step t",
    traces: int = 3,
    spread: tuple[float, float] = (0.05, 0.95),
    log_time: bool = True,
    legend: bool = True,
    style: StyleLike = None,
) -> Axes:
    """Draw medians with their bands, the first `traces` runs of each series as thin lines, and the levels dashed,
    each with its words at the right edge.

    `ax`: where to draw, a new figure by default; returns it. `style`: the name of a style, or rcParams for this drawing.
    """
    ax = on(ax)
    traces = whole("traces", traces, 0)
    if log_time:
        ax.set_xscale("log")
    thin = 0.35 * rcParams["lines.linewidth"]
    for i, (one, shown) in enumerate(zip(series, styles(series), strict=True)):
        t, values = one.arrays()
        for run in values[: traces if len(values) > 1 else 0]:
            ax.plot(t, run, color=shown[0].colour, alpha=0.45, linewidth=thin, zorder=1.5)
        draw_band(ax, one, i, spread, False, shown)
    for i, level in enumerate(levels):
        ax.axhline(level.value, color=ink(), linestyle=THEORY_DASHES[i % 4], zorder=4)
    if not any(np.isfinite(one.arrays()[1]).any() for one in series):
        say_empty(ax, "no value to show")
    label_axes(ax, xlabel, ylabel)
    ax.margins(x=0.02)
    _name(ax, levels)
    if legend and series:
        place_legend(ax)
    return ax


def _name(ax: Axes, levels: Sequence[Level]) -> None:
    """Words at the right edge, kept apart where lines are close."""
    low, high = ax.get_ylim()
    figure = ax.get_figure(root=True)
    inches = ax.get_position().height * (figure.get_figheight() if figure is not None else 4.0)
    apart = 1.35 * rcParams["legend.fontsize"] / 72 / inches
    order = sorted(levels, key=lambda level: level.value)
    heights = spread_out(np.array([level.value for level in order]), (high - low) * apart)
    for level, height in zip(order, heights, strict=True):
        at = (1.0, float(height))
        words = note(ax, level.label, at, shift=(1, 0), xycoords=("axes fraction", "data"), va="center", annotation_clip=False)
        words.set_in_layout(True)  # it stands beside the panel


def spread_out(values: Array, gap: float) -> Array:
    """Increasing values moved apart to at least `gap`, each cluster about its own middle."""
    clusters: list[list[float]] = []
    for value in values.tolist():
        clusters.append([value])
        while len(clusters) > 1 and _span(clusters[-1], gap)[0] - _span(clusters[-2], gap)[1] < gap:
            last = clusters.pop()
            clusters[-1] += last
    placed = [_span(c, gap)[0] + gap * k for c in clusters for k in range(len(c))]
    return np.array(placed, np.float64)


def _span(cluster: list[float], gap: float) -> tuple[float, float]:
    middle, half = sum(cluster) / len(cluster), gap * (len(cluster) - 1) / 2
    return middle - half, middle + half
