"""D4, in expectation: D1 and D3 together, for any step sizes of the past that do not increase.

Every sequence of a run is random here: a sample point ω more than in D3.
"""

from adal_theory.proofs.d_nonconvex import d3_descent
from adal_theory.proofs.d_nonconvex.d1_alignment import SYMMETRIC_NOISE
from adal_theory.proofs.d_nonconvex.d3_descent import second_order
from adal_theory.proofs.d_nonconvex.d3_one_step import GF, rho
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
DESCENT = {name: at_random(f) if f.op == "all" else f for name, f in d3_descent.DESCENT.items()}
NOISE = {name: Forall(t, renamed(f, STEP), 1, T) for name, f in SYMMETRIC_NOISE.items() if name != "B ≥ 0"}
transformed = g[t, i, omega] * Sum(j, 1, d, abs(g[t, j, omega]))
RANDOM = {**DESCENT, **NOISE, "ĝ": everywhere(Eq(g_hat[t, i, omega], transformed))}

M = Sum(j, 1, d, maximum(abs(grad_x[t, j, omega]), abs(zeta[t, j, omega])))
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
    sequences = {name: PATH[name] for name in ("grad_z", "grad_x", "B", "g_hat", "m", "F_z")}
    descent = p.lemma("D3", *DESCENT, over=(omega,), **sequences)
    gained = p.have(Mean(omega, steps(coordinates(gain))) <= descent_bound, descent)
    p.conclude(gained, "D4.26")


SLOWEST = {"b ≥ 0": b_min >= 0, "B_{t−1} ≥ b/√t": everywhere(b_min / sqrt(t) <= B[t - 1, i, omega])}


@claim(
    "D4.2",
    "With step sizes B_{t−1} ≥ b/√t, min_t Σ_i E[(∇_iF(x_t))² M_t] = O(log T/√T) for symmetric noise",
    {**RANDOM, **SLOWEST, "minimum ≥ 0": least >= 0, "minimum": Forall(t, least <= weighted_norm, 1, T)},
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


# --- the noise level: what E[Σ_j |ζ_j| | past] ≥ s adds to M_t ---------------------------------------------------------------

s = var("s")
square = coordinates(grad_x[t, i, omega] ** 2)
norm = Sum(j, 1, d, abs(grad_x[t, j, omega]))
noise = Sum(j, 1, d, abs(zeta[t, j, omega]))
is_small = maximum(sign(s - norm), 0)  # 1 where ‖∇F(x_t)‖_1 < s, else 0
# E[Σ|ζ_j| | past] ≥ s, as D4 needs it: times ‖∇F(x_t)‖² where ‖∇F(x_t)‖_1 < s, which belongs to the past.
noise_level = Forall(t, s * Mean(omega, square * is_small) <= Mean(omega, square * is_small * noise), 1, T)
stationarity = Mean(omega, square * maximum(s, norm))
LEVELS = {
    **{name: TWO_STEPS[name] for name in ("T", "d", "zeta_r")},
    "s": [Fraction(1, 2), Fraction(1)],
    "grad_x_r": [Fraction(1), Fraction(-1, 4), Fraction(0)],
}


@claim(
    "D4.27",
    "Σ_i E[(∇_iF(x_t))² M_t] ≥ E[‖∇F(x_t)‖² ‖∇F(x_t)‖_1], whatever the noise",
    {},
    Forall(t, Mean(omega, square * norm) <= weighted_norm, 1, T),
    **noisy(LEVELS, moments=[grad_x, zeta]),
)
def noise_may_be_anything(p: Proof) -> None:
    """M_t ≥ ‖∇F(x_t)‖_1, as max(|∇_jF|, |ζ_j|) ≥ |∇_jF|."""
    below = p.times(p.have(norm <= M), square)
    p.conclude(p.generalize(below, (omega,)))


@claim(
    "D4.22",
    "For noise of level s, E[‖∇F(x_t)‖² max(s, ‖∇F(x_t)‖_1)] ≤ Σ_i E[(∇_iF(x_t))² M_t]",
    {"noise level": noise_level},
    Forall(t, stationarity <= weighted_norm, 1, T),
    **noisy(LEVELS, moments=[grad_x, zeta]),
)
def noise_level_helps(p: Proof) -> None:
    """Where ‖∇F‖_1 < s, M ≥ ‖ζ‖_1, whose mean given the past is at least s; elsewhere M ≥ ‖∇F‖_1 = max(s, ‖∇F‖_1)."""
    gradient_below, noise_below = (p.times(p.have(a <= M), square) for a in (norm, noise))
    goal = square * maximum(s, norm) <= square * M + (s - noise) * square * is_small

    def small(here: Theorem) -> Theorem:
        return p.have(goal, noise_below, p.have(Eq(maximum(s, norm), s), here), p.have(Eq(is_small, 1), here))

    def large(here: Theorem) -> Theorem:
        return p.have(goal, gradient_below, p.have(Eq(maximum(s, norm), norm), here), p.lemma("E4.4", here, a=s - norm))

    pointwise = p.generalize(p.cases(norm < s, small, large), (omega,))
    p.conclude(p.have(weighted_norm + Mean(omega, (s - noise) * square * is_small) >= stationarity, pointwise), "noise level")
