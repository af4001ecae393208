"""A4: the bias correction of the first moment as a change of the step size, and how large that is."""

from adal_theory.proofs.a_update.a1_moments import m_hat
from adal_theory.proofs.hypotheses import BETA1, claim, given
from adal_theory.proofs.notation import *

STEP_SIZE = given("eta_prime", "eta", *BETA1)


@claim(
    "A4.1",
    "The bias correction of the first moment is a change of the step size from η/√t to η'_t",
    given("eta_prime"),
    over_run(Eq(eta / sqrt(t) * m_hat(t), eta_prime[t] * m[t, i])),
)
def correction_is_a_change_of_step(p: Proof) -> None:
    """η'_t = η/(√t (1−β1^t)), and m̂_t = m_t/(1−β1^t)."""
    p.conclude("eta_prime")


@claim("A4.2", "The step size η'_t is positive", STEP_SIZE, Forall(t, eta_prime[t] > 0, 1, T))
def step_size_is_positive(p: Proof) -> None:
    """Its factors η, 1/√t and 1/(1−β1^t) are."""
    p.conclude("eta_prime", p.positivity(eta / sqrt(t) / (1 - beta1**t)))


@claim("A4.3", "The step size η'_t is at least η/√t", STEP_SIZE, Forall(t, eta / sqrt(t) <= eta_prime[t], 1, T))
def step_size_from_below(p: Proof) -> None:
    """1 ≤ 1/(1−β1^t)."""
    corrected = p.have(1 / (1 - beta1**t) >= 1)
    p.conclude("eta_prime", p.times(corrected, eta / sqrt(t)))


@claim("A4.4", "The step η'_t is at most η/((1−β1)√t)", STEP_SIZE, Forall(t, eta_prime[t] <= eta / ((1 - beta1) * sqrt(t)), 1, T))
def step_size_from_above(p: Proof) -> None:
    """β1^t ≤ β1, so that 1/(1−β1^t) ≤ 1/(1−β1)."""
    corrected = p.gcongr(1 / (1 - beta1**t) <= 1 / (1 - beta1), p.lemma("L1.3", r=beta1, n=t))
    p.conclude("eta_prime", p.times(corrected, eta / sqrt(t)))


@claim("A4.5", "The step size η'_t does not increase with t", STEP_SIZE, Forall(t, eta_prime[t + 1] <= eta_prime[t], 1, T - 1))
def step_size_does_not_increase(p: Proof) -> None:
    """√t and 1 − β1^t do not decrease."""
    corrected = p.gcongr(1 / (1 - beta1 ** (t + 1)) <= 1 / (1 - beta1**t))
    slower = p.gcongr(1 / sqrt(t + 1) <= 1 / sqrt(t))
    p.conclude("eta_prime", p.times(corrected, eta / sqrt(t + 1)), p.times(slower, eta / (1 - beta1**t)))
