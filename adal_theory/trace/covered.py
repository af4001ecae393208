"""Which of the metrics asked for a recorded update has: all but a certificate where theorem B5 does not cover the step."""

from __future__ import annotations

from dataclasses import dataclass

from adal_theory.errors import ConfigurationError
from adal_theory.trace.declared import contradiction
from adal_theory.trace.metrics import GROUPS, NEEDED, SPECIAL
from adal_theory.trace.update import Update


@dataclass(frozen=True)
class Asked:
    """The groups of metrics that a run asks for, and whether the user named them.

    Two things rule a certificate out before anything is recorded: `still` says that η_t = 0 at some step, `outside` that x* is
    not in the box; each is "" where it does not.
    """

    groups: tuple[str, ...]
    by_name: bool
    still: str = ""
    outside: str = ""


def covered_groups(update: Update, asked: Asked) -> tuple[tuple[str, ...], str]:
    """The groups that the run has, in canonical order, and why there is no certificate, or "".

    Raises `ConfigurationError` for a certificate that was asked for by name and is not covered, and for bounds that the step
    does not allow.
    """
    certificate = "certificate" in asked.groups
    reason = (asked.still or _without_certificate(update) or asked.outside) if certificate else ""
    if "bounds" in asked.groups:
        _check_bounds(update)
    if certificate and not reason:
        reason = contradiction(update.rule, update.graph, update.params) or ""
    if reason and asked.by_name:
        given = "step_schedule" if asked.still else "beta1_schedule" if update.options.beta1_schedule else update.rule.name
        raise ConfigurationError(f"metrics = certificate with {given}: theorem B5 {reason}; leave one of them out")
    groups = tuple(g for g in (*GROUPS, *SPECIAL) if g in asked.groups and not (g == "certificate" and reason))
    return groups, reason and f"{reason} (B5)"


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
