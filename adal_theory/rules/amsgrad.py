"""AMSGrad: Adam with v̂_t replaced by its running maximum (theory.md §0 with w_t ≡ 1)."""

from __future__ import annotations

from typing import Any

from adal_theory.rules.adaptive import adaptive_step
from adal_theory.rules.rule import BETA1, BETA2, DELTA, EPS, ETA, Rule


def step(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    """As Adam, with the maximum taken after the bias correction."""
    return adaptive_step(o, state, p, g, opt, None, running_max=True)


RULE = Rule(
    name="amsgrad",
    title="AMSGrad",
    step=step,
    parameters=(ETA, BETA1, BETA2, EPS, DELTA),
    state=("m", "v", "v_max"),
    initial={"v_max": "delta_squared"},
    running_max=True,
    variant="maximum of the bias-corrected second moment (bias_correction=False gives the paper's form)",
    source="Reddi, Kale & Kumar, ICLR 2018, Algorithm 2",
    claims=("B9.amsgrad", "P3"),
    colour="sky",
    order=4,
)
