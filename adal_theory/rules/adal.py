"""AdaL (published): Adam on the transformed gradient ‖g_t‖_1 g_t."""

from __future__ import annotations

from typing import Any

from adal_theory.rules.adaptive import adaptive_step, l_norm
from adal_theory.rules.rule import BETA1, BETA2, EPS, ETA, Rule


def step(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    """x ← Π[x − η_t (v̂^(−1/2) + ε) m̂], with m, v the moving averages of ĝ = ‖g‖_1 g and of ĝ²."""
    return adaptive_step(o, state, p, g, opt, l_norm(o, g, opt.norm), running_max=False)


RULE = Rule(
    name="adal",
    title="AdaL",
    step=step,
    parameters=(ETA, BETA1, BETA2, EPS),
    state=("m", "v"),
    variant="published: ε is added to v̂^(−1/2), inside the preconditioner",
    source="arXiv 2107.01525; theory.md §0",
    claims=("A10", "C1", "C1.22", "C1.25", "C3", "E3"),
    colour="vermilion",
    order=1,
)
