"""One look for all figures: colours, line styles and markers fixed per rule, fonts, sizes, reproducible files.

Colours are those of Okabe and Ito (2008, "Color Universal Design"), told apart under all common forms of colour
blindness; a rule also keeps its dashes and its marker, so that no figure rests on colour alone. Theory is dashed,
in `INK`. `INK` and `PAPER` appear nowhere else, so that a page can replace them by its own (dark) colours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.rcsetup import cycler
from numpy.typing import NDArray

P = ParamSpec("P")
R = TypeVar("R")
Dashes = tuple[float, tuple[float, ...]]

INK = "#1b1c1e"
"""The colour of axes, words and theory; in a page it becomes the colour of the text."""
PAPER = "#fdfdfe"
"""The ground of figures; in a page it becomes the ground of the page."""
WIDTH = 7.2  # inches: a text column and a half; set in 10 pt it is read at its size on the page

SOLID: Dashes = (0, ())
THEORY_DASHES: tuple[Dashes, ...] = ((0, (5, 2.2)), (0, (1.2, 1.8)), (0, (7, 2, 1.2, 2)), (0, (2.5, 1.5)))
"""The dash patterns of theoretical curves, in the order in which they are drawn."""


@dataclass(frozen=True)
class RuleStyle:
    """How the curves of one rule look, in every figure."""

    label: str
    colour: str
    dashes: Dashes
    marker: str


RULES: dict[str, RuleStyle] = {
    "adal": RuleStyle("AdaL", "#D55E00", SOLID, "o"),
    "adal_ams": RuleStyle("AdaL-AMS", "#E69F00", (0, (9, 1.5)), "s"),
    "adam": RuleStyle("Adam", "#0072B2", SOLID, "^"),
    "amsgrad": RuleStyle("AMSGrad", "#56B4E9", (0, (9, 1.5)), "v"),
    "adamw": RuleStyle("AdamW", "#8822EE", (0, (1.5, 1.5)), "X"),
    "sgd": RuleStyle("SGD", "#009E73", (0, (9, 1.5, 1.5, 1.5)), "D"),
    "adagrad": RuleStyle("AdaGrad", "#CC79A7", (0, (4, 1.2, 1.2, 1.2)), "P"),
}
"""Colour, dashes and marker of each rule, the same in every figure."""

# For what is not a rule (dimensions, noise laws): distinct from each other, in this order.
OTHERS: tuple[RuleStyle, ...] = tuple(
    RuleStyle("", colour, dashes, marker)
    for colour, dashes, marker in zip(
        ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"),
        (SOLID, (0, (9, 1.5)), (0, (9, 1.5, 1.5, 1.5)), (0, (4, 1.2, 1.2, 1.2)), SOLID, (0, (9, 1.5))),
        ("o", "s", "^", "D", "v", "P"),
        strict=True,
    )
)

SETTINGS: Any = {
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same glyphs on every machine
    "font.size": 10,
    "mathtext.fontset": "dejavusans",
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 10,
    "legend.fontsize": 9,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "axes.facecolor": "none",
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.prop_cycle": cycler(color=[other.colour for other in OTHERS]),
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": INK,
    "grid.alpha": 0.13,
    "grid.linewidth": 0.6,
    "axes.formatter.use_mathtext": True,
    "axes.formatter.useoffset": False,
    "lines.linewidth": 1.7,
    "lines.markersize": 4.5,
    "legend.frameon": True,
    "legend.framealpha": 0.85,
    "legend.facecolor": PAPER,
    "legend.edgecolor": "none",
    "legend.handlelength": 2.8,
    "figure.dpi": 100,
    "savefig.dpi": 200,
    "figure.constrained_layout.h_pad": 0.06,
    "figure.constrained_layout.w_pad": 0.06,
    "svg.fonttype": "path",
    "svg.hashsalt": "adal-theory",
    "pdf.fonttype": 42,
    "path.simplify_threshold": 0.2,
}


def context() -> AbstractContextManager[None]:
    """The style, for as long as a `with` block lasts; matplotlib's settings are as before afterwards."""
    return rc_context(SETTINGS)


def styled(function: Callable[P, R]) -> Callable[P, R]:
    """Run a drawing function under the style."""

    @wraps(function)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        with context():
            return function(*args, **kwargs)

    return inside


@styled
def new_figure(
    rows: int = 1,
    columns: int = 1,
    *,
    width: float = WIDTH,
    height: float | None = None,
    sharex: bool = False,
    sharey: bool = False,
    titles: Sequence[str] = (),
) -> tuple[Figure, NDArray[Any]]:
    """An empty figure of rows × columns panels, sizes in inches; returns it and its axes, shape (rows, columns).

    `titles` label the panels row by row. Nothing is registered with pyplot.
    """
    if height is None:
        height = 0.62 * width if rows * columns == 1 else 0.8 * width * rows / columns + 0.4
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = np.asarray(figure.subplots(rows, columns, sharex=sharex, sharey=sharey, squeeze=False), dtype=object)
    for ax, title in zip(axes.flat, titles, strict=False):
        ax.set_title(title)
    return figure, axes


@styled
def legend_below(figure: Figure, columns: int | None = None) -> None:
    """One legend for all panels, under them: each label once, in order of appearance."""
    found: dict[str, Any] = {}
    for ax in figure.axes:
        for handle, label in zip(*ax.get_legend_handles_labels(), strict=True):
            found.setdefault(label, handle)
    if found:
        figure.legend(list(found.values()), list(found), loc="outside lower center", ncols=columns or min(len(found), 4))


def look(rule: str | None, position: int = 0) -> RuleStyle:
    """The style of a rule by its name, or of the `position`-th of other things where there is no such rule."""
    return RULES[rule] if rule in RULES else OTHERS[position % len(OTHERS)]


def say_empty(ax: Axes, text: str) -> None:
    """Where a panel has nothing to show it says so, in its middle."""
    words = ax.annotate(text, (0.5, 0.5), xycoords="axes fraction", ha="center", va="center", fontsize=9)
    words.set_in_layout(False)  # wider than a small panel it must not squeeze the others


def log_scale(ax: Axes, what: str = "value") -> None:
    """A logarithmic y axis; where nothing drawn so far has a place on it, the panel says so."""
    lines = [np.asarray(line.get_ydata(), np.float64) for line in ax.get_lines()]
    if not any((np.isfinite(y) & (y > 0)).any() for y in lines):
        say_empty(ax, f"no {what} above 0 to show on a logarithmic axis")
        ax.set_ylim(0.1, 10.0)
    ax.set_yscale("log")


def label_axes(ax: Axes, x: str, y: str) -> None:
    """Label both axes ("regret R(t) (loss units)"); inner panels of shared axes stay bare."""
    ax.set_xlabel(x)
    ax.set_ylabel(y)
    ax.label_outer(remove_inner_ticks=False)


def label_below(ax: Axes, x: str) -> None:
    """The x axis of a panel that stands above others and shares none with them: its own numbers and label."""
    ax.tick_params(labelbottom=True)
    ax.set_xlabel(x)
