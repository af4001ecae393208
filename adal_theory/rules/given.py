"""What a run gives a rule, checked by what the rule declares: its name, its parameters, its schedules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adal_theory.entries import over_runs
from adal_theory.errors import ConfigurationError, unknown_name
from adal_theory.rules import get
from adal_theory.rules.rule import Rule


@dataclass(frozen=True)
class Given:
    """A rule, its parameters (a float or an array over runs each), and its schedules as the user, or the rule, gives them.

    `attributes` are what a result says of the rule.
    """

    rule: Rule
    attributes: dict[str, str]
    params: dict[str, Any]
    step_schedule: Any
    beta1_schedule: Any


def given_to(asked: Rule | str, params: Mapping[str, Any] | None, runs: int, step_schedule: Any, beta1_schedule: Any) -> Given:
    """What a rule, or the one of that name, takes of a run's arguments.

    Raises `ConfigurationError` for an unknown rule, and for parameters or a schedule that it does not take.
    """
    rule = get(asked)
    if beta1_schedule is not None:
        check_beta1(rule)
    schedule = rule.step_schedule if step_schedule is None else step_schedule
    attributes = {"rule": rule.name, "rule_variant": rule.variant, "rule_source": rule.source}
    return Given(rule, attributes, parameters(rule, params, runs), schedule, beta1_schedule)


def check_beta1(rule: Rule) -> None:
    """Raise `ConfigurationError` where a rule has no β1 that a schedule could be of."""
    if "beta1" not in [p.name for p in rule.parameters]:
        raise ConfigurationError(f"beta1_schedule: {rule.name} has no beta1; leave it out")


def parameters(rule: Rule, given: Mapping[str, Any] | None, runs: int) -> dict[str, Any]:
    """Every parameter of the rule, by default its own; each a float or an array over runs, inside its range.

    Raises `ConfigurationError` for another name, a value outside its range, and an array for another number of runs.
    """
    given = {} if given is None else given
    if not isinstance(given, Mapping):
        raise ConfigurationError(f"params = {given!r} is not a mapping: pass a dict, such as dict(eta=0.1)")
    names = [p.name for p in rule.parameters]
    for name in given:
        if name not in names:
            raise unknown_name(f"parameter of {rule.name}", name, names)
    return {
        p.name: over_runs(
            f"{rule.name}: {p.name}",
            given.get(p.name, p.default),
            runs,
            low=p.low,
            high=p.high,
            low_open=p.low_open,
            high_open=p.high_open,
            finite=True,
        )
        for p in rule.parameters
    }
