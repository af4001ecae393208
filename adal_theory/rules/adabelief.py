"""AdaBelief: Adam whose second moment is that of g − m, how far the gradient is from what was expected."""

from __future__ import annotations

from typing import Any

from adal_theory.rules.adaptive import corrected_step_size, moved, preconditioner
from adal_theory.rules.rule import BETA1, BETA2, ETA, Parameter, Rule

FLOOR = Parameter("eps", 1e-16, low_open=True)


def step(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    """x ← Π[x − η_t (v̂^(−1/2) + ε) m̂], with v ← β2 v + (1−β2)(g − m)² + ε, where m has taken g in already.

    ε stands twice, as in the paper: it also keeps v from 0 where every gradient is as expected, so it must not be 0. With
    `eps_placement="denominator"`, m̂/(√v̂ + ε), it is the paper's Algorithm 2 and `optax.adabelief(eps=ε, eps_root=ε)`.
    """
    beta1 = opt.beta1_t(p.beta1)
    m = beta1 * state.m + (1.0 - beta1) * g
    surprise = g - m
    v = p.beta2 * state.v + (1.0 - p.beta2) * (surprise * surprise) + p.eps
    eta_prime = corrected_step_size(p, opt)
    scale = o.sqrt(opt.one_minus_power(p.beta2)) if opt.bias_correction else None
    of_v = preconditioner(o, o.sqrt(v), scale, p.eps, opt.eps_placement, guarded=False)
    return moved(state, opt, {"m": m, "v": v}, eta_prime, of_v, m, g)


RULE = Rule(
    name="adabelief",
    title="AdaBelief",
    step=step,
    parameters=(ETA, BETA1, BETA2, FLOOR),
    state=("m", "v"),
    variant="bias-corrected; ε > 0 in the second moment, and inside the preconditioner unless eps_placement says otherwise",
    source="Zhuang et al., NeurIPS 2020, Algorithm 2",
    colour="plum",
)
