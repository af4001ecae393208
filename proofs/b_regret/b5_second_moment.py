"""B5.1 to B5.7: methods with a running maximum have A ≥ 0, H ≥ 0 and H A m = m, as the certificate B5 asks."""

from adal_theory.proofs.hypotheses import BETA1, BETA2, claim, given
from adal_theory.proofs.notation import *

MOMENTS = ("m_0", "v_0", "m", "v", *BETA1, *BETA2)
# What is used of the running maximum: it is never below v_t.
DOMINATED = over_run(v[t, i] <= v_max[t, i])


@claim("B5.1", "The preconditioner A_t = 1/√v̂_t + ε is never negative", given("preconditioner", "eps"), over_run(A[t, i] >= 0))
def preconditioner_is_nonnegative(p: Proof) -> None:
    """Neither is the inverse of a root."""
    p.conclude("preconditioner", p.positivity(inv(sqrt(v_max[t, i]))))


@claim("B5.2", "The inverse preconditioner H_t is never negative", given("inverse_preconditioner", "eps"), over_run(H[t, i] >= 0))
def inverse_preconditioner_is_nonnegative(p: Proof) -> None:
    """Roots are not, and ε is not."""
    p.conclude("inverse_preconditioner", p.positivity(sqrt(v_max[t, i]) / (1 + eps * sqrt(v_max[t, i]))))


@claim("B5.3", "The second moment v_t is never negative", given("v_0", "v", *BETA2), over_run(v[t, i] >= 0))
def second_moment_is_nonnegative(p: Proof) -> None:
    """By induction from v_0 = 0, for v_t is a weighted mean of v_{t−1} and a square."""
    p.conclude(p.induction(Forall(n, v[n, i] >= 0, 0, T), "v", "v_0"))


@claim("B5.4", "The running maximum of corrected second moments is at least v_t", given("v_0", "v", *BETA2, "v_max"), DOMINATED)
def running_maximum_dominates(p: Proof) -> None:
    """v̂_t ≥ v_t/(1 − β2^t) ≥ v_t, as v_t ≥ 0 (B5.3)."""
    corrected = p.have(v[t, i] <= v[t, i] / (1 - beta2**t), "B5.3")
    p.conclude(corrected, "v_max")


@claim(
    "B5.5",
    "The second moment dominates the squared first moment, β2^t (1 − β2) m_t² ≤ (1 − β1) v_t, and vanishes only with it",
    given(*MOMENTS),
    over_run(beta2**t * (1 - beta2) * m[t, i] ** 2 <= (1 - beta1) * v[t, i]),
)
def second_moment_vanishes_only_with_the_first(p: Proof) -> None:
    """By induction. The square is convex, m_{n+1}² ≤ β1 m_n² + (1 − β1) ĝ²; multiply by β2^{n+1} (1 − β2), where β2^{n+1} ≤ 1."""
    nonnegative = p.induction(Forall(n, v[n, i] >= 0, 0, T), "v", "v_0")

    def step(n: Term, so_far: Theorem) -> list[Theorem]:
        old, new = m[n, i] ** 2, g_hat[n + 1, i] ** 2
        convex = p.have(m[n + 1, i] ** 2 <= beta1 * old + (1 - beta1) * new, "m")
        scaled = p.times(convex, beta2 ** (n + 1) * (1 - beta2))
        kept = p.times(so_far, beta2 * beta1)
        lost = p.times(p.have(v[n, i] >= 0, nonnegative), (1 - beta1) ** 2 * beta2)
        small = p.positivity((1 - beta1) * (1 - beta2) * (1 - beta2 ** (n + 1)) * new, p.have(beta2 ** (n + 1) <= 1))
        return [scaled, kept, lost, small]

    bound = beta2**n * (1 - beta2) * m[n, i] ** 2 <= (1 - beta1) * v[n, i]
    p.conclude(p.induction(Forall(n, bound, 0, T), "v", "m_0", "v_0", step=step))


@claim(
    "B5.7",
    "For any v̂ that is never below the second moment, the step H A m is m itself, also where v̂ vanishes",
    given(*MOMENTS, "preconditioner", "inverse_preconditioner", "eps", **{"v ≤ v̂": DOMINATED}),
    over_run(Eq(H[t, i] * A[t, i] * m[t, i], m[t, i])),
)
def preconditioner_is_inverted(p: Proof) -> None:
    """Where v̂ > 0, H A = 1. Where v̂ = 0, v_t ≤ 0, and so m_t = 0 (B5.5)."""
    root, positive, zero = sqrt(v_max[t, i]), p.suppose(v_max[t, i] > 0), p.suppose(v_max[t, i] <= 0)
    product = p.have(Eq(root / (1 + eps * root) * (inv(root) + eps), 1), positive)
    inverted = p.have(p.goal, p.times(product, m[t, i]), "preconditioner", "inverse_preconditioner")
    square = p.have(beta2**t * (1 - beta2) * m[t, i] ** 2 <= 0, "B5.5", p.have(v[t, i] <= 0, zero, "v ≤ v̂"))
    nothing = p.have(Eq(m[t, i], 0), p.have(m[t, i] ** 2 <= 0, square, p.positivity(beta2**t * (1 - beta2))))
    vanished = p.have(p.goal, p.times(nothing, H[t, i] * A[t, i]), nothing)
    p.conclude(p.cases(v_max[t, i] > 0, lambda _: inverted, lambda _: vanished))
