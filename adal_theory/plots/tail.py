"""Tails: P(|X − median| > x) on a log-log scale, the band of Gaussian data behind it, fitted laws over it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from adal_theory.plots.bands import Array
from adal_theory.plots.style import INK, OTHERS, THEORY_DASHES, new_figure, styled


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
def draw_tail(ax: Axes, tail: Tail, *, unit: str = "") -> None:
    """Draw one sample's tail; `unit` stands in the label of x. Without a tail the panel says why."""
    ax.set_xscale("log")
    ax.set_yscale("log")
    x = "|X − median|" + (f" ({unit})" if unit else "")
    if not len(tail.size):
        ax.set(xlim=(0.1, 10), ylim=(1e-2, 1.3))
        ax.annotate(tail.note, (0.5, 0.5), xycoords="axes fraction", ha="center", va="center")
        ax.set(xlabel=x, ylabel="share of points beyond")
        return
    low, high = tail.gaussian
    if len(low):
        ax.fill_betweenx(tail.share, low, high, color=INK, alpha=0.22, linewidth=0, label="Gaussian data, 95 %")
    ax.plot(
        tail.size, tail.share, color=OTHERS[0].colour, linestyle="none", marker="o", markersize=2.8, zorder=3, label="samples"
    )
    for i, (label, at, share) in enumerate(tail.laws):
        look = LAWS["power" if "power" in label else "stable"]
        ax.plot(at, share, color=look.colour, linestyle=THEORY_DASHES[i % len(THEORY_DASHES)], zorder=4, label=label)
    bottom, right = float(tail.share.min()), max(float(tail.size[0]), float(high.max(initial=0.0)))
    left = float(tail.size[tail.share < 0.97].min(initial=float(tail.size[0])))
    ax.set(ylim=(bottom / 2, 1.4), xlim=(left / 1.5, 1.4 * right))
    if tail.note:
        ax.annotate(tail.note, (0.99, 0.97), xycoords="axes fraction", ha="right", va="top", fontsize=8)
    ax.set(xlabel=x, ylabel="share of points beyond")


@styled
def tail_figure(tails: Sequence[Tail], titles: Sequence[str]) -> Figure:
    """A panel for each sample, two in a row."""
    columns = 1 if len(tails) == 1 else 2
    rows = (len(tails) + columns - 1) // columns
    figure, axes = new_figure(rows, columns, height=3.4 * rows if columns == 2 else None, titles=titles)
    for ax, tail in zip(axes.flat, tails, strict=False):
        draw_tail(ax, tail)
        if len(tail.size):
            ax.legend(loc="upper left", bbox_to_anchor=(-0.02, -0.17 if columns == 1 else -0.27), ncols=3 - columns, fontsize=8)
    for ax in axes.flat[len(tails) :]:
        ax.set_visible(False)
    return figure
