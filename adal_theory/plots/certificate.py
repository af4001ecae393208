"""Certificates: measured / bound for every run, which no run may bring above 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from adal_theory.plots.bands import LARGEST, Series, marks, quantiles, styles
from adal_theory.plots.figure import on
from adal_theory.plots.looks import THEORY_DASHES, ink
from adal_theory.plots.style import StyleLike, styled
from adal_theory.plots.tidy import place_legend
from adal_theory.plots.words import label_axes, note, say_empty

BROKEN = "#c2244c"
MOST_BANDS = 2  # more of them overlap to mud


@styled
def draw_certificate(
    series: Sequence[Series],
    *,
    ax: Axes | None = None,
    ylabel: str = "measured / bound (ratio)",
    xlabel: str = "step t",
    bound_label: str = "bound",
    log: bool = True,
    legend: bool = True,
    style: StyleLike = None,
) -> Axes:
    """Draw the largest ratio over runs and, for one or two series, a band from the median up to it; the bound is the
    line at 1. Steps with a ratio above 1 are marked, and such ratios counted in the panel (`broken` counts them as well).
    Ratios are on a logarithmic scale if all medians are above 0, and `log`.

    `ax`: where to draw, a new figure by default; returns it. `style`: the name of a style, or rcParams for this drawing.
    """
    ax = on(ax)
    ax.set_xscale("log")
    positive = log
    for i, (one, (chosen, label)) in enumerate(zip(series, styles(series), strict=True)):
        t, ratios = one.arrays()
        middle, top = quantiles(ratios, (0.5, 1.0))
        if len(series) <= MOST_BANDS:
            ax.fill_between(t, middle, top, color=chosen.colour, alpha=0.2, linewidth=0)
        ax.plot(
            t, top, color=chosen.colour, linestyle=chosen.dashes, marker=chosen.marker, label=label,
            markevery=marks(i, t, top),
        )  # fmt: skip
        over = ratios > 1
        positive &= bool(np.nanmin(middle[np.isfinite(middle)], initial=np.inf) > 0)
        if over.any():
            ax.plot(t[top > 1], top[top > 1], "x", color=BROKEN, zorder=5)
    # A line over the data's steps, not axhline: the placement of the legend keeps clear of lines with data only.
    steps = np.concatenate([np.ones(0), *(one.arrays()[0] for one in series)])
    left, right = (float(steps.min()), float(steps.max())) if steps.size else (1.0, 10.0)
    ax.plot([left, right], [1.0, 1.0], color=ink(), linestyle=THEORY_DASHES[0], zorder=4, label=bound_label)
    if positive:
        ax.set_yscale("log")
    shown = any(np.isfinite(one.arrays()[1]).any() for one in series)
    if not shown:
        say_empty(ax, "no value to show")
    count = broken(series)
    text = "" if not shown else "none above the bound" if not count else f"{count} values above the bound"
    short = f"{count or 'none'} above" if shown else ""
    note(ax, text, (left, 1.0), shift=(0.3, 0.7), shorter=short, va="bottom", color=BROKEN if count else ink())
    low, top = ax.get_ylim()
    top = max(top, 2.5, low**-0.15) if positive else max(top, 1.2)  # room for these words
    ax.set_ylim(top=min(top, LARGEST))
    label_axes(ax, xlabel, ylabel)
    if legend:
        place_legend(ax)
    return ax


def broken(series: Sequence[Series]) -> int:
    """How many ratios, over runs and steps, are above 1."""
    return sum(int((one.arrays()[1] > 1).sum()) for one in series)
