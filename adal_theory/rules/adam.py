"""Adam, with ε inside the preconditioner by default (theory.md §0 with w_t ≡ 1)."""

from __future__ import annotations

from typing import Any

from adal_theory.rules.adaptive import adaptive_step
from adal_theory.rules.rule import BETA1, BETA2, EPS, ETA, Rule


def step(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    """x ← Π[x − η_t (v̂^(−1/2) + ε) m̂]; `eps_placement="denominator"` gives m̂/(√v̂ + ε)."""
    return adaptive_step(o, state, p, g, opt, None, running_max=False)


RULE = Rule(
    name="adam",
    title="Adam",
    step=step,
    parameters=(ETA, BETA1, BETA2, EPS),
    state=("m", "v"),
    variant="bias-corrected; ε inside the preconditioner unless eps_placement says otherwise",
    source="Kingma & Ba, ICLR 2015, Algorithm 1",
    claims=("C2", "P1"),
    colour="blue",
    order=3,
)
