"""Certificates: measured / bound for every run, which no run may bring above 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from adal_theory.plots.bands import Series, marks, quantiles
from adal_theory.plots.style import INK, label_axes, say_empty, styled

BROKEN = "#c2244c"
MOST_BANDS = 2  # more of them overlap to mud


@styled
def draw_certificate(
    ax: Axes,
    series: Sequence[Series],
    *,
    ylabel: str = "measured / bound (ratio)",
    xlabel: str = "step t",
    bound_label: str = "bound",
    legend: bool = True,
) -> int:
    """Draw the largest ratio over runs and, for one or two series, a band from the median up to it; the bound is the
    line at 1. Steps with a ratio above 1 are marked, and such ratios counted in the panel. Returns how many.
    """
    ax.set_xscale("log")
    broken, positive = 0, True
    for i, one in enumerate(series):
        t, ratios = one.arrays()
        chosen, label = one.style(i)
        middle, top = quantiles(ratios, (0.5, 1.0))
        if len(series) <= MOST_BANDS:
            ax.fill_between(t, middle, top, color=chosen.colour, alpha=0.2, linewidth=0)
        ax.plot(
            t, top, color=chosen.colour, linestyle=chosen.dashes, marker=chosen.marker, label=label,
            markevery=marks(i, t, top),
        )  # fmt: skip
        over = ratios > 1
        broken += int(over.sum())
        positive &= bool(np.nanmin(middle[np.isfinite(middle)], initial=np.inf) > 0)
        if over.any():
            ax.plot(t[top > 1], top[top > 1], "x", color=BROKEN, markersize=6, zorder=5)
    # A line over the data's steps, not axhline: the placement of the legend keeps clear of lines with data only.
    steps = np.concatenate([np.ones(0), *(one.arrays()[0] for one in series)])
    left, right = (float(steps.min()), float(steps.max())) if steps.size else (1.0, 10.0)
    ax.plot([left, right], [1.0, 1.0], color=INK, linestyle=(0, (5, 2.2)), linewidth=1.5, zorder=4, label=bound_label)
    if positive:
        ax.set_yscale("log")
    shown = any(np.isfinite(one.arrays()[1]).any() for one in series)
    if not shown:
        say_empty(ax, "no value to show")
    text = "" if not shown else "no value above the bound" if not broken else f"{broken} values above the bound"
    ax.annotate(
        text, (left, 1.0), xytext=(0, 4), textcoords="offset points", va="bottom", fontsize=8.5, color=BROKEN if broken else INK,
    )  # fmt: skip
    low, high = ax.get_ylim()
    ax.set_ylim(low, max(high, 1.6 if positive else 1.12))
    label_axes(ax, xlabel, ylabel)
    if legend:
        ax.legend(loc="best")
    return broken
