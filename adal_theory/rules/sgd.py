"""SGD with momentum as an exponential average (theory.md §0 with w ≡ 1, v̂ ≡ 1, ε = 0)."""

from __future__ import annotations

from typing import Any

from adal_theory.rules.adaptive import corrected_step_size
from adal_theory.rules.rule import BETA1, ETA, Parameter, Rule

MOMENTUM = Parameter(BETA1.name, 0.0, BETA1.low, BETA1.high)


def step(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    """x ← Π[x − η_t m̂], m ← β1 m + (1−β1) g; β1 = 0 is plain online gradient descent."""
    beta1 = opt.beta1_t(p.beta1)
    m = beta1 * state.m + (1.0 - beta1) * g
    eta_prime = corrected_step_size(p, opt)
    one = o.constant(1.0)
    return {
        "m": m,
        "x": opt.project(state.x - eta_prime * m),
        "w": None,
        "g_hat": g,
        "eta_prime": eta_prime,
        "preconditioner": one,
        "inverse_preconditioner": one,
    }


RULE = Rule(
    name="sgd",
    title="SGD",
    step=step,
    parameters=(ETA, MOMENTUM),
    state=("m",),
    variant="momentum in the averaging form (1−β1) Σ β1^(t−j) g_j",
    source="Robbins & Monro 1951; Zinkevich, ICML 2003 (β1 = 0); Polyak 1964 (momentum)",
    claims=("P10",),
    colour="green",
    order=6,
)
