"""D4, in expectation: D1 and D3 together, for any step sizes of the past that do not increase.

Every sequence of a run is random here: a sample point ω more than in D3.
"""

from __future__ import annotations

from adal_theory.proofs.d_nonconvex import d3_descent
from adal_theory.proofs.d_nonconvex.d1_alignment import SYMMETRIC_NOISE
from adal_theory.proofs.d_nonconvex.d3_descent import second_order
from adal_theory.proofs.d_nonconvex.d3_one_coordinate import GF, rho
from adal_theory.proofs.d_nonconvex.random_notation import *
from adal_theory.proofs.hypotheses import claim

# The sequences of D1 at step t.
STEP: Sequences = {
    "mu": lambda i, omega: grad_x[t, i, omega],
    "zeta": lambda i, omega: zeta[t, i, omega],
    "B": lambda i, omega: B[t - 1, i, omega],
    "g": lambda i, omega: g[t, i, omega],
    "flip": lambda j, omega: flip[t, j, omega],
}


def larger(at: Term) -> Term:
    """max(|∇_j F(x_t)|, |ζ_{t,j}|)."""
    return maximum(abs(grad_x[t, at, omega]), abs(zeta[t, at, omega]))


SEQUENCES = ("grad_z", "grad_x", "B", "g_hat", "m", "F_z")  # those of D3
PARAMETERS = ("T", "d", "L", "rho")
DESCENT = {name: f if name in PARAMETERS else at_random(f) for name, f in d3_descent.DESCENT.items()}
NOISE = {name: Forall(t, renamed(f, STEP), 1, T) for name, f in SYMMETRIC_NOISE.items() if name != "B ≥ 0"}
transformed = g[t, i, omega] * Sum(j, 1, d, abs(g[t, j, omega]))
RANDOM = {**DESCENT, **NOISE, "ĝ": everywhere(Eq(g_hat[t, i, omega], transformed))}

M = Sum(j, 1, d, larger(j))
gain = grad_x[t, i, omega] * B[t - 1, i, omega] * g_hat[t, i, omega]
aligned = B[t - 1, i, omega] * grad_x[t, i, omega] ** 2 * M
alignment_sum = steps(coordinates(Mean(omega, aligned)))
descent_bound = (
    Mean(omega, F_z[1, omega] - F_z[T + 1, omega])
    + (1 + rho) * GF * G * coordinates(Mean(omega, B[0, i, omega] - B[T, i, omega]))
    + second_order * (2 + log(T))
)
b_min, least = var("b_min"), var("least")
weighted_norm = coordinates(Mean(omega, grad_x[t, i, omega] ** 2 * M))


@claim(
    "D4.26",
    "At every step of a run with symmetric noise, E[∇_iF(x_t) B_{t−1,i} ĝ_{t,i}] ≥ E[B_{t−1,i} (∇_iF(x_t))² M_t]",
    {**NOISE, **{name: RANDOM[name] for name in ("ĝ", "B_t ≥ 0", "B_t ≤ B_{t−1}")}},
    over_run(Mean(omega, aligned) <= Mean(omega, gain)),
    **noisy(TWO_STEPS),
)
def alignment_along_the_run(p: Proof) -> None:
    """D1 with the weight B_{t−1} ≥ B_t ≥ 0."""
    alignment = p.lemma("D1", *NOISE, "B_t ≥ 0", "B_t ≤ B_{t−1}", **STEP)
    ours = p.have(Eq(Mean(omega, gain), Mean(omega, grad_x[t, i, omega] * B[t - 1, i, omega] * transformed)), "ĝ")
    p.conclude(alignment, ours)


@claim(
    "D4.1",
    "For symmetric noise and step sizes of the past that do not increase, Σ_t Σ_i E[B_{t−1,i} (∇_iF(x_t))² M_t] = O(log T)",
    RANDOM,
    descent_bound >= alignment_sum,
    **noisy(TWO_STEPS),
)
def descent_in_expectation(p: Proof) -> None:
    """D3 at every sample point, in expectation; by D4.26 the gradients gain at least E[B_{t−1} (∇F(x_t))² M_t]."""
    descent = p.lemma("D3", *DESCENT, over=(omega,), **{name: PATH[name] for name in SEQUENCES})
    gained = p.have(Mean(omega, steps(coordinates(gain))) <= descent_bound, descent)
    p.conclude(gained, "D4.26")


@claim(
    "D4.2",
    "With step sizes B_{t−1} ≥ b/√t, min_t Σ_i E[(∇_iF(x_t))² M_t] = O(log T/√T) for symmetric noise",
    {
        **RANDOM,
        "b ≥ 0": b_min >= 0,
        "B_{t−1} ≥ b/√t": everywhere(b_min / sqrt(t) <= B[t - 1, i, omega]),
        "minimum ≥ 0": least >= 0,
        "minimum": Forall(t, least <= weighted_norm, 1, T),
    },
    least * b_min * sqrt(T) <= descent_bound,
    **noisy(TWO_STEPS),
)
def least_gradient(p: Proof) -> None:
    """Σ_i E[B_{t−1} (∇F)² M] ≥ (b/√t) Σ_i E[(∇F)² M] ≥ least·b/√t. Sum over t: Σ 1/√t ≥ √T (B8.3), and D4.1."""
    positive = p.generalize(p.positivity(grad_x[t, i, omega] ** 2 * M), (t, 1, T), (i, 1, d), (omega,))
    content = Mean(omega, grad_x[t, i, omega] ** 2 * M)
    larger_steps = p.have(over_run(b_min / sqrt(t) * content <= Mean(omega, aligned)), "B_{t−1} ≥ b/√t", positive)
    each = p.have(Forall(t, least * b_min / sqrt(t) <= coordinates(Mean(omega, aligned)), 1, T), larger_steps, "minimum", "b ≥ 0")
    p.conclude("D4.1", p.have(least * b_min * steps(inv(sqrt(t))) <= alignment_sum, each), p.times("B8.3", least * b_min))
