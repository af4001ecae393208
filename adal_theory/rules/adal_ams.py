"""AdaL-AMS: AdaL with v̂_t replaced by its running maximum max(δ², v̂_1, …, v̂_t)."""

from __future__ import annotations

from typing import Any

from adal_theory.rules.adaptive import adaptive_step, l_norm
from adal_theory.rules.rule import BETA1, BETA2, DELTA, EPS, ETA, Rule


def step(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    """As AdaL, with the maximum taken after the bias correction."""
    return adaptive_step(o, state, p, g, opt, l_norm(o, g, opt.norm), running_max=True)


RULE = Rule(
    name="adal_ams",
    title="AdaL-AMS",
    step=step,
    parameters=(ETA, BETA1, BETA2, EPS, DELTA),
    state=("m", "v", "v_max"),
    initial={"v_max": "delta_squared"},
    running_max=True,
    variant="running maximum of the bias-corrected second moment, floor δ²",
    source="theory.md §0 (B6, B9)",
    claims=("B9.adal_ams", "B10", "B11.4", "C1.26", "C3.15", "D4"),
    colour="orange",
    order=2,
)
