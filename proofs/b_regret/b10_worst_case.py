"""B10: the worst case of B9 over all gradients of a given size, O(√T)."""

from adal_theory.proofs.b_regret.b3_summation_by_parts import linear_regret
from adal_theory.proofs.b_regret.b8_sums import inverse_roots
from adal_theory.proofs.b_regret.b9_weighted_regret import (
    FORGET,
    LOSSES,
    METHOD,
    diameter_factor,
    eps_factor,
    gradient_factor,
    gradients_over_roots,
    moments_over_roots,
    regret,
)
from adal_theory.proofs.hypotheses import BETA2, claim, given
from adal_theory.proofs.notation import *

largest_gradient = G1 * Ginf
largest_preconditioner = maximum(delta, largest_gradient)
diameter_part = diameter**2 * largest_preconditioner / (2 * eta * (1 - beta1))
gradient_part = eta * (1 + beta1) * largest_gradient / ((1 - beta1) * sqrt(1 - beta2) * (1 - gamma))
eps_part = eps * eta * (1 + beta1) * largest_gradient**2 / (1 - beta1) ** 2
worst_constant = diameter_part + gradient_part + eps_part
worst_case = d * sqrt(T) * worst_constant
LARGEST = ("G1", "Ginf", "delta")
SIZES = (*LARGEST, "d")


@claim(
    "B10.1",
    "Where the weighted gradients are at most Ĝ, the inverse preconditioner is at most max(δ, Ĝ)",
    given("v_0", "v", "v_max_0", "v_max", "inverse_preconditioner", "eps", "delta", *BETA2, "G"),
    over_run(H[t, i] <= maximum(delta, G)),
)
def preconditioner_is_bounded(p: Proof) -> None:
    """H ≤ √v̂ (A5.3), and v̂ ≤ max(δ, Ĝ)² by induction: it starts at δ², and the corrected second moment is at most Ĝ² (A6.3)."""
    most = maximum(delta, G)
    positive = p.have(G >= 0, p.have(abs(g_hat[t, i]) <= G, "G"))
    gradient = p.have(most**2 >= G**2, positive)
    start = p.have(delta**2 <= most**2, "delta")
    bounded = p.induction(Forall(n, v_max[n, i] <= most**2, 0, T), "v_max", "v_max_0", "A6.3", gradient, start)
    below, above = p.have(v_max[t, i] >= 0, "B6.2"), p.have(v_max[t, i] <= most**2, bounded)
    root = p.step("sqrt_le_sqrt", below, above, a=v_max[t, i], b=most**2)
    size = p.have(Eq(sqrt(most**2), most), p.have(most >= 0, "delta"))
    p.conclude("inverse_preconditioner", p.lemma("A5.3", a=v_max[t, i]), root, size)


@claim(
    "B10.3",
    "In a coordinate, Σ ĝ (x − x*) is at most √T (D² max(δ, Ĝ)/(2η(1−β1)) + O(η Ĝ + ε η Ĝ²))",
    given(*METHOD, "v_max_0", *FORGET, "g_hat", "w ≥ 0", *LARGEST),
    Forall(i, linear_regret() <= sqrt(T) * worst_constant, 1, d),
)
def worst_case_of_a_coordinate(p: Proof) -> None:
    """In B9.1, H_T ≤ max(δ, Ĝ) (B10.1), |ĝ_t| ≤ Ĝ (A6.1), |m_t| ≤ Ĝ (A6.2), and Σ 1/√t ≤ 2√T (B8.1)."""
    top = largest_gradient
    first = p.have(H[T, i] <= largest_preconditioner, p.lemma("B10.1", "A6.1", G=top))
    positive = p.have(top >= 0, p.have(abs(g_hat[T, i]) <= top, "A6.1"))
    roots = p.have(inverse_roots(T) <= 2 * sqrt(T), "B8.1")
    gradients = p.sum_le(p.have(Forall(t, abs(g_hat[t, i]) / sqrt(t) <= top / sqrt(t), 1, T), "A6.1"))
    sizes = p.have(Forall(t, abs(m[t, i]) <= top, 1, T), p.lemma("A6.2", "A6.1", G=top), positive)
    moments = p.sum_le(p.have(Forall(t, m[t, i] ** 2 / sqrt(t) <= top**2 / sqrt(t), 1, T), sizes))
    second = p.have(gradients_over_roots <= 2 * sqrt(T) * top, gradients, p.times(roots, top, positive))
    third = p.have(moments_over_roots <= 2 * sqrt(T) * top**2, moments, p.times(roots, top**2))
    start, middle = p.times(first, diameter_factor, "L1.8"), p.times(second, gradient_factor, "L1.8")
    p.conclude("B9.1", start, middle, p.times(third, eps_factor))


@claim(
    "B10.2",
    "For any x* in the box, Σ ⟨ĝ_t, x_t − x*⟩ is O(√T), whatever the losses",
    given(*METHOD, "v_max_0", *FORGET, "g_hat", "w ≥ 0", *SIZES),
    Sum(i, 1, d, linear_regret()) <= worst_case,
)
def worst_case_of_the_linear_regret(p: Proof) -> None:
    """B10.3 in each of the d coordinates."""
    p.conclude(p.sum_le("B10.3"), p.times(p.have(Eq(Sum(i, 1, d, num(1)), d)), sqrt(T) * worst_constant))


@claim(
    "B10",
    "The weighted regret of methods with a running maximum is O(√T) in the worst case, with a constant β1",
    given(*METHOD, "v_max_0", *FORGET, *LOSSES, *SIZES),
    regret <= worst_case,
)
def worst_case_regret(p: Proof) -> None:
    """Convexity (B9.5), and B10.2."""
    p.conclude("B9.5", "B10.2")
