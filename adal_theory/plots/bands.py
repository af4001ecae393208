"""What the curve plots share: the middle of many runs and the band around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from adal_theory.errors import ConfigurationError
from adal_theory.plots.style import RuleStyle, look

Array = NDArray[np.float64]
LARGEST = 1e200


@dataclass(frozen=True)
class Series:
    """A measured curve: `t` (step,), `values` (step,) or (run, step).

    `rule` fixes colour, dashes, marker and (unless given) the label; without it the position in the plot does.
    `band` is (low, high), each (step,), for instance a confidence interval; without it the quantiles over the
    runs are drawn.
    """

    t: ArrayLike
    values: ArrayLike
    label: str = ""
    rule: str | None = None
    band: tuple[ArrayLike, ArrayLike] | None = None

    def arrays(self) -> tuple[Array, Array]:
        """Steps (step,) and values (run, step); as NaN what is not finite or beyond what an axis can show."""
        t, values = np.asarray(self.t, np.float64), np.atleast_2d(np.asarray(self.values, np.float64))
        if t.ndim != 1 or values.ndim != 2 or values.shape[1] != t.size:
            raise ConfigurationError(
                f"series '{self.label or self.rule}': values {np.shape(self.values)} over t {np.shape(self.t)}; "
                "give t (step,) and values (step,) or (run, step)"
            )
        return t, showable(values)

    def style(self, position: int) -> tuple[RuleStyle, str]:
        """Look and label of the `position`-th series of a plot."""
        chosen = look(self.rule, position)
        return chosen, self.label or chosen.label or f"series {position + 1}"


@dataclass(frozen=True)
class Curve:
    """A theoretical curve: `t` (step,), `y` (step,); `colour` where it goes with one of several data, else ink."""

    t: ArrayLike
    y: ArrayLike
    label: str
    colour: str = ""


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
    ax: Axes,
    series: Series,
    position: int,
    spread: tuple[float, float],
    positive: bool,
    label: str | None = None,
) -> Array:
    """Draw the median of a series and its band; returns the median. With `positive` only values > 0 appear."""
    t, values = series.arrays()
    chosen, name = series.style(position)
    low, middle, high = quantiles(values, (spread[0], 0.5, spread[1]))
    if series.band is not None:
        low, high = (np.asarray(edge, np.float64) for edge in series.band)
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
        label=label or name,
    )
    return middle
