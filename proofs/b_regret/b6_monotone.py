"""B6: with a running maximum H_t/η'_t does not decrease, so that the gaps of the certificate add up to its last value."""

from adal_theory.proofs.b_regret.b3_summation_by_parts import linear_regret
from adal_theory.proofs.b_regret.b4_certificate import positive_gaps, total_cost
from adal_theory.proofs.hypotheses import BETA1, COMPARATOR, START, claim, given
from adal_theory.proofs.notation import *
from adal_theory.proofs.witness_domains import ANY_PRECONDITIONER

STEP = ("eta_prime", "eta", *BETA1)
MONOTONE = ("v_max", "inverse_preconditioner", "eps", *STEP)
# What is used of the running maximum and of the steps.
V_RISES = Forall(t, Forall(i, v_max[t, i] <= v_max[t + 1, i], 1, d), 1, T - 1)
STEPS_FALL = Forall(t, eta_prime[t + 1] <= eta_prime[t], 1, T - 1)
INVERSE_STEP_RISES = Forall(t, Forall(i, inverse_step(t) <= inverse_step(t + 1), 1, d), 1, T - 1)


def gap(at: Term, coordinate: Term) -> Term:
    """Γ written out: H_t/η'_t − H_{t−1}/η'_{t−1}, without the second term at t = 1."""
    return substitute(inverse_step(at) - minimum(at - 1, 1) * inverse_step(at - 1), {i: coordinate})


@claim("B6.1", "The running maximum does not decrease", given("v_max"), over_run(v_max[t - 1, i] <= v_max[t, i]))
def running_maximum_rises(p: Proof) -> None:
    """v̂_{t−1} is one of the two of which v̂_t is the maximum."""
    p.conclude("v_max")


@claim("B6.2", "The running maximum is at least δ²", given("v_max_0", "v_max"), over_run(v_max[t, i] >= delta**2))
def running_maximum_is_at_least_its_start(p: Proof) -> None:
    """It starts there, and does not decrease."""
    p.conclude(p.induction(Forall(n, v_max[n, i] >= delta**2, 0, T), "v_max", "v_max_0"))


@claim(
    "B6.6",
    "If v̂_t ≥ 0 does not decrease and the steps η'_t do not increase, H_t/η'_t does not decrease",
    given(
        *("inverse_preconditioner", "eps", "eta_prime > 0"),
        **{"v̂ ≥ 0": over_run(v_max[t, i] >= 0), "v̂ rises": V_RISES, "η' falls": STEPS_FALL},
    ),
    INVERSE_STEP_RISES,
)
def inverse_step_rises(p: Proof) -> None:
    """H = √v̂/(1 + ε √v̂) increases with v̂ (A5.2), and 1/η' does not decrease."""
    larger = p.lemma("A5.2", "v̂ ≥ 0", "v̂ rises", a=v_max[t, i], b=v_max[t + 1, i])
    rises = p.have(H[t, i] <= H[t + 1, i], larger, "inverse_preconditioner")
    slower = p.gcongr(inv(eta_prime[t]) <= inv(eta_prime[t + 1]), "η' falls", "eta_prime > 0")
    p.conclude(p.times(rises, inv(eta_prime[t])), p.times(slower, H[t + 1, i], p.have(H[t + 1, i] >= 0, "B5.2")))


@claim(
    "B6.7",
    "Where H_t/η'_t does not decrease, the positive parts of its gaps add up to H_T/η'_T",
    given("T", "H ≥ 0", "eta_prime > 0", "Gamma_1", "Gamma", **{"H/η' rises": INVERSE_STEP_RISES}),
    Forall(i, Eq(positive_gaps(), inverse_step(T)), 1, d),
)
def gaps_of_a_rising_sequence(p: Proof) -> None:
    """The gaps are not negative, so that they are their positive parts, and their sum telescopes."""
    first = p.have(Eq(maximum(Gamma[1, i], 0), inverse_step(1)), "Gamma_1", p.positivity(inverse_step(1)))
    later = Forall(t, Eq(maximum(Gamma[t, i], 0), inverse_step(t) - inverse_step(t - 1)), 2, T)
    gaps = p.have(later, "Gamma", "H/η' rises")
    p.conclude(p.induction(Forall(n, Eq(positive_gaps(n), inverse_step(n)), 1, T), first, gaps))


@claim(
    "B6.4",
    "For methods with a running maximum the positive parts of the gaps add up to H_T/η'_T",
    given("T", "v_max_0", *MONOTONE, "Gamma_1", "Gamma"),
    Forall(i, Eq(positive_gaps(), inverse_step(T)), 1, d),
)
def gaps_of_running_maximum(p: Proof) -> None:
    """The maximum is at least δ² ≥ 0 (B6.2) and does not decrease, the steps fall (A4.5): B6.6, and B6.7."""
    nonnegative = p.have(over_run(v_max[t, i] >= 0), "B6.2", p.have(delta**2 >= 0))
    rises = p.lemma("B6.6", nonnegative, p.have(V_RISES, "v_max"), "A4.2", "A4.5")
    p.conclude(p.lemma("B6.7", "B5.2", "A4.2", rises))


@claim(
    "B6.5",
    "The last H_T/η'_T is at most √T H_T/η",
    given("T", "H ≥ 0", *STEP),
    Forall(i, inverse_step(T) <= sqrt(T) * H[T, i] / eta, 1, d),
)
def last_inverse_step(p: Proof) -> None:
    """η/√T ≤ η'_T (A4.3)."""
    longer = p.have(eta / sqrt(T) <= eta_prime[T], "A4.3")
    p.conclude(p.times(p.gcongr(inv(eta_prime[T]) <= inv(eta / sqrt(T)), longer), H[T, i]))


@claim(
    "B6.8",
    "Where H_t/η'_t does not decrease, Σ ĝ (x − x*) ≤ D² H_T/(2 (1 − β1) η'_T) + (1 + β1)/(2 (1 − β1)) Σ η' A m²",
    given(
        *("T", "m_0", "m", *BETA1, "x", *COMPARATOR, *START, "eta_prime > 0", "A ≥ 0", "H ≥ 0", "H A m = m"),
        **{"H/η' rises": INVERSE_STEP_RISES},
    ),
    Forall(
        i,
        linear_regret() <= diameter**2 / (2 * (1 - beta1)) * inverse_step(T) + (1 + beta1) / (2 * (1 - beta1)) * total_cost(),
        1,
        d,
    ),
    domains=ANY_PRECONDITIONER,
)
def certificate_of_a_rising_sequence(p: Proof) -> None:
    """The certificate B5, with gaps that add up to H_T/η'_T (B6.7); D²/2 + ρ1 D²/2 = D²/(2 (1 − β1))."""
    later = p.have(Forall(t, Eq(minimum(t - 1, 1), 1), 2, T))
    written_out = p.have(Forall(t, Eq(gap(t, i), inverse_step(t) - inverse_step(t - 1)), 2, T), later)
    p.conclude(p.lemma("B5", written_out, Gamma=gap), p.lemma("B6.7", written_out, Gamma=gap), p.field_simp(1 - beta1))
