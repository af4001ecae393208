"""Rates: measured curves on a log-log scale, the theory drawn over them, fitted and reference exponents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes

from adal_theory.plots.bands import Array, Curve, Series, draw_band, styles
from adal_theory.plots.figure import on
from adal_theory.plots.looks import THEORY_DASHES, ink
from adal_theory.plots.style import StyleLike, styled
from adal_theory.plots.tidy import place_legend
from adal_theory.plots.words import label_axes, log_scale, note


class FittedExponent(Protocol):
    """What is shown of a fit (`adal_theory.results.fits.Fit` has it)."""

    @property
    def exponent(self) -> float: ...

    @property
    def interval(self) -> tuple[float, float]: ...


@dataclass(frozen=True)
class Triangle:
    """A reference slope: `exponent`, the words beside it, and where its left end starts (default: under the data)."""

    exponent: float
    label: str = ""
    at: tuple[float, float] | None = None
    decades: float = 0.7


@styled
def draw_rates(
    series: Sequence[Series],
    theory: Sequence[Curve] = (),
    *,
    ax: Axes | None = None,
    ylabel: str,
    xlabel: str = "step t",
    fits: Sequence[FittedExponent | None] = (),
    triangles: Sequence[Triangle] = (),
    spread: tuple[float, float] = (0.05, 0.95),
    legend: bool = True,
    style: StyleLike = None,
) -> Axes:
    """Draw measured medians with their bands, theory dashed over them.

    `fits` go with `series`, one by one; their exponents stand in the legend with the confidence interval.
    `spread` are the quantiles of the band over runs. Values ≤ 0 have no place on the scale: they are left out and
    counted in a note, never moved.

    `ax`: where to draw, a new figure by default; returns it. `style`: the name of a style, or rcParams for this drawing.
    """
    ax = on(ax)
    ax.set_xscale("log")
    missing = 0
    for i, (one, (look, name)) in enumerate(zip(series, styles(series), strict=True)):
        fit = fits[i] if i < len(fits) else None
        middle = draw_band(ax, one, i, spread, True, (look, name if fit is None else f"{name}: {exponent_text(fit)}"))
        missing += int(np.sum(np.isnan(middle)))
    draw_theory(theory, ax=ax)
    log_scale(ax)
    for triangle in triangles:
        draw_triangle(triangle, ax=ax)
    if missing:
        note(ax, f"{missing} medians ≤ 0 or missing, not shown", (0.99, 0.015), xycoords="axes fraction", ha="right")
    label_axes(ax, xlabel, ylabel)
    if legend and series:
        place_legend(ax)
    return ax


@styled
def draw_theory(theory: Sequence[Curve], *, ax: Axes | None = None, style: StyleLike = None) -> Axes:
    """Draw theoretical curves over what is there: ink, or their own colour, a dash pattern each. Returns the axes."""
    ax = on(ax)
    for i, curve in enumerate(theory):
        dashes = THEORY_DASHES[i % len(THEORY_DASHES)]
        ax.plot(*curve.arrays(), color=curve.colour or ink(), linestyle=dashes, zorder=4, label=curve.label)
    return ax


def exponent_text(fit: FittedExponent) -> str:
    """ "t^0.500 [0.49, 0.51]" with as many decimals as the interval bears, as mathtext."""
    low, high = fit.interval
    width = high - low
    decimals = 3 if not width > 0 else int(np.clip(-np.floor(np.log10(width)), 1, 4))
    value, low_text, high_text = (f"{v:.{decimals}f}".replace("-", "−") for v in (fit.exponent, low, high))
    return f"$t^{{{value}}}$ [{low_text}, {high_text}]"


@styled
def draw_triangle(triangle: Triangle, *, ax: Axes | None = None, style: StyleLike = None) -> Axes:
    """A right triangle whose slanted side has the slope, with its words under it (rising) or over it. Returns the axes.

    The limits of the axes are widened where it needs them to be.
    """
    ax = on(ax)
    decades = min(triangle.decades, 0.22 * _decades(ax))
    x, y = triangle.at or _place(ax, triangle.exponent, decades)
    if not 1e-190 < y < 1e190:  # matplotlib cannot place ticks much beyond
        return ax
    end = 10**decades
    top = end**triangle.exponent
    ax.plot([x, x * end, x * end, x], [y, y, y * top, y], color=ink(), linewidth=0.55 * rcParams["lines.linewidth"], zorder=3)
    rising = triangle.exponent > 0
    words = triangle.label or f"slope {triangle.exponent:g}".replace("-", "−")
    note(ax, words, (x * end**0.5, y), shift=(0, -0.5 if rising else 0.5), ha="center", va="top" if rising else "bottom")
    _make_room(ax, y, rising)
    return ax


def _decades(ax: Axes) -> float:
    """How many decades the steps span."""
    low, high = ax.get_xlim()
    return float(np.log10(high / low)) if 0 < low < high else 1.0


def _make_room(ax: Axes, y: float, rising: bool) -> None:
    """Limits that leave a line of words beyond the horizontal side at `y`."""
    figure = ax.get_figure(root=True)
    inches = ax.get_position().height * (figure.get_figheight() if figure is not None else 4.0)
    share = min(0.3, 2.0 * rcParams["legend.fontsize"] / 72 / inches)
    low, high = ax.get_ylim()
    if not (0 < low < high and 0 < y < np.inf):
        return
    end = y / (high / y) ** (share / (1 - share)) if rising else y * (y / low) ** (share / (1 - share))
    ax.update_datalim([(ax.get_xlim()[0], end)], updatex=False)  # not set_ylim: what is drawn later may need more still
    ax.autoscale_view()


def _place(ax: Axes, exponent: float, decades: float) -> tuple[float, float]:
    """A place under (rising) or over (falling) the drawn lines, towards their right end."""
    points = np.concatenate([np.ones((0, 2)), *(np.asarray(line.get_xydata(), np.float64) for line in ax.get_lines())])
    points = points[np.all(np.isfinite(points) & (points > 0), axis=1)]
    if not points.size:
        points = np.ones((1, 2))
    right = float(points[:, 0].max()) / 10 ** (decades + 0.1 * _decades(ax))
    near = _between(points, right, right * 10**decades)
    if exponent > 0:
        return right, float(near.min()) / 10 ** (0.25 + exponent * decades)
    return right, float(near.max()) * 10 ** (0.25 - exponent * decades)


def _between(points: Array, low: float, high: float) -> Array:
    """Heights of the points between two steps (all of them where there is none)."""
    inside = (points[:, 0] >= low) & (points[:, 0] <= high)
    return points[inside, 1] if inside.any() else points[:, 1]
