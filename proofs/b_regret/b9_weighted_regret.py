"""B9: the weighted regret of every weighted method with a running maximum; AdaL-AMS, AMSGrad and Reddi's own form of it.

In a coordinate, Σ ĝ (x − x*) is at most a last term with H_T/η'_T and a multiple of the costs Σ η' A m² (B6.8, from the
certificate B5). A step costs at most a discounted sum of gradients (B9.4, from B7), and these add up (B9.2): B9.3, for all v̂
and η' with what AMSGRAD_LIKE lists. A running maximum has that (B9.1). Σ |ĝ_t|/√t is at most √(1 + log T) ‖ĝ‖_2 (B9.7).
Convexity (B9.5) and the sum over the coordinates give B9.
"""

from adal_theory.proofs.b_regret.b1_one_step import cost
from adal_theory.proofs.b_regret.b3_summation_by_parts import linear_regret
from adal_theory.proofs.b_regret.b4_certificate import total_cost
from adal_theory.proofs.b_regret.b5_second_moment import DOMINATED
from adal_theory.proofs.b_regret.b6_monotone import STEPS_FALL, V_RISES
from adal_theory.proofs.b_regret.b7_discounted_gradients import MOMENT_RATIO, discounted_gradients
from adal_theory.proofs.hypotheses import BETA1, BETA2, COMPARATOR, START, claim, given
from adal_theory.proofs.notation import *
from adal_theory.rules import RULES
from adal_theory.trace.options import Options

RANGES = ("T", "eta", "eps", "beta1 ≥ 0", *BETA2)
POINTS = (*COMPARATOR, *START)
FORGET = ("gamma", "gamma < 1")  # m forgets a gradient faster than √v does, so that β1 < 1 (L1.8)
MOMENTS = ("m_0", "v_0", "m", "v")
PRECONDITIONER = ("preconditioner", "inverse_preconditioner")
METHOD = (*MOMENTS, "v_max", "x", "eta_prime", *PRECONDITIONER, *RANGES, *POINTS)
LOSSES = ("g_hat", "w ≥ 0", "convex")

# All that the proof uses of the running maximum and of the steps: the longest step size is a constant over √t.
longest = var("longest")
CHEAP_STEPS = {
    "v ≤ v̂": DOMINATED,
    "longest ≥ 0": longest >= 0,
    "η' ≤ longest/√t": Forall(t, eta_prime[t] <= longest / sqrt(t), 1, T),
}
AMSGRAD_LIKE = {
    **CHEAP_STEPS,
    "v̂ rises": V_RISES,
    "η' ≥ η/√t": Forall(t, eta / sqrt(t) <= eta_prime[t], 1, T),
    "η' falls": STEPS_FALL,
}


gradients_over_roots = Sum(j, 1, T, abs(g_hat[j, i]) / sqrt(j))
moments_over_roots = Sum(t, 1, T, m[t, i] ** 2 / sqrt(t))
gradient_norm = sqrt(Sum(t, 1, T, g_hat[t, i] ** 2))  # ‖ĝ‖_2, over t at one i
regret = Sum(t, 1, T, w[t] * (f[t] - f_star[t]))

diameter_factor = diameter**2 * sqrt(T) / (2 * eta * (1 - beta1))
gradient_factor = eta * (1 + beta1) / (2 * (1 - beta1) * sqrt(1 - beta2) * (1 - gamma))
eps_factor = eps * eta * (1 + beta1) / (2 * (1 - beta1) ** 2)
log_factor = eta * (1 + beta1) * sqrt(1 + log(T)) / (2 * (1 - beta1) * sqrt(1 - beta2) * (1 - gamma))
regret_bound = (
    diameter_factor * Sum(i, 1, d, H[T, i])
    + log_factor * Sum(i, 1, d, gradient_norm)
    + eps_factor * Sum(i, 1, d, moments_over_roots)
)


