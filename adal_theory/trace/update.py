"""A rule's update by itself, recorded for a run: what the run may ask of it, and what the theorems about it need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adal_theory.errors import ConfigurationError
from adal_theory.rules.rule import Rule
from adal_theory.trace.graph import Graph
from adal_theory.trace.options import Options
from adal_theory.trace.record import record_update


@dataclass(frozen=True)
class Update:
    """A rule's step as it was recorded for a run: its graph, the quantities that it names, and the parameters of the run."""

    rule: Rule
    options: Options
    graph: Graph
    named: Mapping[str, Any]
    params: Mapping[str, Any]


def recorded_update(rule: Rule, options: Options, params: Mapping[str, Any], scheduled: bool) -> Update:
    """The update, recorded. Raises `ConfigurationError` where it has no use for a box, or for a schedule that the user chose."""
    o, step = record_update(rule, options)
    used = {o.graph.nodes[k].name for k in o.graph.live([step["x"].payload]) if o.graph.nodes[k].op == "input"}
    if options.box and ("param", "box_lo") not in used:
        raise ConfigurationError(
            f"box = {[params['box_lo'], params['box_hi']]} with {rule.name}: its step never calls opt.project, so that x would "
            "leave the box; return opt.project(x), or pass box=None"
        )
    if scheduled and ("table", "schedule") not in used:
        raise ConfigurationError(
            f"step_schedule with {rule.name}: its step never calls opt.step_size(p.eta), so that no "
            "schedule reaches it; call it, or leave step_schedule out"
        )
    return Update(rule, options, o.graph, step, params)
