"""A6: what a bound on the gradients means for the transformed gradients and the moments."""

from adal_theory.proofs.hypotheses import BETA1, BETA2, claim, given
from adal_theory.proofs.notation import *


@claim(
    "A6.1",
    "With weights 0 ≤ w_t ≤ G1 and gradients |g| ≤ G∞ the transformed gradients are at most Ĝ = G1·G∞ in size",
    given("g_hat", "w ≥ 0", "G1", "Ginf"),
    over_run(abs(g_hat[t, i]) <= G1 * Ginf),
)
def transformed_gradients_are_bounded(p: Proof) -> None:
    """|ĝ| = w |g|, w ≤ G1 and |g| ≤ G∞."""
    size = p.have(w[t] * abs(g[t, i]) <= G1 * Ginf, "w ≥ 0", "G1", "Ginf")
    p.conclude("g_hat", "w ≥ 0", size)


@claim(
    "A6.2",
    "The first moment is at most (1−β1^t) Ĝ in size",
    given("m_0", "m", "G", *BETA1),
    over_run(abs(m[t, i]) <= (1 - beta1**t) * G),
)
def first_moment_is_bounded(p: Proof) -> None:
    """The library's step: by induction, |m_{t+1}| ≤ β1 |m_t| + (1−β1) Ĝ."""
    average = {"m": lambda t: m[t, i], "g": lambda t: g_hat[t, i], "beta": beta1, "C": G, "n": t}
    p.conclude(p.step("abs_ema_le", "m_0", "m", "G", **average))


@claim(
    "A6.3",
    "The bias-corrected second moment is at most Ĝ²",
    given("v_0", "v", "G", *BETA2),
    over_run(v[t, i] / (1 - beta2**t) <= G**2),
)
def corrected_second_moment_is_bounded(p: Proof) -> None:
    """By induction v_t ≤ (1−β2^t) Ĝ²; divide by 1 − β2^t > 0."""
    square = p.have(over_run(g_hat[t, i] ** 2 <= G**2), "G")
    bound = p.induction(Forall(n, v[n, i] <= (1 - beta2**n) * G**2, 0, T), "v_0", "v", square, *BETA2)
    p.conclude(bound, p.field_simp(1 - beta2**t), p.positivity(1 / (1 - beta2**t)))
