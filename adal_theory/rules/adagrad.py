"""AdaGrad (diagonal): the step divided by the root of the sum of squared gradients."""

from __future__ import annotations

from typing import Any

from adal_theory.rules.adaptive import moved, preconditioner
from adal_theory.rules.rule import DELTA, EPS, ETA, Rule


def step(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    """x ← Π[x − η_t ((δ² + Σ g²)^(−1/2) + ε) g]; its usual step schedule is "constant"."""
    v = state.v + g * g
    of_v = preconditioner(o, o.sqrt(v), None, p.eps, opt.eps_placement)
    return moved(state, opt, {"v": v}, opt.step_size(p.eta), of_v, g, g)


RULE = Rule(
    name="adagrad",
    title="AdaGrad",
    step=step,
    parameters=(ETA, EPS, DELTA),
    state=("v",),
    initial={"v": "delta_squared"},
    running_max=True,
    step_schedule="constant",
    variant="diagonal; the sum starts at δ²; ε inside the preconditioner unless eps_placement says otherwise",
    source="Duchi, Hazan & Singer, JMLR 2011, Figure 1",
    claims=("P10.4",),
    colour="pink",
    order=7,
)
