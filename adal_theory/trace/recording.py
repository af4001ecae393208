"""A run's graphs, recorded in one visit: everything after it computes with them, and asks no rule again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from adal_theory.noise.law import Law
from adal_theory.rules.rule import Rule
from adal_theory.trace.covered import Asked, covered_groups
from adal_theory.trace.graph import Graph
from adal_theory.trace.options import Options
from adal_theory.trace.pure import once, unlike
from adal_theory.trace.record import Shape, StepGraph, record_array_step, record_noise, record_step
from adal_theory.trace.update import recorded_update

LEAVING = ("range",)  # the one metric of the question when a run left the floating-point range


@dataclass(frozen=True)
class Source:
    """What is recorded: a rule on a problem under a law (None for exact gradients), and all else that shapes the graphs."""

    rule: Rule
    problem: Any
    law: Law | None
    options: Options
    shape: Shape
    real: str

    def noise(self) -> tuple[Graph, str] | tuple[None, None]:
        """The draws of one Philox block, and their type; nothing for exact gradients."""
        if self.law is None:
            return None, None
        recorder, drawn = record_noise(self.law, self.shape, self.real)
        return recorder.graph, drawn

    def step(self, groups: tuple[str, ...], drawn: str | None) -> StepGraph:
        """The step with these metrics; `drawn` is the type of the draws. Where v is a maximum, m cannot outlast it."""
        shape = replace(self.shape, lasting=self.shape.lasting and not self.rule.running_max)
        if hasattr(self.problem, "samples"):
            return record_array_step(self.rule, self.law, self.options, shape, groups, self.real, drawn)
        return record_step(self.rule, self.problem, self.law, self.options, shape, groups, self.real, drawn)


@dataclass(frozen=True)
class Recording:
    """The graphs of a run: its step with the metrics of `groups`, when it leaves the floating-point range, one Philox block."""

    step: StepGraph
    leaving: StepGraph
    noise: Graph | None
    groups: tuple[str, ...]

    def of_leaving(self) -> Recording:
        """The step with nothing recorded but when and how a run leaves the floating-point range."""
        return replace(self, step=self.leaving, groups=LEAVING)


def record(source: Source, params: Mapping[str, Any], scheduled: bool, asked: Asked) -> tuple[Recording, str]:
    """The graphs, and why there is no certificate, or "". `scheduled`: the user chose a step schedule.

    Raises `ConfigurationError` for a step that has no use for what it is given, that does not allow the metrics, that is not a
    pure function, or that cannot be recorded; and so for a problem and a law.
    """
    update = recorded_update(source.rule, source.options, params, scheduled)
    groups, missing = covered_groups(update, asked)
    noise, drawn = source.noise()
    step = source.step(groups, drawn)
    with once():  # the same functions, which have just been found pure
        leaving = source.step(LEAVING, drawn)
    return Recording(step, leaving, noise, groups), missing


def changed(source: Source, recording: Recording) -> str | None:
    """How the step, or the noise, would be recorded otherwise now, in words; None where it would not."""
    with once():
        noise, _ = source.noise()
        drawn = unlike(recording.noise, noise) if recording.noise is not None else None
        return drawn or unlike(recording.step, source.step(recording.groups, recording.step.noise_dtype))