@claim(
    "B9.2",
    "Discounted gradients over √t add up to at most 1/(1 − γ) times the gradients over √t",
    given("beta1 ≥ 0", *FORGET),
    Sum(t, 1, T, discounted_gradients(t) / sqrt(t)) <= gradients_over_roots / (1 - gamma),
)
def discounted_gradients_add_up(p: Proof) -> None:
    """In the other order of summation, Σ_j |ĝ_j| Σ_{t≥j} γ^{t−j}/√t, the inner sums are those of B8.4."""
    decays = p.have(gamma >= 0, "gamma")
    inner = abs(g_hat[j, i]) * Sum(t, j, T, gamma ** (t - j) / sqrt(t)) <= abs(g_hat[j, i]) / ((1 - gamma) * sqrt(j))
    each = p.have(Forall(j, inner, 1, T), p.lemma("B8.4", decays, r=gamma, over=(j, 1, T)))
    swapped = p.swap(Sum(t, 1, T, Sum(j, 1, t, gamma ** (t - j) * abs(g_hat[j, i]) / sqrt(t))))
    p.conclude(swapped, each)


def cost_bound(at: Term) -> Term:
    """What a step costs at most: longest/√t ((1 − β1)/√(1 − β2) Σ_{j≤t} γ^{t−j} |ĝ_j| + ε m_t²)."""
    return longest / sqrt(at) * (MOMENT_RATIO * discounted_gradients(at) + eps * m[at, i] ** 2)


@claim(
    "B9.4",
    "Where v̂ ≥ v and η'_t = O(1/√t), a step costs O(1/√t) times the sum of its discounted gradients and ε m_t²",
    given(*MOMENTS, "preconditioner", "eps", *BETA1, *BETA2, "gamma", **CHEAP_STEPS),
    over_run(cost(t) <= cost_bound(t)),
)
def cost_of_a_step(p: Proof) -> None:
    """η' ≤ longest/√t, where A m² ≥ 0 (B5.1); and A m² = m²/√v̂ + ε m², of which the first is at most (1 − β1)/√(1 − β2) times
    the discounted gradients (B7.5)."""
    square = p.have(A[t, i] * m[t, i] ** 2 >= 0, "B5.1")
    short = p.have(eta_prime[t] <= longest / sqrt(t), "η' ≤ longest/√t")
    moved = p.have(
        A[t, i] * m[t, i] ** 2 <= MOMENT_RATIO * discounted_gradients(t) + eps * m[t, i] ** 2, "B7.5", "preconditioner"
    )
    p.conclude(p.times(short, A[t, i] * m[t, i] ** 2, square), p.times(moved, longest / sqrt(t)))


@claim(
    "B9.3",
    "Where v̂ ≥ v rises and η' falls like 1/√t, Σ ĝ (x − x*) ≤ D²√T H_T/(2η(1−β1)) + O(Σ |ĝ_t|/√t + ε Σ m_t²/√t) in a coordinate",
    given(*MOMENTS, "x", *PRECONDITIONER, *RANGES, *POINTS, *FORGET, **AMSGRAD_LIKE),
    Forall(
        i,
        linear_regret()
        <= diameter_factor * H[T, i]
        + longest * (1 + beta1) / (2 * sqrt(1 - beta2) * (1 - gamma)) * gradients_over_roots
        + eps * longest * (1 + beta1) / (2 * (1 - beta1)) * moments_over_roots,
        1,
        d,
    ),
    domains={"longest": [Fraction(4)]},
)
def regret_of_a_coordinate(p: Proof) -> None:
    """B6.8, for H_t/η'_t rises (B6.6), A, H ≥ 0 (B5.1, B5.2) and H A m = m (B5.7). Its last term has 1/η'_T ≤ √T/η. Its costs are
    bounded one by one (B9.4) and add up (B9.2); of their factor (1 + β1)/(2(1 − β1)) the 1 − β1 > 0 (L1.8) cancels that of B7."""
    positive = p.have(Forall(t, eta_prime[t] > 0, 1, T), "η' ≥ η/√t")
    second = p.have(over_run(v_max[t, i] >= 0), "B5.3", "v ≤ v̂")
    rises = p.lemma("B6.6", positive, second)
    run = p.lemma("B6.8", positive, "B5.1", "B5.2", "B5.7", rises)
    shortest = p.have(inv(eta_prime[T]) <= sqrt(T) / eta, "η' ≥ η/√t", positive)
    start = p.times(p.times(shortest, H[T, i], p.have(H[T, i] >= 0, "B5.2")), diameter**2 / (2 * (1 - beta1)), "L1.8")
    together = longest * (MOMENT_RATIO * gradients_over_roots / (1 - gamma) + eps * moments_over_roots)
    added = p.have(Sum(t, 1, T, cost_bound(t)) <= together, p.times("B9.2", longest * MOMENT_RATIO, "L1.8"))
    costs = p.sum_le(p.have(Forall(t, cost(t) <= cost_bound(t), 1, T), "B9.4"))
    spent = p.times(p.have(total_cost() <= together, costs, added), (1 + beta1) / (2 * (1 - beta1)), "L1.8")
    p.conclude(run, start, spent, p.field_simp(1 - beta1, "L1.8"))


