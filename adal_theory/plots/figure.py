"""Figures that keep their look however they are saved, and put their words where they fit before they are first drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib import rc_context, rcParams, rcParamsDefault
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from numpy.typing import NDArray

from adal_theory.plots import style as look
from adal_theory.plots.deferred import Deferred, DeferringFigure
from adal_theory.plots.style import SETTINGS, styled
from adal_theory.plots.tidy import tidy
from adal_theory.showing import Shown

NOT_LOOKS = ("backend", "backend_fallback", "interactive", "toolbar", "tk.window_focus", "webagg.open_in_browser")


class StyledFigure(Shown, DeferringFigure):
    """A figure that is drawn and saved under the settings it was made with: plain `savefig` gives the same look, and TrueType."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        changed = {k for k, v in rcParams.items() if k not in NOT_LOOKS and v != rcParamsDefault[k]}
        self._settings = {k: rcParams[k] for k in changed | set(SETTINGS)}
        self.deferred = Deferred(free_height=look.fixed_height() is None)

    def draw(self, renderer: RendererBase) -> None:
        with rc_context(self._settings):
            if self.deferred is not None:
                waiting, self.deferred = self.deferred, None
                tidy(self, waiting)
            super().draw(renderer)

    def savefig(self, fname: Any, *, transparent: bool | None = None, **kwargs: Any) -> None:
        with rc_context(self._settings):
            super().savefig(fname, transparent=transparent, **kwargs)


@styled
def new_figure(
    rows: int = 1,
    columns: int = 1,
    *,
    width: float | None = None,
    height: float | None = None,
    sharex: bool = False,
    sharey: bool = False,
    titles: Sequence[str] = (),
    style: look.StyleLike = None,
) -> tuple[Figure, NDArray[Any]]:
    """An empty figure of rows × columns panels; returns it and its axes, shape (rows, columns).

    Sizes are in inches; without them they are the style's, or those of the user's own "figure.figsize".
    `titles` label the panels row by row. Nothing is registered with pyplot.
    """
    width = look.width() if width is None else width
    single = rows * columns == 1
    if height is None:
        height = look.fixed_height() or (0.62 * width if single else 0.8 * width * rows / columns + 0.4)
    figure = StyledFigure(figsize=(width, height), layout="constrained")
    axes = np.asarray(figure.subplots(rows, columns, sharex=sharex, sharey=sharey, squeeze=False), dtype=object)
    for ax, title in zip(axes.flat, titles, strict=False):
        ax.set_title(title)
    return figure, axes


@styled
def panels(
    rows: int,
    columns: int,
    *,
    titles: Sequence[str] = (),
    sharex: bool = False,
    sharey: bool = False,
    least: float = 13.0,
    ratio: float = 0.75,
    turn: bool = False,
    style: look.StyleLike = None,
) -> tuple[Figure, NDArray[Any]]:
    """An empty figure for rows × columns panels, arranged so that they fit the style's width; returns it and its axes.

    A panel is at least `least` times as wide as type is high, and `ratio` times as high as wide. Where columns are too many for
    that, panels follow one another in fewer, row by row, or, if `turn`, rows become columns. The axes keep the shape
    (rows, columns) in either case; `titles` label them row by row.
    """
    width, number = look.width(), rows * columns
    fitting = max(1, int(72 * width / (least * rcParams["font.size"])))
    if columns <= fitting and (rows > 1 or turn):
        down, across = rows, columns
    elif turn:
        down, across = (columns, rows) if rows <= fitting else (number, 1)
    else:
        across = max(n for n in range(1, min(number, fitting) + 1) if number % n == 0)
        down = number // across
    if across == 1 < number:
        ratio = min(0.8 * ratio, 0.6)  # one under the other they may be flatter
    height = look.fixed_height() or down * ratio * width / across + 0.04 * rcParams["font.size"]
    figure = StyledFigure(figsize=(width, height), layout="constrained")
    found = np.asarray(figure.subplots(down, across, sharex=sharex, sharey=sharey, squeeze=False), dtype=object)
    turned = turn and (down, across) != (rows, columns) and across > 1
    axes = found.T if turned else found.reshape(rows, columns)
    for ax, title in zip(axes.flat, titles, strict=False):
        ax.set_title(title)
    return figure, axes


def on(ax: Axes | None) -> Axes:
    """The axes given, or those of a new figure of one panel."""
    return new_figure()[1][0, 0] if ax is None else ax
