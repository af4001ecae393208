"""Words on a figure: labels of axes, one legend for all panels, notes, and what an empty panel says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Annotation

from adal_theory.plots.deferred import deferred
from adal_theory.plots.looks import ink
from adal_theory.plots.style import fixed_height, styled


@styled
def legend_below(figure: Figure, columns: int | None = None, **arguments: Any) -> None:
    """One legend for all panels, under them: each label once, in order of appearance.

    `columns` is the largest number of columns: there are fewer where they would be wider than the figure, which becomes
    higher by the legend unless the style says how high it is. `arguments` are those of `Figure.legend`.
    """
    found: dict[str, Any] = {}
    for ax in figure.axes:
        for handle, label in zip(*ax.get_legend_handles_labels(), strict=True):
            found.setdefault(label, handle)
    if found:
        fit_below(figure, found, columns, **arguments)


@styled
def legend_in(axes: Any, used: int) -> None:
    """One legend for the first `used` of some panels in the one after them, or under all where it is too wide for that.

    The panel above the empty one gets its labels.
    """
    empty = axes.flat[used]
    across = empty.get_subplotspec().get_gridspec().ncols
    for ax in axes.flat[used:]:
        ax.set_axis_off()
    above = axes.flat[used - across]
    if used - across >= 0 and used % across:
        label_below(above, axes.flat[used - 1].get_xlabel())
    found: dict[str, Any] = {}
    for ax in axes.flat[:used]:
        for handle, label in zip(*ax.get_legend_handles_labels(), strict=True):
            found.setdefault(label, handle)
    legend = empty.legend(list(found.values()), list(found), loc="center", borderaxespad=0.0)
    figure = empty.get_figure()
    size = legend.get_window_extent(FigureCanvasAgg(figure).get_renderer())
    rows = empty.get_subplotspec().get_gridspec().nrows
    if size.width > 0.86 * figure.bbox.width / across or size.height > 0.95 * figure.bbox.height / rows:
        legend.remove()
        fit_below(figure, found)
    else:
        legend.set_in_layout(False)


def fit_below(figure: Figure, found: Mapping[str, Any], columns: int | None = None, **arguments: Any) -> Legend:
    """A legend of labels and their handles under a figure, in as many columns as its width lets it."""
    renderer: Any = FigureCanvasAgg(figure).get_renderer()
    room = figure.bbox.width - 0.6 * rcParams["font.size"] * figure.dpi / 72
    handles, labels = list(found.values()), list(found)
    for number in range(min(len(found), columns or 4), 0, -1):
        legend = figure.legend(
            handles, labels, loc="outside lower center", ncols=number, columnspacing=1.4, borderaxespad=0.2, **arguments
        )
        size = legend.get_window_extent(renderer)
        if size.width <= room or number == 1:
            break
        legend.remove()
    if fixed_height() is None:
        figure.set_figheight(figure.get_figheight() + size.height / figure.dpi)
    return legend


@styled
def note(
    ax: Axes, text: str, at: tuple[float, float], *, shift: tuple[float, float] = (0, 0), shorter: str = "", **arguments: Any
) -> Annotation:
    """A few words beside data, in the small type of legends, `shift` half heights of its type from `at`.

    In a panel that is too narrow for `text` they are `shorter`, where that is given.
    """
    half = rcParams["font.size"] / 2
    small = {"fontsize": rcParams["legend.fontsize"], "color": ink()}
    place = {"xytext": (shift[0] * half, shift[1] * half), "textcoords": "offset points"}
    words = ax.annotate(text, at, **{**small, **place, **arguments})
    if shorter and (waiting := deferred(ax)) is not None:
        waiting.shorter[words] = shorter
    words.set_in_layout(False)  # wider than a small panel it must not squeeze the others
    return words


def per_cent(text: str) -> str:
    """A text with "%", which TeX would take for the start of a comment."""
    return text.replace("%", r"\%") if rcParams["text.usetex"] else text


def say_empty(ax: Axes, text: str) -> None:
    """Where a panel has nothing to show it says so, in its middle."""
    note(ax, text, (0.5, 0.5), xycoords="axes fraction", ha="center", va="center")


def log_scale(ax: Axes, what: str = "value") -> None:
    """A logarithmic y axis; where nothing drawn so far has a place on it, the panel says so."""
    lines = [np.asarray(line.get_ydata(), np.float64) for line in ax.get_lines()]
    if not any((np.isfinite(y) & (y > 0)).any() for y in lines):
        say_empty(ax, f"no {what} above 0 to show on a logarithmic axis")
        ax.set_ylim(0.1, 10.0)
    ax.set_yscale("log")


def label_axes(ax: Axes, x: str, y: str) -> None:
    """Label both axes ("regret R(t) (loss units)"); a panel over or beside one that shares its axis stays bare there."""
    ax.set_xlabel(x)
    ax.set_ylabel(y)
    if _has_neighbour(ax, ax.get_shared_x_axes().get_siblings(ax), below=True):
        ax.set_xlabel("")
        ax.tick_params(axis="x", which="both", labelbottom=False)
    if _has_neighbour(ax, ax.get_shared_y_axes().get_siblings(ax), below=False):
        ax.set_ylabel("")
        ax.tick_params(axis="y", which="both", labelleft=False)


def _has_neighbour(ax: Axes, others: Sequence[Axes], below: bool) -> bool:
    """Whether one of the others stands in the same column further down, or (not `below`) in the same row further left."""
    here = ax.get_subplotspec()
    for other in others:
        there = other.get_subplotspec()
        if here is None or there is None or there.get_gridspec() is not here.get_gridspec():
            continue
        down, right = there.rowspan.start - here.rowspan.start, there.colspan.start - here.colspan.start
        if (right == 0 and down > 0) if below else (down == 0 and right < 0):
            return True
    return False


def label_below(ax: Axes, x: str) -> None:
    """The x axis of a panel that stands above others and shares none with them: its own numbers and label."""
    ax.tick_params(labelbottom=True)
    ax.set_xlabel(x)