@claim(
    "B9.1",
    "In a coordinate, methods with a running maximum have Σ ĝ (x − x*) ≤ D²√T H_T/(2η(1−β1)) + O(Σ |ĝ_t|/√t + ε Σ m_t²/√t)",
    given(*METHOD, *FORGET),
    Forall(
        i,
        linear_regret() <= diameter_factor * H[T, i] + gradient_factor * gradients_over_roots + eps_factor * moments_over_roots,
        1,
        d,
    ),
)
def regret_of_a_coordinate_with_running_maximum(p: Proof) -> None:
    """What B9.3 asks: v̂ is at least v_t (B5.4) and does not decrease (B6.1); η/√t ≤ η'_t ≤ η/((1 − β1) √t), which
    falls (A4.3 to A4.5)."""
    rises = p.have(V_RISES, "B6.1")
    p.conclude(p.lemma("B9.3", "B5.4", rises, "A4.3", "A4.4", "A4.5", longest=eta / (1 - beta1)))


@claim(
    "B9.7",
    "In a coordinate, methods with a running maximum have Σ ĝ (x − x*) = O(√T H_T + √(1 + log T) ‖ĝ‖_2 + ε Σ m_t²/√t)",
    given(*METHOD, *FORGET),
    Forall(i, linear_regret() <= diameter_factor * H[T, i] + log_factor * gradient_norm + eps_factor * moments_over_roots, 1, d),
)
def regret_of_a_coordinate_by_norms(p: Proof) -> None:
    """In B9.1, Σ |ĝ_t|/√t ≤ √(1 + log T) ‖ĝ‖_2 (B8.5)."""
    p.conclude("B9.1", p.times(p.lemma("B8.5", a=lambda k: g_hat[k, i]), gradient_factor, "L1.8"))


@claim(
    "B9.5",
    "The weighted regret is at most the sum of the weighted gradients along the error",
    given(*LOSSES),
    Sum(i, 1, d, linear_regret()) >= regret,
)
def convexity(p: Proof) -> None:
    """w_t ≥ 0 times convexity, f_t(x_t) − f_t(x*) ≤ ⟨g_t, x_t − x*⟩, and the other order of summation, over i first."""
    along = Sum(i, 1, d, g_hat[t, i] * error(t))
    weighted = p.have(Forall(t, Eq(along, w[t] * Sum(i, 1, d, g[t, i] * error(t))), 1, T), "g_hat")
    losses = p.have(Forall(t, w[t] * (f[t] - f_star[t]) <= along, 1, T), "convex", "w ≥ 0", weighted)
    p.conclude(losses, p.swap(Sum(i, 1, d, linear_regret())))


@claim(
    "B9",
    "Weighted methods with a running maximum have weighted regret O(√T Σ H_T + √(1 + log T) Σ ‖ĝ‖_2), in terms of the run itself",
    given(*METHOD, *FORGET, *LOSSES),
    regret <= regret_bound,
)
def weighted_regret(p: Proof) -> None:
    """By convexity (B9.5) it is the sum over coordinates of what B9.7 bounds."""
    p.conclude("B9.5", p.have(Sum(i, 1, d, linear_regret()) <= regret_bound, "B9.7"))


