"""The groups of metrics that a run asks for, and what of its problem and its box they need."""

from __future__ import annotations

from typing import Any

import numpy as np

from adal_theory.engine import checks
from adal_theory.engine.job import Job
from adal_theory.errors import ConfigurationError
from adal_theory.trace.metrics import DEFAULT, GROUPS, SPECIAL


def asked_groups(problem: Any, metrics: Any) -> tuple[str, ...]:
    """The groups by name, by default the usual ones. Raises `ConfigurationError` for others, and for an exit without a saddle."""
    known = (*GROUPS, *SPECIAL)
    if metrics is not None and not isinstance(metrics, (str, list, tuple, set, frozenset)):
        raise ConfigurationError(f"metrics = {metrics!r}: pass a group or a tuple of groups of {', '.join(known)}")
    asked = DEFAULT if metrics is None else ((metrics,) if isinstance(metrics, str) else tuple(metrics))
    for g in asked:
        checks.one_of("metrics group", g, known)
    if "exit" in asked and getattr(problem, "exit_level", None) is None:
        raise ConfigurationError(
            f"metrics = exit with {problem.name}: no saddle is known there; use a problem with an "
            "exit_level, such as problems.double_well(), or leave the group out"
        )
    return asked


def outside(job: Job) -> str:
    """Why theorem B5 does not cover a comparator that is known beforehand, or nothing."""
    star, box = job.comparator, job.box
    if star is None or box is None or not ((star < box[0]) | (star > box[1])).any():
        return ""
    far = np.ravel(star)[np.argmax((np.ravel(star) < box[0]) | (np.ravel(star) > box[1]))]
    return f"needs a comparator in the box [{box[0]:g}, {box[1]:g}], but x* has {far:.6g}"
