"""Which groups of metrics a run has: those asked for, without a certificate where theorem B5 does not cover the step."""

from __future__ import annotations

from typing import Any

import numpy as np

from adal_theory.engine import checks
from adal_theory.engine.update import Update
from adal_theory.errors import ConfigurationError
from adal_theory.trace.declared import contradiction
from adal_theory.trace.metrics import DEFAULT, GROUPS, NEEDED, SPECIAL


def chosen_groups(update: Update, metrics: Any, still: str, outside: str) -> tuple[tuple[str, ...], str]:
    """The metric groups in canonical order; without certificate where B5 does not cover the step and it was not asked for.

    `still` says where η_t = 0, `outside` that x* is not in the box. The second answer says why there is no certificate.
    """
    rule, known, asked = update.rule, (*GROUPS, *SPECIAL), _asked(metrics)
    reason = (still or _without_certificate(update) or outside) if "certificate" in asked else ""
    if "bounds" in asked:
        _check_bounds(update)
    if "certificate" in asked and not reason:
        reason = contradiction(rule, update.graph, update.params) or ""
    if reason and metrics is not None:
        given = "step_schedule" if still else "beta1_schedule" if update.options.beta1_schedule else rule.name
        raise ConfigurationError(f"metrics = certificate with {given}: theorem B5 {reason}; leave one of them out")
    return tuple(g for g in known if g in asked and not (g == "certificate" and reason)), reason and f"{reason} (B5)"


def _asked(metrics: Any) -> tuple[str, ...]:
    known = (*GROUPS, *SPECIAL)
    if metrics is not None and not isinstance(metrics, (str, list, tuple, set, frozenset)):
        raise ConfigurationError(f"metrics = {metrics!r}: pass a group or a tuple of groups of {', '.join(known)}")
    asked = DEFAULT if metrics is None else ((metrics,) if isinstance(metrics, str) else tuple(metrics))
    for g in asked:
        checks.one_of("metrics group", g, known)
    return asked


def _unnamed(update: Update, group: str) -> list[str]:
    """What a group needs of the step and the step does not name."""
    return [n for n in NEEDED[group] if update.named.get(n) is None]


def _check_bounds(update: Update) -> None:
    rule, unnamed = update.rule, _unnamed(update, "bounds")
    if unnamed:
        raise ConfigurationError(
            f"metrics = bounds with {rule.name}: its step does not return {', '.join(unnamed)}; "
            "return them too, or leave the group out"
        )
    wrong = contradiction(rule, update.graph, update.params, ("g_hat", "m"))
    if wrong:
        raise ConfigurationError(
            f"metrics = bounds with {rule.name}: theorem B9 {wrong}; correct the names, or leave the group out"
        )


def _without_certificate(update: Update) -> str:
    if update.options.beta1_schedule:
        return "needs a constant beta1"
    if update.rule.without_certificate:
        return update.rule.without_certificate
    unnamed = _unnamed(update, "certificate")
    return f"needs a step that names {', '.join(unnamed)}" if unnamed else ""


def check_exit(problem: Any, groups: tuple[str, ...]) -> None:
    """The group "exit" asks for a problem with a saddle."""
    if "exit" in groups and getattr(problem, "exit_level", None) is None:
        raise ConfigurationError(
            f"metrics = exit with {problem.name}: no saddle is known there; use a problem with an "
            "exit_level, such as problems.double_well(), or leave the group out"
        )


def outside(star: Any, box: tuple[float, float] | None) -> str:
    """Why B5 does not cover a comparator that is known beforehand, or nothing."""
    if star is None or box is None or not ((star < box[0]) | (star > box[1])).any():
        return ""
    far = np.ravel(star)[np.argmax((np.ravel(star) < box[0]) | (np.ravel(star) > box[1]))]
    return f"needs a comparator in the box [{box[0]:g}, {box[1]:g}], but x* has {far:.6g}"
