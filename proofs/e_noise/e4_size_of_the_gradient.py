"""E4.1 and E4.2: g_i² ≤ |ĝ_i| ≤ ‖g‖_1², along every run of AdaL."""

from __future__ import annotations

from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *
from adal_theory.rules import RULES

ADAL = recorded(RULES["adal"]).hypotheses()
TRANSFORMED = {name: ADAL[name] for name in ("w", "g_hat")}


def at_most_the_norm(p: Proof) -> Theorem:
    """|g_i| ≤ ‖g‖_1 = w: the sum without its i-th term is at least 0."""
    norm, rest = Sum(j, 1, d, abs(g[t, j])), Sum(j, i, d, abs(g[t, j]))
    parts = [inference.sum_split(norm, i - 1, p.have(i >= 1), p.have(i - 1 <= d)), p.first(rest)]
    signs = [p.positivity(Sum(j, 1, i - 1, abs(g[t, j])) >= 0), p.positivity(Sum(j, i + 1, d, abs(g[t, j])) >= 0)]
    return p.have(abs(g[t, i]) <= w[t], "w", *parts, *signs)


@claim(
    "E4.1",
    "AdaL's transformed gradient is at least the squared gradient, |ĝ_i| ≥ g_i²",
    TRANSFORMED,
    over_run(g[t, i] ** 2 <= abs(g_hat[t, i])),
)
def transformed_from_below(p: Proof) -> None:
    """|ĝ_i| = ‖g‖_1 |g_i|, and ‖g‖_1 ≥ |g_i|."""
    p.conclude(p.times(at_most_the_norm(p), abs(g[t, i])), "g_hat")


@claim(
    "E4.2",
    "AdaL's transformed gradient is at most the squared 1-norm of the gradient, |ĝ_i| ≤ ‖g‖_1²",
    TRANSFORMED,
    over_run(abs(g_hat[t, i]) <= Sum(j, 1, d, abs(g[t, j])) ** 2),
)
def transformed_from_above(p: Proof) -> None:
    """|ĝ_i| = ‖g‖_1 |g_i|, and |g_i| ≤ ‖g‖_1."""
    part = at_most_the_norm(p)
    p.conclude(p.times(part, w[t], p.have(w[t] >= 0, part)), "g_hat", "w")
