"""Certificates: measured / bound for every run, which no run may bring above 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from adal_theory.plots.bands import Series, quantiles
from adal_theory.plots.style import INK, label_axes, styled

BROKEN = "#b3123c"


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
    """Draw the largest ratio over runs (line) and the range from the median up to it (band); the bound is the line
    at 1. Ratios above 1 are marked one by one and counted in the panel. Returns how many there are.
    """
    ax.set_xscale("log")
    broken, positive = 0, True
    for i, one in enumerate(series):
        t, ratios = one.arrays()
        chosen, label = one.style(i)
        middle, top = quantiles(ratios, (0.5, 1.0))
        ax.fill_between(t, middle, top, color=chosen.colour, alpha=0.2, linewidth=0)
        ax.plot(
            t, top, color=chosen.colour, linestyle=chosen.dashes, marker=chosen.marker, label=label,
            markevery=(i * 0.02, 0.12),
        )  # fmt: skip
        over = ratios > 1
        broken += int(over.sum())
        positive &= bool(np.nanmin(middle, initial=np.inf) > 0)
        if over.any():
            run, step = np.nonzero(over)
            ax.plot(t[step], ratios[run, step], "x", color=BROKEN, markersize=7, zorder=5)
    ax.axhline(1.0, color=INK, linestyle=(0, (5, 2.2)), linewidth=1.5, zorder=4, label=bound_label)
    if positive:
        ax.set_yscale("log")
    text = "no value above the bound" if not broken else f"{broken} values above the bound"
    ax.annotate(
        text, (0.99, 1.0), xycoords=("axes fraction", "data"), xytext=(0, 4), textcoords="offset points",
        ha="right", va="bottom", fontsize=8.5, color=BROKEN if broken else INK,
    )  # fmt: skip
    low, high = ax.get_ylim()
    ax.set_ylim(low, max(high, 1.6 if positive else 1.12))
    label_axes(ax, xlabel, ylabel)
    if legend:
        ax.legend(loc="best")
    return broken
