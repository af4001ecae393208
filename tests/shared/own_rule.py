"""A rule and a law of a user's own, in a module that another process can import."""

from __future__ import annotations

from typing import Any

from adal_theory.noise.gaussian import gaussian
from adal_theory.rules.rule import BETA1, ETA, Rule

CALLS: list[int] = []


def signed(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    CALLS.append(1)
    m = p.beta1 * state.m + (1.0 - p.beta1) * g
    return {"m": m, "x": opt.project(state.x - opt.step_size(p.eta) * o.sign(m))}


RULE = Rule(name="signed", title="sign descent", variant="", source="", parameters=(ETA, BETA1), state=("m",), step=signed)
NOISE = gaussian(0.3)
