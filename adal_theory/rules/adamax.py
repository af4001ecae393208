"""AdaMax: Adam whose second moment is a fading maximum of |g|, its limit for moments of ever higher order."""

from __future__ import annotations

from typing import Any

from adal_theory.rules.adaptive import corrected_step_size, moved, preconditioner
from adal_theory.rules.rule import BETA1, BETA2, EPS, ETA, Rule


def step(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    """x ← Π[x − η_t (u^(−1) + ε) m̂], with u ← max(β2 u, |g|), which needs no bias correction; only m has one.

    The paper has no ε. `eps_placement="denominator"` has it where `torch.optim.Adamax` and `optax.adamax` have it, inside the
    maximum: u ← max(β2 u, |g| + ε), A = 1/u. Then all three are the same.
    """
    beta1 = opt.beta1_t(p.beta1)
    m = beta1 * state.m + (1.0 - beta1) * g
    eta_prime = corrected_step_size(p, opt)
    if opt.eps_placement == "denominator":
        u = o.maximum(p.beta2 * state.u, o.abs(g) + p.eps)
        of_v = o.where(o.equal(u, 0.0), 0.0, 1.0 / u), u
    else:
        u = o.maximum(p.beta2 * state.u, o.abs(g))
        of_v = preconditioner(o, u, None, p.eps, opt.eps_placement)
    return moved(state, opt, {"m": m, "u": u}, eta_prime, of_v, m, g)


RULE = Rule(
    name="adamax",
    title="AdaMax",
    step=step,
    parameters=(ETA, BETA1, BETA2, EPS),
    state=("m", "u"),
    variant="m bias-corrected, the fading maximum u is not; ε added to 1/u, or inside the maximum by eps_placement",
    source="Kingma & Ba, ICLR 2015, Algorithm 2",
    claims=("P1",),
    colour="indigo",
)
