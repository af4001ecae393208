"""D4, the noise level: what E[Σ_j |ζ_j| | past] ≥ s adds to D1's M_t = Σ_j max(|∇_jF(x_t)|, |ζ_j|)."""

from __future__ import annotations

from adal_theory.proofs.d_nonconvex.d4_expectation import M, weighted_norm
from adal_theory.proofs.d_nonconvex.random_notation import *
from adal_theory.proofs.hypotheses import claim

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
        return p.have(goal, noise_below, p.have(Eq(maximum(s, norm), s), here), p.lemma("E4.3", here, a=s - norm))

    def large(here: Theorem) -> Theorem:
        return p.have(goal, gradient_below, p.have(Eq(maximum(s, norm), norm), here), p.lemma("E4.4", here, a=s - norm))

    pointwise = p.generalize(p.cases(norm < s, small, large), (omega,))
    p.conclude(p.have(weighted_norm + Mean(omega, (s - noise) * square * is_small) >= stationarity, pointwise), "noise level")
