"""Tails: P(|X − median| > x) on a log-log scale, the band of Gaussian data behind it, fitted laws over it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from adal_theory.plots.bands import Array
from adal_theory.plots.figure import on, panels
from adal_theory.plots.looks import OTHERS, THEORY_DASHES, ink
from adal_theory.plots.style import StyleLike, styled
from adal_theory.plots.tidy import place_legend
from adal_theory.plots.words import note, per_cent


class Tail(Protocol):
    """What is drawn (`adal_theory.statistics.tail_curve.TailCurve` has it)."""

    @property
    def size(self) -> Array: ...

    @property
    def share(self) -> Array: ...

    @property
    def gaussian(self) -> tuple[Array, Array]: ...

    @property
    def laws(self) -> tuple[tuple[str, Array, Array], ...]: ...

    @property
    def note(self) -> str: ...


LAWS = {"stable": OTHERS[1], "power": OTHERS[2]}


@styled
def draw_tail(tail: Tail, *, ax: Axes | None = None, unit: str = "", legend: bool = True, style: StyleLike = None) -> Axes:
    """Draw one sample's tail; `unit` stands in the label of x. Without a tail the panel says why.

    `ax`: where to draw, a new figure by default; returns it. `style`: the name of a style, or rcParams for this drawing.
    """
    ax = on(ax)
    ax.set_xscale("log")
    ax.set_yscale("log")
    x = "|X − median|" + (f" ({unit})" if unit else "")
    if not len(tail.size):
        ax.set(xlim=(0.1, 10), ylim=(1e-2, 1.3))
        note(ax, tail.note, (0.5, 0.5), xycoords="axes fraction", ha="center", va="center")
        ax.set(xlabel=x, ylabel="share of points beyond")
        return ax
    low, high = tail.gaussian
    if len(low):
        ax.fill_betweenx(tail.share, low, high, color=ink(), alpha=0.22, linewidth=0, label=per_cent("Gaussian data, 95 %"))
    dots = {"linestyle": "none", "marker": "o", "markersize": 0.62 * rcParams["lines.markersize"], "zorder": 3}
    ax.plot(tail.size, tail.share, color=OTHERS[0].colour, label="samples", **dots)
    for i, (label, at, share) in enumerate(tail.laws):
        look = LAWS["power" if "power" in label else "stable"]
        ax.plot(at, share, color=look.colour, linestyle=THEORY_DASHES[i % len(THEORY_DASHES)], zorder=4, label=label)
    bottom, right = float(tail.share.min()), max(float(tail.size[0]), float(high.max(initial=0.0)))
    left = float(tail.size[tail.share < 0.97].min(initial=float(tail.size[0])))
    ax.set(ylim=(bottom / 2, 1.4), xlim=(left / 1.5, 1.4 * right))
    if tail.note:
        note(ax, tail.note, (0.99, 0.97), xycoords="axes fraction", ha="right", va="top")
    ax.set(xlabel=x, ylabel="share of points beyond")
    if legend:
        place_legend(ax)
    return ax


@styled
def tail_figure(tails: Sequence[Tail], titles: Sequence[str]) -> Figure:
    """A panel for each sample, two in a row."""
    columns = 1 if len(tails) == 1 else 2
    rows = (len(tails) + columns - 1) // columns
    figure, axes = panels(rows, columns, ratio=0.62 if columns == 1 else 0.9, titles=titles)
    for ax, tail in zip(axes.flat, tails, strict=False):
        draw_tail(tail, ax=ax)
    for ax in axes.flat[len(tails) :]:
        ax.set_visible(False)
    return figure
