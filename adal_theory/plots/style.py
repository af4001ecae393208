"""The look of our figures, as a style that can be applied, and that gives way to what the user has set.

Whatever the user has set in matplotlib stays: in a matplotlibrc file, by `plt.style.use` or in `rcParams`. Only what is as
matplotlib ships it gets our look. A named style ("column", "double", "slides", "poster") is asked for, so its sizes win::

    with plots.context("column"):                     # for a block of code
        figure, axes = plots.new_figure()
    plots.draw_rates(series, ylabel="regret", style="column")       # for one drawing
    plots.draw_rates(series, ylabel="regret", style={"lines.linewidth": 1})
    matplotlib.rcParams.update(plots.settings("column"))            # for the session, plain matplotlib included
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from matplotlib import get_data_path, matplotlib_fname, rc_context, rc_params_from_file, rcParams, rcParamsDefault
from matplotlib.axes import Axes
from matplotlib.rcsetup import cycler

from adal_theory.entries import choice
from adal_theory.errors import ConfigurationError
from adal_theory.plots.looks import INK, OTHERS, PAPER

P = ParamSpec("P")
R = TypeVar("R")

WIDTH = 7.2  # inches: a text column and a half; set in 10 pt it is read at its size on the page

SETTINGS: Any = {
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same glyphs on every machine
    "font.size": 10,
    "mathtext.fontset": "dejavusans",
    "axes.titlesize": "medium",
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": "medium",
    "legend.fontsize": 9,
    "legend.title_fontsize": 9,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
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
    "pdf.fonttype": 42,  # TrueType: what journals ask for, and what an editor of the PDF can change
    "ps.fonttype": 42,
    "path.simplify_threshold": 0.2,
}
# What of ours goes when the user has set something else: a family of fonts is chosen by its own list as well.
WITH: dict[str, tuple[str, ...]] = {"font.family": ("font.sans-serif",), "legend.title_fontsize": ("legend.fontsize",)}


@dataclass(frozen=True)
class Style:
    """A size to draw for: `width` in inches, `height` too where it is fixed (None: as the panels need), and rcParams."""

    width: float
    height: float | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)


def _sizes(text: float, line: float, small: float) -> dict[str, Any]:
    """Type of `text` points, `small` beside axes and in legends, and lines `line` points thick."""
    return {
        "font.size": text,
        **dict.fromkeys(("xtick.labelsize", "ytick.labelsize", "legend.fontsize", "legend.title_fontsize"), small),
        "lines.linewidth": line,
        "lines.markersize": 2.7 * line,
        "lines.markeredgewidth": 0.5 * line,
        "axes.linewidth": 0.5 * line,
        "grid.linewidth": 0.35 * line,
        **{f"{axis}tick.{kind}.width": w * line for axis in "xy" for kind, w in (("major", 0.5), ("minor", 0.35))},
        **{f"{axis}tick.{kind}.size": w * line for axis in "xy" for kind, w in (("major", 2.2), ("minor", 1.3))},
        **{f"{axis}tick.{kind}.pad": 0.35 * text for axis in "xy" for kind in ("major", "minor")},
        # A number at the end of an axis stands out by half its height, and may come and go from one layout to the next.
        **{f"figure.constrained_layout.{axis}_pad": 0.4 * small / 72 for axis in "hw"},
        "patch.linewidth": 0.5 * line,
        "hatch.linewidth": 0.6 * line,
    }


STYLES: dict[str, Style] = {
    "page": Style(WIDTH),
    "column": Style(3.25, None, {**_sizes(8, 1.2, 7), "legend.handlelength": 2.2, "savefig.dpi": 600}),
    "double": Style(6.75, None, {**_sizes(8, 1.2, 7), "savefig.dpi": 600}),
    "slides": Style(13.333, 7.5, {**_sizes(18, 3.0, 16), "savefig.dpi": 144}),
    "poster": Style(16.0, None, {**_sizes(24, 3.6, 22), "savefig.dpi": 200}),
}
_PARAMS: Any = rcParams  # matplotlib's types know each name of a setting; ours are read from variables
_DEFAULTS: Any = rcParamsDefault
_active: ContextVar[Style | None] = ContextVar("adal_theory_style", default=None)
StyleLike = str | Style | Mapping[str, Any] | None


@cache
def _from_file(path: str) -> frozenset[str]:
    """What a matplotlibrc of the user's sets; what matplotlib ships sets nothing."""
    if Path(path).is_relative_to(get_data_path()):
        return frozenset()
    return frozenset(rc_params_from_file(path, use_default_template=False))


