"""AdamW: Adam with a weight decay that the moving averages do not see."""

from __future__ import annotations

from typing import Any

from adal_theory.rules.adaptive import adaptive_step
from adal_theory.rules.rule import BETA1, BETA2, EPS, ETA, Parameter, Rule

DECAY = Parameter("weight_decay", 0.01)


def step(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    """x ← Π[x − η'_t A_t m_t − η_t λ x_t], λ = `weight_decay`, everything else as in Adam."""
    new = adaptive_step(o, state, p, g, opt, None, running_max=False)
    moved = new["eta_prime"] * (new["preconditioner"] * new["m"])
    return {**new, "x": opt.project(state.x - moved - opt.step_size(p.eta) * (p.weight_decay * state.x))}


RULE = Rule(
    name="adamw",
    title="AdamW",
    step=step,
    parameters=(ETA, BETA1, BETA2, EPS, DECAY),
    state=("m", "v"),
    decays=True,
    variant="decoupled weight decay η_t λ x_t; ε inside the preconditioner unless eps_placement says otherwise",
    source="Loshchilov & Hutter, ICLR 2019, Algorithm 2",
    colour="violet",
    order=5,
)
