"""Lion: steps of one size, along the sign of a momentum that sees the present gradient twice."""

from __future__ import annotations

from typing import Any

from adal_theory.rules.rule import BETA1, ETA, Parameter, Rule

MOMENTUM = Parameter("beta2", 0.99, high=1.0)
DECAY = Parameter("weight_decay", 0.0)


def step(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    """x ← Π[x − η_t (sign(β1 m + (1−β1) g) + λ x)], then m ← β2 m + (1−β2) g; sign(0) = 0, λ = `weight_decay`.

    There is no ε and no bias correction. `optax.lion` is the same; its default is λ = 0.001, ours is none.
    """
    beta1 = opt.beta1_t(p.beta1)
    direction = o.sign(beta1 * state.m + (1.0 - beta1) * g)
    eta_t = opt.step_size(p.eta)
    return {
        "m": p.beta2 * state.m + (1.0 - p.beta2) * g,
        "x": opt.project(state.x - eta_t * (direction + p.weight_decay * state.x)),
        "w": None,
    }


RULE = Rule(
    name="lion",
    title="Lion",
    step=step,
    parameters=(ETA, BETA1, MOMENTUM, DECAY),
    state=("m",),
    decays=True,
    uncertified="needs a step along an average of gradients, and Lion's is along a sign",
    variant="the sign is taken before the momentum moves on; decoupled weight decay η_t λ x_t, none by default",
    source="Chen et al., NeurIPS 2023, Program 1",
    colour="rose",
)