def set_by_user(key: str) -> bool:
    """Whether a setting of matplotlib's is not as matplotlib ships it."""
    return key in _from_file(matplotlib_fname()) or _PARAMS[key] != _DEFAULTS[key]


def resolved(style: StyleLike) -> Style:
    """A style by its name, a mapping of rcParams, or a style itself; raises `ConfigurationError` for unknown names."""
    if isinstance(style, Style):
        return style
    if isinstance(style, Mapping):
        for key in style:
            choice("rcParams name in style", key, rcParamsDefault)
        size = style.get("figure.figsize", (WIDTH, None))
        return Style(size[0], size[1], style)
    if style is None:
        return STYLES["page"]
    if not isinstance(style, str):
        raise ConfigurationError(f"style = {style!r}: give one of {', '.join(STYLES)}, or a dict of matplotlib's rcParams")
    return STYLES[choice("style", style, STYLES)]


def extended(style: StyleLike, settings: Mapping[str, Any]) -> Style:
    """A style with some rcParams more."""
    chosen = resolved(style)
    return Style(chosen.width, chosen.height, {**chosen.settings, **settings})


def settings(style: StyleLike = None) -> dict[str, Any]:
    """The rcParams of a style, all of them: `matplotlib.rcParams.update(settings("column"))` draws everything in it."""
    chosen = resolved(style)
    size = (chosen.width, chosen.height or 0.62 * chosen.width)
    return {**SETTINGS, "figure.figsize": size, **chosen.settings}


@contextmanager
def context(style: StyleLike = None) -> Iterator[None]:
    """The style, for as long as a `with` block lasts; matplotlib's settings are as before afterwards.

    Without `style` it is our look wherever the user has set nothing, and nothing at all inside another such block.
    """
    if style is None and _active.get() is not None:
        yield
        return
    chosen = resolved(style)
    if _active.get() is None:
        given = {k: v for k, v in SETTINGS.items() if not any(set_by_user(s) for s in (k, *WITH.get(k, ())))}
    else:
        given = {}  # the look is there already, and what was changed since is the user's
        if isinstance(style, Mapping):
            chosen = Style(width(), _height(), style)
    whole: Any = {**given, **chosen.settings}
    with rc_context(whole):
        token = _active.set(chosen)
        try:
            yield
        finally:
            _active.reset(token)


def width() -> float:
    """The width of a figure in inches: that of the style, or of the user's own "figure.figsize"."""
    chosen = _active.get() or STYLES["page"]
    mine = chosen.width == WIDTH and set_by_user("figure.figsize")
    return float(rcParams["figure.figsize"][0]) if mine else chosen.width


def scaled(points: float) -> float:
    """A thickness or size of the page's figures, in points, as it is in the style."""
    return points * float(rcParams["lines.linewidth"]) / float(SETTINGS["lines.linewidth"])


def _height() -> float | None:
    chosen = _active.get()
    return None if chosen is None else chosen.height


def fixed_height() -> float | None:
    """The height that the style wants of every figure, in inches; None where it is as the panels need."""
    return _height()


def styled(function: Callable[P, R]) -> Callable[P, R]:
    """Run a drawing function under our look, or under its argument `style`. Its axes may come first, or as `ax`."""

    @wraps(function)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        if args and isinstance(args[0], Axes) and "ax" in _keywords(function):
            if "ax" in kwargs:
                raise TypeError(f"{function.__name__}() got the axes twice: as its first argument and as ax=")
            args, kwargs["ax"] = args[1:], args[0]  # type: ignore[assignment]
        with context(kwargs.get("style")):  # type: ignore[arg-type]
            return function(*args, **kwargs)

    return inside


def _keywords(function: Callable[..., Any]) -> tuple[str, ...]:
    code = function.__code__
    return code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
