"""Outcomes of all experiments from runs far smaller than --quick: enough to draw, not to judge."""

from __future__ import annotations

import functools

from adal_theory import simulations
from adal_theory.report.session import perform
from adal_theory.results.experiment import Outcome


@functools.cache
def outcome(name: str) -> Outcome:
    """What an experiment finds with its `small` settings: whether its comparisons hold is not asked here."""
    experiment = simulations.get(name)
    return perform(experiment, quick=True, changes=experiment.small).outcome
