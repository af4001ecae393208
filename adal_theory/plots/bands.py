"""What the curve plots share: the middle of many runs and the band around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from adal_theory.entries import real_array
from adal_theory.entries import shown as told
from adal_theory.errors import ConfigurationError
from adal_theory.plots.looks import NamedRule, RuleStyle, looks

Array = NDArray[np.float64]
LARGEST = 1e200


@dataclass(frozen=True)
class Series:
    """A measured curve: `t` (step,), `values` (step,) or (run, step).

    `rule`, a name or a rule of one's own, fixes colour, dashes, marker and (unless given) the label; without it the position in
    the plot does. `look` is a look of one's own in place of it. `band` is (low, high), each (step,), for instance a confidence
    interval; without it the quantiles over the runs are drawn.
    """

    t: ArrayLike
    values: ArrayLike
    label: str = ""
    rule: str | NamedRule | None = None
    band: tuple[ArrayLike, ArrayLike] | None = None
    look: RuleStyle | None = None

    def arrays(self) -> tuple[Array, Array]:
        """Steps (step,) and values (run, step); as NaN what is not finite or beyond what an axis can show."""
        name, wanted = f"series '{self.name}'", "t (step,) and values (step,) or (run, step)"
        t = real_array(f"{name}: t", self.t, finite=False, empty=True, wanted=wanted)
        values = np.atleast_2d(
            real_array(f"{name}: values", self.values, finite=False, empty=True, dims=("run", "step"), wanted=wanted)
        )
        if t.ndim != 1 or values.ndim != 2 or values.shape[1] != t.size:
            raise ConfigurationError(
                f"{name}: values {np.shape(self.values)} over t {np.shape(self.t)}; "
                "give t (step,) and values (step,) or (run, step)"
            )
        return t, showable(values)

    @property
    def name(self) -> str:
        """By what messages call it."""
        return self.label or str(getattr(self.rule, "name", self.rule))

    def style(self, position: int) -> tuple[RuleStyle, str]:
        """Look and label of the `position`-th series of a plot, alone."""
        chosen = self.look or looks([self.rule], position)[0]
        return chosen, self.label or chosen.label or f"series {position + 1}"


def styles(series: Sequence[Series]) -> list[tuple[RuleStyle, str]]:
    """Look and label of all series of one plot: two rules of the user's own never look alike."""
    found = zip(series, looks([one.rule for one in series]), strict=True)
    return [(one.look or look, one.label or (one.look or look).label or f"series {k + 1}") for k, (one, look) in enumerate(found)]


@dataclass(frozen=True)
class Curve:
    """A theoretical curve: `t` (step,), `y` (step,); `colour` where it goes with one of several data, else ink."""

    t: ArrayLike
    y: ArrayLike
    label: str
    colour: str = ""

    def arrays(self) -> tuple[Array, Array]:
        """t and y; what is not finite leaves a gap."""
        t, y = (
            real_array(f"curve '{self.label}': {n}", v, ndim=1, finite=False, wanted="t (step,) and y (step,)")
            for n, v in (("t", self.t), ("y", self.y))
        )
        if t.shape != y.shape:
            raise ConfigurationError(f"curve '{self.label}': y {y.shape} over t {t.shape}; give both (step,)")
        return t, y


def edges(series: Series, t: Array) -> tuple[Array, Array]:
    """The two ends of a given band, over its steps."""
    name = f"series '{series.name}': band"
    if series.band is None or not isinstance(series.band, (tuple, list)) or len(series.band) != 2:
        raise ConfigurationError(f"{name} = {told(series.band)}: give (low, high), each (step,)")
    low, high = (real_array(name, edge, ndim=1, finite=False, wanted="(low, high), each (step,)") for edge in series.band)
    if low.shape != t.shape or high.shape != t.shape:
        raise ConfigurationError(
            f"{name} has ends of shapes {low.shape}, {high.shape} over t {t.shape}: give (low, high), each (step,)"
        )
    return low, high


def spread_of(spread: tuple[float, float]) -> tuple[float, float]:
    """The two quantiles of a band over runs."""
    ends = real_array("spread", spread, low=0.0, high=1.0, wanted="two quantiles such as (0.05, 0.95)")
    if ends.shape != (2,) or not ends[0] <= ends[1]:
        raise ConfigurationError(f"spread = {told(spread)}: give two quantiles in [0, 1], the lower one first")
    return float(ends[0]), float(ends[1])


def showable(values: Array) -> Array:
    """NaN for what is not finite, and for what overflows while matplotlib places the ticks."""
    return np.where(np.abs(values) <= LARGEST, values, np.nan)


def marks(position: int, t: Array, y: Array) -> Any:
    """Where a curve has its markers: apart from those of the others. matplotlib cannot space them on a curve without points."""
    return (position * 0.02, 0.12) if (np.isfinite(y) & (t > 0)).any() else None


def quantiles(values: Array, levels: tuple[float, ...]) -> Array:
    """Quantiles over runs, shape (level, step); NaN where no run has a value."""
    if not values.size:
        return np.full((len(levels), values.shape[1]), np.nan)
    any_left = np.isfinite(values).any(axis=0)
    # A stand-in avoids NumPy's warning where every run has ended; the result there is NaN again.
    found = np.nanquantile(np.where(any_left, values, 0.0), levels, axis=0)
    return np.where(any_left, found, np.nan)


def draw_band(
    ax: Axes, series: Series, position: int, spread: tuple[float, float], positive: bool, shown: tuple[RuleStyle, str]
) -> Array:
    """Draw the median of a series and its band; returns the median. With `positive` only values > 0 appear."""
    t, values = series.arrays()
    chosen, label = shown
    lower, upper = spread_of(spread)
    low, middle, high = quantiles(values, (lower, 0.5, upper))
    if series.band is not None:
        low, high = edges(series, t)
    if positive:
        floor = np.nanmin(middle[middle > 0], initial=np.inf) / 10
        middle, low = np.where(middle > 0, middle, np.nan), np.maximum(low, floor)
        low = np.where(high > 0, low, np.nan)
    if len(values) > 1 or series.band is not None:
        ax.fill_between(t, low, high, color=chosen.colour, alpha=0.2, linewidth=0)
    ax.plot(
        t,
        middle,
        color=chosen.colour,
        linestyle=chosen.dashes,
        marker=chosen.marker,
        markevery=marks(position, t, middle),
        label=label,
    )
    return middle
