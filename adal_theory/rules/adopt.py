"""ADOPT: Adam that divides by the second moment of the steps before, and averages after dividing."""

from __future__ import annotations

from typing import Any

from adal_theory.rules.rule import BETA1, ETA, Parameter, Rule

FORGETTING = Parameter("beta2", 0.9999, high=1.0)
FLOOR = Parameter("eps", 1e-6, low_open=True)


def step(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    """x ← Π[x − η_t m], m ← β1 m + (1−β1) g/max(√v, ε), and only then v ← β2 v + (1−β2) g²; no bias correction.

    The first gradient makes v = g² and moves nothing; n counts the steps, so that min(n, 1) is 0 at that step and 1 from then on.
    `optax.contrib.adopt` is the same with `use_clipping=False`; its default clips g/max(√v, ε) to ±t^(1/4).
    """
    beta1 = opt.beta1_t(p.beta1)
    begun = o.minimum(state.n, 1.0)
    g_hat = begun * (g / o.maximum(o.sqrt(state.v), p.eps))
    m = beta1 * state.m + (1.0 - beta1) * g_hat
    return {
        "m": m,
        "v": p.beta2 * state.v + (1.0 - p.beta2 * begun) * (g * g),
        "n": state.n + 1.0,
        "x": opt.project(state.x - opt.step_size(p.eta) * m),
        "w": None,
        "g_hat": g_hat,
    }


RULE = Rule(
    name="adopt",
    title="ADOPT",
    step=step,
    parameters=(ETA, BETA1, FORGETTING, FLOOR),
    state=("m", "v", "n"),
    uncertified="needs an average of w g with one weight w a step, and ADOPT averages gradients divided coordinate by coordinate",
    variant="without clipping; the first step only fills the second moment; ε > 0 is the least divisor",
    source="Taniguchi et al., NeurIPS 2024, Algorithm 2",
    colour="mauve",
)
