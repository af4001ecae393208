"""B4 and B5: the certificate that every run carries, whatever its weights, its second moment and its losses."""

from adal_theory.proofs.b_regret.b1_one_step import cost, over_iterates
from adal_theory.proofs.b_regret.b3_summation_by_parts import linear_regret
from adal_theory.proofs.hypotheses import BETA1, COMPARATOR, START, claim, given
from adal_theory.proofs.notation import *
from adal_theory.proofs.witness_domains import ANY_PRECONDITIONER
from adal_theory.trace.certificate import certificate_bound


def potential(hi: Any = T) -> Term:
    """Σ ((x_t − x*)² − (x_{t+1} − x*)²) H_t/(2 η'_t)."""
    return Sum(t, 1, hi, (error(t) ** 2 - error(t + 1) ** 2) * inverse_step(t) / 2)


def positive_gaps(hi: Any = T) -> Term:
    """Σ (Γ_t)_+, with Γ_t = H_t/η'_t − H_{t−1}/η'_{t−1} and Γ_1 = H_1/η'_1."""
    return Sum(t, 1, hi, maximum(Gamma[t, i], 0))


def total_cost(hi: Any = T) -> Term:
    """Σ η'_t A_t m_t²."""
    return Sum(t, 1, hi, cost(t))


# The very expression that a run evaluates on its sums.
CERTIFICATE = certificate_bound(diameter, beta1, positive_gaps(), inverse_step(T), total_cost())


@claim(
    "B4.1",
    "An iterate is never farther from a comparator in the box than the diameter of the box",
    given("x", *COMPARATOR, *START),
    over_iterates(error(t) ** 2 <= diameter**2),
)
def error_is_at_most_the_diameter(p: Proof) -> None:
    """Both lie in the box (B2.1, B2.2)."""
    below, above = p.have(-diameter <= error(t), "B2.1", "x* ≤ hi"), p.have(error(t) <= diameter, "B2.2", "x* ≥ lo")
    p.conclude(below, above)


@claim(
    "B4",
    "The loss of potential over a run is at most D²/2 times the sum of the positive parts of the gaps Γ_t",
    given("T", "Gamma_1", "Gamma", "x", *COMPARATOR, *START, "H ≥ 0", "eta_prime > 0"),
    Forall(i, diameter**2 / 2 * positive_gaps() >= potential(), 1, d),
)
def potential_is_at_most_the_gaps(p: Proof) -> None:
    """Summation by parts: with (x_{n+1} − x*)² H_n/(2 η'_n) added the left is ½ Σ (x_t − x*)² Γ_t, by induction; and
    (x_t − x*)² Γ_t ≤ D² (Γ_t)_+, for the error is at most D (B4.1)."""
    with p.assuming(*p.intro(t, 1, T)):
        gap, near = maximum(Gamma[t, i], 0), p.have(error(t) ** 2 <= diameter**2, "B4.1")
        rising = p.times(p.have(Gamma[t, i] <= gap), error(t) ** 2)
        paid = p.generalize(p.have(error(t) ** 2 * Gamma[t, i] <= diameter**2 * gap, rising, p.times(near, gap)), (t, 1, T))
    left = error(n + 1) ** 2 * inverse_step(n) / 2
    bound = Forall(n, potential(n) + left <= diameter**2 / 2 * positive_gaps(n), 1, T)
    every = p.induction(bound, paid, "Gamma_1", "Gamma")
    p.conclude(every, p.times(p.positivity(inverse_step(T)), error(T + 1) ** 2))


@claim(
    "B5",
    "Every run carries a certificate: Σ ĝ (x − x*) ≤ (D²/2) Σ Γ₊ + ρ1 (D²/2) H_T/η'_T + (1 + β1)/(2(1 − β1)) Σ η' A m²",
    given(
        *("T", "m_0", "m", *BETA1, "x", *COMPARATOR, *START),
        *("eta_prime > 0", "A ≥ 0", "H ≥ 0", "H A m = m", "Gamma_1", "Gamma"),
    ),
    Forall(i, linear_regret() <= CERTIFICATE, 1, d),
    domains=ANY_PRECONDITIONER,
)
def certificate(p: Proof) -> None:
    """Summation by parts (B3) leaves three parts. Σ m (x − x*): B1 at every step, then B4. The last term: B1 at T, where
    the error is at most D. The moves: |m_t (x_t − x_{t+1})| ≤ η' A m² (B2). The costs have ½ + ρ1 = (1 + β1)/(2(1 − β1))."""
    steps_back = m[t, i] * (x[t, i] - x[t + 1, i])
    one_step = m[t, i] * error(t) <= (error(t) ** 2 - error(t + 1) ** 2) * inverse_step(t) / 2 + cost(t) / 2
    optimised = p.sum_le(p.have(Forall(t, one_step, 1, T), "B1"))
    close = p.times(p.have(error(T) ** 2 <= diameter**2, "B4.1"), inverse_step(T))
    further = p.times(p.positivity(inverse_step(T)), error(T + 1) ** 2)
    last = p.have(m[T, i] * error(T) <= diameter**2 / 2 * inverse_step(T) + cost(T) / 2, "B1", close, further)
    moves = p.sum_le(p.have(Forall(t, steps_back <= cost(t), 1, T - 1), "B2"))
    rest = m[T, i] * error(T) + Sum(t, 1, T - 1, steps_back) <= diameter**2 / 2 * inverse_step(T) + total_cost()
    weighted = p.times(p.have(rest, last, moves, p.last(total_cost()), p.positivity(cost(T))), rho1)
    p.conclude("B3", optimised, "B4", weighted, p.field_simp(1 - beta1))