def special(rule: str, *leave_out: str, options: Options | None = None) -> dict[str, Term]:
    """B9's hypotheses with the update of a recorded rule in place of the general one."""
    everything = {**recorded(RULES[rule], options).hypotheses(), **given(*RANGES, *POINTS, *FORGET, "convex")}
    return {name: fact for name, fact in everything.items() if name not in leave_out}


@claim(
    "B9.adal_ams",
    "AdaL-AMS, with w_t = ‖g_t‖_1, has the weighted regret of B9",
    special("adal_ams", "v_max_0"),
    regret <= regret_bound,
)
def adal_ams(p: Proof) -> None:
    """Its weights, sums of absolute values, are not negative."""
    p.conclude("B9")


@claim(
    "B9.amsgrad",
    "AMSGrad with a bias-corrected maximum, from any start, and with ε outside the root has the regret of B9 with w = 1",
    special("amsgrad", "v_max_0"),
    Sum(t, 1, T, f[t] - f_star[t]) <= regret_bound,
)
def amsgrad(p: Proof) -> None:
    """B9 for w = 1."""
    p.conclude(p.lemma("B9", "g_hat", "m", "v", w=1))


UNCORRECTED = special("amsgrad", "v_max_0", "eps", options=Options(bias_correction=False))
REDDI = {name: substitute(fact, {eps: num(0)}) for name, fact in UNCORRECTED.items()}
reddi_log_factor = eta * (1 + beta1) * sqrt(1 + log(T)) / (2 * sqrt(1 - beta2) * (1 - gamma))


@claim(
    "B9.8",
    "In a coordinate, Reddi's AMSGrad has Σ g (x − x*) ≤ D²√T √v̂_T/(2η(1−β1)) + O(√(1 + log T) ‖g‖_2)",
    {name: fact for name, fact in REDDI.items() if name != "convex"},
    Forall(i, linear_regret() <= diameter_factor * sqrt(v_max[T, i]) + reddi_log_factor * gradient_norm, 1, d),
)
def reddi_in_a_coordinate(p: Proof) -> None:
    """B9.3 with η'_t = η/√t and ε = 0; Σ |g_t|/√t ≤ √(1 + log T) ‖g‖_2 (B8.5)."""
    rises, dominates = p.have(V_RISES, "v_max"), p.have(DOMINATED, "v_max")
    falls = p.have(STEPS_FALL, "eta_prime")
    run = p.lemma("B9.3", rises, dominates, falls, "g_hat", "m", "v", "eta_prime", eps=0, longest=eta)
    norms = p.lemma("B8.5", a=lambda k: g_hat[k, i])
    factor = eta * (1 + beta1) / (2 * sqrt(1 - beta2) * (1 - gamma))
    p.conclude(run, p.times(norms, factor), p.have(Eq(H[T, i], sqrt(v_max[T, i])), "inverse_preconditioner"))


@claim(
    "B9.reddi",
    "Reddi, Kale and Kumar's AMSGrad, without bias correction and ε, has regret O(√T Σ √v̂_T + √(1 + log T) Σ ‖g‖_2)",
    REDDI,
    Sum(t, 1, T, f[t] - f_star[t])
    <= diameter_factor * Sum(i, 1, d, sqrt(v_max[T, i])) + reddi_log_factor * Sum(i, 1, d, gradient_norm),
)
def reddi(p: Proof) -> None:
    """Reddi, Kale and Kumar, On the convergence of Adam and beyond, ICLR 2018, corollary 1, for a constant β1 and with better
    constants: convexity (B9.5 for w = 1) and B9.8 in every coordinate."""
    p.conclude(p.lemma("B9.5", "g_hat", w=1), p.have(Sum(i, 1, d, linear_regret()) <= p.goal.args[1], "B9.8"))
