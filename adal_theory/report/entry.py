"""What a page needs of an experiment that is done: its comparisons, and its figures as files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adal_theory.plots.save import figure_bytes
from adal_theory.plots.tabular import figure_csv
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Experiment, Outcome
from adal_theory.runtime import computing

FORMS = ("svg", "pdf", "csv")
"""The forms in which a figure can be downloaded; CSV holds its numbers."""


@dataclass(frozen=True)
class Drawn:
    """One figure: `files` maps each of `FORMS` to the content of the file."""

    name: str
    caption: str
    files: Mapping[str, bytes]

    @property
    def svg(self) -> str:
        """The `<svg>…</svg>`, without XML declaration and document type, to stand in a page."""
        text = self.files["svg"].decode("utf-8")
        return text[text.index("<svg") :].strip()


@dataclass(frozen=True)
class Entry:
    """An experiment as a page shows it. `settings` are those it ran with, as JSON holds them."""

    experiment: Experiment
    settings: Mapping[str, Any]
    comparisons: tuple[Comparison, ...]
    figures: tuple[Drawn, ...]

    @property
    def held(self) -> int:
        """How many comparisons hold."""
        return sum(c.ok for c in self.comparisons)

    @property
    def ok(self) -> bool:
        """Whether something was compared and all of it holds."""
        return bool(self.comparisons) and self.held == len(self.comparisons)

    def file(self, figure: Drawn, form: str) -> str:
        """The name of a figure's file."""
        return f"{self.experiment.name}-{figure.name}.{form}"


@computing("drawing the figures")
def entry(experiment: Experiment, outcome: Outcome) -> Entry:
    """Draw the figures of an experiment, and keep of its outcome what a page shows."""
    figures = []
    for name, figure in experiment.figures(outcome).items():
        figures.append(Drawn(name, experiment.captions[name], forms(figure)))
    return Entry(experiment, plain(outcome.settings), tuple(outcome.comparisons), tuple(figures))


def forms(figure: Any) -> dict[str, bytes]:
    """A figure in each of `FORMS`."""
    drawn = {form: figure_bytes(figure, form) for form in ("svg", "pdf")}
    return {**drawn, "csv": figure_csv(figure).encode()}


def plain(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as they come back from JSON."""
    found = json.loads(json.dumps(dict(settings), default=str))
    assert isinstance(found, dict)
    return found
