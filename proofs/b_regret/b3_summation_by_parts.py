"""B3: gradients by first moments."""

from adal_theory.proofs.hypotheses import claim, given
from adal_theory.proofs.notation import *


def linear_regret(hi: Any = T) -> Term:
    """Σ ĝ_t (x_t − x*), what regret is bounded by."""
    return Sum(t, 1, hi, g_hat[t, i] * error(t))


def by_parts(hi: Term) -> Term:
    """Σ_{t≤n} ĝ_t (x_t − x*) = Σ_{t≤n} m_t (x_t − x*) + ρ1 m_n (x_n − x*) + ρ1 Σ_{t<n} m_t (x_t − x_{t+1})."""
    along = Sum(t, 1, hi, m[t, i] * error(t))
    moves = Sum(t, 1, hi - 1, m[t, i] * (x[t, i] - x[t + 1, i]))
    return Eq(linear_regret(hi), along + rho1 * m[hi, i] * error(hi) + rho1 * moves)


@claim(
    "B3",
    "Weighted gradients along the error are first moments along it, a last term and moves, with ρ1 = β1/(1 − β1)",
    given("T", "m_0", "m", "beta1 < 1"),
    Forall(i, by_parts(T), 1, d),
)
def summation_by_parts(p: Proof) -> None:
    """ĝ_t = m_t + ρ1 (m_t − m_{t−1}) (A3), and summation by parts of Σ (m_t − m_{t−1}) (x_t − x*), with m_0 = 0."""
    gradient = Forall(t, Eq(g_hat[t, i], m[t, i] + rho1 * (m[t, i] - m[t - 1, i])), 1, T)
    gradients = p.have(gradient, "A3", p.field_simp(1 - beta1))
    p.conclude(p.induction(Forall(n, by_parts(n), 1, T), gradients, "m_0"))
