"""RMSProp: the step divided by the root of a moving average of squared gradients."""

from __future__ import annotations

from typing import Any

from adal_theory.rules.adaptive import moved, preconditioner
from adal_theory.rules.rule import EPS, ETA, Parameter, Rule

FORGETTING = Parameter("beta2", 0.9, high=1.0)


def step(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    """x ← Π[x − η_t (v^(−1/2) + ε) g], with v ← β2 v + (1−β2) g²: no momentum, no bias correction, not centred.

    With `eps_placement="denominator"`, g/(√v + ε), it is `torch.optim.RMSprop(alpha=beta2)` and
    `optax.rmsprop(decay=beta2, eps_in_sqrt=False)`; their defaults differ: β2 = 0.99 in PyTorch, ε inside the root in optax.
    """
    v = p.beta2 * state.v + (1.0 - p.beta2) * (g * g)
    of_v = preconditioner(o, o.sqrt(v), None, p.eps, opt.eps_placement)
    return moved(state, opt, {"v": v}, opt.step_size(p.eta), of_v, g, g)


RULE = Rule(
    name="rmsprop",
    title="RMSProp",
    step=step,
    parameters=(ETA, FORGETTING, EPS),
    state=("v",),
    variant="without momentum and bias correction, not centred; ε inside the preconditioner unless eps_placement says otherwise",
    source="Tieleman & Hinton, Neural Networks for Machine Learning, lecture 6.5, 2012",
    colour="rust",
)
