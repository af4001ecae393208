"""Rates: measured curves on a log-log scale, the theory drawn over them, fitted and reference exponents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from matplotlib.axes import Axes

from adal_theory.plots.bands import Array, Curve, Series, draw_band
from adal_theory.plots.style import INK, THEORY_DASHES, label_axes, log_scale, styled


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
    ax: Axes,
    series: Sequence[Series],
    theory: Sequence[Curve] = (),
    *,
    ylabel: str,
    xlabel: str = "step t",
    fits: Sequence[FittedExponent | None] = (),
    triangles: Sequence[Triangle] = (),
    spread: tuple[float, float] = (0.05, 0.95),
    legend: bool = True,
) -> None:
    """Draw measured medians with their bands, theory dashed over them.

    `fits` go with `series`, one by one; their exponents stand in the legend with the confidence interval.
    `spread` are the quantiles of the band over runs. Values ≤ 0 have no place on the scale: they are left out and
    counted in a note, never moved.
    """
    ax.set_xscale("log")
    missing = 0
    for i, one in enumerate(series):
        fit = fits[i] if i < len(fits) else None
        name = one.style(i)[1]
        middle = draw_band(ax, one, i, spread, True, name if fit is None else f"{name}: {exponent_text(fit)}")
        missing += int(np.sum(np.isnan(middle)))
    draw_theory(ax, theory)
    log_scale(ax)
    for triangle in triangles:
        _draw_triangle(ax, triangle)
    if missing:
        ax.annotate(
            f"{missing} medians ≤ 0 or missing, not shown", (0.99, 0.015), xycoords="axes fraction", ha="right", fontsize=8
        )
    label_axes(ax, xlabel, ylabel)
    if legend and series:
        ax.legend(loc="best")


@styled
def draw_theory(ax: Axes, theory: Sequence[Curve]) -> None:
    """Draw theoretical curves over what is there: ink, or their own colour, a dash pattern each."""
    for i, curve in enumerate(theory):
        dashes = THEORY_DASHES[i % len(THEORY_DASHES)]
        ax.plot(
            *curve.arrays(), color=curve.colour or INK, linestyle=dashes, linewidth=1.5, zorder=4,
            label=curve.label,
        )  # fmt: skip


def exponent_text(fit: FittedExponent) -> str:
    """ "t^0.500 [0.49, 0.51]" with as many decimals as the interval bears, as mathtext."""
    low, high = fit.interval
    width = high - low
    decimals = 3 if not width > 0 else int(np.clip(-np.floor(np.log10(width)), 1, 4))
    value, low_text, high_text = (f"{v:.{decimals}f}".replace("-", "−") for v in (fit.exponent, low, high))
    return f"$t^{{{value}}}$ [{low_text}, {high_text}]"


def _draw_triangle(ax: Axes, triangle: Triangle) -> None:
    """A right triangle whose slanted side has the slope."""
    x, y = triangle.at or _place(ax, triangle)
    end = 10**triangle.decades
    top = end**triangle.exponent
    ax.plot([x, x * end, x * end, x], [y, y, y * top, y], color=INK, linewidth=0.9, zorder=3)
    ax.annotate(
        triangle.label or f"slope {triangle.exponent:g}".replace("-", "−"),
        (x * end, y * top**0.5),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        fontsize=8.5,
    )


def _place(ax: Axes, triangle: Triangle) -> tuple[float, float]:
    """A place under (rising) or above (falling) the drawn lines, towards their right end."""
    points = np.concatenate([np.ones((0, 2)), *(np.asarray(line.get_xydata(), np.float64) for line in ax.get_lines())])
    points = points[np.all(np.isfinite(points) & (points > 0), axis=1)]
    if not points.size:
        points = np.ones((1, 2))
    right = float(points[:, 0].max()) / 10 ** (triangle.decades + 0.5)
    near = _between(points, right, right * 10**triangle.decades)
    if triangle.exponent > 0:
        return right, float(near.min()) / 10 ** (0.35 + triangle.exponent * triangle.decades)
    return right, float(near.max()) * 10**0.5


def _between(points: Array, low: float, high: float) -> Array:
    """Heights of the points between two steps (all of them where there is none)."""
    inside = (points[:, 0] >= low) & (points[:, 0] <= high)
    return points[inside, 1] if inside.any() else points[:, 1]
