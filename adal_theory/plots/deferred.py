"""What waits until a figure is first drawn, when the sizes of its panels are known: places of legends, shorter words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text


@dataclass
class PlacedLegend:
    """A legend for which a place is sought: `inside` its panel where one is free there, else below it.

    `arguments` are those of `Axes.legend`, from which it is made anew in as many columns as fit below.
    """

    legend: Legend
    inside: bool
    arguments: Mapping[str, Any]


@dataclass
class Deferred:
    """Legends by their panels, and by its text the words that replace it where it does not fit.

    The figure may become higher for them if its height is free.
    """

    free_height: bool
    legends: dict[Axes, PlacedLegend] = field(default_factory=dict)
    shorter: dict[Text, str] = field(default_factory=dict)


class DeferringFigure(Figure):
    """A figure with what is to be done when it is first drawn; `deferred` is None once that is done."""

    deferred: Deferred | None = None


def deferred(ax: Axes) -> Deferred | None:
    """What waits for the figure of a panel to be drawn; None where nothing can wait, and all must be done now."""
    figure = ax.get_figure(root=True)
    return figure.deferred if isinstance(figure, DeferringFigure) else None
